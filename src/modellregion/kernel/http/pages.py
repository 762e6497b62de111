"""Renders pages, and the pages for errors."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language, gettext
from django.utils.translation import override as language_override

from modellregion.kernel.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    ProductError,
    TooManyError,
    WrongParameterError,
)
from modellregion.kernel.http.programs import allow, asks_as_program, methods_of, problem_response
from modellregion.kernel.key_files import DataKeyError
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.ui.environment import environment

STATUS_OF_ERROR: Mapping[type[ProductError], int] = {
    WrongParameterError: 400,
    NotAllowedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    TooManyError: 429,
    DataKeyError: 503,
}


def status_of(error: ProductError) -> int:
    """Return the status of an answer that says ``error``: 422 unless it is of a kind with one of its own."""
    return next((code for kind, code in STATUS_OF_ERROR.items() if isinstance(error, kind)), 422)


def render(
    request: HttpRequest, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Return a page.

    Every template finds ``request``, ``language``, ``body`` (the municipality, or None), ``actor`` (the staff member, or
    None) and ``csrf_token()``.
    """
    html = (
        environment()
        .get_template(template)
        .render(
            {
                "request": request,
                "language": get_language() or "de",
                "body": getattr(request, "body_entry", None),
                "actor": getattr(request, "actor", None),
                "csrf_token": lambda: get_token(request),
                **(values or {}),
            }
        )
    )
    return HttpResponse(html, status=status)


def error_page(request: HttpRequest, *, title: str, message: object, status: int, code: str) -> HttpResponse:
    """Return a page that says what is wrong and what to do; for programs the same as a problem document."""
    if asks_as_program(request):
        return problem_response(title=title, detail=str(message), status=status, code=code)
    return render(
        request, "ui/error.html", {"title": title, "message": str(message), "status": status}, status=status
    )


def refusal_page(request: HttpRequest, error: ProductError) -> HttpResponse:
    """Return the page for something that could not be done."""
    status = status_of(error)
    titles = {
        403: gettext("Kein Zugriff"),
        404: gettext("Nicht gefunden"),
        409: gettext("Schon geändert"),
        429: gettext("Bitte warten Sie kurz"),
    }
    response = error_page(
        request,
        title=titles.get(status, gettext("Das geht so nicht")),
        message=error.user_message,
        status=status,
        code=error.code,
    )
    if isinstance(error, TooManyError):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def foreign_request_page(request: HttpRequest) -> HttpResponse:
    """Return the page for a request that another website made the browser send."""
    message = gettext(
        "Eine andere Website wollte diese Seite in Ihrem Namen aufrufen. Das lassen wir nicht zu. Wenn Sie selbst hierher "
        "wollten, geben Sie die Adresse bitte in Ihrem Browser ein."
    )
    return error_page(request, title=gettext("Kein Zugriff"), message=message, status=403, code="cross_site")


def too_large_page(request: HttpRequest) -> HttpResponse:
    """Return the page for a request that is larger than we read."""
    message = gettext(
        "Was Sie gesendet haben, ist zu groß. Ihre bisherigen Angaben sind gespeichert. Gehen Sie im Browser zurück und "
        "kürzen Sie den Text, oder wählen Sie eine kleinere Datei (höchstens 10 MB je Datei)."
    )
    if asks_as_program(request):
        message = gettext("Was Sie gesendet haben, ist zu groß.")
    return error_page(request, title=gettext("Zu groß"), message=message, status=413, code="too_large")


def wrong_method_page(request: HttpRequest) -> HttpResponse:
    """Return the page for a method that the address does not take."""
    methods = methods_of(request.resolver_match.func if request.resolver_match else None)
    message = gettext("Diese Adresse nimmt nur diese Methoden an: {methods}.").format(
        methods=", ".join(sorted(methods))
    )
    page = error_page(
        request, title=gettext("Das geht so nicht"), message=message, status=405, code="wrong_method"
    )
    return allow(page, methods)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Django's handler400."""
    return too_large_page(request)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Django's handler404."""
    message = gettext(
        "Diese Seite gibt es nicht. Vielleicht hat sich die Adresse geändert. Die Suche hilft Ihnen weiter."
    )
    return error_page(request, title=gettext("Nicht gefunden"), message=message, status=404, code="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: our fault, and nothing that was sent is half done."""
    with language_override(get_language() or "de"):
        message = gettext(
            "Das war unser Fehler, nicht Ihrer. Es wurde nichts gespeichert und nichts abgeschickt. Bitte gehen Sie im "
            "Browser zurück und versuchen Sie es in einigen Minuten noch einmal."
        )
        return error_page(
            request,
            title=gettext("Da ist etwas schiefgegangen"),
            message=message,
            status=500,
            code="our_fault",
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Return the page for a form without its token: mostly a browser that refuses cookies."""
    told(Event.FORM_TOKEN_REFUSED, route=request.resolver_match.view_name if request.resolver_match else "")
    message = gettext(
        "Ihr Browser hat das Sicherheitszeichen dieser Seite nicht mitgeschickt. Bitte erlauben Sie Cookies für diese "
        "Adresse, laden Sie die Seite neu und versuchen Sie es noch einmal."
    )
    return error_page(
        request, title=gettext("Bitte noch einmal"), message=message, status=403, code="form_token"
    )
