"""The three trade notices for tests: their packages, their scenarios, and where law and standards lie."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from modellregion.cases.drafts import decode_answers
from modellregion.forms.api import Checked, Field, Surroundings, check_answers
from modellregion.kernel.clock import FixedClock
from modellregion.packages.api import Package, compile_package, read_folder

ROOT = Path(__file__).resolve().parents[2]
LAW = Path(os.environ.get("MODELLREGION_LAW") or ROOT.parent / "shared" / "law")
STANDARDS = Path(os.environ.get("MODELLREGION_STANDARDS") or ROOT.parent / "shared" / "standards")

REGISTRATION, CHANGE, DEREGISTRATION = NOTICES = ("gewerbeanmeldung", "gewerbeummeldung", "gewerbeabmeldung")
ANNEXES = {REGISTRATION: 1, CHANGE: 2, DEREGISTRATION: 3}
"""The annex (Anlage) of the GewAnzV that each package is about."""
CLOCK = FixedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
"""The morning on which all scenarios are filed."""


@cache
def package(service: str) -> Package:
    """Return a package as it lies in ``services/``."""
    return compile_package(read_folder(ROOT / "services" / service))


@dataclass(frozen=True)
class Scenario:
    """A persona of a service: its answers, and what is to be expected."""

    service: str
    name: str

    @property
    def data(self) -> dict[str, Any]:
        """The file's content."""
        path = ROOT / "services" / self.service / "scenarios" / f"{self.name}.toml"
        return tomllib.loads(path.read_text(encoding="utf-8"))

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as an API would send them."""
        answers: dict[str, Any] = self.data["answers"]
        return answers

    @property
    def expected(self) -> dict[str, Any]:
        """Fee, recipients, hints."""
        expected: dict[str, Any] = self.data["expect"]
        return expected

    def __str__(self) -> str:
        """Return it as tests are named."""
        return f"{self.service}-{self.name}"


SCENARIOS = [
    Scenario(service, path.stem)
    for service in NOTICES
    for path in sorted((ROOT / "services" / service / "scenarios").glob("*.toml"))
]


def check(service: str, answers: dict[str, Any], *, language: str = "de", on: date | None = None) -> Checked:
    """Check answers as any channel does."""
    form = package(service).form
    typed = decode_answers(form, msgspec.json.encode(answers))
    surroundings = Surroundings(today=on or CLOCK.today(), municipality="Paderborn")
    return check_answers(form, typed, surroundings, language=language)


def all_fields(service: str) -> Iterator[Field]:
    """Yield every field of a form, also those in groups."""
    for field in package(service).form.fields.values():
        yield field
        yield from field.items
