"""The same seed makes the same data; another seed, or a second run, makes other data; a failed run makes none."""

import pytest
from django.db import connection, transaction

from modellregion.demo import copying, generator
from modellregion.demo.generator import SEED, amounts, divide, open_cases
from tests.support.demo import everything, invent

pytestmark = pytest.mark.django_db


class _UndoneError(Exception):
    """Takes back what a test made first."""


def _made(cases: int, seed: str = SEED) -> object:
    """Return what a run makes, and take it back."""
    before = transaction.savepoint()
    counts = invent(cases, seed=seed)
    made = everything()
    transaction.savepoint_rollback(before)
    return counts, made


def test_the_same_seed_makes_the_same_rows() -> None:
    assert _made(30) == _made(30)


def test_the_same_seed_makes_the_same_rows_with_siblings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "DISTINCT_MAX", 4)
    assert _made(60) == _made(60)


def test_another_seed_makes_other_rows() -> None:
    assert _made(10) != _made(10, seed="another")


def test_a_second_run_goes_on_where_the_first_ended() -> None:
    assert sum(invent(12).values()) == 12
    before = everything()["paderborn", "cases_case"]
    assert sum(invent(12).values()) == 12
    cases = everything()["paderborn", "cases_case"]
    assert len({case["number"] for case in cases}) == len(cases) == len(before) + 12


def test_a_run_that_fails_halfway_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_FLUSH_LINES", 50)
    before = everything()

    def stumble(made: int) -> None:
        if made > 15:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM demo_cases_case")
            raise _UndoneError

    with pytest.raises(_UndoneError):
        invent(30, progress=stumble)
    assert everything() == before


@pytest.mark.parametrize("cases", [0, 1, 7, 100, 12_345, 1_000_000])
def test_exactly_so_many_cases_are_planned(cases: int) -> None:
    plan = amounts(cases)
    assert plan.with_siblings * (1 + plan.siblings) + plan.without + plan.open == cases
    assert sum(divide(cases, generator.SHARES).values()) == cases
    assert open_cases(cases) <= cases
