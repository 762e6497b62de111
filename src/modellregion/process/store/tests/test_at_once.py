"""Several people at the very same moment: real threads, real connections, real commits (process-and-records § 7.3)."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from modellregion.kernel.tenancy import tenant
from modellregion.process import api as process
from modellregion.process.store.tests.stored import StoredOffice, perform
from modellregion.process.tests.drawing import compiled

ROUNDS = 1000
CROWD = 8
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
JOIN = "start s\nand split\nuser a\nuser b\nand join\nuser c\nend e\ns -> split -> a -> join -> c -> e\nsplit -> b -> join"

Crowd = Callable[[Sequence[Callable[[], process.Answer]]], list[process.Answer]]


@pytest.fixture
def crowd(own_database: str) -> Iterator[Crowd]:
    """Run calls at the same moment, on threads that keep their connections from round to round."""
    del own_database
    barrier = threading.Barrier(CROWD)

    def together(call: Callable[[], process.Answer], start: threading.Barrier) -> process.Answer:
        start.wait(60)
        return call()

    with ThreadPoolExecutor(CROWD) as pool:

        def run(calls: Sequence[Callable[[], process.Answer]]) -> list[process.Answer]:
            start = threading.Barrier(len(calls))
            return list(pool.map(lambda call: together(call, start), calls))

        yield run

        def hang_up(_: int) -> None:
            barrier.wait(60)
            connections.close_all()

        list(pool.map(hang_up, range(CROWD)))


def attempt(office: StoredOffice, command: process.Command) -> Callable[[], process.Answer]:
    return lambda: perform(office, command).answer


def test_of_eight_who_finish_a_task_one_does_in_a_thousand_rounds(crowd: Crowd) -> None:
    office = StoredOffice(compiled(LOOP)).start()
    for _ in range(ROUNDS):
        (item,) = office.state.work_items
        calls = [
            attempt(office, process.CompleteWorkItem(work_item_id=item, outcome="again", actor=f"p{number}"))
            for number in range(CROWD)
        ]
        answers = Counter(crowd(calls))
        assert answers == {process.Answer.DONE: 1, process.Answer.NOT_OPEN: CROWD - 1}
        office.state = office.stored()
    with tenant(office.municipality), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT token_id) FROM process_event WHERE kind = 'work-done'"
        )
        assert cursor.fetchone() == (ROUNDS, 1)


def test_a_join_lets_one_through_in_a_thousand_rounds_also_while_somebody_ends_the_process(
    crowd: Crowd,
) -> None:
    dice = random.Random(7)
    graph = compiled(JOIN)
    for turn in range(ROUNDS):
        office = StoredOffice(graph).start()
        commands: list[process.Command] = [
            process.CompleteWorkItem(work_item_id=item, actor="x") for item in office.state.work_items
        ]
        is_ended = turn % 4 == 0
        if is_ended:
            commands.append(process.Cancel(reason="mitten hinein", actor="x"))
        dice.shuffle(commands)
        answers = Counter(crowd([attempt(office, command) for command in commands]))
        office.state = office.stored()
        if is_ended:
            assert office.ended == "cancelled"
            assert not office.state.tokens
            assert answers[process.Answer.DONE] + answers[process.Answer.INSTANCE_ENDED] == 3
        else:
            assert answers == {process.Answer.DONE: 2}
            assert office.places == ["c"]
            assert not office.state.arrivals
    with tenant(office.municipality), connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(n) FROM (SELECT count(*) n FROM process_event WHERE kind = 'joined' GROUP BY instance_id) j"
        )
        assert cursor.fetchone() == (1,)


def test_locking_the_instance_in_the_statement_that_reads_the_task_is_a_trap(crowd: Crowd) -> None:
    """The counter-test: what looks as safe has several winners, and a crowd of eight finds it out.

    After the wait PostgreSQL looks again at the locked table only, not at the task that was joined to it.
    """

    def trapped(item: str) -> process.Answer:
        with tenant(office.municipality), connection.cursor() as cursor:
            cursor.execute(
                "SELECT w.id FROM process_work_item w JOIN process_instance i ON i.id = w.instance_id "
                "WHERE w.id = %s AND w.state = 'open' FOR UPDATE OF i",
                [item],
            )
            if cursor.fetchone() is None:
                return process.Answer.NOT_OPEN
            cursor.execute("UPDATE process_work_item SET state = 'done' WHERE id = %s", [item])
            return process.Answer.DONE

    most = 0
    for _ in range(50):
        office = StoredOffice(compiled(LOOP)).start()
        (item,) = office.state.work_items
        answers = Counter(crowd([lambda item=item: trapped(item) for _ in range(CROWD)]))  # type: ignore[misc]
        most = max(most, answers[process.Answer.DONE])
        if most > 1:
            return
    raise AssertionError("the trap did not snap; does this test still bring eight together?")
