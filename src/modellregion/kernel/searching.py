"""How a search reads the newest rows that answer, whatever its words and its reader's rights are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from modellregion.kernel.ids import id_at

WINDOW, FAR = 10_000, 10
"""How many of the newest rows are looked at one by one before an index is asked for all that answer; and how many times as
many, when so many of the first answered that the page will probably be full."""
ANSWERS = "lexemes @@ to_tsquery('simple', %(words)s)"
_SETTINGS = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)"
)


def plan_by_values() -> None:
    """Let PostgreSQL plan the statements that follow in this transaction for their very values.

    A prepared statement soon gets a plan for any values (docs/decisions/0100). For a search that plan is wrong either for
    frequent words, which are best met walking from the newest on, or for rare ones, which their index knows: measured, 35
    seconds instead of one (docs/decisions/0167). The memory keeps what an index found exact, so that nothing is read twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)


def newest_answers(
    table: str, alias: str, *, join: str = "", conditions: Sequence[str] = (), bounds: Sequence[str] = ()
) -> str:
    """Return a SELECT, in brackets, of the ids of the newest rows whose ``lexemes`` answer; at most ``%(limit)s``, in no order.

    First the newest rows are looked at one by one: a frequent word has filled the page by then. When it has not, and will
    not soon, the index gives all that answer, and only they are looked at. PostgreSQL would guess which of the two is quicker, and for words
    that begin like others, or readers who reach little, it guessed wrong by seconds (docs/decisions/0174).

    :param join: what rights are asked of, joined to ``alias``.
    :param conditions: on ``alias`` and what is joined.
    :param bounds: conditions on the table's own columns that an index can follow, without an alias.
    """
    within = " AND ".join(["municipality_id = %(municipality)s", *bounds])
    where = " AND ".join(["true", *conditions])
    last = f"ORDER BY {alias}.id DESC LIMIT %(limit)s"

    def newest(window: int) -> str:
        return (
            f"SELECT {alias}.id FROM (SELECT * FROM {table} WHERE {within} ORDER BY id DESC LIMIT {window}) {alias} {join} "  # noqa: S608 - constants
            f"WHERE {alias}.{ANSWERS} AND {where}"
        )

    everything = f"SELECT {alias}.id FROM (SELECT * FROM {table} WHERE {within} AND {ANSWERS} OFFSET 0) {alias} {join} WHERE {where}"  # noqa: S608 - constants
    return first_that_fill(newest, WINDOW, everything, last)


def first_that_fill(first: Callable[[int], str], window: int, everything: str, last: str) -> str:
    """Return a SELECT, in brackets, that looks at few rows, at ten times as many when they help, or else asks the index.

    :param first: makes the SELECT over that many of the first rows; ends with a condition.
    :param everything: the SELECT over all that the index gives; ends with a condition.
    :param last: the page's order and limit.
    """
    near, far = "(SELECT count(*) FROM near)", "(SELECT count(*) FROM far)"
    return f"""(
        WITH near AS MATERIALIZED ({first(window)} {last}),
        far AS MATERIALIZED (
            {first(FAR * window)} AND {near} < %(limit)s AND {near} * {FAR} >= %(limit)s {last}
        )
        SELECT id FROM near WHERE {near} >= %(limit)s
        UNION ALL SELECT id FROM far WHERE {far} >= %(limit)s
        UNION ALL ({everything} AND {near} < %(limit)s AND {far} < %(limit)s {last})
    )"""  # noqa: S608 - constants


def first_id_at(instant: datetime) -> UUID:
    """Return the lowest id that a row can have which was made at an instant or later (UUID version 7)."""
    return id_at(int(instant.timestamp() * 1000) * 4096, 0)
