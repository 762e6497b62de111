"""Proposals that a publisher received (Änderungsvorschläge): lists, and one with its differences, tried on what runs here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    BundleError,
    PackageFiles,
    Proposal,
    ScenarioFile,
    files_by_hash,
    say_change,
    tree_of,
    verify_proposal,
)
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.models import Proposal as Row
from modellregion.transfer.policy import Transfer
from modellregion.transfer.preparations import Trial
from modellregion.transfer.scenarios.reading import NamedScenario
from modellregion.transfer.versions import Prepared, prepare_version

PAGE_SIZE = 50


class ProposalState(StrEnum):
    """State of a proposal; ``saved`` is one that was only signed and kept by its proposer."""

    SAVED = "saved"
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ProposalEntry:
    """A proposal in lists; ``fingerprint`` is that of the key it was signed with."""

    id: UUID
    package: str
    version: str
    proposer: str
    fingerprint: str
    reason: str
    state: ProposalState
    answer: str
    received_at: datetime
    decided_at: datetime | None
    decided_by: str
    changes: int
    scenarios: int


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with its differences in words and their reasons, and its scenarios by title.

    ``prepared`` is what the version that runs here would become with it, where that was tried now; ``trial`` what came
    of it when somebody tried it last.
    """

    entry: ProposalEntry
    differences: Sequence[tuple[str, str]]
    scenarios: Sequence[str]
    prepared: Prepared | None = None
    trial: Trial | None = None


def list_proposals(
    ctx: Context, *, package: str = "", state: ProposalState | None = None, before: UUID | None = None
) -> list[ProposalEntry]:
    """Return the proposals that were received, newest first: one page, of those older than ``before``."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        rows = Row.objects.filter(municipality_id=ctx.municipality).order_by("-id")
        if package:
            rows = rows.filter(package=package)
        if state is not None:
            rows = rows.filter(state=state)
        if before is not None:
            rows = rows.filter(id__lt=before)
        return [entry_of(row) for row in rows[:PAGE_SIZE]]


def proposal_view(ctx: Context, *, proposal: UUID, is_tried: bool = True) -> ProposalView:
    """Return a proposal with its differences; with ``is_tried`` tried on the version that runs here.

    Must then run outside of a ``tenant`` block.

    :raises NotFoundError: when there is none.
    """
    ctx.authorise(Transfer.SEE)
    row = find_row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    base = base_of(content)
    tree = tree_of(base)
    words = [(say_change(one.change(), tree), one.reason) for one in content.changes]
    prepared = tried(content, base, running_package(ctx, row.package).effective()) if is_tried else None
    titles = [one.content.title for one in scenarios_of(content)]
    trial = Trial.from_json(row.trial) if row.trial else None
    return ProposalView(entry_of(row), words, titles, prepared, trial)


def tried(proposal: Proposal, base: PackageFiles, new: PackageFiles) -> Prepared:
    """Bring a proposal onto files and play the scenarios, its own among them."""
    own = [one for one in scenarios_of(proposal) if f"scenarios/{one.name}.toml" not in new.contents]
    return prepare_version(base, [one.change() for one in proposal.changes], new, own=own)


def base_of(proposal: Proposal) -> PackageFiles:
    """Return the version that a proposal was made for.

    :raises BundleError: when it is not known here.
    """
    try:
        return files_by_hash(proposal.base)
    except NotFoundError as error:
        raise BundleError("The proposal was made for a version that is not known here.") from error


def scenarios_of(proposal: Proposal) -> list[NamedScenario]:
    """Return the scenarios of a proposal.

    :raises BundleError: when one cannot be read.
    """
    try:
        return [
            NamedScenario(one.name, msgspec.toml.decode(one.content, type=ScenarioFile))
            for one in proposal.scenarios
        ]
    except msgspec.DecodeError as error:
        raise BundleError(f"A scenario of the proposal cannot be read: {error}") from error


def find_row(ctx: Context, proposal: UUID) -> Row:
    """Return the row of a proposal.

    :raises NotFoundError: when there is none here.
    """
    with tenant(ctx):
        row = Row.objects.filter(municipality_id=ctx.municipality, id=proposal).first()
    if row is None:
        raise NotFoundError(f"There is no proposal {proposal}.")
    return row


def open_row(ctx: Context, proposal: UUID) -> Row:
    """Return the row of a proposal that waits for a decision.

    :raises NotFoundError: when there is none here.
    :raises ConflictError: when it was decided already.
    """
    row = find_row(ctx, proposal)
    if row.state != ProposalState.OPEN:
        raise ConflictError(f"The proposal was {row.state} already.")
    return row


def entry_of(row: Row) -> ProposalEntry:
    """Return a row as lists show it."""
    content = verify_proposal(bytes(row.content))
    return ProposalEntry(
        id=row.id,
        package=row.package,
        version=content.version,
        proposer=row.proposer,
        fingerprint=content.public_key.fingerprint,
        reason=content.reason,
        state=ProposalState(row.state),
        answer=row.answer,
        received_at=row.received_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        changes=len(content.changes),
        scenarios=len(content.scenarios),
    )
