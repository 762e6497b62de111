"""What the documents say leads somewhere: links, anchors, rooms, variables, files."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "modellregion"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_VARIABLE = re.compile(r"\b(?:MODELLREGION_[A-Z_]+|DATABASE_URL)\b")


def _documents() -> list[Path]:
    found = [
        *ROOT.glob("*.md"),
        *(
            path
            for top in ("docs", "src", "services", "tests", "benchmarks")
            for path in (ROOT / top).rglob("*.md")
        ),
    ]
    return sorted(path for path in found if "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _links(text: str) -> Iterator[str]:
    for found in _LINK.finditer(_CODE.sub("", text)):
        target = unquote(found[1].strip("<>"))
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as the usual viewers make them."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", heading).lower()).replace(" ", "-")
        for heading in _HEADING.findall(text)
    }


@pytest.mark.parametrize("path", _documents(), ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in _links(path.read_text(encoding="utf-8")):
        place, _, anchor = target.partition("#")
        aim = (path.parent / place).resolve() if place else path
        assert aim.is_relative_to(ROOT), f"{target} leads out of the repository"
        assert aim.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in _anchors(aim), f"{target}: there is no such heading"


def test_links_are_found() -> None:
    text = "[a](b.md#c) ![d](<e.png>) `[f](g)` [h](https://example.org) [i](#j)"
    assert list(_links(text)) == ["b.md#c", "e.png", "#j"]


def test_every_room_has_a_readme() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if not (SOURCE / room / "README.md").exists()] == []


def test_the_guide_for_operators_names_every_variable_that_is_read() -> None:
    sources = [ROOT / "modellregion", *(path for path in SOURCE.rglob("*.py") if "tests" not in path.parts)]
    read = {name for path in sources for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}
    guide = set(_VARIABLE.findall((ROOT / "docs" / "operators.md").read_text(encoding="utf-8")))
    assert read == guide


def test_files_that_the_glossary_names_exist() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_/]+(?:\.py|/))`", text))
    assert len(named) > 30
    assert sorted(name for name in named if not ((SOURCE / name).exists() or (ROOT / name).exists())) == []


def test_decisions_are_numbered_once() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        number = int(path.name[:4])
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), path.name
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
