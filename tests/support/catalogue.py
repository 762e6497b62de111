"""The English catalogue and what it has to hold: every text that code and templates hand to gettext."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "modellregion"
ENGLISH = SOURCE / "kernel" / "locale" / "en" / "LC_MESSAGES" / "django.po"

Key = tuple[str, ...]
"""A text, or its singular and plural."""

_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
_KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
# As the pages' environment reads them; a template that cannot be read must not pass for one without texts.
_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%")


def used_texts() -> dict[Key, set[str]]:
    """Return every text in use with the files that use it."""
    found: dict[Key, set[str]] = {}
    for path in _files():
        method = _METHODS[path.suffix]
        options = _OPTIONS if path.suffix == ".html" else {}
        for _, text, _, _ in extract_from_file(method, path, keywords=_KEYWORDS, options=options):
            found.setdefault(_key(text), set()).add(path.relative_to(SOURCE).as_posix())
    return found


def _files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in _METHODS and "tests" not in path.parts:
            yield path


def english_catalogue() -> Catalog:
    """Return the catalogue as it stands in the repository."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def english_texts() -> dict[Key, Key]:
    """Return the English of every entry of the catalogue."""
    return {_key(one.id): _key(one.string) for one in english_catalogue() if one.id}


def placeholders(text: str) -> list[str]:
    """Return the names of a text's placeholders; a bare percent sign is listed, too."""
    return sorted(found[0] for found in _PLACEHOLDER.finditer(text))


def entry(key: Key) -> str:
    """Return an empty entry for the catalogue, to be pasted and filled in."""
    quoted = [f'"{text}"'.replace("\n", "\\n") for text in key]
    if len(key) == 1:
        return f'msgid {quoted[0]}\nmsgstr ""\n'
    return f'msgid {quoted[0]}\nmsgid_plural {quoted[1]}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def _key(text: str | tuple[str, ...] | list[str] | None) -> Key:
    return (text,) if isinstance(text, str) else tuple(text or ())
