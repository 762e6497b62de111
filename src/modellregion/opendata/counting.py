"""Counts what was filed in periods that have ended, once and for all."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from modellregion.cases.api import filed_answers, first_filed_on
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.opendata.commands.release_figure import SUBJECT
from modellregion.opendata.disclosure import Cell, shown
from modellregion.opendata.models import PublishedCount, Release
from modellregion.packages.api import Figure, Package, installed_services

SETTLING = timedelta(days=14)
"""A period is counted only then: letters that came in on its last days have been entered by now."""
PERIODS_MAX = 120


def count_released(ctx: Context) -> int:
    """Count all ended periods of all released figures that are not counted yet; return how many were published."""
    done = 0
    with tenant(ctx):
        services = installed_services(ctx.municipality)
        # Locked, so that two who count at the same time do it one after the other, and the second finds nothing to do.
        released = Release.objects.select_for_update().filter(municipality_id=ctx.municipality)
        for row in released.order_by("id"):
            offered = services.get(row.service)
            figures = offered.package.figures if offered is not None else ()
            for figure in figures:
                if offered is not None and figure.id == row.figure:
                    periods = _count(ctx, offered.package, figure)
                    done += len(periods)
                    if periods:
                        note = f"{row.service}/{row.figure} {', '.join(periods)}"
                        append(ctx, NewEntry(Subject(SUBJECT, row.id), "figure_published", note=note))
    return done


def _count(ctx: Context, package: Package, figure: Figure) -> list[str]:
    since = first_filed_on(ctx, package.id)
    if since is None:
        return []
    rows = PublishedCount.objects.filter(
        municipality_id=ctx.municipality, service=package.id, figure=figure.id
    )
    known = set(rows.values_list("period", flat=True))
    due = [
        (begin, end)
        for begin, end in _ended(figure, since, ctx.today())
        if figure.period_of(begin) not in known
    ]
    PublishedCount.objects.bulk_create(_counted(ctx, package, figure, *span) for span in due)
    return [figure.period_of(begin) for begin, _ in due]


def _ended(figure: Figure, since: date, today: date) -> Iterator[tuple[date, date]]:
    """Yield first day and day after the last of every period that has ended and settled."""
    begin = figure.begin_of(since)
    for _ in range(PERIODS_MAX):
        end = figure.begin_of(
            begin + timedelta(days={"month": 31, "quarter": 92, "year": 366}[figure.period])
        )
        if end + SETTLING > today:
            return
        yield begin, end
        begin = end


def _counted(ctx: Context, package: Package, figure: Figure, begin: date, end: date) -> PublishedCount:
    counts: Counter[Cell] = Counter(
        figure.cell_of(answers) for answers in filed_answers(ctx, package.id, begin, end)
    )
    table = shown(counts, figure.minimum)
    return PublishedCount(
        municipality_id=ctx.municipality,
        id=new_id(),
        service=package.id,
        figure=figure.id,
        period=figure.period_of(begin),
        begins_on=begin,
        version=package.version,
        fields=list(figure.by),
        cells=[[list(cell), count] for cell, count in sorted(table.cells.items(), key=lambda one: -one[1])],
        rest=table.rest,
        total=table.total,
        minimum=figure.minimum,
        published_at=ctx.now(),
    )
