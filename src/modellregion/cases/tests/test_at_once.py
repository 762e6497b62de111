"""Clicks at the very same moment: real threads, real connections, real commits."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from modellregion.cases.models import Case, Draft
from modellregion.kernel.tenancy import tenant
from tests.support.assistant import Assistant, posted
from tests.support.people import citizen
from tests.support.personas import persona

HAIRDRESSER = persona("gewerbeanmeldung", "friseur")


def _count() -> tuple[int, int]:
    ctx = citizen()
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        return Draft.objects.filter(**mine).count(), Case.objects.filter(**mine).count()


@pytest.fixture
def crowd(own_database: str) -> Any:
    """Run calls at the same time, each with a connection of its own."""
    del own_database

    def run(calls: list[Any]) -> list[Any]:
        def one(call: Any) -> Any:
            try:
                return call()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


def test_a_double_click_at_the_very_same_moment_is_one_case(crowd: Any) -> None:
    assistant = Assistant()
    assistant.answer(HAIRDRESSER)
    answers = crowd([lambda: Client().post(assistant.address("pruefen")) for _ in range(8)])
    assert {answer.status_code for answer in answers} == {302}
    assert _count() == (1, 1)


def test_the_same_first_page_sent_twice_at_once_is_one_draft(crowd: Any) -> None:
    assistant = Assistant()
    answers = crowd([lambda: assistant.post("vorhaben", posted(HAIRDRESSER)) for _ in range(6)])
    assert {answer.status_code for answer in answers} == {302}
    assert _count() == (1, 0)
