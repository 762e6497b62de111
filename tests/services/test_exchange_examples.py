"""Every element of the official XGewerbeanzeige examples finds its field, or a reason why it has none."""

import re

import pytest

from tests.support.exchange_examples import (
    FOLDER,
    RECORDS,
    Element,
    example,
    fields_of,
    files,
    inventory,
    raw_example,
    spoken,
)
from tests.support.law_matrix import matrix
from tests.support.notices import ANNEXES, CHANGE, DEREGISTRATION, LAW, REGISTRATION, Scenario

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the XGewerbeanzeige examples are not here; set MODELLREGION_STANDARDS to their folder",
)

# Elements that nobody is asked for, and why. The pattern is tried on the path below ``satz/<record>``.
WITHOUT_FIELD = {
    r"satzErstellung|ereigniszeitpunkt": "when the record was made and when the notice came in: the case knows",
    r"autor/.*": "the office that sends: the municipality's own data",
    r"istKorrektur": "whether a record corrects an earlier one: the exchange knows",
    r"gemeindeSchluessel|gemeindeZusatz|aGSSchluesselVerzeichnis": "the municipality's official key",
    r"gemeindeMeldungNr": "the case's number",
    r"gewerbebetriebID|uuid|gewerbe/betrieb/ID": "technical names: of the register entry, the record, the business in it",
    r"satzart|meldungArt": "version 1.3: kind of the record, told by the package",
    r".*/(taetigkeitSchluessel|stichwort)": "the classification of economic activities: the office codes it, nobody else can",
    r".*/strassenschluessel": "key of the municipality's own street register: follows from the street",
    r".*/natSchluesselVerzeichnis|.*SchluesselVerzeichnis|.*/nATSchluesselVerzeichnis": "version of a code list",
    r".*/anschrift/(telefon|fax)(Vorwahl|Nummer)": "version 1.3 and 2.0: part of the number that erreichbarkeit holds now",
    r".*/anschrift/(eMailAdresse|webAdresse)": "version 1.3: erreichbarkeit holds it now",
}
ONLY_ON_OTHER_FORMS = {
    (
        CHANGE,
        r"gewerbe/betriebArt/.*",
    ): "GewA 2 does not ask for the kind of business: the register entry has it",
    (
        CHANGE,
        r"bisherigeUnfallversicherung/.*",
    ): "GewA 2 does not ask for the accident insurer (GewA 1 field 27 does)",
    (DEREGISTRATION, r"kuenftigesGewerbe"): "an empty element: nobody takes over, nothing new is planned",
}
# Where a persona says something else than the example, and why.
SAID_DIFFERENTLY = {
    "gueltigAb": "the persona of 2.2 begins in the future; the example's day is past",
    "datumMeldung": "the day of filing is the day of the test",
    "gewerbe/betrieb/eintragungPLZ": "one text names the court; its postcode follows from it",
    "gewerbe/betrieb/gerichtSchluessel": "one text names the court; its key follows from the code list",
    "gewerbe/handwerkskarte/ausgestelltVonSchluessel": "one text names the chamber; its key follows from the code list",
    "gewerbe/handwerkskarte/status": "code 3, without a date: read as »no card«",
    "grundAnmeldungSchluessel": "own code; the meaning of the official one is not known to us",
    "gruendeUmmeldung/grundUmmeldungSchluessel": "own code; the meaning of the official one is not known to us",
    "grundAbmeldungSchluessel": "own code; the meaning of the official one is not known to us",
    "ursacheAbmeldungSchluessel": "own code; the meaning of the official one is not known to us",
    "gewerbe/beteiligungOeffentlicheHand": "0 of the example is our »no« (code list beteiligung_oeffentliche_hand)",
    "gewerbe/beteiligtePerson/personFunktion": "follows from the legal form: owner, partner or representative",
    "taetigkeitenGesamt/schwerpunkt/neuAusgeuebt": "follows from which of the two texts is filled in",
}
FREE_TEXT = {"eintragungOrt", "ausgestelltVonName", "ausgestelltVonPLZ", "ausgestelltVonOrt"}
"""Elements that one text of ours holds together."""

PERSONAS = {
    "xgwa2.0-valid.xml": Scenario(REGISTRATION, "friseur_ohne_karte"),
    "xgwa2.1-valid.xml": Scenario(DEREGISTRATION, "dj_catering"),
    "xgwa2.2-valid.xml": Scenario(REGISTRATION, "friseur"),
}
CHANGES = (Scenario(CHANGE, "weinladen_zweigstelle"), Scenario(CHANGE, "logistikberatung"))


