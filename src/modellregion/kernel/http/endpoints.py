"""How a room says what its addresses for programs take and give; OpenAPI is composed from it (docs/decisions/0201)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from modellregion.kernel.errors import WrongParameterError


class Group(StrEnum):
    """What an address belongs to, as the list shows it."""

    CATALOGUE = "catalogue"
    FIGURES = "figures"
    PROOFS = "proofs"
    PROPOSALS = "proposals"
    OPERATION = "operation"


GROUP_NAMES = {
    Group.CATALOGUE: gettext_lazy("Transferkatalog"),
    Group.PROPOSALS: gettext_lazy("Vorschläge"),
    Group.FIGURES: gettext_lazy("Offene Zahlen"),
    Group.PROOFS: gettext_lazy("Nachprüfen"),
    Group.OPERATION: gettext_lazy("Anschluss und Überwachung"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of the path or of the query: what it means, an example, and its JSON schema where the route says too little."""

    says: object
    example: object
    schema: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: its media type, its structure if it has one, an example of a text."""

    media_type: str
    says: object
    content: type[msgspec.Struct] | None = None
    example: object = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, media type, structure; without ``content`` it is text or a file.

    ``example`` is checked against the structure; ``headers`` are those that only this answer has, with what they say.
    """

    status: int
    says: object
    media_type: str = "application/json"
    content: type[msgspec.Struct] | None = None
    example: object = None
    headers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address for programs: the name of its route, what it gives, what it takes, each answer of its own.

    What every address may answer (refused, not found, too often) is added when the description is composed.
    """

    route: str
    group: Group
    title: object
    says: object
    answers: tuple[Answer, ...]
    method: str = "GET"
    path: Mapping[str, Parameter] = field(default_factory=dict)
    query: Mapping[str, Parameter] = field(default_factory=dict)
    sent: Sent | None = None


MUNICIPALITY = Parameter(gettext_lazy("Die Kommune, wie sie in ihrer Adresse steht."), "paderborn")
PACKAGE = Parameter(gettext_lazy("Der Name des Leistungspakets."), "gewerbeanmeldung")


def read_query(request: HttpRequest, known: Mapping[str, Parameter]) -> dict[str, str]:
    """Return what was asked with each known parameter, ``""`` for those that were not sent.

    :raises WrongParameterError: for another name, a value that is none of its ``enum``, or one longer than ``maxLength``.
    """
    for name in request.GET:
        if name not in known:
            raise _wrong(gettext("Diese Adresse kennt nur diese Angaben: {names}."), names=", ".join(known))
    asked = {name: request.GET.get(name, "") for name in known}
    for name, value in asked.items():
        values, length = known[name].schema.get("enum"), known[name].schema.get("maxLength")
        if isinstance(values, Sequence) and value and value not in values:
            words = ", ".join(one for one in values if one)
            raise _wrong(gettext("„{name}“ kennt nur diese Werte: {values}."), name=name, values=words)
        if isinstance(length, int) and len(value) > length:
            raise _wrong(gettext("„{name}“ hat höchstens {length} Zeichen."), name=name, length=length)
    return asked


def _wrong(sentence: str, **parts: object) -> WrongParameterError:
    return WrongParameterError(user_message=sentence.format(**parts))
