"""Receive proposals of other municipalities, try them, accept them into a working draft or folder, or decline them."""

import hashlib
import re
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ConflictError, ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    BundleError,
    Change,
    PackageError,
    PackageFiles,
    Proposal,
    apply,
    check_package,
    files_of,
    limits_of,
    read_folder,
    seal_bundle,
    tree_of,
    verify_bundle,
    verify_proposal,
)
from modellregion.region.api import get_body
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.commands.prepare import begin_preparation
from modellregion.transfer.commands.publish_package import signing_key
from modellregion.transfer.commands.trust_publisher import trust_neighbour
from modellregion.transfer.commands.upgrade_package import number_of
from modellregion.transfer.errors import ReasonMissingError, UpgradeOpenError
from modellregion.transfer.models import Proposal as Row
from modellregion.transfer.policy import Transfer
from modellregion.transfer.preparations import Trial, list_preparations
from modellregion.transfer.proposals import (
    ProposalState,
    base_of,
    find_row,
    open_row,
    scenarios_of,
    tried,
)
from modellregion.transfer.versions import Prepared

OPEN_MAX = 200
"""So many proposals for a package wait for a decision at most; whoever sends more is asked to wait."""
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")


def receive_proposal(ctx: Context, *, content: bytes) -> UUID:
    """Keep a proposal for a package that this municipality publishes; the same one sent again is kept once.

    :raises BundleError: when it is not as it should be, was made for a version that is not known here, or touches what
        the package fixes.
    :raises NotAdoptedError: when the municipality does not run the package.
    """
    ctx.authorise(Transfer.SEE)
    proposal = verify_proposal(content)
    running_package(ctx, proposal.package)
    base = base_of(proposal)
    limits, tree = limits_of(base), tree_of(base)
    if refused := [text for one in proposal.changes if (text := limits.refusal(one.change(), tree))]:
        raise BundleError(" ".join(refused))
    scenarios_of(proposal)
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


def try_proposal(ctx: Context, *, proposal: UUID) -> Trial:
    """Play the scenarios on what a proposal would make of the version that runs here, and keep what came of it.

    Must run outside of a ``tenant`` block.

    :raises NotFoundError: when there is none.
    """
    ctx.authorise(Transfer.PUBLISH)
    row = find_row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    trial = _trial_of(ctx, tried(content, base_of(content), _working(ctx, row.package)))
    with tenant(ctx):
        Row.objects.filter(municipality_id=ctx.municipality, id=row.id).update(trial=trial.to_json())
        append(ctx, NewEntry(Subject("proposal", row.id), "proposal_tried", note=str(len(trial.obstacles))))
    return trial


def accept_into_draft(ctx: Context, *, proposal: UUID, version: str) -> UUID:
    """Accept a proposal into the working draft of the next version; return the draft, a preparation like any upgrade.

    Nothing goes live by it: the author looks at the draft, tries it, lets it go live and publishes it. A draft that has
    been begun takes further proposals. Must run outside of a ``tenant`` block.

    :raises NotFoundError: when there is none.
    :raises ConflictError: when it was decided already, or another version is being prepared.
    :raises ProductError: when ``version`` is no higher number.
    :raises PackageError: when the result is no package.
    :raises UpgradeOpenError: when the same places were changed here, or the result does not pass its scenarios.
    """
    ctx.authorise(Transfer.PUBLISH)
    row = open_row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    working = _working(ctx, row.package)
    number = version.strip()
    if not _VERSION.fullmatch(number) or number_of(number) <= number_of(
        running_package(ctx, row.package).version
    ):
        raise ProductError(
            f"no higher number: {number}",
            user_message=_("Bitte nennen Sie eine höhere Versionsnummer, zum Beispiel {next}.").format(
                next=next_version(ctx, package=row.package)
            ),
        )
    files = _numbered(_merged(content, tried(content, base_of(content), working)), number)
    if errors := [finding for finding in check_package(files) if not finding.is_warning]:
        raise PackageError(errors)
    body = get_body(ctx.municipality)
    sealed = seal_bundle(files, publisher=body.name if body else "", key=signing_key(ctx))
    trust_neighbour(ctx, bundle=verify_bundle(sealed))
    origin = _("Vorschlag von {name}").format(name=row.proposer)
    draft = begin_preparation(ctx, content=sealed, origin=origin)
    _decide(ctx, row, ProposalState.ACCEPTED, _("Wird Teil von Version {version}.").format(version=number))
    return draft


