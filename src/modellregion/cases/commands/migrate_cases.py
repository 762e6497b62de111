"""Move running cases to another version of their service (Umstellung): rehearse, order, carry out one case at a time.

A case moves as a whole, process, form and letters, when its process can and its data read the same in the new form.
Data and clocks stay as they are.
"""

from dataclasses import dataclass, replace
from uuid import UUID

import msgspec
from django.db import InterfaceError, OperationalError

from modellregion.cases.drafts import open_answers
from modellregion.cases.effects import carry_out_effects
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.form_words import difference_words
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.cases.surroundings import CaseData, surroundings_of
from modellregion.forms.api import form_difference
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Actor, ActorKind, Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.jobs import defer
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services, package_by_hash
from modellregion.process.api import (
    Changes,
    Instance,
    MigrationPlan,
    MigrationRefusedError,
    Problem,
    State,
    dry_run,
    migrate,
)
from modellregion.process.store.migrating import (
    Order,
    cases_to_move,
    find_order,
    finish_order,
    keep_order,
    keep_outcome,
    write_migration,
)
from modellregion.process.store.running import find_instance, load_state, lock_instance, text_id

REHEARSED_MAX = 1000
BATCH = 50
UNEXPECTED = Problem("unexpected", "The migration failed; the log says why.")
OTHER_DATA = Problem("other_data", "The answers do not read the same in the new version's form.")


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What a rehearsal says about one case; ``words`` are what a clerk should know of it when it has moved."""

    case: UUID
    number: str
    problems: tuple[Problem, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A dry run (Probelauf): from which version to which, and a verdict for each case; ``is_all`` when none was left out."""

    source: Package
    target: Package
    verdicts: list[CaseVerdict]
    is_all: bool

    @property
    def movable(self) -> int:
        """How many cases can move."""
        return sum(not verdict.problems for verdict in self.verdicts)


def rehearse_migration(
    ctx: Context, *, service: str, source: str, target: Package | None = None
) -> Rehearsal:
    """Say for each case that runs on a version whether it can move to the one that is offered; nothing is changed.

    ``target`` is a version that is not offered yet, to be rehearsed before it is.

    :raises NotFoundError: when the municipality offers no such service, or the version is not one of it.
    """
    ctx.authorise(Cases.MIGRATE)
    old, new = (package_by_hash(source), target) if target else _versions(ctx, service, source)
    plan = plan_of(old, new)
    with tenant(ctx):
        found = cases_to_move(
            ctx,
            package=old.hash,
            definition=old.process.hash,
            migration=None,
            limit=REHEARSED_MAX + 1,
        )
        verdicts = [_verdict(ctx, old, new, plan, case) for case in found[:REHEARSED_MAX]]
    return Rehearsal(old, new, verdicts, len(found) <= REHEARSED_MAX)


def order_migration(ctx: Context, *, service: str, source: str, reason: str) -> UUID:
    """Order that all cases of a version that can move do so; the worker moves them one by one.

    :raises ReasonMissingError: without a reason.
    :raises NotFoundError: when the municipality offers no such service, or the version is not one of it.
    """
    ctx.authorise(Cases.MIGRATE)
    if not reason.strip():
        raise ReasonMissingError("migrate")
    old, new = _versions(ctx, service, source)
    with tenant(ctx):
        order = keep_order(
            ctx,
            source_package=old.hash,
            target_package=new.hash,
            plan=plan_of(old, new),
            reason=reason.strip(),
        )
        ordered = NewEntry(Subject("migration", order), "migration_ordered", note=reason.strip())
        append(ctx, ordered)
        defer("cases.migrate", ctx.municipality, migration=str(order))
    return order


def plan_of(old: Package, new: Package) -> MigrationPlan:
    """Return the plan that the new version brings for the old one; steps it does not name keep their id."""
    return MigrationPlan(old.process.hash, new.process.hash, new.step_changes.get(old.version, {}))


