"""Siblings of an invented case: the same course of events with other people, numbers, ids and minutes.

A million cases cannot all be thought up and checked one by one in a few minutes. Some thousands are; each of them has
siblings made from its finished lines, in which every id, number, name and instant is a hole that is filled anew.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from modellregion.demo.copying import Line
from modellregion.demo.names import family_name
from modellregion.forms.api import name_key, search_key

MINUTES_APART = 0.7
"""Siblings happen this much before each other, so that no two rows of a list share their instant."""
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00"
_TIME_PART = 18
"""Characters of a UUID version 7 that say when it was made; siblings keep them and differ in the rest."""


class Template:
    """Lines with holes."""

    def __init__(
        self,
        lines: Sequence[Line],
        *,
        own_ids: Iterable[str],
        numbers: Mapping[str, int],
        names: Sequence[str],
        secret: str = "",
    ) -> None:
        """Cut the lines at every hole.

        :param own_ids: the ids that belong to the family; all others (units, staff) stay.
        :param numbers: the numbers of cases and register entries, and how far a sibling's is from the next one's.
        :param names: family names.
        :param secret: the digest of the access code, as hexadecimal digits.
        """
        self._tables = [table for table, _ in lines]
        self._numbers = numbers
        self._names = names
        self._secret = secret
        words = [form for number in numbers for form in _forms(number)]
        words += [form for name in names for form in _forms(name)]
        fixed = sorted(set(filter(None, words)), key=len, reverse=True)
        alternatives = [_UUID, _INSTANT, *(rf"(?<!\w){re.escape(word)}(?!\w)" for word in fixed)]
        if secret:
            alternatives.append(secret)
        pattern = re.compile(f"({'|'.join(alternatives)})")
        self._lines = [pattern.split(line) for _, line in lines]
        holes = {hole for parts in self._lines for hole in parts[1::2]}
        self._ids = sorted(holes & set(own_ids))
        self._instants = sorted(hole for hole in holes if re.fullmatch(_INSTANT, hole))

    def sibling(self, family: str, number: int) -> list[Line]:
        """Return the lines of a family's sibling ``number``, from 1 on."""
        key = f"{family}/{number}"
        digest = hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
        rng = Random(key)  # noqa: S311 - invented names are no secret
        # A family's cases share the ids of its businesses, but not their access codes.
        filled = {self._secret: hashlib.blake2b(f"{key}/{self._secret}".encode(), digest_size=32).hexdigest()}
        for text, step in self._numbers.items():
            filled |= zip(_forms(text), _forms(_later(text, step * number)), strict=True)
        for name in self._names:
            filled |= zip(_forms(name), _forms(family_name(rng)), strict=True)
        tail = f"-a{digest[:3]}-{digest[3:15]}"
        filled |= {hole: hole[:_TIME_PART] + tail for hole in self._ids}
        shift = timedelta(minutes=-MINUTES_APART * number)
        filled |= {hole: (datetime.fromisoformat(hole) + shift).isoformat() for hole in self._instants}
        return [(table, _fill(parts, filled)) for table, parts in zip(self._tables, self._lines, strict=True)]


def _forms(text: str) -> tuple[str, str, str, str]:
    """Return a name or number as it is written, as it is searched for, as it stands in an address, and how it sounds."""
    key = search_key(text)
    sound = name_key(text).removeprefix(key).strip() if key.isalpha() else ""
    return text, key, key.replace(" ", "-"), sound


def _later(number: str, more: int) -> str:
    head, _, tail = number.rpartition("-")
    return f"{head}-{int(tail) + more:06}"


def _fill(parts: list[str], filled: Mapping[str, str]) -> str:
    whole = parts.copy()
    whole[1::2] = [filled.get(hole, hole) for hole in parts[1::2]]
    return "".join(whole)
