"""All addresses for programs: as a page, and as OpenAPI."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from modellregion.api.describing import operations
from modellregion.api.openapi import description
from modellregion.kernel.http.endpoints import GROUP_NAMES
from modellregion.kernel.http.pages import render
from modellregion.kernel.http.programs import for_programs, json_response


def addresses(request: HttpRequest) -> HttpResponse:
    """List what programs can ask for."""
    order = list(GROUP_NAMES)
    found = sorted(operations(), key=lambda one: order.index(one.endpoint.group))
    groups = [
        (GROUP_NAMES[group], list(members))
        for group, members in groupby(found, key=lambda one: one.endpoint.group)
    ]
    return render(request, "api/addresses.html", {"groups": groups})


@for_programs("GET")
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Send the description, to programs on other sites too."""
    answer = json_response(description(get_language() or "de"))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
