"""Finds German on a page that should be English: texts of the catalogue, and little words that only German has."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from tests.support.catalogue import english_texts

# Attributes whose text people see or hear.
_SPOKEN = ("aria-label", "alt", "placeholder", "title", "data-copied", "content", "data-label")
_LITTLE_WORDS = re.compile(
    r"\b(der|das|und|oder|ist|sind|nicht|kein|keine|bitte|mit|für|wird|werden|wurde|zum|zur|ein|eine|einen|dem|"
    r"sie|ihr|ihre|ihren|noch|auch|nach|bei|vom|beim|wie|wenn|haben)\b",
    re.IGNORECASE,
)


def german_on(page: bytes, *, known: Iterable[str] = ()) -> list[str]:
    """Return the German texts of a page. ``known`` are proper names and what a person typed."""
    german = {key[0] for key, english in english_texts().items() if key != english}
    known = sorted(filter(None, known), key=len, reverse=True)
    found = []
    for text in _texts(page):
        rest = text
        for name in known:
            rest = rest.replace(name, "")
        if rest.strip(" :?") in german or _LITTLE_WORDS.search(rest):
            found.append(text)
    return found


def _texts(page: bytes) -> Iterator[str]:
    """Yield each text that is seen or heard, but not what says that it is German."""
    tree = html.fromstring(page.decode())
    assert tree.get("lang") == "en", "the page says that it is in another language"
    for element in tree.iter():
        if element.tag in {"script", "style", etree.Comment}:
            continue
        if any(one.get("lang") == "de" for one in (element, *element.iterancestors())):
            continue
        pieces = [element.text, *(child.tail for child in element), *map(element.get, _SPOKEN)]
        yield from (tidy for piece in pieces if piece and (tidy := " ".join(piece.split())))
