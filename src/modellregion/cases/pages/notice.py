"""The pages of a notice (Bescheid): writing with a preview, signing, delivery, remedy; the preview while somebody types."""

import base64
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from modellregion.cases.access import may_see
from modellregion.cases.commands.draft_notice import begin_notice, save_draft
from modellregion.cases.commands.keep_text_module import modules_for
from modellregion.cases.commands.sign_notice import permission_to_sign
from modellregion.cases.notices.access import Reached, reach_notice
from modellregion.cases.notices.content import Content, opened, written
from modellregion.cases.notices.errors import DraftChangedError, NoticeClosedError, TemplateBrokenError
from modellregion.cases.notices.kinds import HOUSE_KINDS, PART_HINTS, kind_name, part_name
from modellregion.cases.notices.models import Notice
from modellregion.cases.notices.reading import NoticeView, can_be_followed, view_of
from modellregion.cases.notices.rendering import notice_pdf, notice_pictures
from modellregion.cases.notices.states import (
    CLOCK_END_NAMES,
    DELIVERY_STATE_NAMES,
    NOTICE_STATE_NAMES,
    RELATION_NAMES,
    RETURN_REASONS,
    WAY_NAMES,
)
from modellregion.cases.pages.notice_actions import ACTIONS, COSIGNER_FIELDS, typed
from modellregion.cases.policy import Cases
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.mail import can_send
from modellregion.kernel.ui.environment import url
from modellregion.records.api import Order, document_content, find_document
from modellregion.region.api import list_colleagues, list_holders
from modellregion.region.frames import Request, staff_action, staff_page


@staff_page
def notice_new(request: Request, case: UUID) -> HttpResponse:
    """Begin a draft of the chosen kind, and go on to write it."""
    if request.method != "POST":
        return HttpResponseRedirect(url("case", slug=request.body_entry.slug, case=case) + "#bescheide")
    notice = begin_notice(request.ctx, case=case, kind=request.POST.get("art", ""))
    return HttpResponseRedirect(url("notice", slug=request.body_entry.slug, case=case, notice=notice))


@staff_page
def notice_page(request: Request, case: UUID, notice: UUID) -> HttpResponse:
    """Show a notice: to be written, to be signed, or as it was signed with all that came after."""
    return _show(request, case, notice)


@staff_page
def notice_of_document(request: Request, document: UUID) -> HttpResponse:
    """Lead from a document of the file to the notice it is."""
    ctx = request.ctx
    row = Notice.objects.filter(municipality_id=ctx.municipality, document_id=document).first()
    if row is None:
        raise NotFoundError(f"no notice with document {document}")
    reach_notice(ctx, row.case_id, row.id)
    slug = request.body_entry.slug
    return HttpResponseRedirect(url("notice", slug=slug, case=row.case_id, notice=row.id))


@staff_page
def notice_file(request: Request, case: UUID, notice: UUID) -> HttpResponse:
    """Send the notice as PDF: the draft as it stands, or what was signed."""
    ctx = request.ctx
    reached = reach_notice(ctx, case, notice)
    row = reached.row
    if row.signed_at is not None and row.document_id is not None:
        entry = find_document(ctx, file=reached.subject.work.case.row.file_id, document=row.document_id)
        content = document_content(ctx, entry)
    else:
        content = notice_pdf(ctx, reached.subject, opened(row))
    name = f"{reached.subject.work.case.row.number}-{row.kind}.pdf"
    return content_response(content, media_type="application/pdf", name=name, inline=True)


@staff_page
def notice_preview(request: Request, case: UUID, notice: UUID) -> HttpResponse:
    """Save what was typed, and return the preview as a part of the page; a script asks for it while somebody types."""
    if request.method != "POST":
        return HttpResponseRedirect(url("notice", slug=request.body_entry.slug, case=case, notice=notice))
    ctx, status, conflict = request.ctx, 200, False
    revision = typed(request).revision
    try:
        revision = save_draft(ctx, case=case, notice=notice, typed=typed(request), may_void=False)
    except (DraftChangedError, NoticeClosedError):
        status, conflict = 409, True
    reached = reach_notice(ctx, case, notice)
    content = written(reached.subject.kind, typed(request).fields)
    values = {"revision": revision, "conflict": conflict, **_preview(ctx, reached, content)}
    return render(request, "cases/notice_preview.html", values, status=status)


