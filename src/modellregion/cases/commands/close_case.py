"""Close a decided case (zu den Akten), mark a case, or withdraw an application."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import stop_clocks
from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.fees import doubt_fee
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.notices.errors import NoticeUnderWayError
from modellregion.cases.notices.reading import is_under_way
from modellregion.cases.policy import Cases
from modellregion.cases.queries import find_case_by_code
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import lock_case, send_to_process
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import MessageArrived
from modellregion.records.api import close_file

WITHDRAWAL_MESSAGE = "Anzeige zurückgenommen"


def close_case(ctx: Context, *, case: UUID) -> None:
    """Close a case that is decided, and its file with it.

    :raises NotYourTurnError: when it is not decided yet, or closed already.
    :raises NoticeUnderWayError: while a notice is written, or waits to be delivered.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.CLOSE)
        if not CaseState(locked.row.state).is_decided or locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} cannot be closed")
        if is_under_way(ctx, case):
            raise NoticeUnderWayError(f"case {case} has notices under way")
        Case.objects.filter(municipality_id=ctx.municipality, id=case).update(
            closed_at=ctx.now(), updated_at=ctx.now()
        )
        years = locked.package.retention_years
        close_file(ctx, file=locked.row.file_id, result=locked.row.state, retention_years=years)
        record(ctx, case, Action.CLOSED, is_public=True)


def mark_case(ctx: Context, *, case: UUID, mark: str, is_set: bool, reason: str) -> None:
    """Set or take away a mark that follow-ups depend on, such as indications of illegal work (§ 3 Abs. 3 GewAnzV)."""
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if CaseState(locked.row.state).is_decided:
            raise NotYourTurnError(f"case {case} is decided")
        marks = sorted({*locked.row.marks, mark} if is_set else {*locked.row.marks} - {mark})
        if marks != locked.row.marks:
            Case.objects.filter(municipality_id=ctx.municipality, id=case).update(
                marks=marks, updated_at=ctx.now()
            )
            record(
                ctx, case, Action.MARKED, note=f"{mark}: {'+' if is_set else '-'} {reason.strip()}".strip()
            )


def withdraw_application(ctx: Context, *, code: str) -> None:
    """Withdraw an application at the applicant's wish, at any time before it is decided.

    :raises NotFoundError: when there is no case with this code here.
    :raises NotYourTurnError: when it is decided already.
    """
    with tenant(ctx):
        found = find_case_by_code(ctx, code)
        locked = lock_case(ctx, found.id)
        if locked.row.state == CaseState.WITHDRAWN:
            return
        if CaseState(locked.row.state).is_decided:
            raise NotYourTurnError(f"case {found.id} is decided")
        send_to_process(ctx, locked, MessageArrived(message_id=str(new_id()), message=WITHDRAWAL_MESSAGE))
        stop_clocks(ctx, locked.id)
        doubt_fee(ctx, locked.id)
        record(ctx, found.id, Action.WITHDRAWN, is_public=True)
