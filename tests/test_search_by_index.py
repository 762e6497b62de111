"""Searches may use their index although row-level security is on."""

import psycopg

from modellregion.site.database import marking_statements


def test_what_a_search_calls_is_marked_so_that_its_index_may_answer(own_database: str) -> None:
    with psycopg.connect(own_database) as connection:
        assert marking_statements(connection) == []
