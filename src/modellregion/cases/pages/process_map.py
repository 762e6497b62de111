"""The process map (Ablaufkarte): how a service's process is drawn, how many cases stand where, and how long they wait."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext

from modellregion.cases.policy import Cases
from modellregion.cases.process_view import ServiceMap, service_map, service_versions
from modellregion.kernel.http.pages import render
from modellregion.process.api import Figure, OutlineLine, draw_map, outline
from modellregion.process.store.overview import HISTORY_DAYS, StepFigures
from modellregion.region.frames import Request, staff_page

_HOUR, _DAY = 3600, 86400


@dataclass(frozen=True, slots=True)
class MapLine:
    """One step of the map as a line of the table beside it."""

    step: OutlineLine
    figures: StepFigures
    waiting: str
    lain: str


@staff_page
def processes(request: Request) -> HttpResponse:
    """Show the services with their running versions."""
    return render(request, "cases/processes.html", {"services": service_versions(request.ctx)})


@staff_page
def process_map(request: Request, service: str) -> HttpResponse:
    """Show one service's map, in the version asked for."""
    ctx = request.ctx
    found = service_map(ctx, service=service, version=request.GET.get("fassung", "")[:64])
    package = found.shown.package
    values = {
        "map": found,
        "package": package,
        "svg": _svg(found, ctx.language),
        "lines": _lines(found, ctx.language),
        "history_days": HISTORY_DAYS,
        "total": sum(figures.failed for figures in found.figures.values()),
        "may_migrate": ctx.may(Cases.MIGRATE) and not found.shown.is_current and found.shown.running > 0,
    }
    return render(request, "cases/process_map.html", values)


def _svg(found: ServiceMap, language: str) -> str:
    package = found.shown.package
    title = gettext("Ablauf: %(service)s") % {"service": package.title(language)}
    description = gettext(
        "Die Zahlen an den Schritten sagen, wie viele Vorgänge dort stehen. Die Tabelle darunter sagt dasselbe in Worten."
    )
    figures = {node: Figure(f.live, _words(f)) for node, f in found.figures.items() if f.live}
    return draw_map(package.diagram, title=title, description=description, figures=figures)


def _words(figures: StepFigures) -> str:
    return (
        "" if figures.waiting is None else gettext("meist %(span)s") % {"span": span_words(figures.waiting)}
    )


def _lines(found: ServiceMap, language: str) -> list[MapLine]:
    lines = []
    for step in outline(found.shown.package.process, language):
        figures = found.figures.get(step.node, StepFigures())
        waiting = span_words(figures.waiting) if figures.waiting is not None else ""
        lain = span_words(figures.lain) if figures.lain is not None else ""
        lines.append(MapLine(step, figures, waiting, lain))
    return lines


def span_words(span: timedelta) -> str:
    """Return a time span as people say it: minutes, hours, or days."""
    seconds = span.total_seconds()
    if seconds < _HOUR:
        minutes = max(1, int(seconds // 60))
        return ngettext("%(n)d Minute", "%(n)d Minuten", minutes) % {"n": minutes}
    if seconds < 2 * _DAY:
        hours = int(seconds // _HOUR)
        return ngettext("%(n)d Stunde", "%(n)d Stunden", hours) % {"n": hours}
    days = int(seconds // _DAY)
    return ngettext("%(n)d Tag", "%(n)d Tage", days) % {"n": days}
