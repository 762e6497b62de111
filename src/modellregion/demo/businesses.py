"""Invented businesses and the people behind them: everything a trade notice may ask about."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from modellregion.demo.names import EUROPEAN, family_name, given_names, origin
from modellregion.demo.places import Address, address
from modellregion.demo.trades import SHARES, TRADES, Trade
from modellregion.forms.api import search_key
from modellregion.region.api import BodyEntry


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form: its code, how many people notify at most, what stands behind the name, kind of register."""

    code: str
    people: tuple[int, int]
    suffix: str = ""
    register: str = ""
    is_partnership: bool = False
    has_partner_company: bool = False
    share: int = 10


LEGAL_FORMS = (
    LegalForm("412000", (1, 1), share=700),
    LegalForm("411000", (1, 1), "e. K.", "A", share=35),
    LegalForm("121000", (2, 3), "GbR", is_partnership=True, share=60),
    LegalForm("111100", (2, 2), "OHG", "A", is_partnership=True, share=10),
    LegalForm(
        "112211", (1, 2), "GmbH & Co. KG", "A", is_partnership=True, has_partner_company=True, share=20
    ),
    LegalForm("221100", (1, 2), "GmbH", "B", share=110),
    LegalForm("221200", (1, 1), "UG (haftungsbeschränkt)", "B", share=60),
    LegalForm("222110", (0, 0), "AG", "B", share=5),
)
COURTS = {
    "paderborn": "Paderborn",
    "delbrueck": "Paderborn",
    "soest": "Arnsberg",
    "gelsenkirchen": "Gelsenkirchen",
}


@dataclass
class Person:
    """Somebody who runs a business."""

    given: str
    family: str
    birth_name: str
    sex: str
    born_on: date
    birth_town: str
    birth_state: str
    citizenship: str
    home: Address
    doctor: bool

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    def row(self, rng: Random, day: date) -> dict[str, Any]:
        """Return the answers about this person as of ``day``; what is not asked is left out by the form's check."""
        mail = search_key(self.family).replace(" ", "-")
        row: dict[str, Any] = {
            "art": "natuerlich",
            "vornamen": self.given,
            "familienname": self.family,
            "geschlecht": self.sex,
            "geburtsdatum": self.born_on.isoformat(),
            "geburtsort": self.birth_town,
            "geburtsland": self.birth_state,
            "staatsangehoerigkeit": self.citizenship,
            "wohnung": self.home,
        }
        if self.doctor:
            row["doktorgrad"] = "Dr."
        if self.birth_name:
            row["geburtsname"] = self.birth_name
        if rng.random() < 0.7:
            row["telefon"] = f"05251 00{rng.randint(0, 99999):05}"
        if rng.random() < 0.8:
            row["email"] = f"{search_key(self.given).replace(' ', '-')}@{mail}.example"
        if self.citizenship not in EUROPEAN:
            issued = day - timedelta(days=rng.randint(60, 2000))
            town = self.home["ort"]
            row |= {
                "aufenthaltstitel": True,
                "aufenthaltstitel_datum": issued.isoformat(),
                "aufenthaltstitel_behoerde": f"Stadt {town}, {self.home['plz']} {town}",
                "beschraenkung": False,
            }
        return row


@dataclass
class Business:
    """A business as it stands; notices change it."""

    form: LegalForm
    trade: Trade
    people: list[Person]
    place: Address
    registered_name: str
    shop_name: str
    court: str
    court_number: str
    is_side_job: bool
    full_time: int
    part_time: int
    travels: bool
    activity: str
    family_names: list[str] = field(default_factory=list)
    """Every family name that occurs in its notices; its siblings (siblings.py) bear others."""

    @property
    def sheets(self) -> int:
        """How many official forms a notice has: in a partnership one for each partner who runs it."""
        return len(self.people) if self.form.is_partnership else 1

    def rename(self, rng: Random) -> str:
        """Give the first of its people, else itself, another name; return the former one."""
        if not self.people:
            former, self.registered_name = self.registered_name, f"Neue {self.registered_name}"
            return former
        person = self.people[0]
        former, person.family = person.name, family_name(rng)
        self.family_names.append(person.family)
        return former


def new_person(rng: Random, body: BodyEntry, day: date) -> Person:
    """Invent somebody of full age on ``day``."""
    sex = rng.choices("wmdx", (46, 52, 1, 1))[0]
    came_from = origin(rng)
    return Person(
        given=given_names(rng, sex),
        family=family_name(rng),
        birth_name=family_name(rng) if rng.random() < 0.2 else "",
        sex=sex,
        born_on=day - timedelta(days=rng.randint(18 * 366, 66 * 365)),
        birth_town=came_from.town,
        birth_state=came_from.state,
        citizenship=came_from.citizenship,
        home=address(rng, body),
        doctor=rng.random() < 0.02,
    )


def new_business(rng: Random, body: BodyEntry, day: date) -> Business:
    """Invent a business that is about to begin."""
    form = rng.choices(LEGAL_FORMS, [form.share for form in LEGAL_FORMS])[0]
    trade = rng.choices(TRADES, SHARES)[0]
    people = [new_person(rng, body, day) for _ in range(rng.randint(*form.people))]
    family = people[0].family if people else family_name(rng)
    name = f"{trade.noun} {family}"
    place = people[0].home if people and form.code == "412000" and rng.random() < 0.5 else address(rng, body)
    names = [family, *(name for person in people for name in (person.family, person.birth_name) if name)]
    is_alone = form.code in {"412000", "121000"}
    return Business(
        form=form,
        trade=trade,
        people=people,
        place=place,
        registered_name=f"{name} {form.suffix}" if form.suffix else "",
        shop_name=name if form.code == "412000" and rng.random() < 0.5 else "",
        court=COURTS.get(body.slug, body.short_name) if form.register else "",
        court_number=f"HR {form.register} {rng.randint(1000, 19999)}" if form.register else "",
        is_side_job=is_alone and rng.random() < 0.45,
        full_time=0 if is_alone and rng.random() < 0.8 else rng.randint(0, 12),
        part_time=0 if rng.random() < 0.6 else rng.randint(1, 6),
        travels=rng.random() < 0.03,
        activity=trade.activity,
        family_names=list(dict.fromkeys(names)),
    )
