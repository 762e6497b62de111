"""What travels between bodies: the question with exactly what is shared, and the opinion. Nothing else of a case."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from modellregion.cases.consulting.models import AuthorityRequest, ReceivedRequest
from modellregion.kernel.sealed_fields import opened, sealed_for

TEXT_LENGTH_MAX = 10_000
Asked = AuthorityRequest | ReceivedRequest
"""A request, at the body that asks or at the body that is asked."""


class SharedLine(msgspec.Struct, frozen=True):
    """One answer of the application."""

    label: str
    text: str


class SharedSection(msgspec.Struct, frozen=True):
    """Answers under their heading."""

    title: str
    lines: list[SharedLine]


class SharedFile(msgspec.Struct, frozen=True):
    """A document, named by its content."""

    title: str
    name: str
    media_type: str
    bytes: int
    sha256: str


class Enquiry(msgspec.Struct, frozen=True):
    """A request to a body: who asks what by which law, what silence means, and what of the case is shared."""

    sender: str
    name: str
    number: str
    subject: str
    question: str
    legal_basis: str
    silence: str
    silence_basis: str
    sections: list[SharedSection]
    files: list[SharedFile]


class Opinion(msgspec.Struct, frozen=True):
    """What a body says: verdict, text, files, and who said it."""

    verdict: str
    text: str
    author: str
    files: list[SharedFile] = []


def sealed_enquiry(row: Asked, enquiry: Enquiry) -> bytes:
    """Return an enquiry as its request keeps it."""
    return sealed_for(row, "enquiry", msgspec.json.encode(enquiry))


def sealed_opinion(row: Asked, opinion: Opinion) -> bytes:
    """Return an opinion as the request it answers keeps it."""
    return sealed_for(row, "opinion", msgspec.json.encode(opinion))


def open_enquiry(row: Asked) -> Enquiry:
    """Return the enquiry of a request; an erased one is empty."""
    return msgspec.json.decode(opened(row, "enquiry") or _NOTHING, type=Enquiry)


def open_opinion(row: Asked) -> Opinion | None:
    """Return the opinion that answers a request, or None when there is none (any more)."""
    content = opened(row, "opinion")
    return msgspec.json.decode(content, type=Opinion) if content else None


_NOTHING = msgspec.json.encode(Enquiry("", "", "", "", "", "", "nothing", "", [], []))


def enquiry_data(enquiry: Enquiry) -> Mapping[str, Any]:
    """Return what the journal commits to: hashes of the documents, and how many answers were shared."""
    return {
        "documents": [file.sha256 for file in enquiry.files],
        "answers": sum(len(section.lines) for section in enquiry.sections),
        "silence": enquiry.silence,
    }


def sections_as_parts(sections: Sequence[SharedSection]) -> list[dict[str, Any]]:
    """Return shared answers as parts of a paper."""
    return [
        {
            "title": section.title,
            "head": ["Angabe", "Inhalt"],
            "widths": [2, 3],
            "rows": [[line.label, line.text] for line in section.lines],
        }
        for section in sections
    ]
