"""What is sent from a page of a notice: one command each. What is refused is said on the page, with all that was typed."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from modellregion.cases.commands.deliver_notice import note_receipt, note_remedy, note_return, send_by_post
from modellregion.cases.commands.draft_notice import Typed, begin_notice, discard_notice, save_draft
from modellregion.cases.commands.keep_text_module import modules_for
from modellregion.cases.commands.sign_notice import call_back, give_back, send_round, sign_notice
from modellregion.cases.notices.access import reach_notice
from modellregion.cases.notices.content import TEXT_LENGTH_MAX
from modellregion.cases.notices.errors import DayImpossibleError
from modellregion.cases.notices.rendering import filled, module_values
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ui.environment import url
from modellregion.region.frames import Request

REMARK_LENGTH_MAX = 1000
COSIGNER_FIELDS = ("mit-1", "mit-2", "mit-3")


def key(text: str) -> UUID | None:
    """Return the id that was sent, or None when it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def typed(request: Request) -> Typed:
    """Return what a draft's page sends; a revision that is no number is the first."""
    revision = request.POST.get("stand", "0")
    known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0
    return Typed({name: str(value) for name, value in request.POST.items()}, known)


def _page(request: Request, case: UUID, notice: UUID, anchor: str = "") -> str:
    return url("notice", slug=request.body_entry.slug, case=case, notice=notice) + anchor


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise DayImpossibleError("no day") from None


def _save(request: Request, case: UUID, notice: UUID) -> str:
    save_draft(request.ctx, case=case, notice=notice, typed=typed(request))
    return _page(request, case, notice, "#vorschau" if "vorschau" in request.POST else "")


def _insert(request: Request, case: UUID, notice: UUID) -> str:
    """Put a text module behind what a part says already, filled from the case."""
    ctx, part = request.ctx, request.POST.get("teil", "")
    entered = typed(request)
    subject = reach_notice(ctx, case, notice).subject
    chosen = request.POST.get(f"baustein-{part}", "")
    module = next((one for one in modules_for(ctx, subject.package) if one.key == chosen), None)
    if part not in {one.id for one in subject.kind.parts}:
        raise NotFoundError(f"no part {part[:40]}")
    if module is not None:
        before = entered.fields.get(f"teil-{part}", "").rstrip()
        text = filled(module.text, module_values(ctx, subject))
        joined = f"{before}\n\n{text}" if before else text
        entered = Typed({**entered.fields, f"teil-{part}": joined[:TEXT_LENGTH_MAX]}, entered.revision)
    save_draft(ctx, case=case, notice=notice, typed=entered)
    return _page(request, case, notice, f"#teil-{part}")


def _send_round(request: Request, case: UUID, notice: UUID) -> str:
    ctx = request.ctx
    revision = save_draft(ctx, case=case, notice=notice, typed=typed(request))
    del revision  # saved with the same form, so that what is sent round is what stands there
    cosigners = [found for name in COSIGNER_FIELDS if (found := key(request.POST.get(name, "")))]
    signer = key(request.POST.get("schluss", ""))
    send_round(ctx, case=case, notice=notice, cosigners=cosigners, signer=signer)
    if signer == ctx.actor.id and not cosigners and "gleich" in request.POST:
        sign_notice(ctx, case=case, notice=notice)
    return _page(request, case, notice)


def _sign(request: Request, case: UUID, notice: UUID) -> str:
    remark = request.POST.get("vermerk", "")[:REMARK_LENGTH_MAX]
    if request.POST.get("wie") == "zurueck":
        give_back(request.ctx, case=case, notice=notice, remark=remark)
    else:
        sign_notice(request.ctx, case=case, notice=notice, remark=remark)
    return _page(request, case, notice)


def _call_back(request: Request, case: UUID, notice: UUID) -> str:
    call_back(request.ctx, case=case, notice=notice)
    return _page(request, case, notice)


def _discard(request: Request, case: UUID, notice: UUID) -> str:
    discard_notice(request.ctx, case=case, notice=notice)
    return url("case", slug=request.body_entry.slug, case=case)


def _returned(request: Request, case: UUID, notice: UUID) -> str:
    note_return(
        request.ctx,
        case=case,
        delivery=_delivery(request),
        on=_day(request, "am"),
        reason=request.POST.get("grund", ""),
        addressee=request.POST.get("anschrift", ""),
    )
    return _page(request, case, notice)


def _received(request: Request, case: UUID, notice: UUID) -> str:
    note_receipt(request.ctx, case=case, delivery=_delivery(request), on=_day(request, "am"))
    return _page(request, case, notice)


def _by_post(request: Request, case: UUID, notice: UUID) -> str:
    send_by_post(request.ctx, case=case, delivery=_delivery(request))
    return _page(request, case, notice)


def _remedy(request: Request, case: UUID, notice: UUID) -> str:
    note_remedy(request.ctx, case=case, notice=notice, on=_day(request, "am"))
    return _page(request, case, notice)


def _follow(request: Request, case: UUID, notice: UUID) -> str:
    later = begin_notice(request.ctx, case=case, kind=request.POST.get("art", ""), about=notice)
    return _page(request, case, later)


def _delivery(request: Request) -> UUID:
    found = key(request.POST.get("zustellung", ""))
    if found is None:
        raise NotFoundError("no delivery named")
    return found


ACTIONS: dict[str, Callable[[Request, UUID, UUID], str]] = {
    "speichern": _save,
    "einfuegen": _insert,
    "zeichnung": _send_round,
    "zeichnen": _sign,
    "zurueckholen": _call_back,
    "verwerfen": _discard,
    "ruecklauf": _returned,
    "zugang": _received,
    "per-post": _by_post,
    "rechtsbehelf": _remedy,
    "folgebescheid": _follow,
}
