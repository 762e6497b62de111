"""Sealing what earlier versions have stored in the open: in batches, while everything runs; begun anew it goes on."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, models

from modellregion.kernel.data_keys import keys_of, let_have_keys
from modellregion.kernel.envelope import open_plain, seal_with
from modellregion.kernel.sealed_fields import SealedField, place_in, sealed_columns
from modellregion.kernel.statements import run
from modellregion.kernel.tenancy import tenant

BATCH = 200
_OPEN = "length({column}) > 1 AND get_byte({column}, 0) = 0"


def seal_open_rows(municipality: UUID) -> Iterator[tuple[str, int]]:
    """Seal what stands open in a municipality's tables; yield table, column and how many, after each batch is committed.

    Rows that somebody works on at the moment are left out: a second run finds them.
    """
    for model, column in sealed_columns():
        name = f"{model._meta.db_table}.{column.name}"  # noqa: SLF001 - Django's own documented API
        last: UUID | None = UUID(int=0)
        while last is not None:
            count, last = _seal_batch(municipality, model, column, last)
            if count:
                yield name, count


def open_columns(municipality: UUID) -> list[str]:
    """Return the columns in which something still stands open."""
    found = []
    with tenant(municipality):
        for model, column in sealed_columns():
            table = model._meta.db_table  # noqa: SLF001 - likewise
            condition = _OPEN.format(column=f'"{column.name}"')
            if run(
                f"SELECT 1 FROM {table} WHERE municipality_id = %s AND {condition} LIMIT 1",  # noqa: S608 - likewise
                [municipality],
            ):
                found.append(f"{table}.{column.name}")
    return found


def _seal_batch(
    municipality: UUID, model: type[models.Model], column: SealedField, after: UUID
) -> tuple[int, UUID | None]:
    table, name = model._meta.db_table, column.name  # noqa: SLF001 - likewise
    is_open = _OPEN.format(column=f'"{name}"')
    statement = (
        f'SELECT id, "{column.holder}", "{name}" FROM {table} WHERE municipality_id = %s AND id > %s '  # noqa: S608 - our own tables
        f"AND {is_open} ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
    )
    with tenant(municipality):
        rows = run(statement, [municipality, after, BATCH])
        if not rows:
            return 0, None
        let_have_keys(municipality, {holder for _, holder, _ in rows})
        sealed = [
            _sealed(municipality, model, name, identifier, holder, bytes(stored))
            for identifier, holder, stored in rows
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE {table} t SET "{name}" = given.content FROM unnest(%s::uuid[], %s::bytea[]) AS given (id, content) '  # noqa: S608 - likewise
                "WHERE t.municipality_id = %s AND t.id = given.id",
                [[row[0] for row in rows], sealed, municipality],
            )
    return len(rows), rows[-1][0]


def _sealed(municipality: UUID, model: Any, name: str, row: UUID, holder: UUID, stored: bytes) -> bytes:
    key = keys_of(municipality, holder)[0]
    return seal_with(key.cipher, key.id, open_plain(stored), place_in(model, name, municipality, row, holder))
