"""What programs are answered with: views for them, and problems as a document (RFC 9457) where people get a page."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse

PROBLEM_TYPE = "application/problem+json"
_PAGES = frozenset({"GET", "HEAD", "POST"})

View = TypeVar("View", bound=Callable[..., HttpResponse])


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why something could not be done (RFC 9457): ``detail`` is a sentence for people, ``code`` a word for programs."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


def for_programs(*methods: str) -> Callable[[View], View]:
    """Mark a view as meant for programs: only these methods, no token of a form, refusals as problems, not as pages.

    Such a view must not look at cookies. HEAD comes with GET.
    """

    def mark(view: View) -> View:
        allowed = frozenset(methods) | ({"HEAD"} if "GET" in methods else frozenset())
        view.program_methods = allowed  # type: ignore[attr-defined]
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return view

    return mark


def methods_of(view: Any) -> frozenset[str]:
    """Return the methods that a view takes (RFC 9110 § 9); pages are read and sent forms to."""
    found: frozenset[str] = getattr(view, "program_methods", _PAGES)
    return found


def is_for_programs(view: Any) -> bool:
    """Tell whether a view is meant for programs."""
    return hasattr(view, "program_methods")


def asks_as_program(request: HttpRequest) -> bool:
    """Tell whether a refusal has to be a problem document: by the view; for an address without one, by what is accepted."""
    if request.resolver_match is not None:
        return is_for_programs(request.resolver_match.func)
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted


def json_response(content: msgspec.Struct | bytes, *, status: int = 200) -> HttpResponse:
    """Return a declared structure, or JSON that is written already."""
    text = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return HttpResponse(text, content_type="application/json", status=status)


def problem_response(*, title: str, detail: str, status: int, code: str) -> HttpResponse:
    """Return a problem."""
    problem = Problem(title=title, status=status, detail=detail, code=code)
    return HttpResponse(msgspec.json.encode(problem), content_type=PROBLEM_TYPE, status=status)


def allow(response: HttpResponse, methods: Iterable[str]) -> HttpResponse:
    """Add which methods an address takes (RFC 9110 § 10.2.1)."""
    response.headers["Allow"] = ", ".join(sorted(methods))
    return response
