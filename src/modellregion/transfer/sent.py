"""Proposals that a municipality made itself: lists, and what can be proposed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import say_change, tree_of
from modellregion.transfer.adoptions import OwnedChange, Running
from modellregion.transfer.models import SentProposal
from modellregion.transfer.policy import Transfer
from modellregion.transfer.proposals import PAGE_SIZE, ProposalState


@dataclass(frozen=True, slots=True)
class SentEntry:
    """A proposal made here: for whom, why, where it went, what became of it, what went wrong when asking."""

    id: UUID
    package: str
    version: str
    publisher: str
    reason: str
    address: str
    state: ProposalState
    answer: str
    problem: str
    made_by: str
    made_at: datetime
    asked_at: datetime | None


def list_sent(ctx: Context) -> list[SentEntry]:
    """Return the proposals that were made here, newest first: at most one page."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        rows = list(
            SentProposal.objects.filter(municipality_id=ctx.municipality)
            .defer("content")
            .order_by("-id")[:PAGE_SIZE]
        )
    return [
        SentEntry(
            row.id,
            row.package,
            row.version,
            row.publisher,
            row.reason,
            row.address,
            ProposalState(row.state),
            row.answer,
            row.problem,
            row.made_by,
            row.made_at,
            row.asked_at,
        )
        for row in rows
    ]


def proposable(running: Running) -> list[tuple[str, OwnedChange]]:
    """Return every own change in words: what may be proposed to the author."""
    tree = tree_of(running.upstream())
    return [(say_change(owned.change, tree), owned) for owned in running.overlay]
