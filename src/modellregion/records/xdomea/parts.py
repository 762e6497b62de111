"""What travels in messages of disposal: files with their contents, decisions, confirmations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class XdomeaError(ValueError):
    """A message or package that cannot be taken; the sentence says what is wrong and where."""


class XdomeaVersion(StrEnum):
    """Versions of the standard that are written and read."""

    V2_4 = "2.4.0"
    V3_0 = "3.0.0"
    V3_1 = "3.1.0"

    @property
    def namespace(self) -> str:
        """The namespace of its messages."""
        return f"urn:xoev-de:xdomea:schema:{self.value}"


# Vertraulichkeitsstufe and Medium by our own values; Dateiformat by media type, 100 for what the list does not know.
LEVEL_CODES = {0: "003", 1: "002", 2: "005", 3: "001", 4: "004"}
MEDIUM_CODES = {"electronic": "001", "hybrid": "002", "paper": "003"}
FORMAT_CODES = {
    "application/pdf": "018",
    "image/png": "019",
    "image/jpeg": "011",
    "image/tiff": "024",
    "text/plain": "045",
    "text/csv": "002",
    "text/html": "008",
    "application/xml": "030",
    "message/rfc822": "006",
    "application/rtf": "022",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "035",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "036",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "037",
    "application/vnd.oasis.opendocument.text": "015",
    "application/vnd.oasis.opendocument.spreadsheet": "014",
    "application/vnd.oasis.opendocument.presentation": "013",
}
PDFA_CODE = "044"
OTHER_FORMAT = "100"


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a version's content: code of the format, its version, and the primary document by name and hash."""

    code: str
    file_name: str
    original_name: str
    sha256: str
    version: str = "unbekannt"
    creator: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document (Version) with its formats, the original first."""

    number: int
    formats: Sequence[Format]


@dataclass(frozen=True, slots=True)
class Document:
    """A document (Dokument) with its versions and attachments (Anlage)."""

    id: UUID
    subject: str
    kind: str = ""
    received_on: date | None = None
    sent_on: date | None = None
    written_on: date | None = None
    confidentiality: int = 0
    versions: Sequence[Version] = field(default_factory=list)
    attachments: Sequence["Document"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """A transaction (Vorgang) or, with parts of its own, a sub-file (Teilakte)."""

    id: UUID
    reference: str
    subject: str
    is_sub_file: bool
    opened_on: date | None = None
    closed_on: date | None = None
    documents: Sequence[Document] = field(default_factory=list)
    parts: Sequence["Part"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class File:
    """A file (Akte) with what an archive needs to judge it."""

    id: UUID
    reference: str
    subject: str
    plan_code: str = ""
    plan_title: str = ""
    unit: str = ""
    confidentiality: int = 0
    medium: str = "electronic"
    paper_location: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    retention_years: int | None = None
    retain_until: date | None = None
    disposal: str = "B"
    documents: Sequence[Document] = field(default_factory=list)
    parts: Sequence[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a message (Kopf): the run it belongs to, when, from whom, to whom."""

    process: UUID
    at: datetime
    sender: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an archive says of one file (0506)."""

    id: UUID
    was_taken: bool
    archive_reference: str = ""
    message: str = ""
