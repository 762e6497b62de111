"""Names of invented people: real given names, and family names that nobody bears and everybody recognises as invented.

A family name is a stem that says »invented« (Muster, Beispiel, Probe …) with an ending of one of the languages spoken
in Germany, so that every letter of DIN 91379 that stands in German registers also stands in the demo.
"""

from dataclasses import dataclass
from random import Random

STEMS = (
    "Muster", "Beispiel", "Probe", "Exempel", "Modell", "Vorlage", "Schein", "Phantasie", "Erfunden", "Niemand", "Papier", "Luftig",
)  # fmt: skip

# Endings by language. The letters matter more than the grammar: a name is never sorted or declined by us.
ENDINGS = (
    # German
    "mann", "frau", "hoff", "meier", "huber", "weiß", "groß", "müller", "jäger", "köhler", "brügge", "sträßer",
    # Polish, Sorbian
    "owski", "owska", "iński", "czyńska", "łowicz", "żak", "ęcki", "ądra", "źdźbło", "ćwik", "ŕec",
    # Czech, Slovak
    "ová", "ček", "řák", "ůvka", "ňová", "šťastný", "ďura", "ľko", "ĺček",
    # Hungarian
    "őczi", "űsi", "házy", "győri",
    # Turkish, Azerbaijani
    "oğlu", "ışık", "şen", "çelik", "gül", "əliyev",
    # Romanian
    "escu", "ățeanu", "șan", "țiu", "îndruc",
    # South Slavic
    "ić", "čić", "đević", "žić", "šek",
    # Latvian, Lithuanian, Estonian
    "āns", "iņš", "ķis", "ēns", "ļevs", "ģirts", "ūnas", "ienė", "ytė", "vičius", "ųlis", "ėnas", "õe",
    # Nordic, Icelandic
    "ström", "gård", "bøe", "sæther", "dóttir", "þórsson", "ðal",
    # Romance, Irish, Welsh
    "çais", "ñez", "ão", "ìa", "ère", "œuf", "êque", "ïs", "ù", "ŷr", "ŵyn",
    # Maltese, Vietnamese, transliterated Arabic, Persian, Hindi, Georgian
    "ħan", "ġa", "ċella", "nguyễn", "trần", "đặng", "phượng", "ʿādil", "ḥasan", "ṣāliḥ", "ẓāhir", "ḏikr", "ṭūsī", "ṛṣi", "s̱er", "č̣iani",
)  # fmt: skip

WOMEN = (
    "Aïcha", "Ajda", "Amélie", "Anneliese", "Ayşe", "Bärbel", "Božena", "Chiara", "Daiva", "Đurđa", "Elif", "Emine", "Erzsébet", "Fatma",
    "Françoise", "Gülşen", "Grażyna", "Hüsniye", "Ilse", "İpek", "Irène", "Jūratė", "Katarzyna", "Käthe", "Léa", "Līga", "Lucía", "Małgorzata",
    "Mária", "Mỹ Linh", "Nađa", "Nesrin", "Nóra", "Olga", "Oľga", "Paulina", "Renée", "Rūta", "Sabine", "Şule", "Sofía", "Sólveig", "Štěpánka",
    "Thảo", "Ugnė", "Uljana", "Ursula", "Vesna", "Wiebke", "Yağmur", "Zoë", "Žofia", "Zsófia",
)  # fmt: skip
MEN = (
    "Ağa", "Andrzej", "Anžel", "Aristoteles", "Björn", "Božidar", "Bülent", "Călin", "Çağrı", "Dāvis", "Đorđe", "Ēriks", "Ferenc", "François",
    "Gábor", "Günther", "Hồng Sơn", "Ibrāhīm", "İsmail", "Jānis", "Jens", "Jiří", "João", "Jörg", "Karl-Heinz", "Křištof", "László", "Łukasz", "Lubomír",
    "Mehmet", "Mikołaj", "Nuño", "Ömer", "Óscar", "Peter", "Rūdolfs", "Şükrü", "Søren", "Stanisław", "Ștefan", "Tadeusz", "Tomáš", "Uwe",
    "Václav", "Vytautas", "Wolfgang", "Yiğit", "Željko", "Þór",
)  # fmt: skip

# Where people were born and what they are citizens of: key of the state, share in a thousand, towns. The keys are those
# of the Federal Statistical Office; EU citizens need no residence title, the others have one.
ORIGINS = (
    ("000", 760, ("Paderborn", "Bielefeld", "Höxter", "Gütersloh", "Lippstadt", "Dortmund", "Köln", "Staßfurt", "Weißenfels", "Görlitz")),
    ("152", 45, ("Łódź", "Gliwice", "Świdnica", "Rzeszów")),
    ("163", 60, ("İzmir", "Eskişehir", "Şanlıurfa", "Ağrı")),
    ("154", 30, ("Iași", "Târgu Mureș", "Constanța")),
    ("165", 12, ("Győr", "Kőszeg")),
    ("164", 10, ("Plzeň", "Třebíč")),
    ("130", 10, ("Čakovec", "Šibenik")),
    ("139", 8, ("Rīga", "Jūrmala")),
    ("475", 35, ("Ḥalab", "Dimašq")),
    ("432", 10, ("Đà Nẵng", "Huế")),
    ("166", 20, ("Černivci", "Charkiv")),
)  # fmt: skip
GERMANY = "000"
EUROPEAN = frozenset({"000", "152", "154", "165", "164", "130", "139"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody was born, and their citizenship."""

    state: str
    town: str
    citizenship: str


def given_names(rng: Random, sex: str) -> str:
    """Return one or two given names."""
    names = WOMEN if sex == "w" else MEN
    first = rng.choice(names)
    second = rng.choice(names)
    return f"{first} {second}" if rng.random() < 0.2 and second != first else first


def family_name(rng: Random) -> str:
    """Return a family name; one in twelve is a double name."""
    name = rng.choice(STEMS) + rng.choice(ENDINGS)
    return f"{name}-{rng.choice(STEMS)}{rng.choice(ENDINGS)}" if rng.random() < 0.08 else name


def origin(rng: Random) -> Origin:
    """Return where somebody comes from; half of those born abroad are German citizens by now."""
    state, _, towns = rng.choices(ORIGINS, [share for _, share, _ in ORIGINS])[0]
    citizenship = GERMANY if rng.random() < 0.5 else state
    return Origin(state, rng.choice(towns), citizenship)
