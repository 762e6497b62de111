"""Conditions: what is asked, what is required, what follows; hidden and computed values cannot be sent."""

from datetime import date
from decimal import Decimal

import pytest

from modellregion.forms.api import Draft, Surroundings, check_answers, check_draft
from modellregion.forms.tests.making import HERE, fill, make, rules

FORM = make("""
[constants]
grenze = 2.5
laut = ["trompete", "trommel"]

[derived.art]
field = "tier"
attribute = "art"

[fields.tier]
type = "choice"
label = "Tier"
options = [
  { code = "hund", de = "Hund", art = "haus" },
  { code = "kuh", de = "Kuh", art = "hof" },
]

[fields.name]
type = "text"
label = "Name"
when = 'art = "haus"'

[fields.bekannt]
type = "yes_no"
label = "Bekannt"
required = 'name != null'
when = 'tier != null'

[fields.gewicht]
type = "decimal"
label = "Gewicht"
required = false

[fields.waage]
type = "text"
label = "Waage"
when = 'gewicht > grenze'

[fields.instrumente]
type = "choices"
label = "Instrumente"
required = false
options = [{ code = "trompete", de = "Trompete" }, { code = "geige", de = "Geige" }]

[fields.nachbarn]
type = "text"
label = "Nachbarn"
when = 'some i in instrumente satisfies list contains(laut, i)'

[fields.summe]
type = "decimal"
label = "Summe"
places = 3
compute = 'gewicht * 2'

[fields.hinweis]
type = "text"
label = "Hinweis"
required = false
when = 'summe > 100'

[fields.datum]
type = "date"
label = "Datum"
compute = 'heute'

[[checks]]
id = "schwer"
field = "gewicht"
condition = 'gewicht < 1000'
message = "So schwer ist kein Tier."

[[checks]]
id = "namenlos"
field = "name"
condition = 'name != "Kuh"'
message = "Ist das wirklich der Name?"
hint = true
""")  # fmt: skip
COW = {"tier": "kuh", "bekannt": "ja"}
DOG = {"tier": "hund", "name": "Rex", "bekannt": "ja"}


def test_what_is_not_asked_has_no_value_however_it_is_sent() -> None:
    read = fill(FORM, {**COW, "name": "Rex", "waage": "Küche", "nachbarn": "keine"})
    assert read.draft.answers == {"tier": "kuh", "bekannt": True, "datum": date(2026, 5, 20)}
    assert read.findings == []
    assert read.draft.done == ["seite"]


def test_a_hidden_value_of_another_channel_is_dropped_and_decides_nothing() -> None:
    answers = {"tier": "kuh", "name": "Rex", "bekannt": None, "waage": "x", "unbekannt": 1}
    checked = check_answers(FORM, answers, HERE)
    assert checked.answers == {"tier": "kuh", "datum": date(2026, 5, 20)}
    assert checked.findings == [], "»bekannt« is needed only when there is a name, and there is none"
    assert checked.names["name"] is None


def test_a_field_may_be_needed_only_sometimes() -> None:
    assert rules(fill(FORM, {**DOG, "bekannt": ""}).findings) == ["bekannt required_choice"]
    assert rules(fill(FORM, {**COW, "bekannt": ""}).findings) == []


@pytest.mark.parametrize(
    ("typed", "asked"), [("2,5", False), ("2,501", True), ("", False), ("viel", False), ("99999999999999", False)]
)  # fmt: skip
def test_a_number_decides_exactly_and_a_wrong_one_decides_nothing(typed: str, asked: bool) -> None:
    form = make("""
[constants]
grenze = 2.5
[fields.gewicht]
type = "decimal"
places = 3
label = "Gewicht"
required = false
[fields.waage]
type = "text"
label = "Waage"
when = 'gewicht > grenze'
""")
    found = rules(fill(form, {"gewicht": typed}).findings)
    assert ("waage required" in found) == asked
    if typed:
        number = Decimal(99999999999999) if len(typed) > 9 else Decimal("2.501")
        checked = check_answers(form, {"gewicht": number}, HERE)
        assert ("waage" in checked.asked) == (number == Decimal("2.501"))


def test_what_is_wrong_stays_in_the_answers_but_not_in_the_conditions() -> None:
    checked = check_answers(FORM, {**COW, "bekannt": True, "gewicht": Decimal(-5)}, HERE)
    assert rules(checked.findings) == ["gewicht too_small"]
    assert checked.answers["gewicht"] == -5
    assert checked.names["gewicht"] is None


def test_one_of_several_choices_decides() -> None:
    assert "nachbarn required" in rules(fill(FORM, {**COW, "instrumente": ["trompete", "geige"]}).findings)
    assert fill(FORM, {**COW, "instrumente": ["geige"]}).findings == []


def test_an_unknown_option_is_refused_kept_and_decides_nothing() -> None:
    read = fill(FORM, {"tier": "drache", "bekannt": "ja", "name": "Rex"})
    assert rules(read.findings) == ["tier unknown_choice"]
    assert read.draft.entered == {"tier": ["drache"]}
    assert "tier" not in read.draft.answers
    assert rules(check_answers(FORM, {"tier": "drache"}, HERE).findings) == ["tier unknown_choice"]
    assert check_answers(FORM, {"tier": "drache"}, HERE).names["art"] is None


