"""The statutory clock: what a clerk does to it, what the law refuses, and how it explains itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.deadlines.api import (
    BUILDING_COMPLETENESS,
    BUILDING_DEFECTS,
    CERTIFY_TRADE_NOTICE,
    COURT_ACTION,
    DEEMED_APPROVAL,
    NOTICE_BY_POST,
    SERVICE_TARGET,
    SET_BY_AUTHORITY,
    TRADE_PERMIT,
    Clock,
    ClockError,
    ExtensionRefusedError,
    Period,
    RuleNotFoundError,
    Shift,
    State,
    calendar_for,
    certificate,
    changes,
    days,
    due_on,
    earliest_due_on,
    explain,
    extend,
    find_rule,
    months,
    open_clock,
    resume,
    start,
    state_on,
    stop,
    suspend,
    weeks,
    withdraw_start,
    working_days,
)

NRW = calendar_for("DE-NW")


def _clock(norm: str, on: date, *, period: Period | None = None, shift: Shift | None = None) -> Clock:
    opened = open_clock(find_rule(norm, "DE-NW", on), period=period, shift=shift)
    return start(opened, on, "Unterlagen vollständig")


class TestApproval:
    """§ 42a VwVfG NRW, § 6a GewO: three months from complete documents, one extension, deemed granted."""

    def test_it_does_not_run_before_the_documents_are_complete(self) -> None:
        waiting = open_clock(find_rule(DEEMED_APPROVAL, "DE-NW", date(2025, 9, 1)))
        assert due_on(waiting) is None
        assert earliest_due_on(waiting, date(2025, 9, 1)) is None
        assert state_on(waiting, date(2030, 1, 1)).state is State.WAITING
        assert "Eingang der vollständigen Unterlagen" in explain(waiting)[-1].de

    def test_silence_grants_the_approval_the_day_after_the_end(self) -> None:
        clock = _clock(DEEMED_APPROVAL, date(2025, 9, 15))
        assert due_on(clock) == date(2025, 12, 15)
        assert state_on(clock, date(2025, 11, 30)).state is State.RUNNING
        assert state_on(clock, date(2025, 12, 1)).state is State.DUE_SOON
        last = state_on(clock, date(2025, 12, 15))
        assert (last.state, last.days_left, last.effect_on) == (State.DUE_SOON, 0, None)
        after = state_on(clock, date(2025, 12, 16))
        assert (after.state, after.effect_on) == (State.TAKEN_EFFECT, date(2025, 12, 16))

    def test_the_certificate_says_what_the_law_says(self) -> None:
        clock = _clock(DEEMED_APPROVAL, date(2025, 9, 15))
        paper = certificate(clock, date(2026, 1, 7))
        assert paper.certificate_norm == "§ 42a Abs. 3 VwVfG NRW"
        assert (paper.started_on, paper.due_on, paper.effect_on) == (
            date(2025, 9, 15),
            date(2025, 12, 15),
            date(2025, 12, 16),
        )
        assert "Seit Dienstag, 16. Dezember 2025 gilt die Genehmigung als erteilt" in paper.de
        assert "Since Tuesday, 16 December 2025 the permission counts as granted" in paper.en
        with pytest.raises(ClockError, match="nothing to certify"):
            certificate(clock, date(2025, 12, 15))
        with pytest.raises(ClockError, match="provides for no certificate"):
            certificate(_clock(CERTIFY_TRADE_NOTICE, date(2025, 9, 1)), date(2025, 12, 1))

    def test_one_extension_is_granted_and_a_second_refused(self) -> None:
        clock = _clock(DEEMED_APPROVAL, date(2025, 9, 15))
        extended = extend(clock, told_on=date(2025, 12, 15), reason="Schwieriges Gutachten", period=months(1))
        assert due_on(extended) == date(2026, 1, 15)
        with pytest.raises(ExtensionRefusedError, match="extended already") as refused:
            extend(extended, told_on=date(2025, 12, 20), reason="Noch ein Gutachten", period=weeks(1))
        assert refused.value.de == (
            "Die Frist wurde schon verlängert; § 42a Abs. 2 Satz 3 VwVfG NRW lässt das nur einmal zu."
        )

    def test_an_extension_comes_in_time_with_a_reason_and_lengthens(self) -> None:
        clock = _clock(DEEMED_APPROVAL, date(2025, 9, 15))
        with pytest.raises(ExtensionRefusedError, match="must be told before that"):
            extend(clock, told_on=date(2025, 12, 16), reason="Gutachten", period=months(1))
        with pytest.raises(ExtensionRefusedError, match="needs its reason"):
            extend(clock, told_on=date(2025, 12, 1), reason="  ", period=months(1))
        with pytest.raises(ExtensionRefusedError, match="not after the present end"):
            extend(clock, told_on=date(2025, 12, 1), reason="Gutachten", until=date(2025, 12, 15))
        with pytest.raises(ExtensionRefusedError, match="either the length"):
            extend(clock, told_on=date(2025, 12, 1), reason="Gutachten")
        until = extend(clock, told_on=date(2025, 12, 1), reason="Gutachten", until=date(2026, 1, 31))
        assert due_on(until) == date(2026, 2, 2)  # 31 January is a Saturday

    def test_an_extension_joins_on_without_moving_the_old_end_first(self) -> None:
        # Complete on 13 January: 13 April is a Sunday; two weeks more are counted from it, not from Monday.
        clock = _clock(DEEMED_APPROVAL, date(2025, 1, 13))
        assert due_on(clock) == date(2025, 4, 14)
        extended = extend(clock, told_on=date(2025, 4, 14), reason="Gutachten", period=days(15))
        assert changes(extended)[0].to_day == date(2025, 4, 28)
        assert due_on(extended) == date(2025, 4, 28)

    def test_it_knows_no_suspension(self) -> None:
        with pytest.raises(ClockError, match=r"§ 42a Abs. 2 VwVfG NRW knows no suspension"):
            suspend(
                _clock(DEEMED_APPROVAL, date(2025, 9, 15)), date(2025, 10, 1), "Nachfrage", "Antragstellerin"
            )

    def test_a_start_without_complete_documents_is_withdrawn(self) -> None:
        clock = _clock(DEEMED_APPROVAL, date(2025, 9, 15))
        waiting = withdraw_start(clock, date(2025, 9, 18), "Führungszeugnis fehlt")
        assert due_on(waiting) is None
        again = start(waiting, date(2025, 10, 1), "Führungszeugnis eingegangen")
        assert due_on(again) == date(2026, 1, 2)  # 1 January
        first = explain(again)[0]
        assert first.de == (
            "Der Beginn am Montag, 15. September 2025 zählt nicht. Festgestellt am Donnerstag, 18. September 2025: "
            "Führungszeugnis fehlt"
        )
        with pytest.raises(ClockError, match="Only a new decision"):
            withdraw_start(clock, date(2025, 12, 16), "Zu spät bemerkt")

    def test_a_decision_in_time_stops_it_and_a_late_one_is_refused(self) -> None:
        clock = _clock(TRADE_PERMIT, date(2025, 7, 3))
        assert due_on(clock) == date(2025, 10, 6)
        decided = stop(clock, date(2025, 10, 6), "Erlaubnis erteilt")
        status = state_on(decided, date(2026, 1, 1))
        assert (status.state, status.stopped_late) == (State.STOPPED, False)
        with pytest.raises(ClockError, match="its effect occurred by law") as refused:
            stop(clock, date(2025, 10, 7), "Antrag abgelehnt")
        assert "Ändern lässt sich das nur noch durch einen neuen Bescheid." in refused.value.de
        finished = "was finished on Monday, 6 October 2025"
        with pytest.raises(ClockError, match=finished):
            stop(decided, date(2025, 10, 7), "noch einmal")
        with pytest.raises(ClockError, match=finished):
            extend(decided, told_on=date(2025, 10, 1), reason="Gutachten", period=weeks(1))
        with pytest.raises(ClockError, match=finished):
            withdraw_start(decided, date(2025, 10, 1), "fehlt")


class TestReceipt:
    """§ 15 Abs. 1 GewO: three days to certify receipt; late is late, but never without effect."""

    def test_it_warns_and_becomes_overdue(self) -> None:
        clock = _clock(CERTIFY_TRADE_NOTICE, date(2025, 9, 1))
        assert due_on(clock) == date(2025, 9, 4)
        states = [state_on(clock, date(2025, 9, day)).state for day in (1, 2, 3, 4, 5)]
        assert states == [State.RUNNING, State.RUNNING, State.DUE_SOON, State.DUE_SOON, State.OVERDUE]
        assert state_on(clock, date(2025, 9, 7)).days_left == -3

    def test_a_late_certificate_still_stops_it(self) -> None:
        clock = stop(_clock(CERTIFY_TRADE_NOTICE, date(2025, 9, 1)), date(2025, 9, 9), "Bescheinigt")
        assert state_on(clock, date(2025, 9, 9)).stopped_late
        assert explain(clock)[-1].de == "Erledigt am Dienstag, 9. September 2025: Bescheinigt"

    def test_it_allows_no_extension(self) -> None:
        clock = _clock(CERTIFY_TRADE_NOTICE, date(2025, 9, 1))
        with pytest.raises(ExtensionRefusedError, match=r"§ 15 Abs. 1 GewO allows no extension"):
            extend(clock, told_on=date(2025, 9, 2), reason="Viel zu tun", period=days(3))

    def test_a_running_clock_does_not_start_twice(self) -> None:
        clock = _clock(CERTIFY_TRADE_NOTICE, date(2025, 9, 1))
        with pytest.raises(ClockError, match="running since Monday, 1 September 2025"):
            start(clock, date(2025, 9, 2), "noch einmal")
        with pytest.raises(ClockError, match="State a reason"):
            stop(clock, date(2025, 9, 2), " ")


class TestSuspension:
    """Where the municipality's own target is suspended, the days of waiting do not count."""

    def test_the_days_of_waiting_are_added(self) -> None:
        # learn.jura.uni-passau.de: an end on 3 March 2015 and seven days of suspension give 10 March.
        clock = _clock(SERVICE_TARGET, date(2015, 2, 3), period=months(1), shift=Shift.NEXT_WORKING_DAY)
        assert due_on(clock) == date(2015, 3, 3)
        held = suspend(clock, date(2015, 2, 10), "Nachweis fehlt", "Antragstellerin")
        assert due_on(held) is None
        assert earliest_due_on(held, date(2015, 2, 16)) == date(2015, 3, 10)
        assert state_on(held, date(2015, 2, 12)).state is State.SUSPENDED
        back = resume(held, date(2015, 2, 16))
        assert due_on(back) == date(2015, 3, 10)
        assert state_on(back, date(2015, 2, 17)).state is State.RUNNING

    def test_two_suspensions_and_an_extension_are_taken_in_order_of_time(self) -> None:
        clock = _clock(SERVICE_TARGET, date(2025, 9, 1), period=weeks(2))  # 15 September
        clock = resume(suspend(clock, date(2025, 9, 3), "Nachweis", "Antragsteller"), date(2025, 9, 5))  # 18
        clock = extend(clock, told_on=date(2025, 9, 8), reason="Urlaub", period=weeks(1))  # 25
        clock = resume(suspend(clock, date(2025, 9, 22), "Auskunft", "Kreis"), date(2025, 9, 26))  # 30
        assert [change.to_day.day for change in changes(clock)] == [18, 25, 30]
        assert due_on(clock) == date(2025, 9, 30)

    def test_working_days_lose_only_working_days(self) -> None:
        clock = _clock(SERVICE_TARGET, date(2025, 9, 1), period=working_days(10))  # 15 September
        assert due_on(clock) == date(2025, 9, 15)
        clock = resume(suspend(clock, date(2025, 9, 5), "Nachweis", "Antragsteller"), date(2025, 9, 8))
        assert due_on(clock) == date(2025, 9, 17)  # Friday and Monday are lost, the weekend costs nothing

    def test_a_suspension_on_the_day_to_which_the_end_moved_keeps_that_day(self) -> None:
        clock = _clock(
            SERVICE_TARGET, date(2025, 8, 30), period=weeks(1)
        )  # Saturday 6, so Monday 8 September
        held = suspend(clock, date(2025, 9, 8), "Nachweis", "Antragsteller")
        assert due_on(resume(held, date(2025, 9, 10))) == date(2025, 9, 11)

    def test_what_makes_no_sense_is_refused(self) -> None:
        clock = _clock(SERVICE_TARGET, date(2025, 9, 1), period=weeks(2))
        held = suspend(clock, date(2025, 9, 3), "Nachweis", "Antragsteller")
        with pytest.raises(ClockError, match="suspended already"):
            suspend(held, date(2025, 9, 4), "Nachweis", "Antragsteller")
        with pytest.raises(ClockError, match="began on Wednesday, 3 September 2025 only"):
            resume(held, date(2025, 9, 2))
        with pytest.raises(ClockError, match="not suspended"):
            resume(clock, date(2025, 9, 2))
        with pytest.raises(ClockError, match="after Monday, 1 September 2025 only"):
            suspend(clock, date(2025, 9, 1), "Nachweis", "Antragsteller")
        with pytest.raises(ClockError, match="ended on Monday, 15 September 2025 already"):
            suspend(clock, date(2025, 9, 16), "Nachweis", "Antragsteller")
        with pytest.raises(ClockError, match="End the suspension first"):
            extend(held, told_on=date(2025, 9, 4), reason="Urlaub", period=weeks(1))
        with pytest.raises(ClockError, match="waits for its starting event"):
            suspend(open_clock(clock.rule, period=weeks(2)), date(2025, 9, 3), "Nachweis", "Antragsteller")

    def test_an_open_suspension_is_explained(self) -> None:
        clock = _clock(SERVICE_TARGET, date(2025, 9, 1), period=weeks(2))
        last = explain(suspend(clock, date(2025, 9, 3), "Nachweis fehlt", "Antragstellerin"))[-1]
        assert last.de == (
            "Seit Mittwoch, 3. September 2025 ist die Frist gehemmt (Nachweis fehlt, gewartet auf: Antragstellerin). "
            "Ihr Ende steht erst fest, wenn die Hemmung endet."
        )