def next_version(ctx: Context, *, package: str) -> str:
    """Return the number of the draft that was begun, else the next one for new fields and fees."""
    draft = _draft(ctx, package)
    if draft is not None:
        return str(draft.table("package.toml").get("package", {}).get("version", ""))
    major, minor, _patch = number_of(running_package(ctx, package).version)
    return f"{major}.{minor + 1}.0"


def accept_proposal(ctx: Context, *, proposal: UUID, folder: Path) -> list[str]:
    """Write a proposal into the working folder of the package; return the names of the files that changed.

    Nothing goes live by it: the author looks at the folder, raises the version, and publishes as always.

    :raises NotFoundError: when there is none.
    :raises ConflictError: when it was decided already.
    :raises PackageError: when the folder is no package.
    :raises UpgradeOpenError: when the folder changed the same places, or the result does not pass its scenarios.
    """
    ctx.authorise(Transfer.PUBLISH)
    row = open_row(ctx, proposal)
    content = verify_proposal(bytes(row.content))
    there = read_folder(folder)
    if there.table("package.toml").get("package", {}).get("id") != row.package:
        raise UpgradeOpenError([f"{folder} is not {row.package}."])
    new = _merged(content, tried(content, base_of(content), there)).contents
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
    _decide(ctx, open_row(ctx, proposal), ProposalState.DECLINED, reason.strip())


def _merged(proposal: Proposal, prepared: Prepared) -> PackageFiles:
    """Return the files with a proposal and its scenarios.

    :raises UpgradeOpenError: when something stands in the way.
    """
    if not prepared.is_ready or prepared.files is None:
        raise UpgradeOpenError([*prepared.obstacles, *prepared.news[: len(prepared.merge.outcomes)]])
    contents = dict(prepared.files.contents)
    for scenario in proposal.scenarios:
        contents.setdefault(f"scenarios/{scenario.name}.toml", scenario.content.encode())
    return PackageFiles(contents)


def _numbered(files: PackageFiles, version: str) -> PackageFiles:
    """Return the files with another version number; the rest of the file stays as it is written."""
    name, path = "package.toml", ("package.toml", "package", "version")
    old = str(files.table(name).get("package", {}).get("version", ""))
    text = files.contents[name].decode()
    line = f'version = "{old}"'
    if text.count(line) == 1:
        return PackageFiles({**files.contents, name: text.replace(line, f'version = "{version}"').encode()})
    return files_of(apply(tree_of(files), [Change(path, old, version)]), like=files)


def _working(ctx: Context, package: str) -> PackageFiles:
    """Return what a proposal is put into: the draft that was begun, else the version that runs here."""
    return _draft(ctx, package) or running_package(ctx, package).effective()


def _draft(ctx: Context, package: str) -> PackageFiles | None:
    """Return the files of the draft that the municipality itself has begun.

    :raises ConflictError: when a version of somebody else is being prepared, which must not get lost.
    """
    body = get_body(ctx.municipality)
    for one in list_preparations(ctx):
        if one.package == package:
            if one.bundle.publisher != (body.name if body else "") or not one.is_neighbour:
                raise ConflictError(
                    f"{package} {one.version} is being prepared",
                    user_message=_(
                        "Version {version} von {publisher} wird gerade vorbereitet. Nehmen Sie sie zuerst in Betrieb oder verwerfen Sie sie."
                    ).format(version=one.version, publisher=one.bundle.publisher),
                )
            return one.bundle.files
    return None


def _trial_of(ctx: Context, prepared: Prepared) -> Trial:
    report = prepared.scenarios
    conflicts = prepared.news[: len(prepared.merge.outcomes)] if prepared.merge.conflicts else []
    return Trial(
        passed=[one.title for one in report.results if one.is_passed] if report else [],
        failed=[one.title for one in report.failed] if report else [],
        obstacles=[*prepared.obstacles, *conflicts],
        consequences=list(prepared.consequences),
        made_at=ctx.now(),
        made_by=ctx.actor.name,
    )


def _decide(ctx: Context, row: Row, state: ProposalState, answer: str) -> None:
    with tenant(ctx):
        mine = Row.objects.filter(municipality_id=ctx.municipality, id=row.id, state=ProposalState.OPEN)
        if not mine.update(state=state, answer=answer, decided_at=ctx.now(), decided_by=ctx.actor.name):
            raise ConflictError("Somebody else has just decided about the proposal.")
        append(ctx, NewEntry(Subject("proposal", row.id), f"proposal_{state}", note=answer))
