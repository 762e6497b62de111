"""What the catalogue says about a service: one structure for pages, programs and other installations."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from modellregion.forms.api import in_language, search_key, sort_key
from modellregion.transfer.withdrawals import WithdrawalNotice

_ENDING = re.compile(r"(?:ungen|ung|ern|em|en|er|es|e|n|s|t)$")
_STEM_MIN = 4
_STOP_WORDS = frozenset(
    search_key(word)
    for word in [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "eines",
        "und",
        "oder",
        "mit",
        "für",
        "von",
        "zu",
        "zum",
        "zur",
        "im",
        "in",
        "am",
        "an",
        "auf",
        "bei",
        "ich",
        "wir",
        "mein",
        "meine",
        "meinen",
        "the",
        "a",
        "an",
        "of",
        "for",
        "to",
        "and",
        "or",
        "my",
        "i",
        "we",
    ]
)


class Order(StrEnum):
    """How a list of the catalogue is sorted."""

    TITLE = "titel"
    NEWEST = "neu"
    MOST_USED = "genutzt"
    LEAST_ADAPTED = "angepasst"


class OfferedBasis(msgspec.Struct, frozen=True, kw_only=True):
    """A norm with the date of the text that the package follows."""

    norm: str
    title: str
    as_of: date


class RunBy(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality that runs the service: which version since when, with how many changes of its own.

    ``slug`` is empty for one of another installation.
    """

    name: str
    version: str
    since: date | None = None
    own_changes: int = 0
    slug: str = ""


class OfferOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the scenarios gave, and when they were played."""

    total: int
    passed: int
    tested_at: datetime


class Offering(msgspec.Struct, frozen=True, kw_only=True):
    """One service in the catalogue; ``facts`` are the fields of the KDN's project catalogue that the package fills.

    ``origin`` is the address of the catalogue it was learned from, empty for this installation's own; ``adapted`` counts
    the changes of all who run it by part of the package, the most adapted part first.
    """

    package: str
    titles: dict[str, str]
    teasers: dict[str, str]
    archetype: str
    leika: str
    situations: list[str]
    keywords: list[str]
    legal_bases: list[OfferedBasis]
    version: str
    licence: str
    publisher: str
    fingerprint: str
    sha256: str
    published_on: date
    scenarios: int
    outcome: OfferOutcome | None = None
    facts: dict[str, Any] = {}
    run_by: list[RunBy] = []
    adapted: dict[str, int] = {}
    withdrawal: WithdrawalNotice | None = None
    bundle: str = ""
    dossier: str = ""
    origin: str = ""

    def title(self, language: str) -> str:
        """Return the title."""
        return in_language(self.titles, language)

    def teaser(self, language: str) -> str:
        """Return the sentence about it."""
        return str(self.facts.get("description") or in_language(self.teasers, language))

    @property
    def words(self) -> str:
        """All words under which it is found, as a search key."""
        texts = [
            self.package, *self.titles.values(), *self.teasers.values(), self.leika, *self.situations, *self.keywords,
            self.publisher, str(self.facts.get("description", "")), *map(str, self.facts.get("categories", [])),
            *(basis.norm for basis in self.legal_bases),
        ]  # fmt: skip
        return search_key(" ".join(texts))


def is_found(offering: Offering, words: str) -> bool:
    """Tell whether all words are found: in any form (»Anmeldungen«, »anmelden«), inside of longer ones, umlauts or not."""
    known = offering.words
    return all(stem in known for stem in stems(words))


def stems(words: str) -> list[str]:
    """Return the stems of the words that matter: without endings, as German and English have them."""
    keys = [word for word in search_key(words).split() if word not in _STOP_WORDS]
    return [_stem(word) for word in keys] or search_key(words).split()


def _stem(word: str) -> str:
    shorter = word if word.isdigit() else _ENDING.sub("", word, count=1)
    return shorter if len(shorter) >= _STEM_MIN else word


def chosen(
    offerings: Iterable[Offering],
    *,
    words: str = "",
    situation: str = "",
    archetype: str = "",
    origin: str | None = None,
    order: Order = Order.TITLE,
) -> list[Offering]:
    """Return the offerings that match, in an order; ``origin`` may be ``""`` for this installation's own."""
    found = [
        one
        for one in offerings
        if is_found(one, words)
        and situation in {"", *one.situations}
        and archetype in {"", one.archetype}
        and origin in {None, one.origin}
    ]
    found.sort(key=lambda one: sort_key(one.title("de")))
    if order is Order.NEWEST:
        found.sort(key=lambda one: one.published_on, reverse=True)
    elif order is Order.MOST_USED:
        found.sort(key=lambda one: len(one.run_by), reverse=True)
    elif order is Order.LEAST_ADAPTED:
        found.sort(key=lambda one: sum(one.adapted.values()))
    return found


def count_parts(files: Iterable[str]) -> dict[str, int]:
    """Count changes by the part of the package they touch, the most adapted first."""
    counts = Counter(part_of(file) for file in files)
    return dict(counts.most_common())


def part_of(file: str) -> str:
    """Return the part of a package that a file belongs to."""
    return file.partition("/")[0].partition(".")[0]


def own_first(offerings: Sequence[Offering], others: Iterable[Offering]) -> list[Offering]:
    """Join this installation's offerings with those of others; the very same version is listed once, as its own."""
    known = {one.sha256 for one in offerings}
    joined = list(offerings)
    for other in others:
        if other.sha256 not in known:
            known.add(other.sha256)
            joined.append(other)
    return joined
