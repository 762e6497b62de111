"""What travels between bodies: the question with exactly what is shared, and the opinion. Nothing else of a case."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from modellregion.kernel.envelope import open_plain, plain

TEXT_LENGTH_MAX = 10_000


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


def seal_struct(value: Enquiry | Opinion) -> bytes:
    """Return it as it is stored."""
    return plain(msgspec.json.encode(value))


def open_enquiry(stored: bytes | memoryview) -> Enquiry:
    """Return a stored enquiry; an erased one is empty."""
    return msgspec.json.decode(open_plain(stored) or _NOTHING, type=Enquiry)


def open_opinion(stored: bytes | memoryview | None) -> Opinion | None:
    """Return a stored opinion, or None when there is none (any more)."""
    content = open_plain(stored) if stored else b""
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
