"""The outgoing post (Postausgang): the day's letters printed as one, their posting noted, what came back, what is retrieved."""

from contextlib import suppress
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, gettext_lazy, ngettext

from modellregion.cases.commands.deliver_notice import TOGETHER_MAX, post_letters, take_posting_back
from modellregion.cases.notices.errors import DayImpossibleError, NoLetterChosenError
from modellregion.cases.notices.outgoing import OutgoingRow, Shown, letters_in_one, list_outgoing
from modellregion.cases.notices.states import DELIVERY_STATE_NAMES, WAY_NAMES
from modellregion.cases.pages.notice_actions import key
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response, table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request, parameters_of, staff_action, staff_page
from modellregion.region.kept_views import List, views_on

EXPORT_MAX = 10_000
SHOWN_NAMES = {
    Shown.TO_POST: gettext_lazy("Zu versenden"),
    Shown.POSTED: gettext_lazy("Versandt"),
    Shown.RETURNED: gettext_lazy("Rückläufer"),
    Shown.ELECTRONIC: gettext_lazy("Abruf auf der Statusseite"),
}
COLUMNS = (
    gettext_lazy("Vorgang"),
    gettext_lazy("Bescheid"),
    gettext_lazy("Empfänger"),
    gettext_lazy("Schlussgezeichnet"),
    gettext_lazy("Stand"),
    gettext_lazy("Versandt"),
)


@staff_page
def outgoing(request: Request) -> HttpResponse:
    """Show the list."""
    return _show(request)


def _show(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    shown, newest = _asked(request)
    page = list_outgoing(
        request.ctx,
        shown,
        search=request.GET.get("suche", ""),
        after=request.GET.get("ab", ""),
        newest_first=newest,
    )
    values = {
        "page": page,
        "shown": shown,
        "shown_names": SHOWN_NAMES,
        "state_names": DELIVERY_STATE_NAMES,
        **views_on(request, List.OUTGOING),
        "newest": newest,
        "search": request.GET.get("suche", ""),
        "next": f"?{urlencode({**parameters_of(request), 'ab': page.next})}" if page.next else "",
        "export": urlencode(parameters_of(request)),
        "error": error,
        "chosen": request.POST.getlist("brief") if error else [],
        "day": request.POST.get("am") or request.ctx.today().isoformat(),
        "said": _said(request),
        "has_posted": bool(_number(request, "versandt")),
    }  # fmt: skip
    return render(request, "cases/outgoing.html", values, status=status)


def _said(request: Request) -> str:
    """Return what was just done, from the address that led here."""
    if count := _number(request, "versandt"):
        return ngettext("%(num)d Brief ist als versandt vermerkt.", "%(num)d Briefe sind als versandt vermerkt.", count) % {"num": count}  # fmt: skip
    if count := _number(request, "zurueckgenommen"):
        return ngettext("%(num)d Vermerk ist zurückgenommen. Der Brief wartet wieder auf den Versand.", "%(num)d Vermerke sind zurückgenommen. Die Briefe warten wieder auf den Versand.", count) % {"num": count}  # fmt: skip
    return ""


def _number(request: Request, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _asked(request: Request) -> tuple[Shown, bool]:
    shown = Shown.TO_POST
    with suppress(ValueError):
        shown = Shown(request.GET.get("zeige") or request.POST.get("zeige", ""))
    order = request.GET.get("sortierung", "")
    return shown, order == "neueste" or (not order and shown is not Shown.TO_POST)


@staff_page
def outgoing_table(request: Request, form: str) -> HttpResponse:
    """Send the list as a table."""
    shown, newest = _asked(request)
    page = list_outgoing(
        request.ctx, shown, search=request.GET.get("suche", ""), newest_first=newest, size=EXPORT_MAX
    )
    rows = [_row(one) for one in page.rows]
    return table_response(form, "postausgang", gettext("Postausgang"), COLUMNS, rows)


def _row(one: OutgoingRow) -> list[Cell]:
    return [
        one.number,
        one.title,
        one.addressee.replace("\n", ", "),
        one.signed_on,
        f"{WAY_NAMES[one.way]}: {DELIVERY_STATE_NAMES[one.state]}",
        one.sent_on,
    ]


def _again(request: Request, error: ProductError) -> HttpResponse:
    return _show(request, error=str(error.user_message), status=422)


@staff_action(_again)
def outgoing_action(request: Request, action: str) -> HttpResponse:
    """Print the chosen letters, or note that they were posted; a refusal is said on the list, with all that was chosen."""
    if request.method != "POST" or action not in {"drucken", "versandt", "zuruecknehmen"}:
        raise NotFoundError(f"no action {action}")
    chosen = [found for text in request.POST.getlist("brief")[:TOGETHER_MAX] if (found := key(text))]
    if action == "drucken":
        return _print(request, chosen)
    if action == "zuruecknehmen":
        done = f"?zurueckgenommen={take_posting_back(request.ctx, deliveries=chosen)}"
    else:
        done = f"?versandt={post_letters(request.ctx, deliveries=chosen, on=_day(request))}"
    return HttpResponseRedirect(url("outgoing", slug=request.body_entry.slug) + done)


def _print(request: Request, chosen: list[UUID]) -> HttpResponse:
    if not chosen:
        raise NoLetterChosenError("no letter")
    content = letters_in_one(request.ctx, chosen)
    name = f"postausgang-{request.ctx.today().isoformat()}.pdf"
    return content_response(content, media_type="application/pdf", name=name, inline=True)


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.POST.get("am", ""))
    except ValueError:
        raise DayImpossibleError("no day") from None