def _again(request: Request, case: UUID, notice: UUID, error: ProductError) -> HttpResponse:
    status = 409 if isinstance(error, DraftChangedError) else 422
    return _show(request, case, notice, error=error, status=status)


@staff_action(_again)
def notice_action(request: Request, case: UUID, notice: UUID, action: str) -> HttpResponse:
    """Carry out what was asked; a refusal is said on the page of the notice, with all that was typed."""
    if request.method != "POST" or action not in ACTIONS:
        raise NotFoundError(f"no action {action}")
    return HttpResponseRedirect(ACTIONS[action](request, case, notice))


def _show(
    request: Request, case: UUID, notice: UUID, *, error: ProductError | None = None, status: int = 200
) -> HttpResponse:
    ctx = request.ctx
    reached = reach_notice(ctx, case, notice)
    view = view_of(ctx, reached)
    entered = (
        typed(request).fields if error is not None and "anschrift" in request.POST and view.is_draft else None
    )
    content = written(view.kind, entered) if entered is not None else view.content
    conflict = isinstance(error, DraftChangedError)
    values = {
        "view": view,
        "content": content,
        "theirs": view.content if conflict else None,
        # Whoever saves after having seen the other's text means it.
        "revision": view.row.revision,
        "error": str(error.user_message) if error else "",
        "entered": request.POST if error else {},
        "by_post": bool(entered.get("nur-post")) if entered is not None else view.row.by_post,
        "title": f"{kind_name(view.package, view.kind, ctx.language)}"
        if not view.line.relation
        else view.line.title,
        "my_step": view.running.current_of(ctx.actor) if view.running else None,
        "may_work": ctx.may(Cases.WORK) and may_see(ctx, reached.subject.work.case.row),
        "names": _names(),
        "today": ctx.today(),
        **(_writing(ctx, view) if view.is_draft else {}),
        **(_preview(ctx, reached, content) if view.is_draft else {"pictures": [], "broken": ""}),
    }
    template = "cases/notice_draft.html" if view.is_draft else "cases/notice_signed.html"
    return render(request, template, values, status=status)


def _writing(ctx: Context, view: NoticeView) -> dict[str, object]:
    """Return what is needed to write and to send round: text modules by part, people."""
    modules = modules_for(ctx, view.package)
    kind = view.kind
    return {
        "parts": [
            {
                "id": part.id,
                "name": part_name(view.package, kind, part, ctx.language),
                "hint": str(PART_HINTS.get(part.id, ""))
                if ctx.language != "de" or not part.hint
                else part.hint,
                "norm": part.norm,
                "is_required": part.is_required,
                "modules": [one for one in modules if one.part in {"", part.id}],
            }
            for part in kind.parts
        ],
        "colleagues": [(one.id, one.name) for one in list_colleagues(ctx)],
        "signers": [(one.id, one.name) for one in list_holders(ctx, permission_to_sign(kind))],
        "may_sign_alone": ctx.may(permission_to_sign(kind)) and not kind.four_eyes,
        "cosigner_fields": COSIGNER_FIELDS,
        "mail": can_send(),
    }


def _preview(ctx: Context, reached: Reached, content: Content) -> dict[str, object]:
    try:
        pages = notice_pictures(ctx, reached.subject, content)
    except TemplateBrokenError as error:
        return {"pictures": [], "broken": str(error.user_message)}
    return {"pictures": [base64.b64encode(page).decode() for page in pages], "broken": ""}


def _names() -> dict[str, object]:
    return {
        "states": NOTICE_STATE_NAMES,
        "ways": WAY_NAMES,
        "delivery": DELIVERY_STATE_NAMES,
        "relations": RELATION_NAMES,
        "returns": RETURN_REASONS,
        "ends": CLOCK_END_NAMES,
        "house": list(HOUSE_KINDS),
        "sign": Order.SIGN,
        "follow": can_be_followed,
    }
