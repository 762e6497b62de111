"""The search of the desk: cases, files and documents in one list, the newest that the reader may see first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from modellregion.cases.api import STATE_NAMES, CaseHit, CaseSearch, search_cases
from modellregion.cases.policy import Cases
from modellregion.forms.api import Search, read_search
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import installed_services
from modellregion.records.api import DocumentHit, FileHit, RecordSearch, search_documents, search_files
from modellregion.records.policy import Records
from modellregion.region.api import list_units
from modellregion.region.frames import Request, parameters_of, staff_page

PAGE_SIZE = 20
NOT_KEPT = {"direkt", "ab"}


class Kind(StrEnum):
    """What is looked for."""

    ALL = ""
    CASES = "vorgaenge"
    FILES = "akten"
    DOCUMENTS = "dokumente"


KIND_NAMES = {
    Kind.ALL: gettext_lazy("Alles"),
    Kind.CASES: gettext_lazy("Vorgänge"),
    Kind.FILES: gettext_lazy("Akten"),
    Kind.DOCUMENTS: gettext_lazy("Dokumente"),
}
Hit = CaseHit | FileHit | DocumentHit


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    search: Search
    kind: Kind
    unit: UUID | None
    first: date | None
    last: date | None
    after: UUID | None


@staff_page
def find(request: Request) -> HttpResponse:
    """Show what was found; a whole number typed into the header's field leads straight to its case or file."""
    ctx = request.ctx
    if not (ctx.may(Cases.SEE) or ctx.may(Records.SEE)):
        raise NotAllowedError(f"{ctx.actor.id} may search nothing")
    typed = request.GET.get("suche", "")[:200].strip()
    wanted = _wanted(request, typed)
    hits, is_similar = _found(request, wanted), wanted.search.similar
    if not hits and wanted.search and not is_similar and wanted.after is None:
        wanted = replace(wanted, search=replace(wanted.search, similar=True))
        hits = _found(request, wanted)
    if request.GET.get("direkt") and (straight := _whole_number(request, hits, typed)):
        return HttpResponseRedirect(straight)
    shown = hits[:PAGE_SIZE]
    parameters = {name: text for name, text in parameters_of(request).items() if name not in NOT_KEPT}
    key = str(shown[-1].id) if len(hits) > PAGE_SIZE else ""
    services = installed_services(ctx.municipality)
    values = {
        "typed": typed,
        "wanted": wanted,
        "is_similar": is_similar,
        "hits": [(_kind_of(hit), hit) for hit in shown],
        "units": [(unit.id, unit.name) for unit in list_units(ctx)],
        "kinds": [(kind.value, name) for kind, name in KIND_NAMES.items() if _may(request, kind)],
        "state_names": {state: str(name) for state, name in STATE_NAMES.items()},
        "services": {name: service.package.title(ctx.language) for name, service in services.items()},
        "next": "?" + urlencode({**parameters, "ab": key}) if key else "",
        "first": "?" + urlencode(parameters) if wanted.after else "",
        "similar": "?" + urlencode({**parameters, "aehnlich": "1"}),
        "filtered": bool(parameters.keys() - {"suche"}),
    }
    return render(request, "desk/search.html", values)


def _wanted(request: Request, typed: str) -> Wanted:
    get = request.GET
    kind = get.get("art", "")
    return Wanted(
        search=read_search(typed, similar=get.get("aehnlich") == "1"),
        kind=Kind(kind) if kind in set(Kind) else Kind.ALL,
        unit=_id(get.get("stelle", "")),
        first=_day(get.get("von", "")),
        last=_day(get.get("bis", "")),
        after=_id(get.get("ab", "")),
    )


def _found(request: Request, wanted: Wanted) -> list[Hit]:
    """Return one hit more than a page shows, the newest first: ids of all kinds are ordered by time."""
    if not wanted.search:
        return []
    ctx = request.ctx
    lists_cases = wanted.kind in {Kind.ALL, Kind.CASES} and ctx.may(Cases.SEE)
    records = RecordSearch(
        search=wanted.search,
        size=PAGE_SIZE + 1,
        unit=wanted.unit,
        since=_midnight(wanted.first),
        until=_midnight(wanted.last and wanted.last + timedelta(days=1)),
        after=wanted.after,
        cases_shown=ctx.may(Cases.SEE_ALL) if lists_cases else None,
    )
    hits: list[Hit] = []
    if lists_cases:
        limits = (records.unit, records.since, records.until, records.after)
        hits += search_cases(ctx, CaseSearch(records.search, records.size, *limits))
    if ctx.may(Records.SEE):
        if wanted.kind in {Kind.ALL, Kind.FILES}:
            hits += search_files(ctx, records)
        if wanted.kind in {Kind.ALL, Kind.DOCUMENTS}:
            hits += search_documents(ctx, records)
    return sorted(hits, key=lambda hit: hit.id, reverse=True)[: PAGE_SIZE + 1]


def _may(request: Request, kind: Kind) -> bool:
    if kind is Kind.ALL:
        return True
    return request.ctx.may(Cases.SEE if kind is Kind.CASES else Records.SEE)


def _whole_number(request: Request, hits: Sequence[Hit], typed: str) -> str:
    slug = request.body_entry.slug
    for hit in hits:
        if isinstance(hit, CaseHit) and hit.number.casefold() == typed.casefold():
            return url("case", slug=slug, case=hit.id)
        if isinstance(hit, FileHit) and hit.reference.casefold() == typed.casefold():
            return url("file", slug=slug, file=hit.id)
    return ""


def _kind_of(hit: Hit) -> str:
    return {CaseHit: "case", FileHit: "file", DocumentHit: "document"}[type(hit)]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), BERLIN)
