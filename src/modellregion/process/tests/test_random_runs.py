"""Random sound models under random schedules: tokens are conserved, joins fire once, every run ends."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.outlook import obstacle
from modellregion.process.tests.drawing import draw as drawn
from modellregion.process.tests.office import Office
from modellregion.process.tests.sampling import (
    Sketch,
    by_hand,
    check_invariants,
    check_joins,
    models,
    needed,
    possible,
)

STEPS_MAX = 400
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def graph_of(sketch: Sketch) -> process.Graph:
    model = process.read_process(drawn("\n".join(sketch.lines)))
    assert [finding for finding in process.check(model) if finding.code != "not_walked_through"] == []
    return process.compile(model)


def opened(sketch: Sketch, choice: int, items: int) -> Office:
    office = Office(graph_of(sketch), {"choice": choice, "items": list(range(items))})
    return office.start()


def next_command(data: st.DataObject, office: Office, step: int) -> process.Command:
    # Late in a run nobody asks for another round, so that it ends.
    commands = possible(office) if step < STEPS_MAX // 4 else needed(office)
    return data.draw(st.sampled_from(commands))


def run_to_the_end(office: Office, data: st.DataObject) -> None:
    check_invariants(office)
    for step in range(STEPS_MAX):
        if office.ended is not None:
            break
        if step >= STEPS_MAX // 4:
            # A circle may hang on the case's data alone; it ends when somebody corrects them.
            office.variables["choice"] = step % 6
        command = next_command(data, office, step)
        if isinstance(command, process.TimerFired):
            office.now = max(office.now, office.state.jobs[command.job_id].run_at)
        assert office.send(command).answer is process.Answer.DONE
        check_invariants(office)
    assert office.ended is not None


@RELAXED
@given(models(), st.integers(0, 5), st.integers(0, 3), st.data())
def test_every_run_ends_with_nothing_left(
    sketch: Sketch, choice: int, items: int, data: st.DataObject
) -> None:
    office = opened(sketch, choice, items)
    run_to_the_end(office, data)
    check_joins(office, sketch)


@RELAXED
@given(models(depth=2), st.integers(0, 5), st.data())
def test_whatever_officials_try_leaves_the_rows_in_order(
    sketch: Sketch, choice: int, data: st.DataObject
) -> None:
    office = opened(sketch, choice, 2)
    for _ in range(15):
        before = office.state
        tried = by_hand(office) if data.draw(st.booleans()) else possible(office)
        if not tried:
            break
        command = data.draw(st.sampled_from(tried))
        try:
            office.send(command)
        except process.CommandRefusedError:
            assert office.state is before
        check_invariants(office)
    if office.ended is None and settled(office) and obstacle(office.graph, office.state) is None:
        run_to_the_end(office, data)
    elif office.ended is None:
        office.send(process.Cancel(reason="genug", actor="leitung"))
    assert office.ended is not None
    check_invariants(office)


@RELAXED
@given(models(depth=2), st.integers(0, 5), st.data())
def test_rows_come_back_from_their_records(sketch: Sketch, choice: int, data: st.DataObject) -> None:
    office = opened(sketch, choice, 2)
    for step in range(8):
        records = [(type(row), process.to_record(row)) for row in office.state.rows()]
        for _, record in records:
            assert all(type(value) in {str, int, datetime, type(None)} for value in record.values())
        assert process.State.of(process.from_record(kind, record) for kind, record in records) == office.state
        if office.ended is not None:
            break
        command = next_command(data, office, step)
        if isinstance(command, process.TimerFired):
            office.now = max(office.now, office.state.jobs[command.job_id].run_at)
        office.send(command)
    for happened in office.events:
        assert process.from_record(process.Event, process.to_record(happened)) == happened


def settled(office: Office) -> bool:
    """Whether nobody has to help: no incident, no step whose work item was withdrawn."""
    waiting = all(
        token.state is process.TokenState.JOINING or office.state.by_token.get(token.id)
        for token in office.state.tokens.values()
    )
    return waiting and not office.incidents


@RELAXED
@given(models(depth=2), st.integers(0, 5), st.data())
def test_what_the_check_lets_through_never_gets_stuck(
    sketch: Sketch, choice: int, data: st.DataObject
) -> None:
    """Spoil a sound model a little: either the check refuses it, or it is still sound, and then every run ends."""
    lines = spoil(sketch.lines, data)
    model = process.read_process(drawn("\n".join(lines)))
    try:
        graph = process.compile(model)
    except process.ModelRefusedError:
        event("refused")
        return
    event("let through")
    run_to_the_end(Office(graph, {"choice": choice, "items": [1, 2]}).start(), data)


def spoil(lines: list[str], data: st.DataObject) -> list[str]:
    """Turn a gateway into another one, or lead a flow elsewhere."""
    lines = list(lines)
    gateways = [number for number, line in enumerate(lines) if line.split()[0] in {"and", "xor", "or"}]
    flows = [number for number, line in enumerate(lines) if " -> " in line and "\n" not in line]
    turn: bool = data.draw(st.booleans())
    if gateways and turn:
        number = data.draw(st.sampled_from(gateways))
        kind, _, name = lines[number].partition(" ")
        lines[number] = f"{data.draw(st.sampled_from(sorted({'and', 'xor', 'or'} - {kind})))} {name}"
    else:
        number, other = data.draw(st.sampled_from(flows)), data.draw(st.sampled_from(flows))
        condition = " default" if lines[number].endswith(" default") else ""
        way, mark, text = lines[number].removesuffix(" default").partition(" if ")
        target = lines[other].partition(" if ")[0].removesuffix(" default").split(" -> ")[-1]
        lines[number] = f"{way.rpartition(' -> ')[0]} -> {target}{mark}{text}{condition}"
    return lines


@RELAXED
@given(models(), st.integers(0, 5), st.integers(0, 3), st.data())
def test_a_part_of_the_rows_gives_the_same_step(
    sketch: Sketch, choice: int, items: int, data: st.DataObject
) -> None:
    office = opened(sketch, choice, items)
    for step in range(12):
        if office.ended is not None:
            break
        command = next_command(data, office, step)
        if isinstance(command, process.TimerFired):
            office.now = max(office.now, office.state.jobs[command.job_id].run_at)
        before, used = office.state, next(office.numbers)
        office.numbers = count(used)
        whole = office.send(command)
        twin = replace(
            office, state=process.part_for(before, command), numbers=count(used), events=[], effects=[]
        )
        try:
            assert twin.send(command) == whole
        except process.NeedsWholeStateError:
            assert any(event.kind in {"cancelled", "withdrawn"} for event in whole.events) or office.ended
