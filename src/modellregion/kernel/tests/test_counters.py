"""Numbers of a series: no gap, no double, apart for each tenant, whoever asks at the same time."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from modellregion.kernel.counters import next_number
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant


def _next(municipality: UUID, series: str = "GewA 2026") -> int:
    with tenant(municipality):
        return next_number(municipality, series)


@pytest.mark.django_db
def test_a_series_counts_from_one_and_each_tenant_has_its_own() -> None:
    here, there = new_id(), new_id()
    assert [_next(here) for _ in range(3)] == [1, 2, 3]
    assert _next(here, "GewA 2027") == 1
    assert _next(there) == 1
    assert _next(here) == 4


def test_many_at_once_get_all_numbers_once(own_database: str) -> None:
    here = new_id()
    got: list[int] = []

    def take() -> None:
        got.extend(_next(here) for _ in range(10))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(1, 61))


def _next_then_fail(municipality: UUID) -> None:
    with tenant(municipality):
        assert next_number(municipality, "s") == 1
        raise LookupError


def test_a_number_that_was_not_used_is_given_again(own_database: str) -> None:
    here = new_id()
    with pytest.raises(LookupError):
        _next_then_fail(here)
    assert _next(here, "s") == 1
