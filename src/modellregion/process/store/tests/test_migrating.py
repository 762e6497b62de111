"""Instances in the database move to another version: what the dry run promised is what lies there afterwards."""

import random

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from modellregion.kernel.tenancy import tenant
from modellregion.process import api as process
from modellregion.process.store.migrating import write_migration
from modellregion.process.store.running import lock_instance, text_id
from modellregion.process.store.tests.stored import StoredOffice, same
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.sampling import Sketch, check_invariants, models, needed
from modellregion.process.tests.test_migration import edited, play

pytestmark = pytest.mark.django_db
INSTANCES_OF_EACH = 4


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(depth=2), st.integers(0, 2**32))
def test_the_dry_run_says_what_lies_in_the_database_afterwards(sketch: Sketch, seed: int) -> None:
    dice = random.Random(seed)
    lines, renamed = edited(sketch.lines, dice)
    old = compiled("\n".join(sketch.lines))
    try:
        new = compiled("\n".join(lines))
    except process.ModelRefusedError:
        reject()
    plan = process.MigrationPlan(old.hash, new.hash, renamed)
    for _ in range(INSTANCES_OF_EACH):
        variables: dict[str, object] = {
            "choice": dice.randint(0, 5),
            "items": list(range(dice.randint(0, 3))),
        }
        office = StoredOffice(old, variables).start()
        play(office, dice, dice.randint(0, 6))
        before = office.state
        verdict = process.dry_run(old, new, plan, before, now=office.now, variables=variables)
        problems, changes = move(office, new, plan)
        assert verdict.problems == problems
        office.state = office.stored()
        if changes is None:
            assert same(office.state.rows()) == same(before.rows())
            continue
        assert same(office.state.rows()) == same(process.apply(before, changes).rows())
        office.graph = new
        check_invariants(office)
        for _ in range(40):
            if office.ended is not None:
                break
            command = dice.choice([one for one in needed(office) if not isinstance(one, process.ThrowError)])
            if isinstance(command, process.TimerFired):
                office.now = max(office.now, office.state.jobs[command.job_id].run_at)
            assert office.send(command).answer is process.Answer.DONE
            check_invariants(office)


def move(
    office: StoredOffice, new: process.Graph, plan: process.MigrationPlan
) -> tuple[tuple[process.Problem, ...], process.Changes | None]:
    with tenant(office.municipality):
        instance = lock_instance(office.ctx, case=office.case)
        try:
            changes = process.migrate(
                office.graph, new, plan, office.stored(), now=office.now, variables=office.variables,
                new_id=text_id, actor="admin", reason="neue Fassung",
            )  # fmt: skip
        except process.MigrationRefusedError as refused:
            return refused.problems, None
        write_migration(office.ctx, changes, case=office.case, instance=instance.id, package="new")
    return (), changes