class TestOtherEffects:
    """Periods of the applicant and fictions."""

    def test_unremedied_defects_withdraw_the_application(self) -> None:
        clock = _clock(BUILDING_DEFECTS, date(2025, 9, 4), period=weeks(4))
        assert state_on(clock, date(2025, 10, 2)).state is State.DUE_SOON
        assert state_on(clock, date(2025, 10, 3)).state is State.TAKEN_EFFECT
        longer = extend(clock, told_on=date(2025, 9, 30), reason="Statikerin krank", period=weeks(2))
        longer = extend(longer, told_on=date(2025, 10, 10), reason="immer noch", period=weeks(2))
        assert due_on(longer) == date(2025, 10, 30)
        with pytest.raises(ExtensionRefusedError, match="must be told before that"):
            extend(clock, told_on=date(2025, 10, 3), reason="zu spät", period=weeks(2))

    def test_a_period_of_the_authority_may_be_extended_after_its_end(self) -> None:
        clock = _clock(SET_BY_AUTHORITY, date(2025, 9, 4), period=weeks(2))
        late = extend(clock, told_on=date(2025, 9, 25), reason="Unbillig", period=weeks(2))
        assert due_on(late) == date(2025, 10, 2)

    def test_an_act_is_notified_on_the_day_of_the_fiction_itself(self) -> None:
        clock = _clock(NOTICE_BY_POST, date(2025, 9, 2))
        assert state_on(clock, date(2025, 9, 5)).state is State.RUNNING
        status = state_on(clock, date(2025, 9, 6))
        assert (status.state, status.effect_on) == (State.TAKEN_EFFECT, date(2025, 9, 6))

    def test_a_missed_remedy_makes_the_act_final(self) -> None:
        clock = _clock(COURT_ACTION, date(2025, 9, 6))
        assert state_on(clock, date(2025, 10, 5)).state is State.RUNNING
        assert state_on(clock, date(2025, 10, 6)).state is State.DUE_SOON
        assert state_on(clock, date(2025, 10, 7)).effect_on == date(2025, 10, 7)

    def test_the_completeness_check_warns(self) -> None:
        clock = _clock(BUILDING_COMPLETENESS, date(2025, 6, 2))
        assert due_on(clock) == date(2025, 6, 17)
        assert state_on(clock, date(2025, 6, 14)).state is State.DUE_SOON
        assert state_on(clock, date(2025, 6, 18)).state is State.OVERDUE


