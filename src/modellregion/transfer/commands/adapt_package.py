"""Adapt a package without code: changes join the overlay, are tried, and go live."""

from collections.abc import Iterable
from datetime import date

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    Change,
    ChangeError,
    Path,
    apply,
    differences,
    limits_of,
    store_package,
    tree_of,
)
from modellregion.transfer.activations import NewActivation, bring_live
from modellregion.transfer.adoptions import Running, owned_overlay, running_package
from modellregion.transfer.errors import ChangeRefusedError, ReasonMissingError
from modellregion.transfer.policy import Transfer
from modellregion.transfer.versions import Prepared, prepare_version


def try_changes(ctx: Context, *, package: str, changes: Iterable[Change]) -> Prepared:
    """Return what the package would be with more changes, without keeping anything.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ChangeRefusedError: when the law or the package fixes what a change touches, or it has no place.
    """
    ctx.authorise(Transfer.ADAPT)
    return _prepare(running_package(ctx, package), changes)


def adapt_package(
    ctx: Context, *, package: str, changes: Iterable[Change], reason: str, starts_on: date | None = None
) -> Prepared:
    """Add changes to the overlay and let the adapted version go live, at once or on a day.

    Must run outside of a ``tenant`` block.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ReasonMissingError: without a reason.
    :raises ChangeRefusedError: when a change is not allowed, or the adapted version does not pass.
    """
    ctx.authorise(Transfer.ADAPT)
    if not reason.strip():
        raise ReasonMissingError(package)
    running = running_package(ctx, package)
    prepared = _prepare(running, changes)
    _go_live(ctx, running, prepared, reason=reason.strip(), starts_on=starts_on)
    return prepared


def take_back_change(ctx: Context, *, package: str, path: Path) -> Prepared:
    """Take a change out of the overlay: the package's own value holds again.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ChangeRefusedError: when the rest does not pass without it.
    """
    ctx.authorise(Transfer.ADAPT)
    running = running_package(ctx, package)
    rest = [change for change in running.changes if change.path != path]
    upstream = running.upstream()
    prepared = prepare_version(upstream, rest, upstream, own=running.scenarios)
    _go_live(ctx, running, prepared, reason="", starts_on=None)
    return prepared


def _prepare(running: Running, changes: Iterable[Change]) -> Prepared:
    upstream = running.upstream()
    base, limits = tree_of(upstream), limits_of(upstream)
    wanted = list(changes)
    refusals = [refusal for change in wanted if (refusal := limits.refusal(change, base))]
    if refusals:
        raise ChangeRefusedError(refusals)
    try:
        overlay = differences(base, apply(apply(base, running.changes), wanted))
    except ChangeError as error:
        raise ChangeRefusedError([str(error)]) from error
    return prepare_version(upstream, overlay, upstream, own=running.scenarios)


def _go_live(
    ctx: Context, running: Running, prepared: Prepared, *, reason: str, starts_on: date | None
) -> None:
    if not prepared.is_ready or prepared.files is None:
        raise ChangeRefusedError(prepared.obstacles)
    store_package(prepared.files)
    new = NewActivation(
        version=running.version,
        upstream_hash=running.upstream_hash,
        version_hash=prepared.files.hash,
        overlay=owned_overlay(ctx, running.overlay, prepared.merge.overlay, reason=reason),
        report=[*prepared.news, *prepared.consequences],
    )
    with tenant(ctx):
        bring_live(ctx, running, new, starts_on=starts_on or ctx.today())
