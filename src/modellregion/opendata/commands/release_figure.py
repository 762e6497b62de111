"""Release a figure for publication (Freigabe), or take the release back."""

from uuid import UUID

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.opendata.models import Release
from modellregion.opendata.policy import OpenData
from modellregion.packages.api import installed_services

SUBJECT = "figure"
"""What the journal calls a released figure."""


def release_figure(ctx: Context, *, service: str, figure: str) -> None:
    """Let a figure be published; the worker counts all periods that have ended. Released twice is released once.

    :raises NotFoundError: when no service here has such a figure.
    """
    ctx.authorise(OpenData.RELEASE)
    with tenant(ctx):
        offered = installed_services(ctx.municipality).get(service)
        if offered is None or figure not in {one.id for one in offered.package.figures}:
            raise NotFoundError(f"figure {service}/{figure}")
        row, is_new = Release.objects.get_or_create(
            municipality_id=ctx.municipality,
            service=service,
            figure=figure,
            defaults={"id": new_id(), "released_at": ctx.now(), "released_by": ctx.actor.name},
        )
        if is_new:
            _tell(ctx, row.id, "figure_released", f"{service}/{figure}")
            defer("opendata.count", municipality=ctx.municipality)


def withdraw_figure(ctx: Context, *, service: str, figure: str) -> None:
    """Take a release back: its numbers are no longer shown, and none are added.

    :raises NotFoundError: when the figure is not released (any more).
    """
    ctx.authorise(OpenData.RELEASE)
    with tenant(ctx):
        rows = Release.objects.filter(municipality_id=ctx.municipality, service=service, figure=figure)
        row = rows.first()
        if row is None:
            raise NotFoundError(f"figure {service}/{figure} is not released")
        rows.delete()
        _tell(ctx, row.id, "figure_withdrawn", f"{service}/{figure}")


def _tell(ctx: Context, release: UUID, action: str, note: str) -> None:
    append(ctx, NewEntry(Subject(SUBJECT, release), action, note=note))
