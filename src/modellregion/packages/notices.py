"""The notices (Bescheide) of a package as the program uses them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticePart:
    """A part that a person writes (Begründung, Nebenbestimmungen)."""

    id: str
    label: str
    hint: str = ""
    norm: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice.

    ``result`` is what its final signature decides (certify, refuse, or nothing); ``remedy`` is court, objection,
    uninstructed or none; ``signed_by`` is clerk or lead. ``template`` is the file without its ending.
    """

    id: str
    template: str
    title: str
    result: str
    remedy: str
    remedy_basis: str
    legal_bases: tuple[str, ...]
    signed_by: str
    four_eyes: bool
    with_fee: bool
    can_be_retrieved: bool
    parts: tuple[NoticePart, ...]


@dataclass(frozen=True, slots=True)
class TextModule:
    """A text module (Textbaustein) of a package; ``part`` is empty when it fits any part."""

    id: str
    title: str
    part: str
    text: str


def read_notices(table: Mapping[str, Any]) -> tuple[dict[str, NoticeKind], tuple[TextModule, ...]]:
    """Return what a well-shaped ``notices.toml`` says."""
    kinds = {str(entry["id"]): _kind(entry) for entry in table.get("notices", [])}
    modules = tuple(
        TextModule(entry["id"], entry["title"], entry.get("part", ""), entry["text"].strip())
        for entry in table.get("modules", [])
    )
    return kinds, modules


def _kind(entry: Mapping[str, Any]) -> NoticeKind:
    return NoticeKind(
        id=entry["id"],
        template=entry["id"],
        title=entry["title"],
        result=entry.get("result", ""),
        remedy=entry["remedy"],
        remedy_basis=entry.get("remedy_basis", ""),
        legal_bases=tuple(entry.get("legal_bases", [])),
        signed_by=entry.get("signed_by", "lead"),
        four_eyes=entry.get("four_eyes", False),
        with_fee=entry.get("with_fee", False),
        can_be_retrieved=entry.get("retrieval", True),
        parts=tuple(
            NoticePart(
                part["id"],
                part["label"],
                part.get("hint", ""),
                part.get("norm", ""),
                part.get("required", False),
            )
            for part in entry.get("parts", [])
        ),
    )


PLACEHOLDERS = ("nummer", "betreff", "eingegangen", "heute", "person", "leistung", "gebuehr", "behoerde")
"""What text modules may name in braces, besides ``{feld:id}`` for an answer."""
FIELD = "feld:"
_PLACEHOLDER = re.compile(r"\{([a-z]+(?::[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)?)\}")


def placeholders_in(text: str) -> list[str]:
    """Return the names in braces of a text, in their order, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return the text with what is known; a name without a value stays as it is, so that nobody overlooks it."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)
