"""Random sound models under random schedules: tokens are conserved, joins fire once, every run ends."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.tests.drawing import draw as drawn
from modellregion.process.tests.office import Office
from modellregion.process.tests.sampling import Sketch, check_invariants, check_joins, models, possible

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
    commands = possible(office)
    if step > STEPS_MAX // 2:
        # Late in a run nobody asks for another round, so that it ends.
        calm = [
            command
            for command in commands
            if not isinstance(command, process.MessageArrived)
            and getattr(command, "outcome", None) != "again"
        ]
        return data.draw(st.sampled_from(calm or commands))
    return data.draw(st.sampled_from(commands))


@RELAXED
@given(models(), st.integers(0, 5), st.integers(0, 3), st.data())
def test_every_run_ends_with_nothing_left(
    sketch: Sketch, choice: int, items: int, data: st.DataObject
) -> None:
    office = opened(sketch, choice, items)
    check_invariants(office)
    for step in range(STEPS_MAX):
        if office.ended is not None:
            break
        command = next_command(data, office, step)
        if isinstance(command, process.TimerFired):
            office.now = max(office.now, office.state.jobs[command.job_id].run_at)
        assert office.send(command).answer is process.Answer.DONE
        check_invariants(office)
    assert office.ended is not None
    check_joins(office, sketch)


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
