"""The trade register: search, entry with the notices behind it, extract."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy, override

from modellregion.forms.api import show_date
from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.documents import table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.region.frames import Request, parameters_of, staff_page
from modellregion.region.kept_views import List, views_on
from modellregion.trade.api import BusinessState, BusinessView, business_view, search_register
from modellregion.trade.policy import Trade

SHOWN_NAMES = {
    "active": gettext_lazy("Bestehend"),
    "ceased": gettext_lazy("Abgemeldet"),
    "all": gettext_lazy("Alle"),
}
STATE_NAMES = {
    BusinessState.ACTIVE: gettext_lazy("besteht"),
    BusinessState.MOVED: gettext_lazy("verlegt"),
    BusinessState.CEASED: gettext_lazy("abgemeldet"),
}


class PurposeMissingError(ProductError):
    """An extract needs its purpose and to whom it goes (§ 14 Abs. 6, 7 und 11 GewO)."""

    code = "purpose_missing"
    user_message = gettext_lazy("Bitte geben Sie an, für wen und für welchen Zweck der Auszug ist.")


COLUMNS = (
    gettext_lazy("Nummer"),
    gettext_lazy("Betrieb"),
    gettext_lazy("Gewerbetreibende"),
    gettext_lazy("Tätigkeit"),
    gettext_lazy("Anschrift"),
    gettext_lazy("Seit"),
    gettext_lazy("Stand"),
)
EXPORT_MAX = 10_000


def _asked(request: Request) -> tuple[str, str]:
    shown = request.GET.get("zeige", "active")
    return request.GET.get("suche", "")[:200], shown if shown in SHOWN_NAMES else "active"


@staff_page
def register_table(request: Request, form: str) -> HttpResponse:
    """Send the list as a table: what the page shows, no more."""
    words, shown = _asked(request)
    page = search_register(request.ctx, words=words, shown=shown, size=EXPORT_MAX)
    rows = [
        [
            row.number,
            row.name,
            row.trader,
            row.activity,
            row.address.replace("\n", ", "),
            row.since,
            str(STATE_NAMES[row.state]),
        ]
        for row in page.rows
    ]
    return table_response(form, "gewerberegister", gettext("Gewerberegister"), COLUMNS, rows)


@staff_page
def register(request: Request) -> HttpResponse:
    """Show the register."""
    words, shown = _asked(request)
    after = request.GET.get("ab", "")[:40]
    page = search_register(request.ctx, words=words, shown=shown, after=after)
    parameters = parameters_of(request)
    values = {
        "page": page,
        "words": words,
        "shown": shown,
        "shown_names": SHOWN_NAMES,
        "export": "?" + urlencode(parameters) if parameters else "",
        "state_names": STATE_NAMES,
        **views_on(request, List.REGISTER),
        "first": "?" + urlencode(parameters) if after else "",
        "next": "?" + urlencode({**parameters, "ab": page.next}) if page.next else "",
    }
    return render(request, "trade/register.html", values)


@staff_page
def entry(request: Request, business: UUID) -> HttpResponse:
    """Show an entry."""
    view = business_view(request.ctx, business=business)
    return _entry(request, view)


def _entry(request: Request, view: BusinessView, *, error: str = "", status: int = 200) -> HttpResponse:
    values = {
        "view": view,
        "entry": view.entry,
        "state_names": STATE_NAMES,
        "may_extract": request.ctx.may(Trade.MAKE_EXTRACT),
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "trade/entry.html", values, status=status)


@staff_page
def extract(request: Request, business: UUID) -> HttpResponse:
    """Make an extract as PDF: for everybody with the public facts, for public bodies with all of them."""
    ctx = request.ctx
    ctx.authorise(Trade.MAKE_EXTRACT)
    whom, purpose = request.POST.get("fuer", "").strip()[:200], request.POST.get("zweck", "").strip()[:200]
    if request.method != "POST" or not whom or not purpose:
        view = business_view(ctx, business=business)
        error = str(PurposeMissingError.user_message) if request.method == "POST" else ""
        return _entry(request, view, error=error, status=422 if error else 200)
    view = business_view(ctx, business=business, purpose=f"Auszug für {whom}: {purpose}")
    is_full = request.POST.get("umfang") == "voll"
    data = _extract_data(request, view, whom, purpose, is_full=is_full)
    content = letter_pdf(house_folder(), "extract.typ", data, created=ctx.now())
    response = HttpResponse(content, content_type="application/pdf")
    name = f"Gewerberegister-{view.entry.number}.pdf"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _extract_data(
    request: Request, view: BusinessView, whom: str, purpose: str, *, is_full: bool
) -> dict[str, object]:
    entry, today = view.entry, show_date(request.ctx.today(), "de")
    with override("de"):  # an extract is a German document, whatever language the desk is read in
        state = str(STATE_NAMES[entry.state])
    public = [
        ("", "Name", entry.name),
        ("", "Gewerbetreibende", entry.trader),
        ("", "Anschrift des Betriebs", entry.address),
        ("", "Tätigkeit", entry.activity),
        ("", "Stand", state),
    ]
    sections = [("Eintrag", public)]
    if is_full:
        sections += [(section.title, list(section.lines)) for section in view.facts]
    basis = "§ 14 Abs. 6 GewO" if is_full else "§ 14 Abs. 5 Satz 2 GewO"
    return {
        "title": f"Auszug aus dem Gewerberegister {entry.number}",
        "sender": {"name": request.body_entry.name},
        "details": [["Für", whom], ["Zweck", purpose], ["Rechtsgrundlage", basis], ["Datum", today]],
        "sections": [
            {
                "title": title,
                "lines": [{"number": n, "label": label, "text": text} for n, label, text in lines],
            }
            for title, lines in sections
        ],
        "closing": "Die Daten dürfen nur für den genannten Zweck verarbeitet werden (§ 14 Abs. 12 GewO).",
    }
