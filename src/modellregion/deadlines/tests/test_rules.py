"""Rules of law as data: found by norm, jurisdiction and day, or refused; their file cannot contradict itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.deadlines import rules as rules_module
from modellregion.deadlines.api import (
    BUILDING_DEFECTS,
    CERTIFY_TRADE_NOTICE,
    DEEMED_APPROVAL,
    FIXED_DATE,
    NOTICE_BY_POST,
    SET_BY_AUTHORITY,
    Effect,
    PeriodError,
    Rule,
    RuleDataError,
    RuleNotFoundError,
    Shift,
    all_rules,
    calendar_for,
    compute,
    days,
    find_rule,
    fixed_date,
    months,
    notified_on,
    rule_by_id,
    weeks,
)
from modellregion.deadlines.rules import checked_rules, chosen_rule

CONSTANTS = {
    name: value
    for name, value in vars(rules_module).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str)
}


def test_each_constant_names_a_norm_that_has_rules() -> None:
    assert set(CONSTANTS.values()) == {rule.norm for rule in all_rules()}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.id))
def test_each_rule_is_whole(rule: Rule) -> None:
    assert rule.source
    assert rule.checked >= date(2026, 1, 1)
    assert rule.verified or rule.note, "what is not verified says why"
    assert rule_by_id(rule.id) is rule
    day = rule.valid_to or max(rule.valid_from, date(2026, 1, 1))
    period = rule.period or weeks(2)
    deadline = compute(rule, day, jurisdiction=rule.jurisdiction, period=period)
    assert deadline.due > day
    for step in deadline.steps:
        assert step.norm, step
        assert step.de, step
        assert step.en, step
        assert step.de != step.en


def test_identifiers_are_unique() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("jurisdiction", ["DE", "DE-NW"])
def test_three_days_became_four_with_the_year_2025(jurisdiction: str) -> None:
    old = find_rule(NOTICE_BY_POST, jurisdiction, date(2024, 12, 31))
    new = find_rule(NOTICE_BY_POST, jurisdiction, date(2025, 1, 1))
    assert (old.period, new.period) == (days(3), days(4))
    assert old.jurisdiction == new.jurisdiction == jurisdiction


def test_federal_trade_law_reaches_the_municipality() -> None:
    rule = find_rule(CERTIFY_TRADE_NOTICE, "DE-NW", date(2026, 5, 4))
    assert rule.jurisdiction == "DE"
    assert rule.effect is Effect.WARNING
    assert rule.shift_cited("DE-NW") == "§ 31 Abs. 3 Satz 1 VwVfG NRW"
    assert rule.shift_cited("DE") == "§ 31 Abs. 3 Satz 1 VwVfG"


def test_federal_procedure_law_does_not_reach_another_land() -> None:
    with pytest.raises(
        RuleNotFoundError, match=r"§ 42a Abs. 2 VwVfG in DE-BY on Monday, 4 May 2026"
    ) as refused:
        find_rule(DEEMED_APPROVAL, "DE-BY", date(2026, 5, 4))
    assert "in DE-BY am Montag, 4. Mai 2026 keine Regel" in refused.value.de


def test_a_rule_is_not_lent_to_a_date_it_does_not_cover() -> None:
    with pytest.raises(RuleNotFoundError, match="on Thursday, 1 January 1976"):
        find_rule(NOTICE_BY_POST, "DE-NW", date(1976, 1, 1))
    with pytest.raises(RuleNotFoundError, match="not, or no longer, part of this release"):
        rule_by_id("certify_trade_notice/DE/1869-06-21")


def test_only_an_open_question_can_be_switched() -> None:
    settled = find_rule(CERTIFY_TRADE_NOTICE, "DE-NW", date(2025, 9, 3))
    with pytest.raises(PeriodError, match="it is settled whether the end moves"):
        compute(settled, date(2025, 9, 3), shift=Shift.NONE)
    assert compute(settled, date(2025, 9, 3), shift=Shift.NEXT_WORKING_DAY).due == date(2025, 9, 8)


def test_a_period_left_to_the_authority_must_be_given() -> None:
    rule = find_rule(SET_BY_AUTHORITY, "DE-NW", date(2025, 9, 4))
    with pytest.raises(PeriodError, match=r"§ 31 Abs. 2 VwVfG NRW leaves the length to the authority"):
        compute(rule, date(2025, 9, 4))
    defects = find_rule(BUILDING_DEFECTS, "DE-NW", date(2025, 9, 4))
    assert defects.effect is Effect.DEEMED_WITHDRAWN
    assert compute(defects, date(2025, 9, 4), period=months(1)).due == date(2025, 10, 6)


@given(st.dates(date(1995, 1, 1), date(2090, 12, 31)))
def test_a_fixed_date_stands_on_any_day(day: date) -> None:
    deadline = fixed_date(find_rule(FIXED_DATE, "DE-NW", day), day)
    assert deadline.due == day
    assert deadline.steps[0].norm == "§ 31 Abs. 5 VwVfG NRW"


@given(st.dates(date(2003, 2, 1), date(2090, 12, 31)), st.integers(min_value=-3, max_value=40))
def test_notice_is_the_fiction_or_a_later_receipt(posted: date, offset: int) -> None:
    deadline = compute(find_rule(NOTICE_BY_POST, "DE-NW", posted), posted)
    received = deadline.due + timedelta(days=offset)
    assert notified_on(deadline) == deadline.due
    assert notified_on(deadline, received) == max(deadline.due, received)


@given(st.dates(date(2009, 12, 28), date(2090, 12, 31)), st.sampled_from(all_rules()))
def test_a_later_start_never_ends_earlier_under_one_rule(day: date, rule: Rule) -> None:
    period = rule.period or weeks(3)
    this = compute(rule, day, period=period)
    following = compute(rule, day + timedelta(days=1), period=period)
    assert this.due <= following.due
    if rule.shift is Shift.NEXT_WORKING_DAY:
        assert calendar_for("DE-NW").is_working_day(this.due)


def _row(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": "example",
        "norm": "§ 1 Beispielgesetz",
        "cited": "§ 1 Beispielgesetz",
        "jurisdiction": "DE",
        "reach": "all",
        "valid_from": date(2020, 1, 1),
        "de": "Beispiel",
        "en": "Example",
        "start": "received",
        "count": 2,
        "unit": "weeks",
        "begins": "event",
        "shift": "none",
        "effect": "warning",
        "source": "erfunden",
        "checked": date(2026, 1, 1),
        "verified": False,
    }
    return {name: value for name, value in (row | changes).items() if value is not None}


def test_a_sound_row_is_taken() -> None:
    assert checked_rules({"rule": [_row()]})[0].period == weeks(2)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"unit": None}, "both count and unit"),
        ({"count": 0}, "count"),
        ({"unit": "fortnights"}, "fortnights"),
        ({"valid_to": date(2019, 12, 31)}, "ends before it begins"),
        ({"max_extensions": 1}, "extension_norm"),
        ({"extension_norm": "§ 2"}, "extension_norm"),
        ({"max_extensions": "many"}, "max_extensions"),
        ({"jurisdiction": "NRW"}, "jurisdiction"),
        ({"source": ""}, "source"),
        ({"surprise": 1}, "surprise"),
        ({"effect": None}, "effect"),
    ],
)
def test_a_faulty_row_is_refused_with_a_sentence(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RuleDataError, match="The rule data are faulty") as refused:
        checked_rules({"rule": [_row(**changes)]})
    assert complaint in refused.value.en


def test_two_versions_may_not_hold_on_one_day() -> None:
    with pytest.raises(
        RuleDataError, match=r"Two versions of § 1 Beispielgesetz hold on Saturday, 1 January 2022"
    ):
        checked_rules({"rule": [_row(), _row(valid_from=date(2022, 1, 1))]})
    checked_rules({"rule": [_row(valid_to=date(2021, 12, 31)), _row(valid_from=date(2022, 1, 1))]})


def test_a_norm_belongs_to_one_rule() -> None:
    with pytest.raises(RuleDataError, match="belongs to two rules: example and other"):
        checked_rules({"rule": [_row(), _row(key="other")]})


def test_the_own_law_of_a_land_comes_before_federal_law() -> None:
    federal, own = checked_rules({"rule": [_row(), _row(jurisdiction="DE-NW", reach="own", count=1)]})
    for rules in ([federal, own], [own, federal]):
        assert chosen_rule(rules, federal.norm, "DE-NW", date(2026, 1, 1)) is own
        assert chosen_rule(rules, federal.norm, "DE-HE", date(2026, 1, 1)) is federal


def test_a_period_that_begins_with_a_day_counts_it_and_says_so() -> None:
    (rule,) = checked_rules({"rule": [_row(begins="day", count=1, unit="months")]})
    deadline = compute(rule, date(2025, 1, 31))
    assert deadline.due == date(2025, 2, 28)
    assert [step.norm for step in deadline.steps][1:3] == ["§ 187 Abs. 2 BGB", "§ 188 Abs. 3 BGB"]
    assert deadline.steps[1].de == "Dieser Tag zählt mit."
    assert "Einen 30. hat dieser Monat nicht" in deadline.steps[2].de
