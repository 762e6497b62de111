"""Lists as files for spreadsheets: CSV and ODS (OpenDocument 1.3, ISO/IEC 26300), with cells that are text and never run.

The ODS writer is our own: the libraries build a tree of objects a cell, which takes seconds for the five thousand rows
that a clerk may ask for in a page's time. A test reads its files with such a library.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from modellregion.kernel.clock import BERLIN

Cell = str | int | date | datetime | None
ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3"'
)
_STYLES = (
    "<office:automatic-styles>"
    '<number:date-style style:name="N1"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/></number:date-style>'
    '<number:date-style style:name="N2"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="instant" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4.5cm"/></style:style>'
    "</office:automatic-styles>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the list as CSV with semicolons, as German spreadsheets read it; days as 31.12.2026."""
    text = io.StringIO()
    text.write("\ufeff")  # so that spreadsheets read the umlauts
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([_harmless(_shown(cell)) for cell in row] for row in rows)
    return text.getvalue()


def as_ods(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the list as an ODS file of one sheet; days and numbers are real ones, so that they can be sorted."""
    head = "".join(_text_cell(column, ' table:style-name="head"') for column in columns)
    body = "".join(
        f"<table:table-row>{''.join(_cell(cell) for cell in row)}</table:table-row>" for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES}>{_STYLES}'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr(_sheet_name(title))}>"
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(columns)}"/>'
        f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>{body}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and not compressed: so the kind of file stands readable at its beginning (OpenDocument 1.3 part 2, 3.3).
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return packed.getvalue()


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M")
    return cell.strftime("%d.%m.%Y") if isinstance(cell, date) else "" if cell is None else str(cell)


def _harmless(cell: str) -> str:
    """Make text of a cell that begins like a formula, so that no spreadsheet runs it."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _cell(cell: Cell) -> str:
    shown = _shown(cell)
    if isinstance(cell, datetime):
        value = cell.astimezone(BERLIN).replace(tzinfo=None).isoformat(timespec="seconds")
        return _text_cell(shown, ' table:style-name="instant"', f'"date" office:date-value="{value}"')
    if isinstance(cell, date):
        return _text_cell(shown, ' table:style-name="day"', f'"date" office:date-value="{cell.isoformat()}"')
    if isinstance(cell, int):
        return _text_cell(shown, kind=f'"float" office:value="{cell}"')
    return _text_cell(shown) if shown else "<table:table-cell/>"


def _text_cell(text: str, style: str = "", kind: str = '"string"') -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _printable(text).splitlines() or [""])
    return f"<table:table-cell{style} office:value-type={kind}>{lines}</table:table-cell>"


def _printable(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


def _sheet_name(title: str) -> str:
    return "".join(" " if sign in "[]*?:/\\'" else sign for sign in title)[:31].strip() or "1"