def test_computed_values_follow_from_the_others_and_cannot_be_sent() -> None:
    read = fill(FORM, {**COW, "gewicht": "60", "waage": "Hof", "summe": "1", "datum.tag": "1", "datum.monat": "1",
                       "datum.jahr": "1999"})  # fmt: skip
    assert read.draft.answers["summe"] == 120
    assert read.draft.answers["datum"] == date(2026, 5, 20)
    checked = check_answers(
        FORM, {"summe": Decimal(1), "gewicht": Decimal(60), "datum": date(1999, 1, 1)}, HERE
    )
    assert checked.answers["summe"] == 120
    assert "hinweis" in checked.asked, "conditions see the computed value"


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("date", '"gestern"'),
        ("date", "3"),
        ("text", "3"),
        ("integer", "1.5"),
        ("integer", "10 ** 100"),
        ("money", "0.001"),
        ("yes_no", '"ja"'),
        ("partial_date", '"neulich"'),
        ("email", "heute"),
        ("address", '"Paderborn"'),
        ("person_name", "{vornamen: 1}"),
        ("integer", "1 / 0"),
        ("text", "for x in 1..100000 return x"),
    ],
)
def test_a_formula_that_yields_no_value_of_its_field_yields_none(kind: str, formula: str) -> None:
    form = make(f'[fields.a]\ntype = "{kind}"\nlabel = "A"\nrequired = false\ncompute = \'{formula}\'')
    assert fill(form, {"a": "x"}).draft.answers == {}
    checked = check_answers(form, {"a": "x"}, HERE)
    assert checked.answers == {}
    assert checked.findings == []


@pytest.mark.parametrize(
    ("kind", "formula", "value"),
    [
        ("date", "heute", date(2026, 5, 20)),
        ("partial_date", "heute", "2026-05-20"),
        ("integer", "2 + 1", 3),
        ("money", "26.5", 2650),
        ("decimal", "0.1 + 0.2", Decimal("0.3")),
        ("yes_no", "1 < 2", True),
        ("text", 'kommune + ", " + kanal', "Paderborn, portal"),
        ("person_name", '{vornamen: "A", familienname: "B"}', {"vornamen": "A", "familienname": "B"}),
    ],
)
def test_formulas_of_all_kinds(kind: str, formula: str, value: object) -> None:
    form = make(f'[fields.a]\ntype = "{kind}"\nlabel = "A"\ncompute = \'{formula}\'')
    assert check_answers(form, {}, HERE).answers == {"a": value}


def test_rules_over_several_fields_stop_and_hints_do_not() -> None:
    read = fill(FORM, {**DOG, "name": "Kuh", "gewicht": "2000", "waage": "x"})
    assert rules(read.findings) == ["gewicht schwer", "name namenlos"]
    assert [finding.is_hint for finding in read.findings] == [False, True]
    assert not read.is_acceptable
    read = fill(FORM, {**DOG, "name": "Kuh"})
    assert read.is_acceptable
    assert read.draft.done == ["seite"]
    assert read.findings[0].sentence == "Ist das wirklich der Name?"
    assert check_draft(FORM, read.draft, HERE).is_acceptable


def test_a_rule_says_nothing_about_what_was_not_answered_or_is_wrong_already() -> None:
    assert fill(FORM, COW).findings == []
    assert rules(fill(FORM, {**COW, "gewicht": "schwer"}).findings) == ["gewicht not_a_number"]


def test_conditions_see_date_place_and_channel() -> None:
    form = make("""
[fields.a]
type = "text"
label = "A"
when = 'heute >= date("2026-05-20") and kommune = "Paderborn" and kanal = "portal"'
""")
    assert "a" in check_answers(form, {}, HERE).asked
    for other in (
        Surroundings(date(2026, 5, 19), "Paderborn"),
        Surroundings(HERE.today, "Bielefeld"),
        Surroundings(HERE.today, "Paderborn", "desk"),
    ):
        assert "a" not in check_answers(form, {}, other).asked


def test_a_condition_that_runs_into_its_limits_is_not_true() -> None:
    form = make("""
[fields.a]
type = "text"
label = "A"
when = 'count(for x in 1..1000, y in 1..1000 return x) > 0'
""")
    assert check_answers(form, {"a": "x"}, HERE).answers == {}


def test_what_waits_at_a_question_that_is_no_longer_asked_stops_nobody() -> None:
    read = fill(FORM, {**DOG, "name": "Rex😀"})
    assert rules(read.findings) == ["name foreign_character"]
    waiting = Draft({**read.draft.answers, "name": None}, read.draft.entered, [])
    assert rules(check_draft(FORM, waiting, HERE).findings) == ["name unfinished"]
    waiting.answers["tier"] = "kuh"
    assert check_draft(FORM, waiting, HERE).findings == []
