"""Change proposals: those received, with differences and a trial; those made here, and what became of them."""

import json
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError, ProductError
from modellregion.kernel.http.documents import content_response
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import (
    PROPOSAL_BYTES_MAX,
    BundleError,
    PackageError,
    Path,
    installed_services,
)
from modellregion.region.frames import Request, staff_page_of_commands
from modellregion.transfer.commands.decide_proposals import (
    accept_into_draft,
    decline_proposal,
    next_version,
    receive_proposal,
    try_proposal,
)
from modellregion.transfer.commands.send_proposal import (
    ask_about_proposal,
    save_proposal,
    send_proposal,
    sent_row,
    suggested_address,
)
from modellregion.transfer.pages.steps import sentences_of
from modellregion.transfer.policy import Transfer
from modellregion.transfer.proposals import PAGE_SIZE, ProposalState, list_proposals, proposal_view
from modellregion.transfer.publishers import author_of
from modellregion.transfer.queries import running_title, running_view
from modellregion.transfer.sent import list_sent, proposable

STATES = {
    ProposalState.SAVED: gettext_lazy("nicht gesendet"),
    ProposalState.OPEN: gettext_lazy("wartet auf Entscheidung"),
    ProposalState.ACCEPTED: gettext_lazy("angenommen"),
    ProposalState.DECLINED: gettext_lazy("abgelehnt"),
}


@staff_page_of_commands
def proposals(request: Request) -> HttpResponse:
    """Show what others propose and what was proposed here; take a proposal that came as a file; ask for an answer."""
    ctx = request.ctx
    ctx.authorise(Transfer.SEE)
    sentences: list[str] = []
    if request.method == "POST":
        try:
            if "fragen" in request.POST:
                ask_about_proposal(ctx, proposal=_id(request.POST["fragen"]))
                return HttpResponseRedirect(f"{request.path}#eigene")
            found = receive_proposal(ctx, content=_uploaded(request))
            return HttpResponseRedirect(url("proposal", slug=request.body_entry.slug, proposal=found))
        except NotAllowedError:
            raise
        except ProductError as error:
            sentences = _said(error)
    wanted = request.GET.get("zeige", "offen")
    state = ProposalState.OPEN if wanted == "offen" else None
    before = request.GET.get("ab", "")
    entries = list_proposals(ctx, state=state, before=_id(before) if before else None)
    values = {
        "received": entries,
        "next": str(entries[-1].id) if len(entries) == PAGE_SIZE else "",
        "shown": "offen" if state else "alle",
        "sent": list_sent(ctx),
        "titles": _titles(ctx),
        "states": STATES,
        "may_decide": ctx.may(Transfer.PUBLISH),
        "sentences": sentences,
    }
    return render(request, "transfer/proposals.html", values, status=422 if sentences else 200)


@staff_page_of_commands
def proposal(request: Request, proposal: UUID) -> HttpResponse:
    """Show one received proposal; try it, accept it into the draft of the next version, or decline it."""
    ctx, slug = request.ctx, request.body_entry.slug
    sentences: list[str] = []
    if request.method == "POST":
        try:
            if "erproben" in request.POST:
                try_proposal(ctx, proposal=proposal)
            elif "annehmen" in request.POST:
                version = request.POST.get("version", "")[:20]
                draft = accept_into_draft(ctx, proposal=proposal, version=version)
                return HttpResponseRedirect(url("preparation", slug=slug, preparation=draft))
            else:
                decline_proposal(ctx, proposal=proposal, reason=request.POST.get("begruendung", "")[:2000])
            return HttpResponseRedirect(request.path)
        except NotAllowedError:
            raise
        except (ProductError, PackageError) as error:
            sentences = _said(error)
    view = proposal_view(ctx, proposal=proposal, is_tried=False)
    values = {
        "view": view,
        "entry": view.entry,
        "title": _titles(ctx).get(view.entry.package, view.entry.package),
        "states": STATES,
        "may_decide": ctx.may(Transfer.PUBLISH) and view.entry.state is ProposalState.OPEN,
        "next_version": _next(ctx, view.entry.package),
        "sentences": sentences,
        "entered": request.POST,
    }
    return render(request, "transfer/proposal.html", values, status=422 if sentences else 200)


