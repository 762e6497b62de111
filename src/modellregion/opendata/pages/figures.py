"""Open figures for everybody: what is published, and one figure with its periods."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from modellregion.kernel.http.pages import render
from modellregion.opendata.queries import FigureEntry, open_figure, open_figures
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
        "fields": labels(entry, period.fields if period else entry.figure.by, request.ctx.language),
        "periods": [(one.name, _in_words(one.name)) for one in periods],
        "period": period,
        "period_name": _in_words(period.name) if period else "",
        "licence": LICENCE,
    }
    return render(request, "opendata/figure.html", values)


def _in_words(period: str) -> str:
    """Return the words for 2026-11, 2026-Q4, 2026."""
    year, _dash, part = period.partition("-")
    if part.startswith("Q"):
        return _("{number}. Quartal {year}").format(number=part[1:], year=year)
    return f"{MONTHS[int(part)]} {year}" if part else year


def labels(entry: FigureEntry, fields: Sequence[str], language: str) -> list[str]:
    """Return how the fields of a figure are called."""
    known = entry.package.form.fields
    return [known[field].label(language) if field in known else field for field in fields]
