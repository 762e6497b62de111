"""Adopt a package (Nachnutzung): check it, fill its slots, try it, put it live."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from modellregion.kernel.context import SYSTEM, Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    PackageError,
    PackageFiles,
    check_package,
    compile_package,
    install_package,
    slots_of,
    store_package,
)
from modellregion.records.api import assign_service
from modellregion.transfer.activations import NewActivation, bring_live
from modellregion.transfer.adoptions import Running
from modellregion.transfer.errors import SlotsOpenError, UpgradeOpenError, WithdrawnVersionError
from modellregion.transfer.models import Adoption
from modellregion.transfer.policy import Transfer
from modellregion.transfer.scenarios.run import ScenarioReport, run_scenarios
from modellregion.transfer.slots import FilledSlot, fill_slots, unit_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be adopted: the files, who vouches for them (``key`` is empty for the operator's own folder), whence.

    ``withdrawal`` is what the publisher said when it withdrew this version, empty when it did not.
    """

    files: PackageFiles
    publisher: str
    key: str = ""
    origin: str = ""
    withdrawal: str = ""


@dataclass(slots=True)
class AdoptionPlan:
    """What adopting would mean: the slots, the scenarios, and what stands in the way as sentences."""

    slots: list[FilledSlot]
    scenarios: ScenarioReport = field(default_factory=ScenarioReport)
    obstacles: list[str] = field(default_factory=list)


def plan_adoption(ctx: Context, *, offer: Offer, said: Mapping[str, str]) -> AdoptionPlan:
    """Return what adopting a package would mean, without keeping anything.

    :raises PackageError: with all errors, when the files make no fit package.
    """
    ctx.authorise(Transfer.ADOPT)
    errors = [finding for finding in check_package(offer.files) if not finding.is_warning]
    if errors:
        raise PackageError(errors)
    package = compile_package(offer.files)
    plan = AdoptionPlan(fill_slots(ctx, slots_of(package, offer.files), said))
    plan.scenarios = run_scenarios(offer.files)
    plan.obstacles = [
        f"{result.title}: {difference}"
        for result in plan.scenarios.failed
        for difference in result.differences
    ]
    return plan


def adopt_package(
    ctx: Context, *, offer: Offer, said: Mapping[str, str], despite_withdrawal: bool = False
) -> AdoptionPlan:
    """Adopt a package and put it live at once. A package that is here already is upgraded instead, never replaced.

    Must run outside of a ``tenant`` block, because the scenarios make a municipality of their own.

    :raises PackageError: with all errors, when the files make no fit package.
    :raises SlotsOpenError: when something must be decided first.
    :raises UpgradeOpenError: when a scenario fails, or the package is here already.
    :raises WithdrawnVersionError: when the publisher withdrew this version, and nobody said to take it all the same.
    """
    ctx.authorise(Transfer.ADOPT)
    if offer.withdrawal and not despite_withdrawal:
        raise WithdrawnVersionError(offer.withdrawal)
    plan = plan_adoption(ctx, offer=offer, said=said)
    unit = unit_of(plan.slots)
    open_slots = [one.slot.label for one in plan.slots if one.stands_in_the_way]
    if open_slots or unit is None:
        raise SlotsOpenError(open_slots)
    if plan.obstacles:
        raise UpgradeOpenError(plan.obstacles)
    package = store_package(offer.files)
    with tenant(ctx):
        if Adoption.objects.filter(municipality_id=ctx.municipality, package=package.id).exists():
            raise UpgradeOpenError([f"{package.id} is here already; upgrade it."])
        install_package(ctx, package=package, unit=unit)
        node = next((one.value for one in plan.slots if one.slot.kind == "file_plan" and one.value), "")
        if node:
            assign_service(replace(ctx, actor=SYSTEM), service=package.id, node=UUID(node))
        running = Running(
            package=package.id,
            unit=unit,
            upstream_hash=package.hash,
            version_hash=package.hash,
            version=package.version,
            publisher=offer.publisher,
            key=offer.key,
            origin=offer.origin,
            slots={one.slot.id: one.value for one in plan.slots},
            overlay=(),
            scenarios=(),
        )
        new = NewActivation(package.version, package.hash, package.hash)
        bring_live(ctx, running, new, starts_on=ctx.today())
    return plan
