"""Whether the letters compile: each is made once with the data of an invented case."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from modellregion.kernel.pdf import LetterError, letter_pdf
from modellregion.packages.files import PackageFinding
from modellregion.packages.library import letters_folder
from modellregion.packages.package import Package

_PLACE = re.compile(r"([\w-]+)\.typ:(\d+)")
_INVENTED_TIME = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


def check_letters(package: Package) -> Iterator[PackageFinding]:
    """Yield what Typst says about a template that does not compile, with its line."""
    folder = letters_folder(package)
    for name in package.templates:
        try:
            letter_pdf(folder, f"{name}.typ", specimen(package), created=_INVENTED_TIME)
        except LetterError as error:
            text = str(error)
            found = _PLACE.search(text)
            line = int(found[2]) if found and found[1] == name else 0
            first = next((part.strip() for part in text.splitlines() if part.strip()), "")
            yield PackageFinding(f"notices/{name}.typ", "", f"The letter cannot be made: {first}", line)


def specimen(package: Package) -> dict[str, Any]:
    """Return data of an invented case in the shape that letters get."""
    line = {"label": "Name", "text": "Erika Muster", "number": "1"}
    position = {"text": "Gebühr", "count": 2, "amount": "26,00 €", "basis": "Gebührensatzung"}
    return {
        "sender": {
            "name": "Stadt Musterhausen",
            "line": "Stadt Musterhausen, Markt 1",
            "contact": "amt@muster.example",
        },
        "recipient": "Erika Muster\nMarkt 2\n12345 Musterhausen",
        "case": {
            "number": f"{package.case.number_prefix}-2026-000001",
            "sheet": "1",
            "service": package.title("de"),
            "form": package.service.form,
            "form_name": package.service.form_name,
            "subject": "Muster",
            "received": "2. Januar 2026",
            "received_time": "10:00",
            "today": "2. Januar 2026",
        },
        "person": "Erika Muster",
        "sections": [{"title": "Angaben", "lines": [line, {**line, "text": "Zeile 1\nZeile 2"}]}],
        "fee": {"total": "52,00 €", "is_free": False, "positions": [position]},
        "legal_bases": [f"{basis.norm} ({basis.title})" for basis in package.legal_bases],
        "embedded": {"number": "1", "answers": []},
        "reason": "Begründung, erste Zeile\nzweite Zeile",
        "title": package.title("de"),
        "details": [["Datum", "2. Januar 2026"]],
    }
