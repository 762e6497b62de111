"""Invented cases of the demo region, made small and quickly for a test, and what then lies in the tables."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.sql import SQL, Identifier

from modellregion.cases.api import CaseState
from modellregion.demo.copying import process_models
from modellregion.demo.generator import SEED, TABLES, Wish, make_cases
from modellregion.kernel.envelope import Place, plain, unseal
from modellregion.kernel.models import DataKey
from modellregion.kernel.sealed_fields import sealed_columns
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import list_bodies

UNTIL = datetime(2026, 6, 10, 13, 0, tzinfo=UTC)
Row = dict[str, Any]
TABLE_NAMES = [
    *(model._meta.db_table for model in TABLES if model is not DataKey),  # noqa: SLF001 - Django's own documented API
    *process_models(),
    "kernel_counter",
]


def invent(
    cases: int,
    *,
    slug: str = "paderborn",
    seed: str = SEED,
    until: datetime = UNTIL,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[CaseState, int]:
    """Invent cases for one municipality."""
    return make_cases(Wish(cases, until, {slug: 1}, seed), progress=progress)


def rows_of(municipality: UUID, table: str) -> list[Row]:
    """Return a tenant's rows of a table as PostgreSQL writes them, in the order of their ids or numbers."""
    with tenant(municipality), connection.cursor() as cursor:
        cursor.execute(
            SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1").format(Identifier(table)).as_string()
        )
        rows = [json.loads(row) for (row,) in cursor.fetchall()]
        return [_opened(municipality, table, row) for row in rows]


def _opened(municipality: UUID, table: str, row: Row) -> Row:
    """Return a row with its sealed columns as they were before they were sealed."""
    for model, column in sealed_columns():
        if model._meta.db_table == table and row[column.name]:  # noqa: SLF001 - likewise
            place = Place(municipality, UUID(row[column.holder]), table, UUID(row["id"]), column.name)
            content = unseal(bytes.fromhex(row[column.name].removeprefix("\\x")), place)
            row[column.name] = f"\\x{plain(content).hex()}"
    return row


def everything() -> dict[tuple[str, str], list[Row]]:
    """Return every row that the generator may write, by body and table."""
    return {(body.slug, table): rows_of(body.id, table) for body in list_bodies() for table in TABLE_NAMES}