def test_the_law_of_the_starting_day_counts_not_that_of_the_opening() -> None:
    opened = open_clock(find_rule(NOTICE_BY_POST, "DE-NW", date(2024, 12, 30)))
    assert due_on(start(opened, date(2024, 12, 31), "Zur Post")) == date(2025, 1, 3)
    later = start(opened, date(2025, 1, 2), "Zur Post")
    assert due_on(later) == date(2025, 1, 6)
    assert later.rule.id == "notice_by_post/DE-NW/2025-01-01"
    own = open_clock(opened.rule, period=days(10), shift=Shift.NEXT_WORKING_DAY)
    kept = start(own, date(2025, 1, 2), "Zur Post")
    assert (kept.period, kept.shift) == (days(10), Shift.NEXT_WORKING_DAY)
    with pytest.raises(RuleNotFoundError, match="1 January 1970"):
        start(opened, date(1970, 1, 1), "Zur Post")


def test_a_case_that_ends_before_its_clock_starts_ends_the_clock() -> None:
    waiting = open_clock(find_rule(DEEMED_APPROVAL, "DE-NW", date(2025, 9, 1)))
    withdrawn = stop(waiting, date(2025, 9, 10), "Antrag zurückgenommen")
    assert state_on(withdrawn, date(2026, 1, 1)).state is State.STOPPED
    with pytest.raises(ClockError, match="was finished on Wednesday, 10 September 2025"):
        start(withdrawn, date(2025, 9, 11), "Unterlagen da")


