"""Ends a round when it is enough, and tells the process that waits for it."""

from typing import Any
from uuid import UUID

from modellregion.cases.commands.receive_message import receive_message
from modellregion.cases.consulting.completion import is_enough
from modellregion.cases.consulting.models import AuthorityRequest, Round
from modellregion.cases.consulting.words import RequestState, Verdict
from modellregion.cases.history import record
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase
from modellregion.kernel.context import Context

ROUND_MESSAGE = "Beteiligung abgeschlossen"
REQUEST_MESSAGE = "Stellungnahme"
"""What a process may wait for: the end of the round, or of one request (its correlation is the body's id)."""


def settle(ctx: Context, locked: LockedCase, belongs_to: UUID) -> None:
    """Look whether a round is enough now; say so once, in the history and to the process."""
    row = Round.objects.filter(municipality_id=ctx.municipality, id=belongs_to, completed_at=None).first()
    if row is None:
        return
    requests = list(
        AuthorityRequest.objects.filter(municipality_id=ctx.municipality, round_id=belongs_to).order_by("id")
    )
    if not is_enough(row.completion, requests):
        return
    Round.objects.filter(municipality_id=ctx.municipality, id=row.id).update(completed_at=ctx.now())
    record(ctx, locked.id, Action.CONSULTATION_COMPLETE, note=row.completion)
    if row.for_process:
        objections = sum(one.verdict == Verdict.OBJECTION for one in requests)
        values: dict[str, object] = {"bedenken": objections, "stellen": len(requests)}
        _tell(ctx, locked, f"round-{row.id}", ROUND_MESSAGE, None, values)


def tell_of_request(ctx: Context, locked: LockedCase, row: AuthorityRequest) -> None:
    """Tell a process that waits for this one body what became of its request."""
    if not row.key:
        return
    values: dict[str, object] = {
        "votum": row.verdict or None,
        "stand": RequestState(row.state).value,
        "verspaetet": row.is_late,
    }
    _tell(ctx, locked, f"request-{row.id}", REQUEST_MESSAGE, row.key, values)


def _tell(
    ctx: Context,
    locked: LockedCase,
    identity: str,
    message: str,
    correlation: str | None,
    values: dict[str, Any],
) -> None:
    if any(node.message == message for node in locked.package.process.nodes.values()):
        receive_message(
            ctx,
            case=locked.id,
            message_id=identity,
            message=message,
            correlation=correlation,
            values=values,
        )
