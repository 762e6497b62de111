"""Tables for spreadsheets: semicolons, umlauts that survive, nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def table_response(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table as a download."""
    text = io.StringIO()
    text.write("\ufeff")  # so that spreadsheets read the umlauts
    writer = csv.writer(text, delimiter=";")
    writer.writerow([str(cell) for cell in head])
    writer.writerows([[harmless(str(cell)) for cell in row] for row in rows])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(cell: str) -> str:
    """Make text of a cell that begins like a formula, so that no spreadsheet runs it."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