def move_batch(ctx: Context, migration: UUID) -> bool:
    """Move the next cases of an order, each in a transaction of its own; return whether some are left."""
    with tenant(ctx):
        order = find_order(ctx, migration)
        if order is None or order.finished_at is not None:
            return False
        cases = cases_to_move(
            ctx,
            package=order.source_package,
            definition=order.plan.source,
            migration=migration,
            limit=BATCH,
        )
        if not cases:
            finish_order(ctx, migration)
            return False
    by = Context(ctx.municipality, Actor(ActorKind.STAFF, order.actor_id, order.actor_name), ctx.clock)
    for case in cases:
        try:
            _move(by, order, case)
        except (OperationalError, InterfaceError):
            raise  # the database went away: the batch goes on where it was
        except Exception as error:  # noqa: BLE001 - one case must not keep the others from moving
            log.error("case not migrated", case=str(case), exc_info=error)
            _note_failure(by, order, case)
    return True


def _note_failure(ctx: Context, order: Order, case: UUID) -> None:
    with tenant(ctx):
        instance = lock_instance(ctx, case=case)
        keep_outcome(ctx, order.id, instance=instance.id, case=case, problems=(UNEXPECTED,))


def _move(ctx: Context, order: Order, case: UUID) -> None:
    with tenant(ctx):
        locked = lock_case(ctx, case)
        instance = lock_instance(ctx, case=case)
        new = package_by_hash(order.target_package)
        changes, problems = _try(ctx, locked, new, order, load_state(ctx, instance))
        keep_outcome(ctx, order.id, instance=instance.id, case=case, problems=problems)
        if changes is None:
            return
        write_migration(ctx, changes, case=case, instance=instance.id, package=new.hash)
        Case.objects.filter(municipality_id=ctx.municipality, id=case).update(
            package_hash=new.hash, updated_at=ctx.now()
        )
        carry_out_effects(ctx, case, changes)
        note = f"{locked.package.version} → {new.version}: {order.reason}"
        words = _form_words(ctx, locked.row, locked.package, new)
        record(ctx, case, Action.MIGRATED, note=". ".join([note.removesuffix("."), *words]))


def _try(
    ctx: Context, locked: LockedCase, new: Package, order: Order, state: State
) -> tuple[Changes | None, tuple[Problem, ...]]:
    if not _reads_the_same(locked.row, locked.package, new):
        return None, (OTHER_DATA,)
    try:
        changes = migrate(
            locked.package.process,
            new.process,
            order.plan,
            state,
            now=ctx.now(),
            variables=_data(ctx, locked.row, new),
            new_id=text_id,
            actor=str(ctx.actor.id or ctx.actor.kind.value),
            reason=order.reason,
        )
    except MigrationRefusedError as refused:
        return None, refused.problems
    return changes, ()


def _verdict(ctx: Context, old: Package, new: Package, plan: MigrationPlan, case: UUID) -> CaseVerdict:
    row = Case.objects.get(municipality_id=ctx.municipality, id=case)
    instance = find_instance(ctx, case=case)
    if instance is None or not _reads_the_same(row, old, new):
        return CaseVerdict(case, row.number, (OTHER_DATA,))
    found = _problems(ctx, row, old, new, plan, instance)
    return CaseVerdict(case, row.number, found, () if found else tuple(_form_words(ctx, row, old, new)))


def _form_words(ctx: Context, row: Case, old: Package, new: Package) -> list[str]:
    filed_on = row.received_at.astimezone(BERLIN).date()
    surroundings = replace(surroundings_of(ctx, channel="desk"), today=filed_on)
    answers = open_answers(old.form, row)
    return difference_words(form_difference(old.form, new.form, answers, surroundings, language=ctx.language))


def _problems(
    ctx: Context, row: Case, old: Package, new: Package, plan: MigrationPlan, instance: Instance
) -> tuple[Problem, ...]:
    state = load_state(ctx, instance)
    data = _data(ctx, row, new)
    return dry_run(old.process, new.process, plan, state, now=ctx.now(), variables=data).problems


def _reads_the_same(row: Case, old: Package, new: Package) -> bool:
    try:
        return open_answers(new.form, row) == open_answers(old.form, row)
    except msgspec.ValidationError:
        return False


def _data(ctx: Context, row: Case, package: Package) -> CaseData:
    filed_on = row.received_at.astimezone(BERLIN).date()
    return CaseData(ctx, package, lambda: open_answers(package.form, row), filed_on)


def _versions(ctx: Context, service: str, source: str) -> tuple[Package, Package]:
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise NotFoundError(f"no service {service}")
    old = package_by_hash(source)
    if old.id != service or old.hash == offered.package.hash:
        raise NotFoundError(f"{source} is no other version of {service}")
    return old, offered.package
