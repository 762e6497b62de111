"""Running instances move to a new version, or are refused and stay untouched."""

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.office import Office
from modellregion.process.tests.sampling import Sketch, check_invariants, models, needed, possible

OLD = """
start s
user check outcomes=yes,no
boundary remind attachedToRef=check after=P2D cancelActivity=false
user boss
end re
xor g
service issue
end e
user reject
end r
s -> check -> g
g -> issue if outcome = "yes"
g -> reject if outcome = "no"
issue -> e
reject -> r
remind -> boss -> re
event-sub x {
start xs message=Stop
user stop
end xe
xs -> stop -> xe
}
"""


def opened(text: str = OLD) -> Office:
    return Office(compiled(text)).start()


def plan(old: process.Graph, new: process.Graph, **nodes: str) -> process.MigrationPlan:
    return process.MigrationPlan(old.hash, new.hash, nodes)


def migrate(office: Office, text: str, **nodes: str) -> process.Changes:
    old, new = office.graph, compiled(text)
    steps = plan(old, new, **nodes)
    verdict = process.dry_run(old, new, steps, office.state, now=office.now, variables=office.variables)
    changes, refusal = attempt(office, new, steps)
    assert verdict.problems == refusal
    if changes is None:
        raise process.MigrationRefusedError(refusal)
    office.state = process.apply(office.state, changes)
    office.graph = new
    office.events.extend(changes.events)
    office.effects.extend(changes.effects)
    check_invariants(office)
    return changes


def attempt(
    office: Office, new: process.Graph, steps: process.MigrationPlan
) -> tuple[process.Changes | None, tuple[process.Problem, ...]]:
    try:
        changes = process.migrate(
            office.graph,
            new,
            steps,
            office.state,
            now=office.now,
            variables=office.variables,
            new_id=office.new_id,
            actor="admin",
            reason="neue Fassung",
        )
    except process.MigrationRefusedError as refused:
        return None, refused.problems
    return changes, ()


