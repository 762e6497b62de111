"""The frame around every request: its id, its log context, its headers, and a page for every refusal."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from modellregion.kernel.errors import NotAllowedError, ProductError
from modellregion.kernel.http.pages import refusal_page, too_large_page
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.security_log import Event, told

# Everything a page needs comes from here; nothing inline, nothing from elsewhere, nobody may frame it.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Addresses of drafts and status pages are secrets; they must not leave with a click on a link.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

TLS_ONLY = f"max-age={365 * 24 * 3600}; includeSubDomains"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestFrame:
    """Django middleware; the outermost."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next one in."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with all headers set; pages are private unless a view says otherwise."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=str(new_id()))
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.CSRF_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", TLS_ONLY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; anything else goes on to the page for our own faults."""
        if isinstance(exception, ProductError):
            # The pattern, not the address: addresses of the portal hold access codes.
            route = request.resolver_match.route if request.resolver_match else ""
            log.info("refused", code=exception.code, detail=str(exception), route=route)
            if isinstance(exception, NotAllowedError) and getattr(request, "actor", None) is None:
                told(Event.RIGHT_REFUSED, route=route)  # of staff, their frame tells it
            return refusal_page(request, exception)
        if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
            return too_large_page(request)
        log.error("failed", exc_info=exception)
        return None
