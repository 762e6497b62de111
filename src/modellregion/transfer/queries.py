"""Read models for the service managers' pages."""

from dataclasses import dataclass

from django.db.models import Count

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.models import Adoption, OwnChange, Proposal
from modellregion.transfer.policy import Transfer
from modellregion.transfer.proposals import ProposalState
from modellregion.transfer.withdrawals import notices_for


@dataclass(frozen=True, slots=True)
class RunningEntry:
    """A service in the list."""

    package: str
    title: str
    version: str
    publisher: str
    own_changes: int


def list_running(ctx: Context) -> list[RunningEntry]:
    """Return all services that the municipality runs, by title; two statements, however many there are."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        publishers = dict(Adoption.objects.filter(**mine).values_list("package", "publisher"))
        changes = dict(
            OwnChange.objects.filter(**mine).values_list("package").annotate(number=Count("id")).order_by()
        )
    entries = [
        RunningEntry(
            name,
            service.package.title(ctx.language),
            service.package.version,
            publishers.get(name, service.package.publisher),
            changes.get(name, 0),
        )
        for name, service in installed_services(ctx.municipality).items()
    ]
    return sorted(entries, key=lambda entry: entry.title)


def open_proposals(ctx: Context) -> int:
    """Return how many proposals wait for a decision here."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        return Proposal.objects.filter(municipality_id=ctx.municipality, state=ProposalState.OPEN).count()


def running_view(ctx: Context, package: str) -> Running:
    """Return how the municipality runs a package.

    :raises NotAdoptedError: when it does not.
    """
    ctx.authorise(Transfer.SEE)
    return running_package(ctx, package)


def withdrawn_here(ctx: Context) -> dict[str, str]:
    """Return for each package that runs here in a withdrawn version what its publisher says about it."""
    ctx.authorise(Transfer.SEE)
    return {package: notice.sentence(ctx.language) for package, notice in notices_for(ctx).items()}


def running_title(ctx: Context, package: str) -> str:
    """Return what a package that runs here is called."""
    ctx.authorise(Transfer.SEE)
    return installed_services(ctx.municipality)[package].package.title(ctx.language)
