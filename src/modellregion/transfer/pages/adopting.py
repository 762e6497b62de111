"""Take a service over, step by step: choose it, look at what it brings, settle what it needs from here."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.http.pages import render
from modellregion.kernel.ui.environment import url
from modellregion.packages.api import PackageError, installed_services
from modellregion.region.api import list_units
from modellregion.region.frames import Request, confirm_address, staff_page_of_commands
from modellregion.transfer.asking import BYTES_MAX
from modellregion.transfer.catalogue import bundle_content, offering, offerings
from modellregion.transfer.commands.prepare import (
    agree_to_publisher,
    begin_preparation,
    fill_preparation,
    give_up_preparation,
)
from modellregion.transfer.commands.upgrade_package import number_of
from modellregion.transfer.contents import contents_of
from modellregion.transfer.offers import chosen
from modellregion.transfer.pages.steps import gate, sentences_of, step_page
from modellregion.transfer.policy import Transfer
from modellregion.transfer.preparations import (
    Preparation,
    find_preparation,
    is_changed_key,
    list_preparations,
    publisher_question,
    summary_of,
)
from modellregion.transfer.remote import (
    RemoteBundle,
    RemotePackage,
    is_bundle_address,
    remote_bundle,
    remote_catalogue,
)


@staff_page_of_commands
def adopting(request: Request) -> HttpResponse:
    """Choose a service: of this installation's catalogue, of another installation, or from a file."""
    ctx = request.ctx
    ctx.authorise(Transfer.ADOPT)
    sentences: list[str] = []
    remote: list[RemotePackage] = []
    if request.method == "POST":
        try:
            found = _chosen(request)
        except (ProductError, PackageError) as error:
            sentences = sentences_of(error)
        else:
            if isinstance(found, UUID):
                return HttpResponseRedirect(
                    url("preparation", slug=request.body_entry.slug, preparation=found)
                )
            remote = found
    words = request.GET.get("suche", "")[:200]
    here = installed_services(ctx.municipality)
    values = {
        "entries": [
            (
                entry,
                _standing(
                    entry.version, here[entry.package].package.version if entry.package in here else ""
                ),
            )
            for entry in chosen(offerings(), words=words)
        ],
        "begun": [(one, one.title(ctx.language)) for one in list_preparations(ctx)],
        "words": words,
        "remote": remote,
        "address": request.POST.get("adresse", ""),
        "sentences": sentences,
    }
    return render(request, "transfer/adopting.html", values, status=422 if sentences else 200)


def _standing(offered: str, here: str) -> str:
    """Return how an offered version stands to the one here: new, newer, here."""
    if not here:
        return "new"
    return "newer" if number_of(offered) > number_of(here) else "here"


def _chosen(request: Request) -> UUID | list[RemotePackage]:
    """Begin with what was chosen; for another installation without a choice yet, return what it offers."""
    ctx, posted = request.ctx, request.POST
    match posted.get("quelle"):
        case "katalog":
            package = posted.get("paket", "")[:100]
            entry = offering(package, sha256=posted.get("pruefsumme", "")[:64])
            if entry.origin:
                return _begin(ctx, remote_bundle(entry.bundle, package))
            content, origin = bundle_content(entry.sha256), _("Katalog dieser Installation")
        case "datei":
            content, origin = _uploaded(request)
        case "adresse":
            address, package = posted.get("adresse", "")[:500], posted.get("paket", "")[:100]
            if not package and not is_bundle_address(address):
                return remote_catalogue(address)
            return _begin(ctx, remote_bundle(address, package))
        case _:
            raise ProductError("no source", user_message=_("Bitte wählen Sie eine Leistung."))
    return begin_preparation(ctx, content=content, origin=origin)


def _begin(ctx: Context, bundle: RemoteBundle) -> UUID:
    return begin_preparation(ctx, content=bundle.content, origin=bundle.address, withdrawal=bundle.withdrawal)


def _uploaded(request: Request) -> tuple[bytes, str]:
    file = request.FILES.get("datei")
    if not isinstance(file, UploadedFile) or not file.size:
        raise ProductError("no file", user_message=_("Bitte wählen Sie eine Paketdatei (.zip)."))
    if file.size > BYTES_MAX:
        raise ProductError("too large", user_message=_("Die Paketdatei ist größer als 8 MB."))
    return file.read(), _("Datei {name}").format(name=str(file.name)[:200])


@staff_page_of_commands
def preparation(request: Request, preparation: UUID) -> HttpResponse:
    """Show what a service brings or changes; agree to its publisher; give the preparation up."""
    sentences: list[str] = []
    confirm = ""
    if request.method == "POST":
        try:
            if "verwerfen" in request.POST:
                give_up_preparation(request.ctx, preparation=preparation)
                return HttpResponseRedirect(url("adopt", slug=request.body_entry.slug))
            fingerprint = request.POST.get("schluessel", "")[:100]
            agree_to_publisher(request.ctx, preparation=preparation, fingerprint=fingerprint)
            return HttpResponseRedirect(request.get_full_path())
        except ProductError as error:
            sentences, confirm = sentences_of(error), confirm_address(request, error)
    found = find_preparation(request.ctx, preparation)
    question = publisher_question(request.ctx, found)
    values = {
        "question": question,
        "is_changed_key": question is not None and is_changed_key(question),
        "may_agree": found.is_neighbour or request.ctx.may(Transfer.TRUST),
        "entered": request.POST.get("schluessel", ""),
        "sentences": sentences,
        "confirm": confirm,
        **({} if question else _brought(request, found)),
    }
    return step_page(request, found, "preparation", values)


def _brought(request: Request, found: Preparation) -> dict[str, object]:
    try:
        package = found.compiled
    except PackageError as error:
        return {"sentences": sentences_of(error), "contents": None}
    return {
        "contents": contents_of(package, found.bundle.files, request.ctx.language),
        "summary": summary_of(request.ctx, found) if found.is_upgrade else None,
        "running": found.running(request.ctx) if found.is_upgrade else None,
    }


@staff_page_of_commands
def slots(request: Request, preparation: UUID) -> HttpResponse:
    """Settle what the package needs from its municipality."""
    ctx = request.ctx
    found = find_preparation(ctx, preparation)
    if found.is_upgrade:
        return HttpResponseRedirect(url("preparation", slug=request.body_entry.slug, preparation=preparation))
    if (closed := gate(request, found)) is not None:
        return closed
    if request.method == "POST":
        said = {
            name.removeprefix("festlegung:"): text
            for name, text in request.POST.items()
            if name.startswith("festlegung:") and isinstance(text, str)
        }
        fill_preparation(ctx, preparation=preparation, said=said)
        if "spaeter" in request.POST:
            return HttpResponseRedirect(url("adopt", slug=request.body_entry.slug))
        target = "preparation_trial"
        if any(one.stands_in_the_way for one in find_preparation(ctx, preparation).slots(ctx)):
            target = "preparation_slots"
        return HttpResponseRedirect(url(target, slug=request.body_entry.slug, preparation=preparation))
    filled = found.slots(ctx)
    values = {
        "slots": filled,
        "units": list_units(ctx),
        "open": [one for one in filled if one.stands_in_the_way],
        "was_asked": bool(found.said),
    }
    return step_page(request, found, "preparation_slots", values)
