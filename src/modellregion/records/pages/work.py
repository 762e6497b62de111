"""What waits: e-mails to be filed, follow-ups that are due, documents that circulate."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.files import get_file
from modellregion.kernel.http.documents import csv_response, ods_response, table_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.tables import Cell
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.records.commands.fetch_mail import refused_mails
from modellregion.records.commands.take_mail import (
    discard_mail,
    duplicates_of,
    file_mail,
    locked_intake,
    mails_of,
    propose_files,
    take_mail,
)
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.mail import read_mail
from modellregion.records.pages.sent import identifier, wanted
from modellregion.records.policy import Records
from modellregion.records.queries import FileQuery, list_files
from modellregion.records.words import STEP_ORDER_NAMES, WHY_NAMES
from modellregion.records.work_queries import list_follow_ups, my_steps
from modellregion.region.acting import acting
from modellregion.region.api import list_units
from modellregion.region.frames import Request, staff_page

TEXT_SHOWN_MAX = 4_000
REFUSALS = {
    "too_large": gettext_lazy("größer als 60 MB"),
    "upload_refused": gettext_lazy("Schadsoftware"),
    "mail_refused": gettext_lazy("nicht lesbar"),
}
MAIL_COLUMNS = (
    gettext_lazy("Betreff"),
    gettext_lazy("Von"),
    gettext_lazy("Gesendet"),
    gettext_lazy("Anlagen"),
)
STEP_COLUMNS = (
    gettext_lazy("Dokument"),
    gettext_lazy("Aktenzeichen"),
    gettext_lazy("Verfügung"),
    gettext_lazy("Von"),
    gettext_lazy("Bis"),
)
FOLLOW_UP_COLUMNS = (
    gettext_lazy("Am"),
    gettext_lazy("Aktenzeichen"),
    gettext_lazy("Betreff"),
    gettext_lazy("Weshalb"),
    gettext_lazy("Für"),
)


@staff_page
def mails(request: Request) -> HttpResponse:
    """Show the e-mails that wait, and the place where more are taken in."""
    return _show_mails(request)


def _show_mails(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    rows = mails_of(ctx)
    units = [unit for unit in list_units(ctx) if unit.id in ctx.actor.units or ctx.may(Records.WORK_ALL)]
    values = {
        "mails": rows,
        "refused": refused_mails(ctx),
        "refusals": REFUSALS,
        "units": [(unit.id, unit.name) for unit in units],
        "error": error,
    }
    return render(request, "records/mails.html", values, status=status)


@staff_page
def mails_table(request: Request, form: str) -> HttpResponse:
    """Send the e-mails that wait as a table."""
    rows = [[row.subject, row.sender, row.sent_at, row.attachments] for row in mails_of(request.ctx)]
    return table_response(form, "post", gettext("Post"), MAIL_COLUMNS, rows)


def _take(request: Request) -> str:
    sent = request.FILES.getlist("datei")
    if not sent:
        raise EntryIncompleteError("no file")
    unit = wanted(request.POST.get("stelle", ""))
    taken = [
        take_mail(request.ctx, unit=unit, name=one.name or "E-Mail.eml", content=one.read()) for one in sent
    ]
    slug = request.body_entry.slug
    return url("mail", slug=slug, intake=taken[0].intake) if len(taken) == 1 else url("mails", slug=slug)


mails_action = acting(_show_mails, {"aufnehmen": _take})


@staff_page
def mail(request: Request, intake: UUID) -> HttpResponse:
    """Show an e-mail with the files it may belong to, the surest chosen."""
    return _show_mail(request, intake)


def _show_mail(request: Request, intake: UUID, *, error: str = "", status: int = 200) -> HttpResponse:
    ctx = request.ctx
    with tenant(ctx):
        row = locked_intake(ctx, intake)
    read = read_mail(get_file(ctx.municipality, row.sha256))
    proposals = propose_files(ctx, mail=read)
    words = request.GET.get("suche", "")[:200]
    values = {
        "row": row,
        "mail": read,
        "text": read.text[:TEXT_SHOWN_MAX],
        "is_cut": len(read.text) > TEXT_SHOWN_MAX,
        "proposals": proposals,
        "duplicates": duplicates_of(ctx, sha256=row.sha256, message_id=row.message_id),
        "found": list_files(ctx, FileQuery(search=words, size=20)).rows if words else [],
        "words": words,
        "why_names": WHY_NAMES,
        "error": error,
        "entered": request.POST if error else {},
    }
    return render(request, "records/mail.html", values, status=status)


def _file(request: Request, intake: UUID) -> str:
    file = wanted(request.POST.get("akte", ""))
    file_mail(request.ctx, intake=intake, file=file, part=identifier(request.POST.get("teil", "")))
    return url("file", slug=request.body_entry.slug, file=file)


def _discard(request: Request, intake: UUID) -> str:
    discard_mail(request.ctx, intake=intake, reason=request.POST.get("grund", ""))
    return url("mails", slug=request.body_entry.slug)


mail_action = acting(_show_mail, {"ablegen": _file, "beiseite": _discard})


@staff_page
def follow_ups(request: Request) -> HttpResponse:
    """Show the follow-ups, one's own or all that one reaches."""
    mine = request.GET.get("zeige") != "alle"
    values = {
        "rows": list_follow_ups(request.ctx, mine=mine),
        "mine": mine,
        "today": request.ctx.today(),
    }
    return render(request, "records/follow_ups.html", values)


@staff_page
def follow_ups_export(request: Request) -> HttpResponse:
    """Send the follow-ups as a table."""
    return csv_response("wiedervorlagen", FOLLOW_UP_COLUMNS, _follow_up_cells(request))


@staff_page
def follow_ups_spreadsheet(request: Request) -> HttpResponse:
    """Send the follow-ups as a spreadsheet."""
    title = gettext("Wiedervorlagen")
    return ods_response("wiedervorlagen", title, FOLLOW_UP_COLUMNS, _follow_up_cells(request))


def _follow_up_cells(request: Request) -> list[list[Cell]]:
    rows = list_follow_ups(request.ctx, mine=request.GET.get("zeige") != "alle")
    return [[row.due_on, row.reference, row.subject, row.reason, row.owner] for row in rows]


@staff_page
def circulations(request: Request) -> HttpResponse:
    """Show what circulates and waits for the reader."""
    names = {key.value: name for key, name in STEP_ORDER_NAMES.items()}
    values = {"steps": my_steps(request.ctx), "order_names": names, "today": request.ctx.today()}
    return render(request, "records/circulations.html", values)


@staff_page
def circulations_table(request: Request, form: str) -> HttpResponse:
    """Send the steps that wait for the reader as a table."""
    names = {key.value: str(name) for key, name in STEP_ORDER_NAMES.items()}
    rows = [
        [row.title, row.reference, names[row.order], row.started_by, row.due_on]
        for row in my_steps(request.ctx)
    ]
    return table_response(form, "laufmappen", gettext("Laufmappen"), STEP_COLUMNS, rows)
