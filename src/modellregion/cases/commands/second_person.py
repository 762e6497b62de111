"""Four eyes (Vier-Augen-Prinzip): a decision that its package flags waits until a second person confirms or returns it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy

from modellregion.cases.errors import NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.models import Proposal
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import plain
from modellregion.kernel.errors import ConflictError, NotAllowedError
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import opened, sealed_for
from modellregion.kernel.tenancy import tenant

OPEN, CONFIRMED, RETURNED = "open", "confirmed", "returned"
REMARK_LENGTH_MAX = 2000


class SamePersonError(NotAllowedError):
    """Whoever puts a decision forward cannot confirm it."""

    code = "same_person"
    user_message = gettext_lazy(
        "Diese Entscheidung haben Sie selbst vorgelegt. Bestätigen muss sie eine zweite Person (Vier-Augen-Prinzip)."
    )


class ChangedSinceError(ConflictError):
    """The answers are not those on which the decision was put forward."""

    code = "changed_since"
    user_message = gettext_lazy(
        "Die Angaben haben sich geändert, seit die Entscheidung vorgelegt wurde. Geben Sie sie zurück; danach wird neu "
        "entschieden."
    )


class WaitsForSecondError(NotYourTurnError):
    """A decision waits already."""

    code = "waits_for_second"
    user_message = gettext_lazy(
        "Zu diesem Vorgang wartet schon eine Entscheidung auf die Bestätigung einer zweiten Person."
    )


class ProposalContent(msgspec.Struct, frozen=True):
    """What is sealed of a proposal: the reason or the choices of the decision, and the answers it rests on."""

    reason: str
    choices: dict[str, str]
    answers: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A decision that waits, or the last one that came back with its remark."""

    action: str
    reason: str
    choices: Mapping[str, str]
    proposed_at: datetime
    proposed_by: str
    proposed_by_id: UUID | None
    is_open: bool
    remark: str
    closed_by: str


def needs_second(locked: LockedCase, outcome: str) -> bool:
    """Tell whether the package wants two people for this outcome."""
    return outcome in locked.package.case.four_eyes


def propose(
    ctx: Context,
    locked: LockedCase,
    *,
    action: str,
    reason: str = "",
    choices: Mapping[str, str] | None = None,
) -> None:
    """Put a decision forward; nothing is decided yet.

    :raises WaitsForSecondError: when one waits already.
    """
    if open_proposal(ctx, locked.id) is not None:
        raise WaitsForSecondError(f"case {locked.id}")
    content = ProposalContent(reason, dict(choices or {}), answers_hash(locked))
    row = Proposal(
        municipality_id=ctx.municipality,
        id=new_id(),
        case_id=locked.id,
        action=action,
        proposed_at=ctx.now(),
        proposed_by_id=ctx.actor.id,
        proposed_by=ctx.actor.name,
        state=OPEN,
    )
    row.content = sealed_for(row, "content", msgspec.json.encode(content))
    Proposal.objects.bulk_create([row])
    record(ctx, locked.id, Action.DECISION_PROPOSED, note=reason, data={"action": action})


def answers_hash(locked: LockedCase) -> str:
    """Return what names the answers a decision rests on."""
    return hashlib.sha256(plain(opened(locked.row, "answers"))).hexdigest()


def open_proposal(ctx: Context, case: UUID) -> Proposal | None:
    """Return the proposal that waits. Must run inside a ``tenant`` block."""
    return Proposal.objects.filter(municipality_id=ctx.municipality, case_id=case, state=OPEN).first()


def read_content(row: Proposal) -> ProposalContent:
    """Return what is sealed of a proposal; an erased one is empty."""
    content = opened(row, "content")
    return msgspec.json.decode(content, type=ProposalContent) if content else ProposalContent("", {}, "")


def confirmed(ctx: Context, locked: LockedCase) -> tuple[str, ProposalContent]:
    """Close the waiting proposal as confirmed by a second person; return its action and content, to be carried out.

    :raises NotYourTurnError: when none waits. :raises SamePersonError: for whoever put it forward.
    :raises ChangedSinceError: when the answers have changed since.
    """
    row = open_proposal(ctx, locked.id)
    if row is None:
        raise NotYourTurnError(f"no decision of case {locked.id} waits")
    if row.proposed_by_id == ctx.actor.id:
        raise SamePersonError(f"proposal {row.id}")
    content = read_content(row)
    if content.answers != answers_hash(locked):
        raise ChangedSinceError(f"proposal {row.id}")
    _close(ctx, row, CONFIRMED, "")
    return row.action, content


def give_back(ctx: Context, locked: LockedCase, remark: str) -> None:
    """Close the waiting proposal without effect, with a remark for whoever put it forward."""
    row = open_proposal(ctx, locked.id)
    if row is None:
        raise NotYourTurnError(f"no decision of case {locked.id} waits")
    _close(ctx, row, RETURNED, remark.strip()[:REMARK_LENGTH_MAX])
    record(ctx, locked.id, Action.DECISION_RETURNED, note=remark.strip(), data={"action": row.action})


def _close(ctx: Context, row: Proposal, state: str, remark: str) -> None:
    Proposal.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=state,
        closed_at=ctx.now(),
        closed_by=ctx.actor.name,
        remark=sealed_for(row, "remark", remark.encode()),
    )


def proposal_of(ctx: Context, case: UUID) -> ProposalLine | None:
    """Return the decision that waits, or the last one if it came back. The caller has checked the right to see the case."""
    with tenant(ctx):
        row = Proposal.objects.filter(municipality_id=ctx.municipality, case_id=case).order_by("id").last()
        if row is None or row.state == CONFIRMED:
            return None
        content, remark = read_content(row), opened(row, "remark").decode()
    return ProposalLine(
        action=row.action,
        reason=content.reason,
        choices=content.choices,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        proposed_by_id=row.proposed_by_id,
        is_open=row.state == OPEN,
        remark=remark,
        closed_by=row.closed_by,
    )
