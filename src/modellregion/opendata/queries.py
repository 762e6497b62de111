"""What the pages show: figures that could be published, and the numbers that are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.opendata.models import PublishedCount, Release
from modellregion.opendata.policy import OpenData
from modellregion.packages.api import Figure, Package, installed_services


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure of a service that is offered here, and who released it when."""

    package: Package
    figure: Figure
    released_at: datetime | None = None
    released_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: the words of each field, the count."""

    words: Sequence[str]
    values: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Period:
    """The numbers of one period; ``total`` is None where they are too small to be shown."""

    name: str
    begins_on: date
    version: str
    fields: Sequence[str]
    lines: Sequence[Line]
    rest: int
    total: int | None
    minimum: int
    published_at: datetime


def figures_to_release(ctx: Context) -> list[FigureEntry]:
    """Return the figures of all services that are offered here, by service.

    :raises NotAllowedError: for people who may not see them.
    """
    ctx.authorise(OpenData.SEE)
    with tenant(ctx):
        released = {
            (row.service, row.figure): row for row in Release.objects.filter(municipality_id=ctx.municipality)
        }
        services = installed_services(ctx.municipality)
    found = []
    for service, offered in sorted(services.items()):
        for figure in offered.package.figures:
            row = released.get((service, figure.id))
            found.append(
                FigureEntry(offered.package, figure, row.released_at, row.released_by)
                if row
                else FigureEntry(offered.package, figure)
            )
    return found


def open_figures(ctx: Context) -> list[FigureEntry]:
    """Return the released figures of the services that are offered here, by service. For everybody."""
    with tenant(ctx):
        rows = list(Release.objects.filter(municipality_id=ctx.municipality).order_by("service", "figure"))
        services = installed_services(ctx.municipality)
    return [
        FigureEntry(services[row.service].package, figure, row.released_at)
        for row in rows
        if row.service in services
        for figure in services[row.service].package.figures
        if figure.id == row.figure
    ]


def open_figure(ctx: Context, service: str, figure: str) -> tuple[FigureEntry, list[Period]]:
    """Return a released figure and its published periods, the latest first. For everybody.

    :raises NotFoundError: when no such figure is released here.
    """
    for entry in open_figures(ctx):
        if (entry.package.id, entry.figure.id) == (service, figure):
            with tenant(ctx):
                rows = PublishedCount.objects.filter(
                    municipality_id=ctx.municipality, service=service, figure=figure
                )
                return entry, [
                    _period(entry.package, row, ctx.language) for row in rows.order_by("-begins_on")
                ]
    raise NotFoundError(f"figure {service}/{figure}")


def _period(package: Package, row: PublishedCount, language: str) -> Period:
    lines = [
        Line(
            [
                package.counted_text(language, field, value)
                for field, value in zip(row.fields, values, strict=True)
            ],
            values,
            count,
        )
        for values, count in row.cells
    ]
    return Period(
        row.period,
        row.begins_on,
        row.version,
        row.fields,
        lines,
        row.rest,
        row.total,
        row.minimum,
        row.published_at,
    )