def test_every_step_is_said_in_two_languages_with_its_paragraph() -> None:
    clock = _clock(DEEMED_APPROVAL, date(2025, 11, 30))
    clock = extend(clock, told_on=date(2026, 2, 20), reason="Gutachten", period=months(1))
    assert [(step.norm, step.day) for step in explain(clock)] == [
        ("§ 42a Abs. 2 VwVfG NRW", date(2025, 11, 30)),
        ("§ 187 Abs. 1 BGB", None),
        ("§ 188 Abs. 3 BGB", date(2026, 2, 28)),
        ("§ 42a Abs. 2 Satz 3 VwVfG NRW, § 190 BGB", date(2026, 3, 28)),
        ("§ 31 Abs. 3 Satz 1 VwVfG NRW", date(2026, 3, 30)),
        ("§ 188 BGB", date(2026, 3, 30)),
    ]
    assert explain(clock)[2].de == (
        "Die Frist dauert 3 Monate; letzter Tag ist Samstag, 28. Februar 2026. Einen 30. hat dieser Monat nicht, "
        "darum zählt sein letzter Tag."
    )
    assert explain(clock)[4].en == (
        "This day is a Saturday. The period ends on the next working day: Monday, 30 March 2026."
    )


some_day = st.dates(date(2010, 1, 1), date(2060, 12, 31))


