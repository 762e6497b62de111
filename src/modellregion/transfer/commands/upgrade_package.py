"""Upgrade a package to a new version without losing an adaptation; roll back."""

from collections.abc import Mapping
from datetime import date

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    PackageError,
    PackageFiles,
    Path,
    Side,
    check_package,
    package_by_hash,
    store_package,
)
from modellregion.transfer.activations import (
    ActivationState,
    NewActivation,
    bring_live,
    overlay_of,
)
from modellregion.transfer.adoptions import Running, owned_overlay, running_package
from modellregion.transfer.errors import NothingToRollBackError, UpgradeOpenError
from modellregion.transfer.models import Activation
from modellregion.transfer.policy import Transfer
from modellregion.transfer.versions import Prepared, prepare_version

Decisions = Mapping[Path, Side]


def plan_upgrade(
    ctx: Context, *, package: str, files: PackageFiles, decisions: Decisions | None = None
) -> Prepared:
    """Return what an upgrade would bring, without keeping anything.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises PackageError: when the new version is not fit.
    :raises UpgradeOpenError: when it is no newer version of this package.
    """
    ctx.authorise(Transfer.ADOPT)
    running = running_package(ctx, package)
    _is_newer(running, files)
    errors = [finding for finding in check_package(files) if not finding.is_warning]
    if errors:
        raise PackageError(errors)
    return prepare_version(
        running.upstream(), running.changes, files, decisions=decisions, own=running.scenarios
    )


def upgrade_package(
    ctx: Context,
    *,
    package: str,
    files: PackageFiles,
    decisions: Decisions | None = None,
    starts_on: date | None = None,
) -> Prepared:
    """Bring the municipality's overlay onto a new version and let it go live, at once or on a day.

    Running drafts and cases stay with the version they were begun with. Must run outside of a ``tenant`` block.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises PackageError: when the new version is not fit.
    :raises UpgradeOpenError: when conflicts are open, or a scenario fails.
    """
    prepared = plan_upgrade(ctx, package=package, files=files, decisions=decisions)
    store_package(files)
    go_live(ctx, running_package(ctx, package), files, prepared, starts_on=starts_on)
    return prepared


def go_live(
    ctx: Context,
    running: Running,
    files: PackageFiles,
    prepared: Prepared,
    *,
    starts_on: date | None = None,
    reasons: Mapping[Path, str] | None = None,
) -> None:
    """Keep a prepared upgrade to ``files``, which are stored already, and let it go live; ``reasons`` says why a conflict was decided as it was, by path.

    :raises UpgradeOpenError: when something stands in the way.
    """
    ctx.authorise(Transfer.ADOPT)
    if not prepared.is_ready or prepared.files is None or prepared.package is None:
        conflicts = [sentence for sentence, _ in zip(prepared.news, prepared.merge.outcomes, strict=False)]
        raise UpgradeOpenError([*prepared.obstacles, *conflicts])
    store_package(prepared.files)
    new = NewActivation(
        version=prepared.package.version,
        upstream_hash=files.hash,
        version_hash=prepared.files.hash,
        overlay=owned_overlay(ctx, running.overlay, prepared.merge.overlay, reason="", reasons=reasons),
        report=[*prepared.news, *prepared.consequences],
    )
    with tenant(ctx):
        bring_live(ctx, running, new, starts_on=starts_on or ctx.today())


def roll_back(ctx: Context, *, package: str) -> str:
    """Return to the version that was live before, with the overlay it had; return its version number.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises NothingToRollBackError: when there was none.
    """
    ctx.authorise(Transfer.ADOPT)
    running = running_package(ctx, package)
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality, "package": package}
        row = (
            Activation.objects.filter(**mine, state=ActivationState.PAST)
            .exclude(version_hash=running.version_hash)
            .order_by("-activated_at", "-id")
            .first()
        )
        if row is None:
            raise NothingToRollBackError(package)
        new = NewActivation(row.version, row.upstream_hash, row.version_hash, overlay_of(row))
        bring_live(ctx, running, new, starts_on=ctx.today())
    return package_by_hash(row.version_hash).version


def _is_newer(running: Running, files: PackageFiles) -> None:
    head = files.table("package.toml").get("package", {})
    if head.get("id") != running.package:
        raise UpgradeOpenError([f"This is {head.get('id')}, not {running.package}."])
    if files.hash == running.upstream_hash:
        raise UpgradeOpenError([f"{running.package} {running.version} is this very version."])
    if number_of(str(head.get("version", ""))) < number_of(running.version):
        raise UpgradeOpenError(
            [f"{head.get('version')} is older than {running.version}; to go back, roll back."]
        )


def number_of(version: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
