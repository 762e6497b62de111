"""Open figures for everybody: what is published, one figure with its periods, the same as CSV and JSON."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse, JsonResponse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from modellregion.kernel.http.documents import csv_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.opendata.queries import FigureEntry, Period, open_figure, open_figures
from modellregion.region.frames import Request, public_page

LICENCE = ("dl-de/zero-2-0", "https://www.govdata.de/dl-de/zero-2-0")
"""Data licence Germany – Zero – Version 2.0: counts are facts, nobody has to be named."""


@public_page
def figures_page(request: Request) -> HttpResponse:
    """List what is published."""
    return render(
        request, "opendata/figures.html", {"entries": open_figures(request.ctx), "licence": LICENCE}
    )


@public_page
def figure_page(request: Request, service: str, figure: str) -> HttpResponse:
    """Show one period of a figure, the latest unless another one is asked for."""
    entry, periods = open_figure(request.ctx, service, figure)
    wanted = request.GET.get("zeitraum", "")
    period = next((one for one in periods if one.name == wanted), periods[0] if periods else None)
    values = {
        "entry": entry,
        "title": entry.package.figure_text(request.ctx.language, entry.figure),
        "fields": _labels(entry, period.fields if period else entry.figure.by, request.ctx.language),
        "periods": [(one.name, _in_words(one.name)) for one in periods],
        "period": period,
        "period_name": _in_words(period.name) if period else "",
        "licence": LICENCE,
    }
    return render(request, "opendata/figure.html", values)


@public_page
def figure_table(request: Request, service: str, figure: str) -> HttpResponse:
    """Return all periods as CSV."""
    entry, periods = open_figure(request.ctx, service, figure)
    labels = _labels(entry, entry.figure.by, request.ctx.language)
    codes = [f"{field} (Code)" for field in entry.figure.by]
    columns = [_("Zeitraum"), *labels, *codes, _("Anzahl")]
    return csv_response(f"{service}-{figure}", columns, _rows(entry, periods))


@public_page
def figure_data(request: Request, service: str, figure: str) -> HttpResponse:
    """Return all periods as JSON, with licence, version of the service, and what is hidden."""
    entry, periods = open_figure(request.ctx, service, figure)
    content = {
        "publisher": request.body_entry.name,
        "service": {"id": service, "title": entry.package.title("de"), "leika": entry.package.service.leika},
        "figure": {"id": figure, "title": entry.figure.title, "period": entry.figure.period},
        "licence": {"id": LICENCE[0], "url": LICENCE[1]},
        "periods": [_period(one) for one in periods],
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _in_words(period: str) -> str:
    """Return the words for 2026-11, 2026-Q4, 2026."""
    year, _dash, part = period.partition("-")
    if part.startswith("Q"):
        return _("{number}. Quartal {year}").format(number=part[1:], year=year)
    return f"{MONTHS[int(part)]} {year}" if part else year


def _labels(entry: FigureEntry, fields: Sequence[str], language: str) -> list[str]:
    known = entry.package.form.fields
    return [known[field].label(language) if field in known else field for field in fields]


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


def _period(period: Period) -> dict[str, object]:
    return {
        "name": period.name,
        "begins_on": period.begins_on.isoformat(),
        "published_at": period.published_at.isoformat(),
        "version": period.version,
        "minimum": period.minimum,
        "total": period.total,
        "cells": [
            {"by": dict(zip(period.fields, line.values, strict=True)), "count": line.count}
            for line in period.lines
        ],
        "others_together": period.rest,
    }
