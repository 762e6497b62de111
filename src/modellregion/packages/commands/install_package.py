"""Let a municipality offer a service."""

from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.library import forget_installed
from modellregion.packages.models import Installation
from modellregion.packages.package import Package
from modellregion.packages.policy import Packages


def install_package(ctx: Context, *, package: Package, unit: UUID) -> None:
    """Offer ``package`` in this municipality, with ``unit`` competent; an earlier version is replaced for new drafts.

    Drafts and cases stay with the version they were begun with.
    """
    ctx.authorise(Packages.INSTALL)
    with tenant(ctx):
        changed = Installation.objects.filter(municipality_id=ctx.municipality, package=package.id).update(
            version_hash=package.hash, unit_id=unit, is_active=True
        )
        if not changed:
            Installation.objects.create(
                municipality_id=ctx.municipality,
                id=new_id(),
                package=package.id,
                version_hash=package.hash,
                unit_id=unit,
                installed_at=ctx.now(),
            )
        offered = {"package": package.id, "version": package.version, "hash": package.hash}
        append(ctx, NewEntry(Subject("body", ctx.municipality), "service_offered", data=offered))
    forget_installed()
