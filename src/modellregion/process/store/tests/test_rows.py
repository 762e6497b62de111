"""What the store writes is what the engine said, and what it loads is what a step needs: on random processes."""

import random
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.kernel.tenancy import tenant
from modellregion.process import api as process
from modellregion.process.store.reading import load_part, load_work_at
from modellregion.process.store.running import lock_instance
from modellregion.process.store.tests.stored import StoredOffice, perform, same
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.sampling import Sketch, check_invariants, models, possible

pytestmark = pytest.mark.django_db

SAMPLED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
LOOP = """
start s
xor back
user a outcomes=again,done
xor g
end e
s -> back -> a -> g
g -> back if outcome = "again"
g -> e if outcome = "done"
"""


def sampled(sketch: Sketch, dice: random.Random) -> StoredOffice:
    variables: dict[str, object] = {"choice": dice.randint(0, 5), "items": list(range(dice.randint(0, 3)))}
    return StoredOffice(compiled("\n".join(sketch.lines)), variables).start()


def commands_of(office: StoredOffice, dice: random.Random) -> process.Command:
    command = dice.choice(possible(office))
    if isinstance(command, process.TimerFired):
        office.now = max(office.now, office.state.jobs[command.job_id].run_at)
    return command


@SAMPLED
@given(models(), st.integers(0, 2**32))
def test_the_rows_are_those_the_engine_left(sketch: Sketch, seed: int) -> None:
    dice = random.Random(seed)
    office = sampled(sketch, dice)
    check_invariants(office)
    for _ in range(12):
        if office.ended is not None:
            break
        before = office.state
        command = commands_of(office, dice)
        changes = office.send(command)
        assert changes.answer is process.Answer.DONE
        expected = process.apply(before, changes)
        assert office.graph.is_open_ended or len(office.state.tokens) <= len(office.graph.nodes)
        assert same(row for row in office.state.rows()) == same(
            row for row in expected.rows() if not isinstance(row, process.Receipt)
        )
        check_invariants(office)


@SAMPLED
@given(models(), st.integers(0, 2**32))
def test_a_part_is_what_the_engine_says_suffices(sketch: Sketch, seed: int) -> None:
    dice = random.Random(seed)
    office = sampled(sketch, dice)
    vars(office.graph)["is_open_ended"] = True  # as for models that put any number of tokens side by side
    for _ in range(8):
        if office.ended is not None:
            break
        for command in possible(office):
            with tenant(office.municipality):
                part = load_part(
                    office.ctx, office.graph, lock_instance(office.ctx, case=office.case), command
                )
            assert same(part.rows()) == same(process.part_for(office.state, command).rows())
            assert part.whole is False
        office.send(commands_of(office, dice))


def test_the_oldest_task_at_a_step_is_found_with_what_it_needs() -> None:
    office = StoredOffice(compiled("start s\nuser a times=3\nuser b\nend e\ns -> a -> b -> e")).start()
    oldest = min(office.state.work_items)
    with tenant(office.municipality):
        part = load_work_at(office.ctx, office.graph, lock_instance(office.ctx, case=office.case), ["b", "a"])
    assert list(part.work_items) == [oldest]
    command = process.CompleteWorkItem(work_item_id=oldest, actor="x")
    assert same(part.rows()) == same(process.part_for(office.state, command).rows())


def test_values_come_back_to_the_last_digit() -> None:
    office = StoredOffice(compiled("start s\nuser a\nuser b\nend e\ns -> a -> b -> e"))
    values: dict[str, object] = {
        "fee": Decimal("26.10"),
        "tiny": Decimal("0.1000000000000000000000000001"),
        "many": 2**70,
        "day": date(2026, 2, 28),
        "at": datetime.fromisoformat("2026-07-01T09:00:00+02:00"),
        "time": time(9, 30),
        "nested": {"list": [Decimal("1.10"), None, True, "Ä"], "day": date(1999, 12, 31)},
        "none": None,
    }
    office.start(None, **values)
    assert office.values == values
    assert str(office.values["fee"]) == "26.10"
    office.complete("a", more=Decimal("0.3"))
    assert office.values == {**values, "more": Decimal("0.3")}