@given(some_day, st.lists(st.tuples(st.integers(1, 9), st.integers(0, 20)), max_size=4))
def test_waiting_never_shortens_and_the_last_step_is_the_due_day(
    begin: date, waits: list[tuple[int, int]]
) -> None:
    clock = _clock(SERVICE_TARGET, begin, period=months(3))
    latest = due_on(clock)
    day = begin
    for gap, length in waits:
        day += timedelta(days=gap)
        clock = resume(suspend(clock, day, "Nachweis", "Antragstellerin"), day + timedelta(days=length))
        day += timedelta(days=length)
        due = due_on(clock)
        assert due is not None
        assert latest is not None
        assert due >= latest
        assert NRW.is_working_day(due)
        latest = due
    assert explain(clock)[-1].day == latest


@given(some_day, st.integers(1, 40), st.integers(0, 200))
def test_a_clock_goes_through_its_states_in_one_direction(begin: date, length: int, offset: int) -> None:
    clock = _clock(SET_BY_AUTHORITY, begin, period=days(length))
    order = [State.RUNNING, State.DUE_SOON, State.OVERDUE]
    today = begin + timedelta(days=offset)
    now, later = state_on(clock, today), state_on(clock, today + timedelta(days=1))
    assert order.index(now.state) <= order.index(later.state)
    assert now.due_on is not None
    assert now.days_left == (now.due_on - today).days
