"""Uploaded files: what is kept of them in the answers, and what may be uploaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.messages import Problem

MEDIA_TYPES: Mapping[str, str] = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}


class UploadedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file in the answers: the content lies in the file store under its SHA-256."""

    id: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Upload(Kind):
    """Uploaded files (``upload``); the value is a list of :class:`UploadedFile`.

    Files arrive beside the answers and are looked at once, on arrival; nothing a client sends can name a stored file.
    """

    control: ClassVar[str] = "upload"
    required_rule: ClassVar[str] = "required_upload"
    value_type: ClassVar[Any] = list[UploadedFile]

    max_files: int = 5
    max_bytes: int = 10 * 1024 * 1024
    max_pages: int = 200

    def read(self, entered: Entered) -> Read:  # noqa: ARG002 - files do not come as typed text
        """Take nothing: files come another way."""
        return Read()

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check the count; each file was checked on arrival."""
        if not isinstance(value, list) or not all(isinstance(file, UploadedFile) for file in value):
            return [Problem("wrong_type")]
        if any(file.media_type not in MEDIA_TYPES for file in value):
            return [Problem("wrong_type")]
        if len(value) > self.max_files:
            return [Problem("upload_too_many", values={"max": self.max_files, "name": value[-1].name})]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:  # noqa: ARG002 - a file input cannot be filled
        """Return nothing: browsers do not let a page fill a file input."""
        return {}

    def show(self, value: Any, language: str) -> str:
        """Return name and size of each file, one a line."""
        return "\n".join(f"{file.name} ({show_bytes(file.bytes, language)})" for file in value)

    def feel(self, value: Any) -> Any:
        """Return the files' names: a condition may ask how many there are."""
        return [file.name for file in value]


def show_limits(kind: Upload, language: str) -> str:
    """Return what may be uploaded, as people read it."""
    size = show_bytes(kind.max_bytes, language)
    number = kind.max_files
    if language == "en":
        count = f"one file of up to {size}" if number == 1 else f"up to {number} files of up to {size} each"
        return f"PDF, PNG or JPEG, {count}."
    count = "eine Datei mit" if number == 1 else f"bis zu {number} Dateien mit je"
    return f"PDF, PNG oder JPEG, {count} höchstens {size}."


def show_bytes(size: int, language: str) -> str:
    """Return a size as people read it."""
    number, unit = (size / 1024, "kB") if size < 1024 * 1024 else (size / 1024 / 1024, "MB")
    # A file of a few bytes is not of none.
    text = f"{max(number, 0.1):.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return text if language == "en" else text.replace(".", ",")
