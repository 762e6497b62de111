"""How many notices (Bescheide) a process makes: fair copies as PDF/UA-1 and PDF/A-3a, and previews while somebody types.

The floor is the smallest letter that the same compiler makes in the same standards: a title and one line. A process of
its own measures, because Django is set up only once in one; no database takes part.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import msgspec

from benchmarks.figures import Figure
from modellregion.site.configuration import ROOT

django.setup()

from modellregion.kernel.pdf import house_folder, letter_pdf, letter_pictures  # noqa: E402 - settings need Django
from modellregion.packages.api import compile_package, letters_folder, read_folder  # noqa: E402 - likewise
from modellregion.packages.checking.letters import specimen  # noqa: E402 - likewise

LETTERS = 200
PICTURES = 60
TEMPLATE = "zurueckweisungsbescheid.typ"
_REASON = (
    "Nach § 14 Absatz 1 der Gewerbeordnung ist der selbständige Betrieb eines stehenden Gewerbes anzuzeigen. Auf die "
    "angezeigte Tätigkeit ist die Gewerbeordnung nach § 6 Absatz 1 nicht anzuwenden. "
)
MOMENT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def _each(number: int, make: Callable[[int], object]) -> tuple[float, float]:
    """Return how long one takes, in ms of CPU (the median), and how many are made in a second (by the wall's clock)."""
    make(-1)
    spent = []
    began = time.perf_counter()
    for place in range(number):
        before = time.process_time()
        make(place)
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent), number / (time.perf_counter() - began)


def _measure() -> list[Figure]:
    package = compile_package(read_folder(Path(ROOT) / "services" / "gewerbeanmeldung"))
    folder, data = letters_folder(package), specimen(package)
    reasons = "\n\n".join([_REASON * 3] * 3)

    def notice(place: int) -> dict[str, Any]:
        part = {"label": "Begründung", "text": f"Nummer {place}. {reasons}", "is_required": True}
        return {**data, "notice": {**data["notice"], "parts": {"gruende": part}}}

    least = {"title": "T", "sender": {"name": "S"}, "details": [], "parts": [{"text": "Eine Zeile."}]}
    floor, _ = _each(
        LETTERS,
        lambda place: letter_pdf(
            house_folder(), "plain.typ", {**least, "title": f"T {place}"}, created=MOMENT
        ),
    )
    made, per_second = _each(
        LETTERS, lambda place: letter_pdf(folder, TEMPLATE, notice(place), created=MOMENT)
    )
    drawn, _ = _each(PICTURES, lambda place: letter_pictures(folder, TEMPLATE, notice(place)))
    size = len(letter_pdf(folder, TEMPLATE, notice(0), created=MOMENT)) / 1024
    subject = "a notice of one page and a half"
    return [
        Figure(
            subject=subject, name="as PDF/UA-1 and PDF/A-3a", value=made, unit="ms CPU", floor=floor, aim=50
        ),
        Figure(subject=subject, name="made in a second of CPU", value=1000 / made, unit="PDF/s"),
        Figure(subject=subject, name="made in a second, by the wall's clock", value=per_second, unit="PDF/s"),
        Figure(subject=subject, name="preview, all pages", value=drawn, unit="ms CPU", aim=150),
        Figure(subject=subject, name="size of the PDF", value=size, unit="KB"),
    ]


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(_measure()).decode() + "\n")
