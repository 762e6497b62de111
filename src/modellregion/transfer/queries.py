"""Read models for the service managers' pages."""

from dataclasses import dataclass

from modellregion.kernel.context import Context
from modellregion.packages.api import installed_services
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.policy import Transfer
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
    """Return all services that the municipality runs, by title."""
    ctx.authorise(Transfer.SEE)
    entries = []
    for name, service in installed_services(ctx.municipality).items():
        running = running_package(ctx, name)
        title = service.package.title(ctx.language)
        entries.append(RunningEntry(name, title, running.version, running.publisher, len(running.overlay)))
    return sorted(entries, key=lambda entry: entry.title)


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
