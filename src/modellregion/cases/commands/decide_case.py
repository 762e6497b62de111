"""Decide a case: certify receipt (Empfang bescheinigen) or refuse (zurückweisen)."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import stop_clocks
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, complete_task
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant


def certify_receipt(ctx: Context, *, case: UUID, choices: dict[str, str] | None = None) -> None:
    """Certify the receipt of a notice (§ 15 Abs. 1 GewO); certificate, register and recipients follow by themselves.

    ``choices`` are decisions the certificate's follow-ups need, such as the register entry it belongs to.

    :raises NotYourTurnError: when there is nothing to certify (any more).
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        _take_over(ctx, locked)
        complete_task(
            ctx, locked, outcome=outcome_for(locked, "certify"), values={**(choices or {}), "notice": ""}
        )
        stop_clocks(ctx, locked.id)
        record(ctx, locked.id, Action.CERTIFIED, data=choices or None, is_public=True)


def refuse_notice(ctx: Context, *, case: UUID, reason: str) -> None:
    """Refuse a notice with a reason that the applicant reads.

    :raises ReasonMissingError: without a reason.
    :raises NotYourTurnError: when there is nothing to decide (any more).
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        if not reason.strip():
            raise ReasonMissingError("refuse")
        _take_over(ctx, locked)
        complete_task(
            ctx,
            locked,
            outcome=outcome_for(locked, "refuse"),
            values={"reason": reason.strip(), "notice": ""},
        )
        stop_clocks(ctx, locked.id)
        record(ctx, locked.id, Action.REFUSED, note=reason.strip(), is_public=True)


def outcome_for(locked: LockedCase, action: str) -> str:
    """Return the outcome of the package's process that stands for an action.

    :raises NotYourTurnError: when the process has none.
    """
    for outcome, meaning in locked.package.case.outcomes.items():
        if meaning == action:
            return outcome
    raise NotYourTurnError(f"the process of {locked.package.id} knows no {action}")


def _take_over(ctx: Context, locked: LockedCase) -> None:
    """Whoever decides an unclaimed case has claimed it."""
    if locked.row.assignee_id is None and ctx.actor.id is not None:
        Case.objects.filter(municipality_id=ctx.municipality, id=locked.id).update(assignee_id=ctx.actor.id)