def codes(error: pytest.ExceptionInfo[process.MigrationRefusedError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_renamed_step_keeps_its_work_item_timers_and_times() -> None:
    office = opened()
    item, timer = office.item("check"), office.job("remind")
    migrate(office, re.sub(r"\bcheck\b", "examine", OLD), check="examine")
    moved = office.item("examine")
    assert (moved.id, moved.created_at, moved.title) == (item.id, item.created_at, "examine")
    assert (office.job("remind").id, office.job("remind").run_at) == (timer.id, timer.run_at)
    office.complete("examine", "yes")
    office.serve("issue")
    assert office.ended == "completed"


def test_the_event_tells_both_versions() -> None:
    office = opened()
    old = office.graph.hash
    migrate(office, OLD.replace("user boss", "user chief").replace("-> boss ->", "-> chief ->"), boss="chief")
    (event,) = [event for event in office.events if event.kind == "migrated"]
    assert event.data == {"source": old, "target": office.graph.hash}
    assert (event.actor, event.reason) == ("admin", "neue Fassung")


def test_a_live_step_that_is_gone_is_refused_and_nothing_changes() -> None:
    office = opened()
    office.complete("check", "no")
    before = office.state
    gone = OLD.replace("user reject\n", "").replace("g -> reject", "g -> r").replace("reject -> r\n", "")
    with pytest.raises(process.MigrationRefusedError, match="reject is live") as error:
        migrate(office, gone)
    assert codes(error) == ["no_counterpart"]
    assert office.state == before
    other = opened()
    migrate(other, gone)
    other.complete("check", "no")
    assert other.ended == "completed"


def test_a_plan_may_send_a_gone_step_to_another_of_its_kind() -> None:
    office = opened()
    office.complete("check", "no")
    gone = OLD.replace("user reject\n", "").replace("g -> reject", "g -> r").replace("reject -> r\n", "")
    migrate(office, gone, reject="check")
    assert office.places == ["check"]
    assert [job.node for job in office.state.jobs.values()] == ["remind"]


@pytest.mark.parametrize(
    ("nodes", "code"),
    [({"nix": "g"}, "unknown_node"), ({"g": "nix"}, "unknown_node"), ({"check": "issue"}, "other_kind")],
)
def test_a_wrong_plan_is_refused(nodes: dict[str, str], code: str) -> None:
    with pytest.raises(process.MigrationRefusedError) as error:
        migrate(opened(), OLD, **nodes)
    assert code in codes(error)


def test_a_plan_for_other_versions_is_refused() -> None:
    office = opened()
    new = compiled(OLD)
    verdict = process.dry_run(
        office.graph, new, process.MigrationPlan("a", "b"), office.state, now=office.now, variables={}
    )
    assert [problem.code for problem in verdict.problems] == ["other_plan"]


def test_events_that_are_new_begin_and_events_that_are_gone_end() -> None:
    office = opened()
    new = (
        OLD.replace(
            "boundary remind attachedToRef=check after=P2D cancelActivity=false",
            "boundary expire attachedToRef=check after=P30D",
        )
        .replace("remind -> boss -> re", "expire -> boss -> re")
        .replace("message=Stop", "message=Halt")
    )
    office.wait(days=1)
    migrate(office, new)
    (timer,) = office.state.jobs.values()
    assert timer.node == "expire"
    assert (timer.run_at - office.now).days == 30
    assert office.message("Stop") is process.Answer.NOT_EXPECTED
    office.fire("expire")
    assert office.places == ["boss"]
    assert office.message("Halt") is process.Answer.DONE


def test_a_reminder_that_has_fired_does_not_fire_again_after_a_migration() -> None:
    office = opened()
    office.fire("remind")
    migrate(office, OLD + "# \n".replace("# ", "") + "")
    assert not office.state.jobs


def test_a_join_that_lacks_nobody_any_more_goes_on() -> None:
    old = (
        "start s\nand g\nuser a\nuser b\nuser c\nand j\nuser d\nend e\ns -> g -> a -> j -> d -> e\n"
        "g -> b -> j\ng -> c -> j"
    )
    new = "start s\nand g\nuser a\nuser b\nand j\nuser c\nuser d\nend e\ns -> g -> a -> j -> c -> d -> e\ng -> b -> j"
    office = opened(old)
    office.complete("a")
    office.complete("b")
    assert office.places == ["c", "j", "j"]
    migrate(office, new)
    assert office.places == ["c", "c"]


def test_a_migration_that_leaves_a_join_waiting_forever_is_refused() -> None:
    old = "start s\nuser a\nuser b\nend e\ns -> a -> b -> e"
    new = "start s\nand g\nuser a\nuser b\nand j\nend e\ns -> g -> a -> j -> e\ng -> b -> j"
    with pytest.raises(process.MigrationRefusedError, match="j would wait forever") as error:
        migrate(opened(old), new)
    assert codes(error) == ["no_way_out"]


def test_a_token_may_not_change_its_sub_process() -> None:
    old = "start s\nuser a\nend e\ns -> a -> e"
    new = "start s\nsub p {\nstart ps\nuser a\nend pe\nps -> a -> pe\n}\nend e\ns -> p -> e"
    with pytest.raises(process.MigrationRefusedError) as error:
        migrate(opened(old), new)
    assert codes(error) == ["other_scope"]


def test_a_call_that_is_under_way_is_not_turned_into_another() -> None:
    old = "start s\nsend a message=One\nend e\ns -> a -> e"
    with pytest.raises(process.MigrationRefusedError) as error:
        migrate(opened(old), old.replace("One", "Two"))
    assert codes(error) == ["other_call"]


def test_a_repeated_step_stays_repeated_in_the_same_way() -> None:
    old = "start s\nuser a times=2\nend e\ns -> a -> e"
    office = opened(old)
    migrate(office, old.replace("user a", "user aa").replace("-> a ->", "-> aa ->"), a="aa")
    office.complete("aa")
    office.complete("aa")
    assert office.ended == "completed"
    for other in ("user a", "user a times=2 sequential=true"):
        with pytest.raises(process.MigrationRefusedError) as error:
            migrate(opened(old), old.replace("user a times=2", other))
        assert codes(error) == ["other_repetition"]


def test_an_ended_instance_stays_with_its_version() -> None:
    office = opened("start s\nuser a\nend e\ns -> a -> e")
    office.complete("a")
    with pytest.raises(process.MigrationRefusedError) as error:
        migrate(office, "start s\nuser a\nuser b\nend e\ns -> a -> b -> e")
    assert codes(error) == ["ended"]


def edited(lines: list[str], dice: random.Random) -> tuple[list[str], dict[str, str]]:
    """Make a new version: rename, insert, remove or change steps; returns the plan for the renamed ones."""
    lines = "\n".join(lines).splitlines()
    renamed: dict[str, str] = {}
    for _ in range(dice.randint(1, 3)):
        tasks = [line.split()[1] for line in lines if line.split()[0] in {"user", "service", "wait", "rule"}]
        if not tasks:
            break
        task = dice.choice(tasks)
        edit = dice.choice((_rename, _insert, _remove, _change_kind, _remind))
        lines = edit(lines, task, renamed)
    return lines, renamed


def _rename(lines: list[str], task: str, renamed: dict[str, str]) -> list[str]:
    first = next((old for old, new in renamed.items() if new == task), task)
    renamed[first] = f"{task}n"
    return [re.sub(rf"(?<![\w]){task}(?![\w])", f"{task}n", line) for line in lines]


def _insert(lines: list[str], task: str, _renamed: dict[str, str]) -> list[str]:
    new = f"{task}i"
    if any(new in line for line in lines):
        return lines
    done = [line.replace(f"{task} -> ", f"{task} -> {new} -> ") for line in lines]
    at = next(number for number, line in enumerate(done) if line.split()[1:2] == [task])
    return [*done[:at], f"user {new}", *done[at:]]


def _remove(lines: list[str], task: str, _renamed: dict[str, str]) -> list[str]:
    after = [line for line in lines if line.startswith(f"{task} -> ")]
    if len(after) != 1 or " if " in after[0] or any(f"attachedToRef={task} " in line for line in lines):
        return lines
    target = after[0].split(" -> ")[1]
    kept = [line for line in lines if line != after[0] and line.split()[1:2] != [task]]
    return [re.sub(rf"-> {task}(?!\w)", f"-> {target}", line) for line in kept]


def _change_kind(lines: list[str], task: str, _renamed: dict[str, str]) -> list[str]:
    return [f"service {task}" if line == f"user {task}" else line for line in lines]


def _remind(lines: list[str], task: str, _renamed: dict[str, str]) -> list[str]:
    if any(f"attachedToRef={task} " in line for line in lines):
        return lines
    at = next(number for number, line in enumerate(lines) if line.split()[1:2] == [task])
    extra = [
        f"boundary {task}b attachedToRef={task} after=P1D cancelActivity=false",
        f"user {task}c",
        f"end {task}d",
        f"{task}b -> {task}c -> {task}d",
    ]
    return [*lines[: at + 1], *extra, *lines[at + 1 :]]


def play(office: Office, dice: random.Random, steps: int) -> None:
    for step in range(steps):
        if office.ended is not None:
            return
        commands = possible(office) if step < 20 else needed(office)
        command = dice.choice([one for one in commands if not isinstance(one, process.ThrowError)])
        if isinstance(command, process.TimerFired):
            office.now = max(office.now, office.state.jobs[command.job_id].run_at)
        assert office.send(command).answer is process.Answer.DONE


INSTANCES_OF_EACH = 100


def test_the_dry_run_says_what_happens() -> None:
    """10 000 instances: what the dry run promises happens and ends well; what it refuses stays untouched."""
    seen: Counter[bool] = Counter()

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(models(), st.integers(0, 2**32))
    def examined(sketch: Sketch, seed: int) -> None:
        seen.update(verdicts(sketch, random.Random(seed)))

    examined()
    assert seen.total() >= 10_000
    assert min(seen[True], seen[False]) > 500, "both verdicts come up often enough to be examined"


def verdicts(sketch: Sketch, dice: random.Random) -> Iterator[bool]:
    lines, renamed = edited(sketch.lines, dice)
    old = compiled("\n".join(sketch.lines))
    try:
        new = compiled("\n".join(lines))
    except process.ModelRefusedError:
        reject()
    steps = process.MigrationPlan(old.hash, new.hash, renamed)
    for _ in range(INSTANCES_OF_EACH):
        variables: dict[str, object] = {
            "choice": dice.randint(0, 5),
            "items": list(range(dice.randint(0, 3))),
        }
        office = Office(old, variables).start()
        for _ in range(dice.randint(0, 12)):
            state = office.state
            play(office, dice, 1)
            if office.ended is not None and dice.random() < 0.95:
                office.state = state
                break
        before = office.state
        verdict = process.dry_run(old, new, steps, before, now=office.now, variables=variables)
        changes, refusal = attempt(office, new, steps)
        assert verdict.problems == refusal
        assert verdict.possible is (changes is not None)
        yield verdict.possible
        if changes is None:
            continue
        assert office.state is before
        office.state, office.graph = process.apply(before, changes), new
        check_invariants(office)
        if dice.random() < 0.2:
            play(office, dice, 300)
            assert office.ended is not None
            check_invariants(office)
