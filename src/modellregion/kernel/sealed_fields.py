"""Columns whose content is sealed: the model says which they are and whose key they need, so that all of them are found."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from modellregion.kernel.data_keys import let_have_keys
from modellregion.kernel.envelope import Place, is_plain, open_plain, seal, unseal
from modellregion.kernel.tenancy import is_rehearsed


class SealedField(models.BinaryField):  # type: ignore[type-arg] # not generic at run time
    """A column that passes the envelope; ``holder`` is the column with the id of what the content belongs to."""

    def __init__(self, *args: Any, holder: str = "id", **kwargs: Any) -> None:
        """Remember whose key it needs."""
        super().__init__(*args, **kwargs)
        self.holder = holder

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Describe the column for migrations: to the database it is bytes."""
        name, _, args, kwargs = super().deconstruct()
        return str(name), "django.db.models.BinaryField", list(args), dict(kwargs)


def place_in(model: type[models.Model], field: str, municipality: UUID, row: UUID, holder: UUID) -> Place:
    """Return the place of a row's sealed column."""
    return Place(municipality, holder, model._meta.db_table, row, field)  # noqa: SLF001 - Django's own documented API


def place_of(row: models.Model, field: str) -> Place:
    """Return the place of a sealed column of a row that is at hand."""
    column = row._meta.get_field(field)  # noqa: SLF001 - likewise
    assert isinstance(column, SealedField)  # noqa: S101 - whoever asks names one
    holder: UUID = getattr(row, column.holder)
    identifier: UUID = row.id  # type: ignore[attr-defined] # every tenant's row has one
    return Place(row.municipality_id, holder, row._meta.db_table, identifier, field)  # type: ignore[attr-defined] # noqa: SLF001 - likewise


def sealed_for(row: models.Model, field: str, content: bytes) -> bytes:
    """Return what a row's column is to hold."""
    return seal(content, place_of(row, field))


def opened(row: models.Model, field: str) -> bytes:
    """Return the content of a row's sealed column; empty where nothing is stored."""
    stored = getattr(row, field)
    return unseal(stored, place_of(row, field)) if stored else b""


def seal_rows(municipality: UUID, rows: Sequence[models.Model]) -> None:
    """Seal what stands open in rows that are about to be written, whoever they belong to. Inside a ``tenant`` block."""
    if is_rehearsed() or not rows:
        return
    columns = [column for column in rows[0]._meta.concrete_fields if isinstance(column, SealedField)]  # noqa: SLF001 - likewise
    let_have_keys(municipality, {getattr(row, column.holder) for row in rows for column in columns})
    for row in rows:
        for column in columns:
            stored = getattr(row, column.name)
            if stored and is_plain(stored):
                setattr(row, column.name, sealed_for(row, column.name, open_plain(stored)))


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Yield all sealed columns of all rooms."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:  # noqa: SLF001 - likewise
            if isinstance(column, SealedField):
                yield model, column
