"""Whether a word is met among the newest rows, farther back, or by its index, the same is found in the same order."""

from dataclasses import replace
from typing import Any

import pytest

from modellregion.cases.api import CaseSearch, search_cases
from modellregion.forms.api import read_search
from modellregion.kernel import searching
from modellregion.kernel.context import Context
from modellregion.records.api import RecordSearch, search_documents, search_files
from tests.support.demo import invent
from tests.support.people import staff

pytestmark = pytest.mark.django_db

WORDS = ("muster", "gew-2026", "antrag", "Anträge", "gibtesnicht")
READERS = ("anna.muster", "bernd.beispiel", "emil.pruefmann")


def _found(ctx: Context, words: str, size: int) -> list[list[Any]]:
    search = read_search(words)
    cases = CaseSearch(search, size)
    records = RecordSearch(search, size)
    first = [hit.id for hit in search_cases(ctx, cases)]
    after = [hit.id for hit in search_cases(ctx, replace(cases, after=first[0]))] if first else []
    files = [
        [hit.id for hit in search_files(ctx, replace(records, cases_shown=shown))]
        for shown in (None, True, False)
    ]
    return [first, after, *files, [hit.id for hit in search_documents(ctx, records)]]


def test_the_same_is_found_wherever_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    invent(60)
    for login in READERS:
        ctx, met = staff(login), 0
        for words in WORDS:
            for size in (1, 4, 51):
                monkeypatch.setattr(searching, "WINDOW", 10_000)
                expected = _found(ctx, words, size)
                met += sum(map(len, expected))
                for window, far in ((1, 1), (2, 10), (6, 2), (20, 3)):
                    monkeypatch.setattr(searching, "WINDOW", window)
                    monkeypatch.setattr(searching, "FAR", far)
                    assert _found(ctx, words, size) == expected, (login, words, size, window)
        assert met, f"{login} finds nothing at all"
