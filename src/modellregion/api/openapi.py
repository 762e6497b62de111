"""Writes the operations as OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1); schemas come from the structs that views encode."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

from modellregion import __version__
from modellregion.api.describing import Operation, operations
from modellregion.kernel.http.endpoints import GROUP_NAMES, Answer, Parameter
from modellregion.kernel.http.programs import PROBLEM_TYPE, Problem

VERSION = "3.1.1"
_REFERENCES = "#/components/schemas/{name}"
_TEXTS = ("text/", "application/samlmetadata+xml", "application/x-pem-file")
FOREIGN = Answer(403, gettext_lazy("Eine andere Website hat gefragt."), PROBLEM_TYPE, Problem)
UNKNOWN = Answer(404, gettext_lazy("Das gibt es hier nicht."), PROBLEM_TYPE, Problem)
TOO_OFTEN = Answer(
    429,
    gettext_lazy("Von hier kamen gerade sehr viele Anfragen."),
    PROBLEM_TYPE,
    Problem,
    headers={"Retry-After": gettext_lazy("In wie vielen Sekunden es wieder geht.")},
)


@cache
def description(language: str) -> bytes:
    """Return the description of all operations, as JSON."""
    with override(language):
        return msgspec.json.encode(_document(operations()), enc_hook=str)


def _document(found: Sequence[Operation]) -> dict[str, Any]:
    types = list(dict.fromkeys(_types(found)))
    shown, schemas = msgspec.json.schema_components(types, ref_template=_REFERENCES)
    references = dict(zip(types, shown, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in found:
        paths.setdefault(one.path, {})[one.endpoint.method.lower()] = _operation(one, references)
    return {
        "openapi": VERSION,
        "info": {
            "title": "Modellregion",
            "version": __version__,
            "summary": gettext("Was Programme diese Installation fragen können, ohne Anmeldung."),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": settings.PUBLIC_URL.rstrip("/")}],
        "tags": [{"name": str(name)} for name in GROUP_NAMES.values()],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _types(found: Iterable[Operation]) -> Iterable[type[msgspec.Struct]]:
    yield Problem
    for one in found:
        if one.endpoint.sent and one.endpoint.sent.content:
            yield one.endpoint.sent.content
        yield from (answer.content for answer in one.endpoint.answers if answer.content)


def _operation(one: Operation, references: dict[type[msgspec.Struct], dict[str, Any]]) -> dict[str, Any]:
    endpoint = one.endpoint
    written: dict[str, Any] = {
        "operationId": endpoint.route,
        "tags": [str(GROUP_NAMES[endpoint.group])],
        "summary": str(endpoint.title),
        "description": str(endpoint.says),
        "security": [],
        "parameters": [
            *(_parameter("path", part.name, part.parameter, dict(part.schema)) for part in one.parts),
            *(
                _parameter("query", name, asked, {"type": "string", **asked.schema})
                for name, asked in endpoint.query.items()
            ),
        ],
        "responses": _answers(one, references),
    }
    if endpoint.sent:
        sent = endpoint.sent
        content = _content(sent.media_type, sent.content, sent.example, references)
        written["requestBody"] = {"description": str(sent.says), "required": True, "content": content}
    return written


def _parameter(place: str, name: str, parameter: Parameter, schema: dict[str, Any]) -> dict[str, Any]:
    written = {"name": name, "in": place, "required": place == "path", "description": str(parameter.says)}
    example = {"example": parameter.example} if parameter.example else {}
    return {**written, "schema": schema, **example}


def _answers(one: Operation, references: dict[type[msgspec.Struct], dict[str, Any]]) -> dict[str, Any]:
    """Return the answers by status; where two have the same status, with both media types."""
    written: dict[str, Any] = {}
    general = [FOREIGN, *([UNKNOWN] if one.parts else []), TOO_OFTEN]
    for answer in sorted([*one.endpoint.answers, *general], key=lambda each: each.status):
        content = _content(answer.media_type, answer.content, answer.example, references)
        known = written.setdefault(str(answer.status), {"description": str(answer.says), "content": {}})
        known["content"] |= content
        for name, says in answer.headers.items():
            header = {"description": str(says), "schema": {"type": "string"}}
            known.setdefault("headers", {})[name] = header
    return written


def _content(
    media_type: str,
    struct: type[msgspec.Struct] | None,
    example: object,
    references: dict[type[msgspec.Struct], dict[str, Any]],
) -> dict[str, Any]:
    if struct is not None:
        written: dict[str, Any] = {"schema": references[struct]}
    else:
        written = {"schema": {"type": "string"}} if media_type.startswith(_TEXTS) else {}
    return {media_type: {**written, **({"example": example} if example is not None else {})}}
