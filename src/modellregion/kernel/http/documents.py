"""Sends documents: as what they are, under their own name, and in a way that no browser runs anything of them."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tables import ODS, Cell, as_csv, as_ods

# What somebody uploaded is shown without scripts, without forms, without its own origin.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
# Only these are ever shown in place; all others are downloads, whatever is asked for.
SHOWN_IN_PLACE = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


def content_response(content: bytes, *, media_type: str, name: str, inline: bool = False) -> HttpResponse:
    """Return a content as a download, or ``inline`` to be looked at where that is harmless."""
    shown = inline and media_type.partition(";")[0] in SHOWN_IN_PLACE
    kind = f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def csv_response(name: str, columns: Sequence[object], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a list as text for spreadsheets, to be kept as ``name.csv``."""
    text = as_csv([str(column) for column in columns], rows)
    return content_response(text.encode(), media_type="text/csv; charset=utf-8", name=f"{name}.csv")


def table_response(
    form: str, name: str, title: str, columns: Sequence[object], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Return a list as ``csv`` or ``ods``, to be kept under its name.

    :raises NotFoundError: for another form.
    """
    if form == "csv":
        return csv_response(name, columns, rows)
    if form == "ods":
        return ods_response(name, title, columns, rows)
    raise NotFoundError(f"no table as {form[:10]}")


def ods_response(
    name: str, title: str, columns: Sequence[object], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Return a list as a spreadsheet, to be kept as ``name.ods``."""
    content = as_ods(title, [str(column) for column in columns], rows)
    return content_response(content, media_type=ODS, name=f"{name}.ods")
