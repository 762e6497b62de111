"""How an exception is described in a log: type, place, cause and the database's codes; our own words, nobody else's."""

import pytest
from django.db import DatabaseError, connection, transaction

from modellregion.kernel.errors import ConflictError
from modellregion.kernel.logs import describe


def _caught(kind: type[BaseException], *causes: BaseException) -> BaseException:
    error: BaseException = kind("Müller")
    for cause in causes:
        error.__cause__ = cause
    return error


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT %s::integer", "psycopg.errors.InvalidTextRepresentation: 22P02"),
        (
            "INSERT INTO kernel_counter (municipality_id, series) VALUES (gen_random_uuid(), %s)",
            "psycopg.errors.InsufficientPrivilege: 42501",
        ),
    ],
)
def test_the_database_is_quoted_by_code_and_not_by_what_was_sent(statement: str, told: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as caught, transaction.atomic():
        cursor.execute(statement, ["Müller"])
    description = describe(caught.value)
    assert "Müller" not in description
    assert told in description


def test_our_own_words_are_told_and_those_of_others_are_not() -> None:
    assert describe(ConflictError("the task is done")) == (
        "modellregion.kernel.errors.ConflictError: the task is done"
    )
    assert describe(_caught(ValueError)) == "builtins.ValueError"
    assert describe(_caught(ValueError, _caught(KeyError))) == (
        "builtins.KeyError\nwhich led to\nbuiltins.ValueError"
    )


def test_errors_that_lead_to_each_other_come_to_an_end() -> None:
    one, other = ValueError("Müller"), KeyError("Müller")
    one.__cause__, other.__cause__ = other, one
    assert describe(one).count("ValueError") == 1
    group = ExceptionGroup("Müller", [one, TypeError("Müller")])
    assert "Müller" not in describe(group)
    assert describe(group).endswith("builtins.TypeError")
