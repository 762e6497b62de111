"""Receive proposals of other municipalities, look at them, accept them into the working folder, or decline them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    BundleError,
    PackageFiles,
    Proposal,
    ScenarioFile,
    files_by_hash,
    limits_of,
    read_folder,
    say_change,
    tree_of,
    verify_proposal,
)
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.errors import ReasonMissingError, UpgradeOpenError
from modellregion.transfer.models import Proposal as Row
from modellregion.transfer.policy import Transfer
from modellregion.transfer.scenarios.reading import NamedScenario
from modellregion.transfer.versions import Prepared, prepare_version

OPEN_MAX = 200
"""So many proposals for a package wait for a decision at most; whoever sends more is asked to wait."""


class ProposalState(StrEnum):
    """State of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ProposalEntry:
    """A proposal in lists; ``fingerprint`` is that of the key it was signed with."""

    id: UUID
    package: str
    proposer: str
    fingerprint: str
    reason: str
    state: ProposalState
    answer: str
    received_at: datetime
    changes: int
    scenarios: int


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with its differences in words, and what the version that runs here would become with it."""

    entry: ProposalEntry
    differences: Sequence[tuple[str, str]]
    prepared: Prepared


def receive_proposal(ctx: Context, *, content: bytes) -> UUID:
    """Keep a proposal for a package that this municipality publishes; the same one sent again is kept once.

    :raises BundleError: when it is not as it should be, was made for a version that is not known here, or touches what
        the package fixes.
    :raises NotAdoptedError: when the municipality does not run the package.
    """
    ctx.authorise(Transfer.SEE)
    proposal = verify_proposal(content)
    running_package(ctx, proposal.package)
    base = _base(proposal)
    limits, tree = limits_of(base), tree_of(base)
    if refused := [text for one in proposal.changes if (text := limits.refusal(one.change(), tree))]:
        raise BundleError(" ".join(refused))
    _scenarios(proposal)
    digest = hashlib.sha256(content).hexdigest()
    mine = {"municipality_id": ctx.municipality, "package": proposal.package}
    with tenant(ctx):
        known = Row.objects.filter(**mine, sha256=digest).first()
        if known is not None:
            return known.id
        if Row.objects.filter(**mine, state=ProposalState.OPEN).count() >= OPEN_MAX:
            raise BundleError("Too many proposals wait for a decision already; send this one later.")
        row = Row(**mine, id=new_id(), sha256=digest, proposer=proposal.proposer, content=content,
                  state=ProposalState.OPEN, received_at=ctx.now())  # fmt: skip
        row.save(force_insert=True)
        append(ctx, NewEntry(Subject("proposal", row.id), "proposal_received", note=proposal.package))
    return row.id


def list_proposals(ctx: Context, *, package: str = "") -> list[ProposalEntry]:
    """Return the proposals that were received, newest first."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        rows = Row.objects.filter(municipality_id=ctx.municipality).order_by("-id")
        return [_entry(row) for row in (rows.filter(package=package) if package else rows)]


def proposal_view(ctx: Context, *, proposal: UUID) -> ProposalView:
    """Return a proposal with its differences, tried on the version that runs here. Must run outside of a ``tenant`` block.

    :raises NotFoundError: when there is none.
    """
    ctx.authorise(Transfer.SEE)
    row = _row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    base = _base(content)
    words = [(say_change(one.change(), tree_of(base)), one.reason) for one in content.changes]
    running = running_package(ctx, row.package)
    return ProposalView(_entry(row), words, _try(content, base, running.upstream()))


