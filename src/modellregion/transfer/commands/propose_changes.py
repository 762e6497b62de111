"""Offer the overlay back to the author of the package, as a signed proposal with its tests."""

from collections.abc import Collection

from modellregion.kernel.context import Context
from modellregion.packages.api import (
    PROPOSAL_FORMAT,
    Path,
    Proposal,
    ProposedChange,
    ProposedScenario,
    change_to_json,
    seal_proposal,
)
from modellregion.region.api import get_body
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.commands.own_scenarios import list_scenarios
from modellregion.transfer.commands.publish_package import signing_key
from modellregion.transfer.errors import ChangeRefusedError, ReasonMissingError
from modellregion.transfer.policy import Transfer


def propose_changes(
    ctx: Context, *, package: str, reason: str, paths: Collection[Path] | None = None
) -> bytes:
    """Return a signed file with the changes at ``paths`` (all of the overlay when None) and all scenarios of one's own.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ReasonMissingError: without a reason.
    :raises ChangeRefusedError: when there is nothing to propose.
    """
    ctx.authorise(Transfer.PUBLISH)
    if not reason.strip():
        raise ReasonMissingError(package)
    running = running_package(ctx, package)
    changes = [
        ProposedChange(**change_to_json(owned.change), reason=owned.reason)
        for owned in running.overlay
        if paths is None or owned.change.path in paths
    ]
    if not changes:
        raise ChangeRefusedError([f"There is no change of your own in {package} to be proposed."])
    body = get_body(ctx.municipality)
    proposal = Proposal(
        format=PROPOSAL_FORMAT,
        package=package,
        version=running.version,
        base=running.upstream_hash,
        proposer=body.name if body else "",
        key="",
        reason=reason.strip(),
        made_at=ctx.now(),
        changes=changes,
        scenarios=[
            ProposedScenario(name=one.name, content=one.content)
            for one in list_scenarios(ctx, package=package)
        ],
    )
    return seal_proposal(proposal, signing_key(ctx))
