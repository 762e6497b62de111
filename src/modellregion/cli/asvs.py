"""The map from OWASP ASVS 5.0.0 to what answers it: read from TOML, shown as a page."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from modellregion.site.configuration import ROOT

MAP = ROOT / "docs" / "security" / "asvs.toml"
PAGE = ROOT / "docs" / "security" / "asvs.md"
STATUSES = ("tested", "measure", "not applicable", "open")
CHAPTERS = {
    "V1": "Encoding",
    "V2": "Validation and business logic",
    "V3": "Web front end",
    "V4": "Interfaces",
    "V5": "Files",
    "V6": "Authentication",
    "V7": "Sessions",
    "V8": "Authorisation",
    "V9": "Self-contained tokens",
    "V10": "OAuth and OpenID Connect",
    "V11": "Cryptography",
    "V12": "Communication",
    "V13": "Configuration",
    "V14": "Data protection",
    "V15": "Architecture and coding",
    "V16": "Logging and errors",
}
_HEAD = """# OWASP ASVS 5.0.0

Made from [`asvs.toml`](asvs.toml) by `./modellregion security asvs`; `tests/security/test_asvs.py` fails when the two differ,
when a number is missing, or when a named test does not exist. It covers Levels 1 and 2, and Level 3 of V6, V11, V14 and V16,
without V17 (WebRTC is not used). Numbers are those of the [standard](https://github.com/OWASP/ASVS) (OWASP, CC BY-SA 4.0); the
words are ours and say what is done here. Nobody from outside has examined this.

"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement and what answers it: tests, a place, or a reason."""

    number: str
    level: int
    status: str
    words: str
    tests: Sequence[str] = ()
    where: str = ""

    @property
    def chapter(self) -> str:
        """Return the chapter's number."""
        return self.number.partition(".")[0]


def read_map(path: Path) -> list[Requirement]:
    """Return all requirements, in the order of the file.

    :raises KeyError: when an entry lacks what its status asks for.
    """
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_requirement(number, entry) for number, entry in found.items() if number != "version"]


def _requirement(number: str, entry: dict[str, object]) -> Requirement:
    status = str(entry["status"])
    words = str(entry["what"] if status in {"tested", "measure"} else entry["why"])
    tests = entry["tests"] if status == "tested" else ()
    where = str(entry["where"]) if status == "measure" else ""
    assert isinstance(tests, list | tuple)  # noqa: S101 - the file's own form
    return Requirement(number, int(str(entry["level"])), status, words, tuple(map(str, tests)), where)


def as_page(requirements: Sequence[Requirement]) -> str:
    """Return the map as Markdown: a table of numbers, then each chapter, what is open first of all."""
    text = _HEAD + _numbers(requirements)
    text += "\n## What is open\n\n" + _table(one for one in requirements if one.status == "open")
    for chapter, title in CHAPTERS.items():
        rows = (one for one in requirements if one.chapter == chapter)
        text += f"\n## {chapter} {title}\n\n" + _table(rows)
    return text


def _numbers(requirements: Sequence[Requirement]) -> str:
    counts = Counter((one.chapter, one.status) for one in requirements)
    lines = [f"| | {' | '.join(STATUSES)} |", "|---" * (len(STATUSES) + 1) + "|"]
    for chapter, title in CHAPTERS.items():
        lines.append(f"| {chapter} {title} | {' | '.join(str(counts[chapter, one]) for one in STATUSES)} |")
    totals = Counter(one.status for one in requirements)
    lines.append(f"| **all {len(requirements)}** | {' | '.join(str(totals[one]) for one in STATUSES)} |")
    return "\n".join(lines) + "\n"


def _table(requirements: Iterable[Requirement]) -> str:
    lines = ["| Number | Level | Status | What is done, or why not | Proof |", "|---|---|---|---|---|"]
    for one in requirements:
        proof = "<br>".join(f"`{name}`" for name in (one.tests or filter(None, [one.where])))
        lines.append(f"| {one.number} | {one.level} | {one.status} | {one.words} | {proof} |")
    return "\n".join(lines) + "\n"
