"""Prepare an adoption or an upgrade, step by step; everything said is kept until it goes live or is given up."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PackageError, Path, check_package, store_package, verify_bundle
from modellregion.transfer.commands.adopt_package import adopt_package, plan_adoption
from modellregion.transfer.commands.publish_package import store_bundle
from modellregion.transfer.commands.trust_publisher import check_publisher, trust_neighbour, trust_publisher
from modellregion.transfer.commands.upgrade_package import go_live
from modellregion.transfer.errors import ReasonMissingError, UpgradeOpenError, WithdrawnVersionError
from modellregion.transfer.impact import impact_with
from modellregion.transfer.impact_kept import KeptImpact, kept
from modellregion.transfer.models import Preparation as PreparationRow
from modellregion.transfer.policy import Transfer
from modellregion.transfer.preparations import (
    Decision,
    Preparation,
    Trial,
    decided,
    find_preparation,
    must_be_newer,
)

TEXT_MAX = 500


def begin_preparation(ctx: Context, *, content: bytes, origin: str, withdrawal: str = "") -> UUID:
    """Keep a sealed bundle that is to be adopted here, or to which a service here is to be upgraded; return its id.

    ``withdrawal`` is what its source says about a withdrawal of this version.

    The same version again finds what was begun; another version of the same package takes its place.

    :raises BundleError: when the seal is broken, or it is no bundle.
    :raises UpgradeOpenError: when it is no newer version of what runs here.
    """
    ctx.authorise(Transfer.ADOPT)
    bundle = verify_bundle(content)
    must_be_newer(ctx, bundle.files)
    with tenant(ctx):
        mine = PreparationRow.objects.filter(municipality_id=ctx.municipality, package=bundle.package)
        begun = mine.first()
        if begun is not None and bytes(begun.content) == content:
            return begun.id
        mine.delete()
        identifier = new_id()
        PreparationRow.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            package=bundle.package,
            version=bundle.version,
            content=content,
            origin=origin[:TEXT_MAX],
            withdrawal=withdrawal,
            begun_by=ctx.actor.name,
            begun_at=ctx.now(),
        )
    return identifier


def give_up_preparation(ctx: Context, *, preparation: UUID) -> None:
    """Forget what was prepared; nothing that is live changes."""
    ctx.authorise(Transfer.ADOPT)
    with tenant(ctx):
        PreparationRow.objects.filter(municipality_id=ctx.municipality, id=preparation).delete()


def agree_to_publisher(ctx: Context, *, preparation: UUID, fingerprint: str) -> None:
    """Agree to the publisher of what is prepared: a neighbour here, or one whose key was compared (``fingerprint``).

    :raises UnknownPublisherError: when the fingerprint is not the key's.
    :raises NotAllowedError: when somebody else has to agree.
    """
    prepared = find_preparation(ctx, preparation)
    if prepared.is_neighbour:
        trust_neighbour(ctx, bundle=prepared.bundle)
    else:
        trust_publisher(ctx, bundle=prepared.bundle, fingerprint=fingerprint)


def fill_preparation(ctx: Context, *, preparation: UUID, said: Mapping[str, str]) -> None:
    """Keep what was said about the slots, whole or not. The trial stays: slots do not change the service."""
    find_preparation(ctx, preparation)
    texts = {name[:TEXT_MAX]: text.strip()[:TEXT_MAX] for name, text in said.items()}
    _keep(ctx, preparation, said=texts)


def decide_conflicts(ctx: Context, *, preparation: UUID, decisions: Iterable[Decision]) -> None:
    """Keep decisions about conflicts, whole or not; the trial has to be made again."""
    found = find_preparation(ctx, preparation)
    known = {conflict.change.path for conflict in found.contested(ctx)}
    taken = [decision.to_json() for decision in decisions if decision.path in known]
    if taken != [decision.to_json() for decision in found.decisions]:
        _keep(ctx, preparation, decisions=taken, trial=None, impact=None)


def try_preparation(ctx: Context, *, preparation: UUID) -> Trial:
    """Play the scenarios on what would go live, and keep what came of it. Must run outside of a ``tenant`` block.

    :raises PackageError: when the package is not fit.
    """
    found = find_preparation(ctx, preparation)
    check_publisher(ctx, found.bundle)
    if found.is_upgrade:
        _must_be_fit(found)
        merged = decided(ctx, found)
        report, obstacles, consequences = merged.scenarios, merged.obstacles, merged.consequences
    else:
        plan = plan_adoption(ctx, offer=found.offer, said=found.said)
        report, obstacles, consequences = plan.scenarios, plan.obstacles, []
    trial = Trial(
        passed=[one.title for one in report.results if one.is_passed] if report else [],
        failed=[one.title for one in report.failed] if report else [],
        obstacles=list(obstacles),
        consequences=list(consequences),
        made_at=ctx.now(),
        made_by=ctx.actor.name,
    )
    _keep(ctx, preparation, trial=trial.to_json())
    return trial


def preview_impact(ctx: Context, *, preparation: UUID) -> KeptImpact:
    """Work out what the upgrade would touch, with what was decided so far, and keep it. Nothing that is live changes.

    Must run outside of a ``tenant`` block.

    :raises UpgradeOpenError: when it is no upgrade.
    :raises PackageError: when the package is not fit.
    """
    found = find_preparation(ctx, preparation)
    check_publisher(ctx, found.bundle)
    if not found.is_upgrade:
        raise UpgradeOpenError([_("Diese Leistung läuft hier noch nicht; es gibt nichts, was sich ändert.")])
    _must_be_fit(found)
    impact = impact_with(ctx, found.running(ctx), decided(ctx, found), found.bundle.files)
    result = kept(impact, made_at=ctx.now(), made_by=ctx.actor.name)
    _keep(ctx, preparation, impact=result.to_json())
    return result


def go_live_with(
    ctx: Context, *, preparation: UUID, starts_on: date | None = None, despite_withdrawal: bool = False
) -> str:
    """Let go live what was prepared; return the package's id. Must run outside of a ``tenant`` block.

    ``starts_on`` is for upgrades: an adopted service is live at once.

    :raises UnknownPublisherError: when nobody agreed to the publisher.
    :raises SlotsOpenError: when something must be decided first.
    :raises UpgradeOpenError: when conflicts are open, a scenario fails, or there is a newer version here already.
    :raises PackageError: when the package is not fit.
    :raises ReasonMissingError: when a conflict was decided without a reason.
    :raises WithdrawnVersionError: when the publisher withdrew this version, and nobody said to take it all the same.
    """
    found = find_preparation(ctx, preparation)
    check_publisher(ctx, found.bundle)
    if found.withdrawal and not despite_withdrawal:
        raise WithdrawnVersionError(found.withdrawal)
    if found.is_upgrade:
        _upgrade(ctx, found, starts_on)
    else:
        adopt_package(ctx, offer=found.offer, said=found.said, despite_withdrawal=despite_withdrawal)
    store_bundle(found.content)
    give_up_preparation(ctx, preparation=preparation)
    return found.package


def _upgrade(ctx: Context, found: Preparation, starts_on: date | None) -> None:
    must_be_newer(ctx, found.bundle.files)
    if starts_on is not None and starts_on < ctx.today():
        raise ProductError(
            "in the past", user_message=_("Dieser Tag ist schon vorbei. Wählen Sie heute oder später.")
        )
    _must_be_fit(found)
    merged = decided(ctx, found)
    contested = {conflict.change.path for conflict in found.contested(ctx)}
    reasons: dict[Path, str] = {one.path: one.reason for one in found.decisions if one.path in contested}
    if any(not reason.strip() for reason in reasons.values()):
        raise ReasonMissingError(found.package)
    if not merged.is_ready:
        raise UpgradeOpenError(merged.obstacles)
    for number, outcome in enumerate(merged.merge.outcomes):
        if reason := reasons.get(outcome.change.path):
            merged.news[number] += " " + _("Grund: {reason}").format(reason=reason)
    running = found.running(ctx)
    store_package(found.bundle.files)
    go_live(ctx, running, found.bundle.files, merged, starts_on=starts_on, reasons=reasons)


def _must_be_fit(found: Preparation) -> None:
    """Refuse a new version with errors: a publisher who is known here may be in bad hands, or careless.

    :raises PackageError: with all errors.
    """
    errors = [finding for finding in check_package(found.bundle.files) if not finding.is_warning]
    if errors:
        raise PackageError(errors)


def _keep(ctx: Context, preparation: UUID, **values: object) -> None:
    with tenant(ctx):
        PreparationRow.objects.filter(municipality_id=ctx.municipality, id=preparation).update(**values)