@staff_page_of_commands
def propose(request: Request, service: str) -> HttpResponse:
    """Choose own changes to be proposed to the author, and send them or save them as a file."""
    ctx, slug = request.ctx, request.body_entry.slug
    ctx.authorise(Transfer.PUBLISH)
    running = running_view(ctx, service)
    sentences: list[str] = []
    if request.method == "POST":
        try:
            reason, paths = request.POST.get("grund", "")[:2000], _paths(request.POST.getlist("anpassung"))
            if "speichern" in request.POST:
                save_proposal(ctx, package=service, reason=reason, paths=paths)
            else:
                address = request.POST.get("adresse", "")[:500]
                send_proposal(ctx, package=service, reason=reason, paths=paths, address=address)
            return HttpResponseRedirect(url("proposals", slug=slug) + "#eigene")
        except NotAllowedError:
            raise
        except ProductError as error:
            sentences = _said(error)
    author = author_of(running.upstream_hash)
    values = {
        "service": service,
        "title": running_title(ctx, service),
        "running": running,
        "changes": [(json.dumps(owned.change.path), words, owned) for words, owned in proposable(running)],
        "scenarios": [one.content.title for one in running.scenarios],
        "author": author.name if author else "",
        "address": request.POST.get("adresse", suggested_address(running)),
        "entered": request.POST,
        "chosen": request.POST.getlist("anpassung"),
        "sentences": sentences,
    }
    return render(request, "transfer/propose.html", values, status=422 if sentences else 200)


@staff_page_of_commands
def proposal_file(request: Request, proposal: UUID) -> HttpResponse:
    """Hand out a proposal that was made here, as it was signed."""
    request.ctx.authorise(Transfer.SEE)
    row = sent_row(request.ctx, proposal)
    name = f"vorschlag-{row.package}-{row.made_at.date()}.json"
    return content_response(bytes(row.content), media_type="application/json", name=name)


def _titles(ctx: Context) -> dict[str, str]:
    services = installed_services(ctx.municipality)
    return {name: service.package.title(ctx.language) for name, service in services.items()}


def _next(ctx: Context, package: str) -> str:
    try:
        return next_version(ctx, package=package) if ctx.may(Transfer.PUBLISH) else ""
    except ProductError:
        return ""


def _paths(texts: list[str]) -> list[Path]:
    found = []
    for text in texts:
        try:
            parts = json.loads(text)
        except json.JSONDecodeError:
            continue
        if isinstance(parts, list):
            found.append(tuple(map(str, parts)))
    if not found:
        raise ProductError(
            "nothing chosen", user_message=_("Bitte wählen Sie, welche Anpassungen Sie vorschlagen.")
        )
    return found


def _uploaded(request: Request) -> bytes:
    file = request.FILES.get("datei")
    if not isinstance(file, UploadedFile) or not file.size:
        raise ProductError("no file", user_message=_("Bitte wählen Sie eine Vorschlagsdatei (.json)."))
    if file.size > PROPOSAL_BYTES_MAX:
        raise ProductError("too large", user_message=_("Die Vorschlagsdatei ist größer als 1 MB."))
    content: bytes = file.read()
    return content


def _said(error: ProductError | PackageError) -> list[str]:
    """Return what is wrong; of a file that is no sound proposal also what exactly."""
    if isinstance(error, BundleError):
        sentence = _("Dieser Vorschlag kann nicht angenommen werden. Es wurde nichts gespeichert.")
        return [sentence, str(error)]
    return sentences_of(error)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError(f"no id {text[:50]}") from error