def test_a_value_that_python_takes_for_equal_is_written() -> None:
    office = StoredOffice(compiled("start s\nuser a\nuser b\nuser c\nend e\ns -> a -> b -> c -> e"))
    office.start(None, count=1, fee=Decimal("1.0"))
    office.complete("a", count=True)
    assert office.values["count"] is True
    office.complete("b", fee=Decimal("1.00"))
    assert str(office.values["fee"]) == "1.00"


def test_a_large_step_leaves_the_rows_of_the_engine_too() -> None:
    text = "start s\nuser a each=items until=numberOfCompletedInstances>=1\nuser b\nend e\ns -> a -> b -> e"
    office = StoredOffice(compiled(text), {"items": list(range(40))}).start()
    assert len(office.state.work_items) == 40
    before = office.state
    changes = office.send(process.CompleteWorkItem(work_item_id=min(before.work_items), actor="x"))
    assert same(office.state.rows()) == same(process.apply(before, changes).rows())
    instance = office.state.instance
    assert instance is not None
    with tenant(office.municipality), connection.cursor() as cursor:
        cursor.execute(
            "SELECT node, state, count(*) FROM process_work_item WHERE instance_id = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [instance.id],
        )
        assert cursor.fetchall() == [("a", "done", 1), ("a", "withdrawn", 39), ("b", "open", 1)]
        cursor.execute(
            "SELECT kind, count(*) FROM process_event WHERE instance_id = %s AND kind IN ('withdrawn', 'work-done') GROUP BY 1 ORDER BY 1",
            [instance.id],
        )
        assert cursor.fetchall() == [("withdrawn", 39), ("work-done", 1)]


def statements(office: StoredOffice, command: process.Command) -> int:
    with CaptureQueriesContext(connection) as seen:
        perform(office, command)
    own = [
        query["sql"] for query in seen if "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]
    ]
    return len(own)


def test_a_step_costs_three_statements_after_three_hundred_rounds_too() -> None:
    office = StoredOffice(compiled(LOOP)).start()

    def cost() -> tuple[int, int]:
        command = process.CompleteWorkItem(work_item_id=office.item("a").id, outcome="again", actor="x")
        with tenant(office.municipality):
            part = load_part(office.ctx, office.graph, lock_instance(office.ctx, case=office.case), command)
        found = statements(office, command), len(list(part.rows()))
        office.state = office.stored()
        return found

    first = cost()
    for _ in range(300):
        perform(
            office, process.CompleteWorkItem(work_item_id=office.item("a").id, outcome="again", actor="x")
        )
        office.state = office.stored()
    assert cost() == first
    assert first[0] == 3, "lock, load, write"


def test_one_of_four_hundred_votes_costs_as_much_as_one_of_four() -> None:
    text = "start s\nuser a outcomes=yes,no each=items\nuser b\nend e\ns -> a -> b -> e"
    rows, costs = [], []
    for number in (4, 400):
        office = StoredOffice(compiled(text), {"items": list(range(number))}).start()
        command = process.CompleteWorkItem(
            work_item_id=min(office.state.work_items), outcome="yes", actor="x"
        )
        with tenant(office.municipality):
            part = load_part(office.ctx, office.graph, lock_instance(office.ctx, case=office.case), command)
        rows.append(len(list(part.rows())))
        costs.append(statements(office, command))
    assert rows[0] == rows[1] <= 12
    assert costs == [3, 3]


def test_a_step_that_ends_more_than_it_has_seen_loads_everything_once() -> None:
    text = "start s\nuser a each=items until=numberOfCompletedInstances>=1\nend e\ns -> a -> e"
    office = StoredOffice(compiled(text), {"items": [1, 2, 3]}).start()
    command = process.CompleteWorkItem(work_item_id=min(office.state.work_items), actor="x")
    assert statements(office, command) == 4
    assert office.stored().instance is not None
    assert list(office.stored().work_items) == []
