"""Joins what the rooms say of their addresses for programs with the list of addresses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from modellregion.kernel.http.endpoints import Endpoint, Parameter

_PART = re.compile(r"<(?P<kind>\w+):(?P<name>\w+)>")
SCHEMAS_OF_PARTS: Mapping[str, Mapping[str, object]] = {
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "str": {"type": "string", "pattern": "^[^/]+$"},
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the path, with the schema of its place in the address."""

    name: str
    parameter: Parameter
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked: what its room says, and its path as OpenAPI writes it."""

    endpoint: Endpoint
    path: str
    parts: tuple[Part, ...]

    @property
    def example(self) -> str:
        """The path and the query of an example."""
        path = self.path
        for part in self.parts:
            path = path.replace(f"{{{part.name}}}", quote(str(part.parameter.example)))
        query = {name: one.example for name, one in self.endpoint.query.items() if one.example}
        return f"{path}?{urlencode(query)}" if query else path

    @property
    def command(self) -> str:
        """An example for the command line; the address is the one that this installation is known under."""
        sent = self.endpoint.sent
        given = f' -H "Content-Type: {sent.media_type}" --data-binary @datei' if sent else ""
        return f'curl{given} "{settings.PUBLIC_URL.rstrip("/")}{self.example}"'


@cache
def operations() -> tuple[Operation, ...]:
    """Return all operations, in the order the rooms name them.

    :raises LookupError: for a route that there is not, or a part of its path that nobody explains.
    """
    known = dict(_routes(get_resolver().url_patterns))
    return tuple(
        _operation(endpoint, known[endpoint.route]) for endpoint in import_string(settings.ENDPOINTS)
    )


def _operation(endpoint: Endpoint, route: str) -> Operation:
    parts = [
        Part(
            found["name"],
            endpoint.path[found["name"]],
            {**SCHEMAS_OF_PARTS[found["kind"]], **endpoint.path[found["name"]].schema},
        )
        for found in _PART.finditer(route)
    ]
    return Operation(endpoint, "/" + _PART.sub(r"{\g<name>}", route), tuple(parts))


def _routes(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns)
        else:
            yield str(one.name), str(one.pattern)
