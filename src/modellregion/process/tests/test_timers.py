"""Timers: ISO 8601 and FEEL, on the German calendar, across the changes of the clock, to the end of time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process import timers
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.office import Office

BERLIN = ZoneInfo("Europe/Berlin")


def after(start: datetime, text: str) -> datetime:
    duration = timers.parse_duration(text)
    assert duration is not None
    return timers.after(start, duration).astimezone(BERLIN)


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        # Summer time begins on 29.03.2026 at 2:00 and ends on 25.10.2026 at 3:00.
        ("2026-03-28T12:00+01:00", "P1D", "2026-03-29T12:00+02:00"),
        ("2026-03-28T12:00+01:00", "PT24H", "2026-03-29T13:00+02:00"),
        ("2026-03-28T02:30+01:00", "P1D", "2026-03-29T03:30+02:00"),
        ("2026-10-24T12:00+02:00", "P1D", "2026-10-25T12:00+01:00"),
        ("2026-10-24T12:00+02:00", "PT24H", "2026-10-25T11:00+01:00"),
        ("2026-10-24T02:30+02:00", "P1D", "2026-10-25T02:30+02:00"),
        ("2026-03-28T23:00+01:00", "P1DT3H", "2026-03-30T02:00+02:00"),
        ("2026-01-31T09:00+01:00", "P1M", "2026-02-28T09:00+01:00"),
        ("2028-01-31T09:00+01:00", "P1M", "2028-02-29T09:00+01:00"),
        ("2028-02-29T09:00+01:00", "P1Y", "2029-02-28T09:00+01:00"),
        ("2026-01-05T09:00+01:00", "P2W", "2026-01-19T09:00+01:00"),
        ("2026-01-05T09:00+01:00", "P30D", "2026-02-04T09:00+01:00"),
        ("2026-12-31T23:30+01:00", "PT45M", "2027-01-01T00:15+01:00"),
        ("2026-01-05T09:00+01:00", "PT0.5S", "2026-01-05T09:00:00.500000+01:00"),
    ],
)
def test_days_are_counted_on_the_calendar_and_hours_in_real_time(
    start: str, text: str, expected: str
) -> None:
    found = after(datetime.fromisoformat(start), text)
    wanted = datetime.fromisoformat(expected)
    assert found.astimezone(UTC) == wanted.astimezone(UTC)
    assert found.utcoffset() == wanted.utcoffset()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(0, 2000))  # noqa: DTZ001 - made aware below
def test_n_days_later_the_clock_shows_the_same_time(start: datetime, days: int) -> None:
    aware = start.replace(tzinfo=UTC)
    found = after(aware, f"P{days}D")
    local = aware.astimezone(BERLIN)
    assert (found.date() - local.date()).days == days
    # An hour that the change to summer time skips is the only exception.
    assert found.time() == local.time() or found.hour - local.hour == 1


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "P1H", "1D", "P1DT", "P-1D", "-P1D", "P1.5D", "PT1.5H", "P1D ago", "p1d"]
)
def test_what_is_no_duration(text: str) -> None:
    assert timers.parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01", "2026-06-30T22:00+00:00"),
        ("2026-01-01T12:00", "2026-01-01T11:00+00:00"),
        ("2026-07-01T12:00:00Z", "2026-07-01T12:00+00:00"),
        ("2026-07-01T12:00:00-05:00", "2026-07-01T17:00+00:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30+00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59+00:00"),
    ],
)
def test_dates_without_an_offset_are_german_time(text: str, expected: str) -> None:
    assert timers.parse_date(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "", "2026-01-01T25:00"])
def test_what_is_no_date(text: str) -> None:
    assert timers.parse_date(text) is None


@pytest.mark.parametrize("text", ["P9000Y", "P999999M", "P9999999D", "PT999999999H", "P500000W"])
def test_what_lies_beyond_the_calendar_never_fires(text: str) -> None:
    duration = timers.parse_duration(text)
    assert duration is not None
    assert timers.after(datetime(2026, 1, 5, tzinfo=UTC), duration) == timers.NEVER


def catching(kind: str, text: str, **variables: object) -> Office:
    graph = compiled(f"start s\ncatch t '{kind}={text}'\nend e\ns -> t -> e")
    return Office(graph, dict(variables)).start()


def test_a_timer_in_the_past_is_due_at_once() -> None:
    office = catching("at", "2001-01-01")
    (effect,) = [effect for effect in office.effects if isinstance(effect, process.SetTimer)]
    assert effect.run_at < office.now
    assert office.send(process.TimerFired(job_id=effect.job_id)).answer is process.Answer.DONE
    assert office.ended == "completed"


def test_a_timer_in_the_year_9999_waits() -> None:
    office = catching("at", "9999-12-31T23:59:59+01:00")
    assert office.job("t").run_at.year == 9999
    answer = office.send(process.TimerFired(job_id=office.job("t").id)).answer
    assert answer is process.Answer.NOT_DUE
    assert catching("after", "P8000Y").job("t").run_at == timers.NEVER


@pytest.mark.parametrize(
    ("text", "variables", "wait"),
    [
        ('duration("P3D")', {}, timedelta(days=3)),
        ("pause", {"pause": "P3D"}, timedelta(days=3)),
        ('duration("PT2H") + duration("PT1H")', {}, timedelta(hours=3)),
        ('if urgent then "P1D" else "P7D"', {"urgent": True}, timedelta(days=1)),
        ('duration("-P1D")', {}, timedelta()),
    ],
)
def test_a_duration_may_be_an_expression(text: str, variables: dict[str, object], wait: timedelta) -> None:
    office = catching("after", text, **variables)
    assert office.job("t").run_at - office.now == wait


def test_a_date_may_be_an_expression() -> None:
    assert catching("at", "deadline", deadline=date(2026, 7, 1)).job("t").run_at == datetime(
        2026, 6, 30, 22, tzinfo=UTC
    )
    office = catching("at", "hearing", hearing=datetime(2026, 7, 1, 9, tzinfo=BERLIN))
    assert office.job("t").run_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert catching("at", 'date("2026-07-01") + duration("P1D")').job("t").run_at == datetime(
        2026, 7, 1, 22, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("after", "x", None), ("after", "x", "soon"), ("after", "x", 3), ("at", "x", None), ("at", "x", "soon")],
)
def test_an_expression_without_a_time_is_an_incident(kind: str, text: str, value: object) -> None:
    office = catching(kind, text, x=value)
    (incident,) = office.incidents
    assert "is not a" in (incident.error or "")
    assert office.places == ["t"]


def test_a_boundary_timer_without_a_time_leaves_no_half_begun_step() -> None:
    graph = compiled("start s\nuser a\nboundary b attachedToRef=a after=x\nend e\nend f\ns -> a -> e\nb -> f")
    office = Office(graph).start()
    assert not office.state.work_items
    assert len(office.incidents) == 1
    office.variables["x"] = "P1D"
    office.send(process.RetryJob(job_id=office.incidents[0].id, reason="Frist nachgetragen", actor="erika"))
    assert office.places == ["a"]
    assert [job.node for job in office.state.jobs.values()] == ["b"]


def test_the_timer_of_an_event_sub_process_without_a_time_is_an_incident_at_the_start() -> None:
    graph = compiled(
        "start s\nuser a\nend e\ns -> a -> e\n"
        "event-sub x {\nstart xs after=pause\nuser xa\nend xe\nxs -> xa -> xe\n}"
    )
    office = Office(graph).start()
    assert office.places == ["s"]
    office.variables["pause"] = "P1D"
    office.send(process.RetryJob(job_id=office.incidents[0].id, reason="nachgetragen", actor="erika"))
    assert office.places == ["a"]
    office.fire("xs")
    assert office.places == ["xa"]


def test_times_are_kept_in_utc() -> None:
    graph = compiled("start s\ncatch t after=P1D\nuser a\nend e\ns -> t -> a -> e")
    office = Office(graph, now=datetime(2026, 3, 28, 12, tzinfo=BERLIN)).start()
    job = office.job("t")
    assert job.run_at == datetime(2026, 3, 29, 10, tzinfo=UTC)
    assert job.run_at.utcoffset() == timedelta()
    assert job.created_at.utcoffset() == timedelta()
