"""Which questions follow from which answer, and what is said to answers that cannot be."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.notices import (
    CHANGE,
    CLOCK,
    DEREGISTRATION,
    NOTICES,
    REGISTRATION,
    Scenario,
    all_fields,
    check,
)

TODAY = CLOCK.today()
SOLE, GMBH, AG, GBR, GMBH_CO_KG = "412000", "221100", "222110", "121000", "112211"
GERMAN, FRENCH, TURKISH = "000", "129", "163"

SIMPLE = {
    REGISTRATION: Scenario(REGISTRATION, "cafe_uebernahme"),
    CHANGE: Scenario(CHANGE, "nur_noch_nebenher"),
    DEREGISTRATION: Scenario(DEREGISTRATION, "nagelstudio"),
}

# What is answered, the fields that are missed then, and fields that are not.
Follows = tuple[dict[str, Any], set[str], set[str]]
ON_EACH_FORM: list[Follows] = [
    ({"rechtsform": SOLE}, {"personen"}, {"registerart", "eingetragener_name"}),
    ({"rechtsform": GMBH}, {"registerart", "eingetragener_name", "personen"}, set()),
    ({"rechtsform": AG}, {"bevollmaechtigte_person"}, {"personen", "anzahl_vertreter"}),
    (
        {"rechtsform": SOLE, "niederlassungsart": "01"},
        set(),
        {"hauptniederlassung", "bevollmaechtigte_person"},
    ),
    (
        {"rechtsform": GMBH, "niederlassungsart": "02"},
        {"hauptniederlassung", "bevollmaechtigte_person"},
        set(),
    ),
    (
        {"rechtsform": GMBH, "niederlassungsart": "03"},
        {"hauptniederlassung", "bevollmaechtigte_person"},
        set(),
    ),
]
ON_PERMITS: list[Follows] = [
    ({"erlaubnis_noetig": "nein"}, set(), {"erlaubnis"}),
    ({"erlaubnis_noetig": "unbekannt"}, set(), {"erlaubnis"}),
    ({"erlaubnis_noetig": "ja"}, {"erlaubnis"}, {"erlaubnis_datum"}),
    (
        {"erlaubnis_noetig": "ja", "erlaubnis": True},
        {"erlaubnis_datum", "erlaubnis_behoerde"},
        set(),
    ),
    (
        {"erlaubnis_noetig": "ja", "erlaubnis": False},
        set(),
        {"erlaubnis_datum", "erlaubnis_behoerde"},
    ),
]
FOLLOWS: list[tuple[str, dict[str, Any], set[str], set[str]]] = [
    (
        REGISTRATION,
        {"grund": "neugruendung"},
        set(),
        {"fruehere_betriebsstaette", "frueherer_inhaber", "unfallversicherung", "unternehmensnummer"},
    ),
    (
        REGISTRATION,
        {"grund": "verlegung"},
        {"fruehere_betriebsstaette", "unfallversicherung"},
        {"frueherer_inhaber"},
    ),
    (
        REGISTRATION,
        {"grund": "kauf"},
        {"frueherer_inhaber", "unfallversicherung"},
        {"fruehere_betriebsstaette"},
    ),
    *((service, *row) for service in NOTICES for row in ON_EACH_FORM),
    *((service, *row) for service in (REGISTRATION, CHANGE) for row in ON_PERMITS),
    (REGISTRATION, {"betriebsart": ["handel"]}, set(), {"handwerkskarte"}),
    (REGISTRATION, {"betriebsart": ["handel", "handwerk"]}, {"handwerkskarte"}, {"handwerkskammer"}),
    (CHANGE, {"handwerk": False}, set(), {"handwerkskarte"}),
    (CHANGE, {"handwerk": True, "handwerkskarte": True}, {"handwerkskarte_datum", "handwerkskammer"}, set()),
    (
        CHANGE,
        {"gruende": ["verlegung"]},
        {"fruehere_betriebsstaette", "taetigkeit_weiterhin"},
        {"bisheriger_name", "taetigkeit_neu", "schwerpunkt", "nebenerwerb"},
    ),
    (
        CHANGE,
        {"gruende": ["wechsel_taetigkeit"]},
        {"taetigkeit_neu"},
        {"taetigkeit_weiterhin", "schwerpunkt"},
    ),
    (
        CHANGE,
        {"gruende": ["erweiterung_taetigkeit"]},
        {"taetigkeit_neu", "taetigkeit_weiterhin", "schwerpunkt"},
        {"fruehere_betriebsstaette"},
    ),
    (CHANGE, {"gruende": ["namensaenderung"]}, {"bisheriger_name"}, {"taetigkeit_neu"}),
    (CHANGE, {"gruende": ["erwerbsart"]}, {"nebenerwerb"}, {"bisheriger_name"}),
    (CHANGE, {"gruende": ["sonstiges"]}, {"sonstiger_grund"}, set()),
    (
        DEREGISTRATION,
        {"grund": "vollstaendige_aufgabe"},
        {"ursache", "neuer_betrieb"},
        {"nachfolger", "kuenftige_betriebsstaette"},
    ),
    (
        DEREGISTRATION,
        {"grund": "vollstaendige_aufgabe", "neuer_betrieb": True},
        {"kuenftige_betriebsstaette"},
        set(),
    ),
    (DEREGISTRATION, {"grund": "verkauf"}, {"nachfolger"}, {"ursache", "neuer_betrieb"}),
    (DEREGISTRATION, {"grund": "gesellschafteraustritt"}, set(), {"nachfolger", "ursache"}),
]


def missed(service: str, answers: dict[str, Any]) -> set[str]:
    """Return the fields that must be filled in and are not."""
    wrong = check(service, answers).errors
    return {".".join(part for part in one.path.split(".") if not part.isdigit()) for one in wrong}


def sentences(service: str, changes: dict[str, Any]) -> dict[str, str]:
    """Return what is said when a good notice is filed with ``changes``: sentence by path."""
    answers = {**SIMPLE[service].answers, **changes}
    return {one.path: one.sentence for one in check(service, answers).errors}


@pytest.mark.parametrize(("service", "given", "asked", "silent"), FOLLOWS)
def test_each_answer_brings_its_questions(
    service: str, given: dict[str, Any], asked: set[str], silent: set[str]
) -> None:
    known = {field.id for field in all_fields(service)}
    assert asked | silent <= known
    found = missed(service, given)
    assert asked <= found
    assert not silent & found


@pytest.mark.parametrize("service", [REGISTRATION, CHANGE])
@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (GERMAN, None, False),
        (FRENCH, None, False),
        (TURKISH, None, True),
        (TURKISH, GERMAN, False),
        (TURKISH, FRENCH, False),
        (TURKISH, "238", True),
    ],
)
def test_only_who_needs_a_residence_title_is_asked_for_one(
    service: str, first: str, second: str | None, *, asked: bool
) -> None:
    person: dict[str, Any] = {"staatsangehoerigkeit": first}
    if second:
        person["weitere_staatsangehoerigkeit"] = second
    found = missed(service, {"rechtsform": SOLE, "personen": [person]})
    assert ("personen.aufenthaltstitel" in found) == asked
    with_title = missed(service, {"rechtsform": SOLE, "personen": [{**person, "aufenthaltstitel": True}]})
    assert {"personen.aufenthaltstitel_datum", "personen.beschraenkung"} <= with_title or not asked


def test_nobody_who_stops_is_asked_for_permits() -> None:
    asked = {field.id for field in all_fields(DEREGISTRATION)}
    assert not asked & {
        "erlaubnis",
        "erlaubnis_noetig",
        "handwerkskarte",
        "aufenthaltstitel",
        "beschraenkung",
    }


def test_a_company_that_manages_is_named_with_who_represents_it() -> None:
    for service in NOTICES:
        found = missed(service, {"rechtsform": GMBH_CO_KG, "personen": [{"art": "juristisch"}]})
        assert {"personen.firma", "personen.firma_register", "personen.familienname"} <= found
        assert "personen.art" not in missed(service, {"rechtsform": SOLE, "personen": [{}]})


@pytest.mark.parametrize("service", NOTICES)
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rechtsform", "999999", "Rechtsform"),
        ("vollzeit", -1, "mindestens 0"),
        ("teilzeit", 1_000_001, "höchstens"),
        ("versicherung", False, "richtig und vollständig"),
        (
            "betriebsstaette",
            {"staat": FRENCH, "strasse": "Rue Imaginaire", "ort": "Le Mans"},
            "Betriebsstätte",
        ),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(
    service: str, field: str, value: object, words: str
) -> None:
    found = sentences(service, {field: value})
    assert any(path.startswith(field) and words in sentence for path, sentence in found.items()), found


@pytest.mark.parametrize("service", NOTICES)
def test_a_natural_person_is_one_person(service: str) -> None:
    answers = SIMPLE[service].answers
    found = sentences(service, {"personen": answers["personen"] * 2})
    assert "personen" in found


DATES = {REGISTRATION: "beginn", CHANGE: "aenderung", DEREGISTRATION: "ende"}


@pytest.mark.parametrize("service", NOTICES)
def test_the_day_may_lie_in_the_past_or_in_the_coming_year_but_not_beyond(service: str) -> None:
    name = DATES[service]
    for day in (date(2010, 1, 1), TODAY, TODAY + timedelta(days=366)):
        assert name not in sentences(service, {name: day})
    assert any(path.startswith(name) for path in sentences(service, {name: TODAY + timedelta(days=367)}))
    assert "Geburt" in sentences(service, {name: date(1901, 1, 1)})[name]


@pytest.mark.parametrize("service", NOTICES)
@pytest.mark.parametrize(("days", "is_late"), [(90, False), (91, True)])
def test_who_is_late_is_told_and_not_turned_away(service: str, days: int, *, is_late: bool) -> None:
    answers = {**SIMPLE[service].answers, DATES[service]: TODAY - timedelta(days=days)}
    checked = check(service, answers)
    assert checked.errors == []
    assert [one.is_hint for one in checked.findings if one.path == DATES[service]] == [True] * is_late


@pytest.mark.parametrize("service", NOTICES)
@pytest.mark.parametrize(
    ("town", "itinerant", "hinted"),
    [
        ("Paderborn", False, False),
        ("PADERBORN", False, False),
        ("Paderborn-Elsen", False, False),
        ("Delbrück", False, True),
        ("Delbrück", True, False),
    ],
)
def test_a_place_in_another_town_is_noticed_but_taken(
    service: str, town: str, *, itinerant: bool, hinted: bool
) -> None:
    place = {**SIMPLE[service].answers["betriebsstaette"], "ort": town}
    answers = {**SIMPLE[service].answers, "betriebsstaette": place, "reisegewerbe": itinerant}
    checked = check(service, answers)
    assert checked.errors == []
    assert ("betriebsstaette_in_anderem_ort" in {one.rule for one in checked.findings}) == hinted


def test_a_move_goes_to_the_notice_it_belongs_to() -> None:
    moved = Scenario(CHANGE, "neuer_name").answers | {"gruende": ["verlegung"]}
    here = dict(moved["betriebsstaette"])
    assert {one.rule for one in check(CHANGE, moved | {"fruehere_betriebsstaette": here}).errors} >= {
        "verlegung_ohne_umzug"
    }
    elsewhere = {**here, "strasse": "Jahnplatz", "plz": "33602", "ort": "Bielefeld"}
    found = check(CHANGE, moved | {"fruehere_betriebsstaette": elsewhere})
    assert "verlegung_aus_anderem_ort" in {one.rule for one in found.findings if one.is_hint}
    arrived = Scenario(REGISTRATION, "verlegung_aus_bielefeld").answers
    inside = {**arrived["betriebsstaette"], "strasse": "Westernstraße"}
    found = check(REGISTRATION, arrived | {"fruehere_betriebsstaette": inside})
    assert [one.rule for one in found.findings] == ["verlegung_im_ort"]


def test_a_move_away_is_not_to_be_deregistered_here() -> None:
    """§ 14 Abs. 1 Satz 3 GewO: only the new municipality is notified."""
    sentence = sentences(DEREGISTRATION, {"grund": "verlegung"})["grund"]
    assert "melden Sie ihn bitte nur dort an" in sentence


@pytest.mark.parametrize("service", [REGISTRATION, CHANGE])
def test_a_missing_permit_or_card_stops_no_notice(service: str) -> None:
    """§ 15 Abs. 2 GewO forbids to begin, not to notify."""
    missing = {"erlaubnis_noetig": "ja", "erlaubnis": False, "handwerk": True, "handwerkskarte": False}
    answers = {**SIMPLE[service].answers, **missing, "betriebsart": ["handwerk"]}
    checked = check(service, answers)
    assert checked.errors == []
    assert {"erlaubnis_fehlt", "handwerk_ohne_karte"} <= {one.rule for one in checked.findings}
