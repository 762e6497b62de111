"""Decide a case: certify receipt (Empfang bescheinigen) or refuse (zurückweisen)."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import stop_clocks
from modellregion.cases.commands.second_person import confirmed, give_back, needs_second, propose
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.fees import doubt_fee
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import LockedCase, complete_task
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant


def certify_receipt(ctx: Context, *, case: UUID, choices: dict[str, str] | None = None) -> None:
    """Certify the receipt of a notice (§ 15 Abs. 1 GewO); certificate, register and recipients follow by themselves.

    ``choices`` are decisions the certificate's follow-ups need, such as the register entry it belongs to. Where the
    package wants four eyes, the decision is only put forward.

    :raises NotYourTurnError: when there is nothing to certify (any more).
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        _take_over(ctx, locked)
        if _waits_for_second(ctx, locked, "certify", choices=choices):
            return
        _certify(ctx, locked, choices or {})


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
        if not _waits_for_second(ctx, locked, "refuse", reason=reason.strip()):
            _refuse(ctx, locked, reason.strip())


def confirm_decision(ctx: Context, *, case: UUID) -> None:
    """Confirm as second person what a colleague put forward (Vier-Augen-Prinzip); only now it takes effect.

    :raises SamePersonError: for whoever put it forward. :raises ChangedSinceError: when the answers have changed.
    :raises NotYourTurnError: when nothing waits, or the case has moved on.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        action, content = confirmed(ctx, locked)
        if action == "certify":
            _certify(ctx, locked, content.choices)
        else:
            _refuse(ctx, locked, content.reason)


def return_decision(ctx: Context, *, case: UUID, remark: str) -> None:
    """Give a decision back that waits for confirmation, with a remark; nothing is decided then.

    :raises ReasonMissingError: without a remark. :raises NotYourTurnError: when nothing waits.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        if not remark.strip():
            raise ReasonMissingError("return")
        give_back(ctx, locked, remark)


def _waits_for_second(
    ctx: Context, locked: LockedCase, action: str, *, reason: str = "", choices: dict[str, str] | None = None
) -> bool:
    if not needs_second(locked, outcome_for(locked, action)):
        return False
    if locked.row.state not in {CaseState.RECEIVED, CaseState.IN_REVIEW}:
        raise NotYourTurnError(f"case {locked.id} is {locked.row.state}")
    propose(ctx, locked, action=action, reason=reason, choices=choices)
    return True


def _certify(ctx: Context, locked: LockedCase, choices: dict[str, str]) -> None:
    complete_task(ctx, locked, outcome=outcome_for(locked, "certify"), values={**choices, "notice": ""})
    stop_clocks(ctx, locked.id)
    record(ctx, locked.id, Action.CERTIFIED, data=choices or None, is_public=True)


def _refuse(ctx: Context, locked: LockedCase, reason: str) -> None:
    complete_task(ctx, locked, outcome=outcome_for(locked, "refuse"), values={"reason": reason, "notice": ""})
    stop_clocks(ctx, locked.id)
    doubt_fee(ctx, locked.id)
    record(ctx, locked.id, Action.REFUSED, note=reason, is_public=True)


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
