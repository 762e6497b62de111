"""The gate before every page: no method that it does not take, no request that another site made, nobody too often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from modellregion.kernel.callers import Address, address_of, enter, is_unlimited, network_of
from modellregion.kernel.errors import NotFoundError, TooManyError
from modellregion.kernel.http.middleware import GetResponse
from modellregion.kernel.http.pages import foreign_request_page, refusal_page, wrong_method_page
from modellregion.kernel.http.programs import methods_of
from modellregion.kernel.limits import Bucket, Limit, check_remembered, take
from modellregion.kernel.security_log import Event, told

_SAFE = frozenset({"GET", "HEAD"})
_OWN = frozenset({"same-origin", "none"})
_MEGABYTE = 1024 * 1024
_SMALL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a route may be asked: by one address, for one municipality. ``reading``: also for GET."""

    address: Limit | None = None
    municipality: Limit | None = None
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All limits of an installation, by the names of routes.

    ``posting`` is for forms of pages that need no login; ``uploads`` counts megabytes: by one address, by one session of
    the desk, for one municipality. ``guessing`` counts addresses with a code that nobody has. ``from_elsewhere`` names the
    routes that other sites may send forms to, or read as anybody may.
    """

    routes: Mapping[str, Rule]
    posting: Rule
    uploads: Rule
    session_uploads: Limit
    guessing: Limit
    from_elsewhere: frozenset[str]


class Gate:
    """Django middleware; within the frame, before anything is read of the request's body."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next one in."""
        self.get_response = get_response
        self.rules: Rules = import_string(settings.LIMITS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Remember who asks."""
        enter(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _arguments: Sequence[str], parts: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Refuse other methods than the address takes, what another site made a browser ask for, and who asks too often."""
        if request.method not in methods_of(view):
            return wrong_method_page(request)
        route = request.resolver_match.view_name if request.resolver_match else ""
        if _is_foreign(request) and route not in self.rules.from_elsewhere:
            told(Event.CROSS_SITE_REFUSED, route=route, site=request.headers["Sec-Fetch-Site"])
            return foreign_request_page(request)
        address = address_of(request)
        try:
            if "code" in parts and address is not None and not is_unlimited(address):
                check_remembered(self.rules.guessing.of(network_of(address)))
            self._count(request, view, route, str(parts.get("slug", "")))
        except TooManyError as error:
            return refusal_page(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Count addresses with codes that nobody has."""
        match, address = request.resolver_match, address_of(request)
        is_guess = isinstance(exception, NotFoundError) and match is not None and "code" in match.kwargs
        if not is_guess or address is None or is_unlimited(address):
            return None
        try:
            take([self.rules.guessing.of(network_of(address))])
        except TooManyError as error:
            return refusal_page(request, error)
        return None

    def _count(self, request: HttpRequest, view: Any, route: str, slug: str) -> None:
        is_reading = request.method in _SAFE
        is_desk = getattr(view, "is_staff_page", False)
        rule = self.rules.routes.get(route, Rule() if is_desk else self.rules.posting)
        address = address_of(request)
        if not is_reading or rule.reading:
            take(_buckets(rule, address, slug))
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if not is_reading and size > _SMALL:
            buckets = _buckets(self.rules.uploads, None if is_desk else address, slug)
            session = "".join(request.COOKIES.get(name, "") for name in ("__Host-amt", "amt"))
            if is_desk and session:
                buckets.append(self.rules.session_uploads.of(session))
            take(buckets, cost=-(-size // _MEGABYTE))


def _buckets(rule: Rule, address: Address | None, slug: str) -> list[Bucket]:
    found = []
    if rule.address is not None and address is not None and not is_unlimited(address):
        found.append(rule.address.of(network_of(address)))
    if rule.municipality is not None and slug:
        found.append(rule.municipality.of(slug))
    return found


def _is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site made it ask, other than by a link (Fetch Metadata, W3C)."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in _OWN:
        return False
    is_link = request.method in _SAFE and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return not is_link or request.headers.get("Sec-Fetch-Dest") in {"object", "embed", "iframe", "frame"}
