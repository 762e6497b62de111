"""What a viewer shows of a document: its pages as pictures and its text, wherever the document is looked at."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.scanning import Verdict
from modellregion.records.errors import QuarantineError
from modellregion.records.rendering import page_count, page_picture
from modellregion.records.work_queries import renditions_of

DRAWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"})
TEXT_SHOWN_MAX = 20_000
_LOCKED = frozenset({Verdict.WAITING, Verdict.INFECTED})


class Stored(Protocol):
    """A document whose content is stored; ``scan`` is what the virus scanner says."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def media_type(self) -> str:
        """Its media type."""

    @property
    def sha256(self) -> str:
        """Name of its content; empty when there is none yet."""

    @property
    def scan(self) -> str:
        """The scanner's verdict."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """A document for the viewer: how many pages can be drawn and which is shown, the first 20 000 letters of its text.

    ``is_locked`` while no scanner has looked at it, or when one found something.
    """

    pages: int
    page: int
    text: str
    is_cut: bool
    is_locked: bool


def is_locked(stored: Stored) -> bool:
    """Tell whether a document must not be opened."""
    return stored.scan in _LOCKED


def refuse_locked(stored: Stored) -> None:
    """Refuse what must not be opened.

    :raises QuarantineError: while no scanner has looked at it, or when one found something.
    """
    if is_locked(stored):
        raise QuarantineError(f"document {stored.id} is {stored.scan}")


def view_document(ctx: Context, stored: Stored, page: int) -> Viewed:
    """Return what the viewer shows, at that page or the nearest there is; the caller has checked who is asking."""
    if is_locked(stored):
        return Viewed(0, 1, "", is_cut=False, is_locked=True)
    renditions = renditions_of(ctx, stored.id)
    text = renditions.get("text")
    words = get_file(ctx.municipality, text.sha256).decode() if text else ""
    drawn = _drawn(stored, renditions.get("pdfa"))
    pages = page_count(get_file(ctx.municipality, drawn[0]), drawn[1]) if drawn else 0
    shown = min(max(page, 1), max(pages, 1))
    return Viewed(pages, shown, words[:TEXT_SHOWN_MAX], is_cut=len(words) > TEXT_SHOWN_MAX, is_locked=False)


def draw_page(ctx: Context, stored: Stored, page: int) -> bytes:
    """Return one page as a PNG picture; the caller has checked who is asking.

    :raises NotFoundError: when there is no such page.
    :raises QuarantineError: when the document must not be opened.
    """
    refuse_locked(stored)
    found = _drawn(stored, renditions_of(ctx, stored.id).get("pdfa"))
    picture, _ = page_picture(get_file(ctx.municipality, found[0]), found[1], page) if found else (b"", 0)
    if not picture:
        raise NotFoundError(f"page {page} of document {stored.id}")
    return picture


def _drawn(stored: Stored, pdfa: object) -> tuple[str, str] | None:
    """Return hash and type of what is drawn: the original, or its PDF/A where only that can be drawn."""
    if stored.media_type in DRAWN and stored.sha256:
        return stored.sha256, stored.media_type
    sha256 = getattr(pdfa, "sha256", "")
    return (sha256, "application/pdf") if sha256 else None
