"""Who reaches a notice: whoever may see its case, and whoever is asked to sign it."""

from dataclasses import dataclass
from uuid import UUID

from modellregion.cases.access import lock_for_work, may_see
from modellregion.cases.models import Case
from modellregion.cases.notices.models import Notice
from modellregion.cases.notices.rendering import Subject
from modellregion.cases.operations import work_on
from modellregion.cases.policy import Cases
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.packages.api import package_by_hash
from modellregion.records.api import Round, rounds_of


@dataclass(frozen=True, slots=True)
class Reached:
    """A notice with its case and its circulations, the newest first."""

    subject: Subject
    rounds: list[Round]

    @property
    def row(self) -> Notice:
        """The notice's row."""
        return self.subject.row

    @property
    def running(self) -> Round | None:
        """The circulation that runs, if one does."""
        return self.rounds[0] if self.rounds and self.rounds[0].is_running else None


def reach_notice(ctx: Context, case: UUID, notice: UUID) -> Reached:
    """Return a notice for looking at it.

    :raises NotAllowedError: when the actor may see no cases.
    :raises NotFoundError: when it is none the actor may know of.
    """
    ctx.authorise(Cases.SEE)
    row = Case.objects.filter(municipality_id=ctx.municipality, id=case).first()
    if row is None:
        raise NotFoundError(f"case {case}")
    return _reached(ctx, LockedCase(row, package_by_hash(row.package_hash)), notice, lock=False)


def lock_notice(ctx: Context, case: UUID, notice: UUID, permission: Cases) -> Reached:
    """Lock a notice and its case for a command on it.

    :raises NotAllowedError: when the permission is missing.
    :raises NotFoundError: when it is none the actor may know of.
    """
    return _reached(ctx, lock_for_work(ctx, case, permission), notice, lock=True)


def lock_for_signing(ctx: Context, case: UUID, notice: UUID) -> Reached:
    """Lock a notice for somebody who is asked to sign it; they need not work in the case's unit."""
    ctx.authorise(Cases.SEE)
    return _reached(ctx, lock_case(ctx, case), notice, lock=True)


def _reached(ctx: Context, case: LockedCase, notice: UUID, *, lock: bool) -> Reached:
    rows = Notice.objects.filter(municipality_id=ctx.municipality, case_id=case.id)
    row = (rows.select_for_update() if lock else rows).filter(id=notice).first()
    if row is None:
        raise NotFoundError(f"notice {notice}")
    rounds = rounds_of(ctx, row.document_id) if row.document_id else []
    asked = any(step.staff in ctx.actor.people for one in rounds for step in one.steps)
    if not asked and not may_see(ctx, case.row):
        raise NotFoundError(f"notice {notice} is outside the units of {ctx.actor.id}")
    about = (
        Notice.objects.filter(municipality_id=ctx.municipality, id=row.about_id).first()
        if row.about_id
        else None
    )
    return Reached(Subject(row, work_on(ctx, case, {}), about), rounds)
