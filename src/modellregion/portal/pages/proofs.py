"""What anybody can check of a municipality's journal: a receipt, its public key, its newest checkpoint."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from modellregion.cases.api import ACTION_NAMES, Action
from modellregion.journal.api import (
    CheckedReceipt,
    Fault,
    ReceiptError,
    Standing,
    WitnessRefusedError,
    check_here,
    cosign,
    known_keys,
    latest_checkpoint,
    receipt_in,
)
from modellregion.kernel.context import ActorKind
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs
from modellregion.kernel.tenancy import tenant
from modellregion.region.frames import Request, public_page

CONFLICT = HTTPStatus.CONFLICT
REQUEST_MAX = 64 * 1024
BYTES_MAX = 20 * 1024 * 1024
FAULTS = {
    Fault.UNREADABLE: gettext_lazy(
        "Die Datei enthält keinen Beleg. Bitte wählen Sie die Datei „…-beleg.json“ oder das PDF Ihres Antrags."
    ),
    Fault.OTHER_JOURNAL: gettext_lazy(
        "Der Beleg gehört zu einer anderen Behörde. Bitte prüfen Sie ihn auf deren Seite."
    ),
    Fault.SIGNATURE: gettext_lazy(
        "Die Unterschrift stimmt nicht. Diese Behörde hat den Beleg so nicht ausgestellt."
    ),
    Fault.LEAF: gettext_lazy("Der Eintrag im Beleg wurde verändert."),
    Fault.PAYLOAD: gettext_lazy("Die Angaben zum Eintrag wurden verändert. Eingetragen wurde etwas anderes."),
    Fault.PROOF: gettext_lazy(
        "Der Beleg wurde verändert: Der Eintrag steht nicht in dem unterschriebenen Journal."
    ),
}
STANDINGS = {
    Standing.REWRITTEN: gettext_lazy(
        "Der Beleg ist echt. Im Journal steht heute aber etwas anderes. Das darf nicht sein. Bitte bewahren Sie den Beleg auf "
        "und wenden Sie sich an die Behörde und ihre Datenschutzaufsicht."
    ),
    Standing.SHORTENED: gettext_lazy(
        "Der Beleg ist echt. Im Journal fehlen heute aber Einträge. Das darf nicht sein. Bitte bewahren Sie den Beleg auf "
        "und wenden Sie sich an die Behörde und ihre Datenschutzaufsicht."
    ),
}
OTHER_ACTIONS = {"sealed": gettext_lazy("Schreiben gesiegelt")}
ACTORS = {
    ActorKind.CITIZEN: gettext_lazy("Antragstellende Person"),
    ActorKind.STAFF: gettext_lazy("Beschäftigte der Behörde"),
    ActorKind.SYSTEM: gettext_lazy("Automatisch"),
}


@public_page
def check_receipt(request: Request) -> HttpResponse:
    """Take a receipt, as JSON or as the PDF that carries it, and say what it proves."""
    keys = known_keys(request.ctx.municipality)
    values: dict[str, object] = {"keys": keys, "error": "", "leaf": None}
    if request.method != "POST":
        return render(request, "portal/receipt.html", values)
    file = request.FILES.get("beleg")
    try:
        content = file.read() if file is not None and (file.size or 0) <= BYTES_MAX else b""
        checked = check_here(request.ctx.municipality, receipt_in(content))
    except ReceiptError as error:
        return render(request, "portal/receipt.html", {**values, "error": FAULTS[error.fault]}, status=422)
    return render(request, "portal/receipt.html", {**values, **_shown(checked)})


def _shown(checked: CheckedReceipt) -> dict[str, object]:
    leaf, payload = checked.proven.leaf, checked.proven.payload
    known = {action.value for action in Action}
    return {
        "leaf": leaf,
        "action": ACTION_NAMES[Action(leaf.action)]
        if leaf.action in known
        else OTHER_ACTIONS.get(leaf.action, leaf.action),
        "actor": (payload.actor if payload else "") or ACTORS[ActorKind(leaf.actor_kind)],
        "is_erased": payload is None,
        "size": checked.proven.checkpoint.size,
        "warning": STANDINGS.get(checked.standing),
    }


@for_programs("GET")
@public_page
def journal_key(request: Request) -> HttpResponse:
    """Send the public keys of the journal, one a line, the one in use first."""
    lines = [key.text for key in known_keys(request.ctx.municipality)]
    return _text("".join(f"{line}\n" for line in lines))


@for_programs("GET")
@public_page
def journal_checkpoint(request: Request) -> HttpResponse:
    """Send the newest checkpoint with its cosignatures."""
    with tenant(request.ctx):
        signed = latest_checkpoint(request.ctx.municipality)
    if signed is None:
        raise NotFoundError("nothing was signed yet")
    return _text(str(signed.note))


@for_programs("POST")
@public_page
def add_checkpoint(request: Request) -> HttpResponse:
    """Sign another journal's checkpoint as a witness (c2sp.org/tlog-witness)."""
    try:
        signature = cosign(request.ctx.municipality, request.body[:REQUEST_MAX].decode(errors="replace"))
    except WitnessRefusedError as error:
        kind = "text/x.tlog.size" if error.status == CONFLICT else "text/plain; charset=utf-8"
        return HttpResponse(f"{error}\n", status=error.status, content_type=kind)
    return _text(signature.line)


def _text(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
