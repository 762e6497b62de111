"""Messages and timers of a case's process: too early, too late, a hundred times, past, in the year 9999."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from modellregion.cases.api import desk_view, receive_message
from modellregion.cases.commands.decide_case import certify_receipt
from modellregion.cases.jobs import ring
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Answer
from modellregion.process.store.models import Event, KeptMessage, Receipt
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.processes import BEGIN, filed, instance_of, offer, places, state_of

WAITS = f"{BEGIN}\nuser check outcomes=done,no\nreceive answer message=Paid\nuser after\nend e\ns -> check -> answer -> after -> e"
BESIDE = (
    f"{BEGIN}\nuser check outcomes=done,no\nend e\ns -> check -> e\n"
    "event-sub notes {\nstart ns message=Note isInterrupting=false\nuser read\nend ne\nns -> read -> ne\n}"
)


def send(case: UUID, name: str = "Paid", identity: str = "m-1", **values: object) -> Answer:
    ctx = system_context(citizen().municipality)
    return receive_message(ctx, case=case, message_id=identity, message=name, values=values)


def history(case: UUID) -> list[str]:
    return [line.action.value for line in desk_view(staff(), case=case).history]


def count(model: type[KeptMessage | Receipt | Event], **conditions: object) -> int:
    ctx = citizen()
    with tenant(ctx):
        return model.objects.filter(municipality_id=ctx.municipality, **conditions).count()


@pytest.mark.django_db
def test_a_message_that_comes_early_is_kept_and_delivered_when_it_is_waited_for() -> None:
    offer(WAITS)
    case = filed().case
    assert send(case, amount="26.00") is Answer.NOT_EXPECTED
    assert send(case, amount="26.00") is Answer.NOT_EXPECTED
    assert (places(case), count(KeptMessage)) == (["check"], 1)
    assert history(case).count("message_kept") == 1
    certify_receipt(staff(), case=case)
    assert places(case) == ["after"]
    assert instance_of(case).values["amount"] == "26.00"
    assert (count(KeptMessage), count(Receipt)) == (0, 1)
    assert send(case) is Answer.DUPLICATE


@pytest.mark.django_db
def test_early_messages_of_another_name_stay_kept() -> None:
    offer(WAITS)
    case = filed().case
    assert send(case, "Refunded", "m-2") is Answer.NOT_EXPECTED
    assert send(case, "Paid", "m-3") is Answer.NOT_EXPECTED
    certify_receipt(staff(), case=case)
    assert places(case) == ["after"]
    assert count(KeptMessage) == 1


@pytest.mark.django_db
def test_a_message_after_the_end_changes_nothing_and_is_seen() -> None:
    offer(f"{BEGIN}\nuser check outcomes=done,no\nend e\ns -> check -> e")
    case = filed().case
    certify_receipt(staff(), case=case)
    assert instance_of(case).state.value == "completed"
    assert send(case) is Answer.INSTANCE_ENDED
    assert send(case) is Answer.INSTANCE_ENDED
    assert history(case).count("message_late") == 1
    assert places(case) == []


def test_the_same_message_a_hundred_times_at_once_has_its_effect_once(own_database: str) -> None:
    del own_database
    offer(BESIDE)
    case = filed().case

    def one(call: Callable[[], Answer]) -> Answer:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(one, [lambda: send(case, "Note")] * 100))
    assert sorted(answers) == sorted([Answer.DONE] + [Answer.DUPLICATE] * 99)
    assert places(case) == ["check", "read"]
    assert (count(Receipt), count(Event, kind="message-arrived")) == (1, 1)
    assert send(case, "Note", "m-2") is Answer.DONE
    assert places(case) == ["check", "read", "read"]


def timers() -> list[tuple[str, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'job', scheduled_at FROM procrastinate_jobs WHERE task_name = 'cases.fire_timer' ORDER BY id"
        )
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_a_timer_in_the_past_fires_with_the_next_round_of_the_worker() -> None:
    offer(f"{BEGIN}\ncatch wait at=2001-01-01\nuser check\nend e\ns -> wait -> check -> e")
    case = filed().case
    assert places(case) == ["wait"]
    assert "cases.fire_timer" in work_off()
    assert places(case) == ["check"]


@pytest.mark.django_db
def test_a_timer_of_the_year_9999_wakes_nobody() -> None:
    offer(f"{BEGIN}\ncatch wait after=P9000Y\nuser check\nend e\ns -> wait -> check -> e")
    case = filed().case
    assert timers() == []
    assert "cases.fire_timer" not in work_off()
    assert places(case) == ["wait"]


@pytest.mark.django_db
def test_a_timer_that_rings_too_early_by_this_clock_is_set_again() -> None:
    offer(f"{BEGIN}\ncatch wait after=P1D\nuser check\nend e\ns -> wait -> check -> e")
    case = filed().case
    ((job, at),) = timers()
    assert at is not None
    ctx = system_context(citizen().municipality)
    ring(replace(ctx, clock=FixedClock(at - timedelta(milliseconds=3))), case, job)
    assert places(case) == ["wait"]
    again = timers()
    assert [entry for entry, _ in again] == [job, job]
    assert again[1][1] is not None
    assert again[1][1] >= at
    ring(replace(ctx, clock=FixedClock(again[1][1])), case, job)
    assert places(case) == ["check"]
    ring(replace(ctx, clock=FixedClock(again[1][1])), case, job)
    ring(replace(ctx, clock=FixedClock(again[1][1])), case, str(uuid4()))
    assert (places(case), len(state_of(case).work_items)) == (["check"], 1)
