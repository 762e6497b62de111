"""Reads a scanned PDF sheet by sheet: separator codes, blank pages, text. Pure; runs in a process of its own.

A separator sheet (Trennblatt) bears a QR code that names the file, and perhaps its part, into which the following sheets
belong. It is read upside down, slightly skewed and among other codes as well.
"""

import contextlib
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec
import pypdfium2
import zxingcpp
from PIL import Image

PAGES_MAX = 1_000
SECONDS_MAX = 1_500
MEMORY_BYTES_MAX = 3 * 1024**3
DOTS_PER_INCH = 150
SIDE_PIXELS_MAX = 3_000
TEXT_LENGTH_MAX = 20_000
# A scanned white sheet is never quite white: dust, punch holes at the edge, the back of the page shining through.
DARK = 140
DARK_SHARE_MAX = 0.0006
MARGIN = 0.05
_CODE = re.compile(r"modellregion:akte:([0-9a-f-]{36})(?::teil:([0-9a-f-]{36}))?")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a separator sheet sends what follows it."""

    file: UUID
    part: UUID | None = None

    def code(self) -> str:
        """Return what the sheet's QR code says."""
        return f"modellregion:akte:{self.file}" + (f":teil:{self.part}" if self.part else "")


class Sheet(msgspec.Struct, frozen=True):
    """One page: the destination that a code on it names ("" for none), whether it is blank, what its text layer says."""

    code: str
    is_blank: bool
    text: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pages between two separator sheets; ``blank`` of them are marked. Page numbers begin with 1."""

    destination: Destination | None
    first: int
    last: int
    blank: tuple[int, ...]
    text: str


class SheetsUnreadableError(ValueError):
    """The PDF cannot be read: ``damaged``, ``too_long``, or reading took too long."""


def read_destination(code: str) -> Destination | None:
    """Return where a code leads, or None for a foreign one."""
    found = _CODE.fullmatch(code.strip())
    try:
        return Destination(UUID(found[1]), UUID(found[2]) if found[2] else None) if found else None
    except ValueError:
        return None


def bundles_of(sheets: Iterable[Sheet]) -> list[Bundle]:
    """Divide sheets at the separators. Separators belong to no bundle, nor do blank pages at a bundle's two ends."""
    found: list[Bundle] = []
    destination: Destination | None = None
    pages: list[tuple[int, Sheet]] = []

    def finish() -> None:
        while pages and pages[0][1].is_blank:
            pages.pop(0)
        while pages and pages[-1][1].is_blank:
            pages.pop()
        if pages:
            blank = tuple(number for number, sheet in pages if sheet.is_blank)
            text = "\n".join(sheet.text for _, sheet in pages if sheet.text)[:TEXT_LENGTH_MAX]
            found.append(Bundle(destination, pages[0][0], pages[-1][0], blank, text))
        pages.clear()

    for number, sheet in enumerate(sheets, 1):
        if sheet.code:
            finish()
            destination = read_destination(sheet.code)
        else:
            pages.append((number, sheet))
    finish()
    return found


def read_sheets(content: bytes, *, seconds: int = SECONDS_MAX) -> list[Sheet]:
    """Read every page of a scanned PDF.

    :raises SheetsUnreadableError: when it is damaged, longer than 1 000 pages, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="modellregion-sheets-") as name:
        (Path(name) / "content").write_bytes(content)
        command = [sys.executable, "-m", "modellregion.records.sheets", name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise SheetsUnreadableError("too_long") from None
        if done.returncode:
            raise SheetsUnreadableError("damaged")
        told = msgspec.json.decode((Path(name) / "told").read_bytes(), type=list[Sheet] | str)
    if isinstance(told, str):
        raise SheetsUnreadableError(told)
    return told


def _main(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    told: list[Sheet] | str
    with contextlib.closing(pypdfium2.PdfDocument(folder / "content")) as document:
        count = len(document)
        told = "too_long" if count > PAGES_MAX else [_sheet(document[number]) for number in range(count)]
    (folder / "told").write_bytes(msgspec.json.encode(told))


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / 72, SIDE_PIXELS_MAX / max(width, height, 1))
    drawn: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    found = (
        code.text.strip()
        for code in zxingcpp.read_barcodes(drawn, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    )
    code = next((one for one in found if read_destination(one)), "")
    text = page.get_textpage().get_text_range().replace("\x00", "").replace("\r\n", "\n").strip()
    return Sheet(code, not code and not text and _is_blank(drawn), text[:TEXT_LENGTH_MAX])


def _is_blank(drawn: Image.Image) -> bool:
    width, height = drawn.size
    inside = drawn.crop(
        (int(width * MARGIN), int(height * MARGIN), int(width * (1 - MARGIN)), int(height * (1 - MARGIN)))
    )
    dark = sum(inside.histogram()[:DARK])
    return dark <= DARK_SHARE_MAX * inside.width * inside.height


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
