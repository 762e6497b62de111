"""Move running cases to the version of an upgrade (Umstellung); without this they finish on the one they began with."""

from uuid import UUID

from modellregion.cases.api import Rehearsal, order_migration, rehearse_migration, usage_of
from modellregion.kernel.context import Context
from modellregion.packages.api import Package
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.errors import ReasonMissingError
from modellregion.transfer.policy import Transfer


def rehearse_moving(ctx: Context, *, package: str, target: Package | None = None) -> list[Rehearsal]:
    """Say for each version on which cases run which of them could move, and why others not; nothing is changed.

    ``target`` is a version that is prepared; without it the one that runs.

    :raises NotAdoptedError: when the municipality does not run the package.
    """
    ctx.authorise(Transfer.ADOPT)
    there = target.hash if target else running_package(ctx, package).version_hash
    return [
        rehearse_migration(ctx, service=package, source=version, target=target)
        for version in sorted(usage_of(ctx, package).case_versions)
        if version != there
    ]


def move_cases(ctx: Context, *, package: str, reason: str) -> list[UUID]:
    """Order that all running cases that can move do so; the worker moves each in a transaction of its own.

    Whoever cannot move stays on its version, and the order says why. Returns the orders.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ReasonMissingError: without a reason.
    """
    ctx.authorise(Transfer.ADOPT)
    if not reason.strip():
        raise ReasonMissingError(package)
    there = running_package(ctx, package).version_hash
    return [
        order_migration(ctx, service=package, source=version, reason=reason)
        for version in sorted(usage_of(ctx, package).case_versions)
        if version != there
    ]
