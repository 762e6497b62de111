"""Start pages of the region and of a municipality, search, situations, the description of a service."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs
from modellregion.packages.api import SITUATIONS, installed_services
from modellregion.portal.search import ServiceHit, portal_bodies, search
from modellregion.region.frames import Request, public_page


def region(request: HttpRequest) -> HttpResponse:
    """Show the start page of the region."""
    values = {"bodies": portal_bodies(), "situations": SITUATIONS.values()}
    return render(request, "portal/region.html", values)


def search_page(request: HttpRequest) -> HttpResponse:
    """Show what a search found."""
    words, place = request.GET.get("leistung", "")[:200], request.GET.get("ort", "")[:100]
    result = search(words, place, get_language() or "de")
    values = {"words": words, "place": place, "result": result, "situations": SITUATIONS.values()}
    return render(request, "portal/search.html", values)


def situation(request: HttpRequest, situation: str) -> HttpResponse:
    """Show the services of a situation, place by place."""
    found = SITUATIONS.get(situation)
    if found is None:
        raise Http404(situation)
    hits = [
        ServiceHit(body, service.package)
        for body in portal_bodies()
        for service in installed_services(body.id).values()
        if situation in service.package.service.situations
    ]
    return render(request, "portal/situation.html", {"situation": found, "hits": hits})


@public_page
def municipality(request: Request) -> HttpResponse:
    """Show the start page of a municipality."""
    services = installed_services(request.ctx.municipality).values()
    values = {
        "packages": [service.package for service in services],
        "situations": SITUATIONS,
    }
    return render(request, "portal/municipality.html", values)


@public_page
def service(request: Request, service: str) -> HttpResponse:
    """Describe a service: what, who, documents, fee, time, law, alternatives."""
    offered = installed_services(request.ctx.municipality).get(service)
    if offered is None:
        raise Http404(service)
    package, language = offered.package, request.ctx.language
    values = {"package": package, "text": lambda key: package.text(language, "service", key)}
    return render(request, "portal/service.html", values)


def imprint(request: HttpRequest) -> HttpResponse:
    """Say who is responsible for these pages."""
    return render(request, "portal/imprint.html", {})


def privacy(request: HttpRequest) -> HttpResponse:
    """Say which data are processed, why and how long."""
    return render(request, "portal/privacy.html", {})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible these pages are and where barriers can be reported."""
    return render(request, "portal/accessibility.html", {})


@for_programs("GET")
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Answer that the web process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")
