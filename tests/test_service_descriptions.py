"""Descriptions of services (XZuFi) fill a package's texts; what has no place is said."""

import json

import pytest

from modellregion.packages.api import PackageError, check_package
from modellregion.packages.fim.descriptions import readable
from tests.support.fim import STANDARDS, data_field, imported, message, part

FORM = message(part(data_field("F05000000001", label="Rufname")))
SKELETON = STANDARDS / "xzufi" / "example-2.2-skeleton.xml"
MODULES = {
    "02": "Hundesteuer Anmeldung",
    "03": "Hund anmelden",
    "05": "Ein Hund ist anzumelden.",
    "06": "<p>Wer einen Hund hält, muss ihn anmelden.</p><p>Das gilt auch für Pflegehunde.</p>",
    "07": "<ul><li>§ 3 KAG NRW</li><li>Satzung der Kommune</li></ul>",
    "08": "<ul><li>Ausweis</li><li>Impfpass &amp; Chipnummer</li></ul>",
    "09": "Sie wohnen in der Kommune.",
    "11": "Das Amt schickt einen Bescheid.",
    "22": "Steueramt",
    "24": "Ihr Hund zieht ein?",
}
ENGLISH = {"03": "Register a dog", "06": "Whoever keeps a dog has to register it."}


def _xml() -> bytes:
    modules = "".join(
        f"<x:modulText><x:leikaTextmodul><code>{code}</code></x:leikaTextmodul>"
        f'<x:inhalt languageCode="de-DE"><![CDATA[{text}]]></x:inhalt>'
        + (f'<x:inhalt languageCode="en">{ENGLISH[code]}</x:inhalt>' if code in ENGLISH else "")
        + "</x:modulText>"
        for code, text in MODULES.items()
    )
    return (
        '<x:nachricht xmlns:x="http://xoev.de/schemata/xzufi/2_2_0" xzufiVersion="2.2.0"><x:nachrichtenkopf/>'
        "<x:schreibe><x:leistung><x:referenzLeiKa><code>99102013012000</code></x:referenzLeiKa>"
        f"{modules}<x:modulKosten><x:beschreibung languageCode='de-DE'>90 Euro im Jahr</x:beschreibung></x:modulKosten>"
        "<x:modulBegriffImKontext><x:begriffImKontext><x:begriff languageCode='de-DE'>Hundemarke</x:begriff>"
        "</x:begriffImKontext></x:modulBegriffImKontext></x:leistung></x:schreibe></x:nachricht>"
    ).encode()


def _json() -> bytes:
    def texts(code: str) -> list[dict[str, str]]:
        found = [{"language_code": "de", "_value": MODULES[code]}]
        return found + [{"language_code": "en", "_value": text} for text in [ENGLISH.get(code)] if text]

    return json.dumps(
        {
            "referenz_leika": ["99102013012000"],
            "modul_text": [{"leika_textmodul": code, "inhalt": texts(code)} for code in MODULES],
            "modul_kosten": {"beschreibung": [{"language_code": "de", "_value": "90 Euro im Jahr"}]},
            "modul_frist": None,
            "modul_begriff_im_kontext": [
                {"begriff_im_kontext": [{"begriff": {"language_code": "de", "_value": "Hundemarke"}}]}
            ],
        }
    ).encode()


@pytest.mark.parametrize("description", [_xml(), _json()], ids=["xml", "json"])
def test_a_description_fills_the_package(description: bytes) -> None:
    made = imported(FORM, description)
    head = made.files.table("package.toml")
    assert head["package"]["title"] == "Hund anmelden"
    assert head["service"] == {"leika": "99102013012000", "keywords": ["Hund anmelden", "Hundemarke"]}
    norms = ["§ 1 Mustergesetz", "§ 3 KAG NRW", "Satzung der Kommune"]
    assert [basis["norm"] for basis in head["legal_bases"]] == norms
    german, english = (made.files.table(f"texts/{language}.toml")["service"] for language in ("de", "en"))
    assert german["teaser"] == "Ihr Hund zieht ein?"
    assert german["what"] == "Wer einen Hund hält, muss ihn anmelden.\nDas gilt auch für Pflegehunde."
    assert german["documents"] == ["Ausweis", "Impfpass & Chipnummer"]
    assert (german["who"], german["cost"]) == ("Sie wohnen in der Kommune.", "90 Euro im Jahr")
    assert english["what"] == "Whoever keeps a dog has to register it."
    assert made.files.table("texts/en.toml")["package"]["title"] == "Register a dog"
    assert [str(finding) for finding in check_package(made.files) if not finding.is_warning] == []


def test_what_has_no_place_is_said() -> None:
    notes = "\n".join(imported(FORM, _xml()).notes)
    assert "Zuständige Stelle" in notes
    assert "Kurztext" in notes
    french = _xml().replace(b'languageCode="en"', b'languageCode="fr"')
    assert "Its texts in fr were left out" in "\n".join(imported(FORM, french).notes)


def test_mark_up_becomes_lines_and_never_stays() -> None:
    assert (
        readable("<p>Eins &lt;b&gt;zwei&lt;/b&gt;</p><ul><li>drei</li></ul><script>x</script>")
        == "Eins zwei\ndrei\nx"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<x:nachricht xmlns:x="http://xoev.de/schemata/xzufi/2_2_0"/>', "describes no service"),
        (b'{"id": 1}', "has no »modul_text«"),
        (b"{" + b'"a":[' * 100_000, "neither XML nor JSON"),
    ],
)
def test_a_file_without_a_service_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(PackageError, match=words):
        imported(FORM, content)


def test_two_descriptions_are_one_too_many() -> None:
    with pytest.raises(PackageError, match="A second description of a service"):
        imported(FORM, _xml(), _json())


@pytest.mark.skipif(
    not SKELETON.is_file(),
    reason="the XZuFi example is not here; set MODELLREGION_STANDARDS to the folder of standards",
)
def test_the_held_example_is_read() -> None:
    head = imported(FORM, SKELETON.read_bytes()).files.table("package.toml")
    assert head["package"]["title"] == "Gewerbe Anmeldung"
    assert head["service"]["leika"] == "99050012104000"