def accept_proposal(ctx: Context, *, proposal: UUID, folder: Path) -> list[str]:
    """Write a proposal into the working folder of the package; return the names of the files that changed.

    Nothing goes live by it: the author looks at the folder, raises the version, and publishes as always.

    :raises NotFoundError: when there is none.
    :raises ConflictError: when it was decided already.
    :raises PackageError: when the folder is no package.
    :raises UpgradeOpenError: when the folder changed the same places, or the result does not pass its scenarios.
    """
    ctx.authorise(Transfer.PUBLISH)
    row = _open_row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    there = read_folder(folder)
    if there.table("package.toml").get("package", {}).get("id") != row.package:
        raise UpgradeOpenError([f"{folder} is not {row.package}."])
    prepared = _try(content, _base(content), there)
    if not prepared.is_ready or prepared.files is None:
        raise UpgradeOpenError([*prepared.obstacles, *prepared.news[: len(prepared.merge.outcomes)]])
    new = dict(prepared.files.contents)
    for scenario in content.scenarios:
        new.setdefault(f"scenarios/{scenario.name}.toml", scenario.content.encode())
    changed = sorted(name for name, text in new.items() if there.contents.get(name) != text)
    gone = sorted(name for name in there.contents if name not in new)
    for name in changed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(new[name])
    for name in gone:
        (folder / name).unlink()
    _decide(ctx, row, ProposalState.ACCEPTED, "")
    return [*changed, *gone]


def decline_proposal(ctx: Context, *, proposal: UUID, reason: str) -> None:
    """Decline a proposal; the reason is kept with it.

    :raises ReasonMissingError: without a reason.
    :raises NotFoundError: when there is none.
    :raises ConflictError: when it was decided already.
    """
    ctx.authorise(Transfer.PUBLISH)
    if not reason.strip():
        raise ReasonMissingError(str(proposal))
    _decide(ctx, _open_row(ctx, proposal), ProposalState.DECLINED, reason.strip())


def _try(proposal: Proposal, base: PackageFiles, new: PackageFiles) -> Prepared:
    own = [one for one in _scenarios(proposal) if f"scenarios/{one.name}.toml" not in new.contents]
    return prepare_version(base, [one.change() for one in proposal.changes], new, own=own)


def _base(proposal: Proposal) -> PackageFiles:
    try:
        return files_by_hash(proposal.base)
    except NotFoundError as error:
        raise BundleError("The proposal was made for a version that is not known here.") from error


def _scenarios(proposal: Proposal) -> list[NamedScenario]:
    try:
        return [
            NamedScenario(one.name, msgspec.toml.decode(one.content, type=ScenarioFile))
            for one in proposal.scenarios
        ]
    except msgspec.DecodeError as error:
        raise BundleError(f"A scenario of the proposal cannot be read: {error}") from error


def _row(ctx: Context, proposal: UUID) -> Row:
    with tenant(ctx):
        row = Row.objects.filter(municipality_id=ctx.municipality, id=proposal).first()
    if row is None:
        raise NotFoundError(f"There is no proposal {proposal}.")
    return row


def _open_row(ctx: Context, proposal: UUID) -> Row:
    row = _row(ctx, proposal)
    if row.state != ProposalState.OPEN:
        raise ConflictError(f"The proposal was {row.state} already.")
    return row


def _decide(ctx: Context, row: Row, state: ProposalState, answer: str) -> None:
    with tenant(ctx):
        mine = Row.objects.filter(municipality_id=ctx.municipality, id=row.id, state=ProposalState.OPEN)
        if not mine.update(state=state, answer=answer, decided_at=ctx.now(), decided_by=ctx.actor.name):
            raise ConflictError("Somebody else has just decided about the proposal.")
        append(ctx, NewEntry(Subject("proposal", row.id), f"proposal_{state}", note=answer))


def _entry(row: Row) -> ProposalEntry:
    content = verify_proposal(bytes(row.content))
    return ProposalEntry(
        id=row.id,
        package=row.package,
        proposer=row.proposer,
        fingerprint=content.public_key.fingerprint,
        reason=content.reason,
        state=ProposalState(row.state),
        answer=row.answer,
        received_at=row.received_at,
        changes=len(content.changes),
        scenarios=len(content.scenarios),
    )
