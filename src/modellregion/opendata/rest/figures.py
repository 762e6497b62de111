"""Open figures for programs: all periods of one figure, as CSV and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext as _
from msgspec import Meta

from modellregion.kernel.http.documents import csv_response
from modellregion.kernel.http.programs import for_programs, json_response
from modellregion.kernel.tables import Cell
from modellregion.opendata.pages.figures import LICENCE, labels
from modellregion.opendata.queries import FigureEntry, Period, open_figure
from modellregion.region.frames import Request, public_page


class CountedService(msgspec.Struct, frozen=True, kw_only=True):
    """The service whose applications were counted."""

    id: str
    title: str
    leika: str


class CountedFigure(msgspec.Struct, frozen=True, kw_only=True):
    """The figure, its German title, and over what it is counted: month, quarter or year."""

    id: str
    title: str
    period: str


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """The licence of the numbers: its id in the list of GovData, and its text."""

    id: str
    url: str


class CountedCell(msgspec.Struct, frozen=True, kw_only=True):
    """How many applications had these answers, by field."""

    by: dict[str, str]
    count: Annotated[int, Meta(ge=0)]


class CountedPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """One period. ``total`` is null where it is below ``minimum``; ``others_together`` are the cells below it, added up."""

    name: str
    begins_on: date
    published_at: datetime
    version: str
    minimum: Annotated[int, Meta(ge=0)]
    total: Annotated[int, Meta(ge=0)] | None
    cells: list[CountedCell]
    others_together: Annotated[int, Meta(ge=0)]


class FigureData(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with all its periods, the latest first."""

    publisher: str
    service: CountedService
    figure: CountedFigure
    licence: Licence
    periods: list[CountedPeriod]


@for_programs("GET")
@public_page
def figure_table(request: Request, service: str, figure: str) -> HttpResponse:
    """Return all periods as CSV."""
    entry, periods = open_figure(request.ctx, service, figure)
    codes = [f"{field} (Code)" for field in entry.figure.by]
    columns = [_("Zeitraum"), *labels(entry, entry.figure.by, request.ctx.language), *codes, _("Anzahl")]
    return csv_response(f"{service}-{figure}", columns, _rows(entry, periods))


@for_programs("GET")
@public_page
def figure_data(request: Request, service: str, figure: str) -> HttpResponse:
    """Return all periods as JSON, with licence, version of the service, and what is hidden."""
    entry, periods = open_figure(request.ctx, service, figure)
    package = entry.package
    content = FigureData(
        publisher=request.body_entry.name,
        service=CountedService(id=service, title=package.title("de"), leika=package.service.leika),
        figure=CountedFigure(id=figure, title=entry.figure.title, period=entry.figure.period),
        licence=Licence(id=LICENCE[0], url=LICENCE[1]),
        periods=[_period(one) for one in periods],
    )
    answer = json_response(msgspec.json.format(msgspec.json.encode(content), indent=1))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _rows(entry: FigureEntry, periods: Sequence[Period]) -> Iterator[Sequence[Cell]]:
    width = len(entry.figure.by)
    for period in periods:
        if len(period.fields) != width:
            continue  # counted otherwise by an older version; the JSON has it
        for line in period.lines:
            yield [period.name, *line.words, *line.values, line.count]
        if period.rest:
            yield [period.name, _("Übrige zusammen"), *[""] * (2 * width - 1), period.rest]
        if period.total is None:
            yield [
                period.name,
                _("weniger als {minimum}").format(minimum=period.minimum),
                *[""] * (2 * width - 1),
                None,
            ]


def _period(period: Period) -> CountedPeriod:
    return CountedPeriod(
        name=period.name,
        begins_on=period.begins_on,
        published_at=period.published_at,
        version=period.version,
        minimum=period.minimum,
        total=period.total,
        cells=[
            CountedCell(by=dict(zip(period.fields, line.values, strict=True)), count=line.count)
            for line in period.lines
        ],
        others_together=period.rest,
    )