def reason(service: str, path: str) -> str:
    """Return why an element has no field, or nothing."""
    for pattern, why in WITHOUT_FIELD.items():
        if re.fullmatch(pattern, path):
            return why
    for (form, pattern), why in ONLY_ON_OTHER_FORMS.items():
        if form == service and re.fullmatch(pattern, path):
            return why
    return ""


def _is_said(element: Element, said: set[str]) -> bool:
    if element.path.rpartition("/")[2] in FREE_TEXT and any(element.value in text for text in said):
        return True
    return element.value in said


def test_every_example_has_its_persona() -> None:
    assert [path.name for path in files()] == sorted(PERSONAS)


@pytest.mark.parametrize("name", PERSONAS)
def test_every_element_of_an_example_finds_its_field(name: str) -> None:
    service, elements = example(name)
    assert service == PERSONAS[name].service
    lost = [
        one.path for one in elements if not fields_of(service, one.path) and not reason(service, one.path)
    ]
    both = [one.path for one in elements if fields_of(service, one.path) and reason(service, one.path)]
    assert (lost, both) == ([], [])
    assert sum(1 for one in elements if fields_of(service, one.path)) > 20


@pytest.mark.parametrize("name", PERSONAS)
def test_the_persona_says_what_the_example_says(name: str) -> None:
    service, elements = example(name)
    answers = PERSONAS[name].answers
    different = {
        one.path: (one.value, spoken(service, answers, one.path))
        for one in elements
        if fields_of(service, one.path)
        and one.path not in SAID_DIFFERENTLY
        and not _is_said(one, spoken(service, answers, one.path))
    }
    assert different == {}


def test_every_element_of_the_oldest_example_finds_its_field() -> None:
    lost = [
        one.path
        for one in raw_example()
        if not fields_of(REGISTRATION, one.path) and not reason(REGISTRATION, one.path)
    ]
    assert lost == []


@pytest.mark.parametrize("record", RECORDS)
def test_every_element_ever_seen_finds_its_field(record: str) -> None:
    service = RECORDS[record]
    known = inventory(record)
    assert len(known) > 60
    lost = [one.path for one in known if not fields_of(service, one.path) and not reason(service, one.path)]
    both = [one.path for one in known if fields_of(service, one.path) and reason(service, one.path)]
    assert (lost, both) == ([], [])


def test_the_personas_of_the_change_say_what_was_seen() -> None:
    """Of changes there is no whole example; the inventory shows each element's values of two of them."""
    silent = {}
    for one in inventory("ummeldung"):
        if not one.values or not fields_of(CHANGE, one.path) or one.path in SAID_DIFFERENTLY:
            continue
        said = set().union(*(spoken(CHANGE, persona.answers, one.path) for persona in CHANGES))
        missing = [value for value in one.values if not _is_said(Element(one.path, value), said)]
        if missing:
            silent[one.path] = missing
    # The official list of states says »Vereinigte Staaten«.
    assert silent == {"gewerbe/beteiligtePerson/geburtsland": ["U.S.A."]}


def test_no_reason_is_idle() -> None:
    paths = [(REGISTRATION, one.path) for one in raw_example()]
    for name in PERSONAS:
        service, elements = example(name)
        paths += [(service, one.path) for one in elements]
    for record, service in RECORDS.items():
        paths += [(service, one.path) for one in inventory(record)]
    for pattern in WITHOUT_FIELD:
        assert any(re.fullmatch(pattern, path) for _, path in paths), pattern
    for service, pattern in ONLY_ON_OTHER_FORMS:
        assert any(form == service and re.fullmatch(pattern, path) for form, path in paths), pattern
    for path in SAID_DIFFERENTLY:
        assert any(path == seen for _, seen in paths), path


@pytest.mark.skipif(
    not LAW.is_dir(), reason="the texts of the law are not here; set MODELLREGION_LAW to their folder"
)
def test_the_example_to_the_statistics_office_holds_no_more_than_the_law_lets() -> None:
    """An outside witness for the matrix: the standard's makers read § 3 Abs. 2 GewAnzV as we do."""
    service, elements = example("xgwa2.1-valid.xml")
    law = matrix()[ANNEXES[service], "statistik"]
    for one in elements:
        for field, _ in fields_of(service, one.path):
            assert set(map(int, field.form_fields)) <= law, (one.path, field.id)
