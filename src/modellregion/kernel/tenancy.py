"""Tenancy (Mandantentrennung): the municipality is set per transaction, and the database itself keeps tenants apart.

Every tenant table carries ``municipality_id`` first in its keys and has PostgreSQL row-level security, forced. The
policy compares with a setting that lives as long as the transaction; whoever forgets to set it sees no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.migrations.operations import RunSQL

from modellregion.kernel.context import Context
from modellregion.kernel.statements import run

SETTING = "app.municipality"


_current: ContextVar[UUID | None] = ContextVar("municipality", default=None)
_rehearsed: ContextVar[UUID | None] = ContextVar("rehearsed municipality", default=None)
_remembered: ContextVar[dict[Any, Any] | None] = ContextVar("remembered for the block", default=None)


@contextmanager
def tenant(of: Context | UUID) -> Iterator[None]:
    """Open a transaction in which only the rows of one municipality exist.

    Inside another ``tenant`` block of the same municipality it joins that transaction.

    :raises RuntimeError: inside a block of another municipality: one transaction belongs to one tenant.
    """
    municipality = of.municipality if isinstance(of, Context) else of
    current = _current.get()
    if current == municipality:
        yield
        return
    if current is not None:
        raise RuntimeError(
            "A transaction belongs to one municipality; finish it before another one is opened."
        )
    token, memory = _current.set(municipality), _remembered.set({})
    is_set = _rehearsed.get() == municipality
    try:
        with transaction.atomic():
            if not is_set:
                _set(str(municipality))
            yield
            if connection.savepoint_ids and not is_set:
                # Tests have a transaction around all: nobody's rows stay visible in it. A rehearsal's own do.
                _set(str(_rehearsed.get() or ""))
    finally:
        _remembered.reset(memory)
        _current.reset(token)


@contextmanager
def rehearsed_tenant(municipality: UUID) -> Iterator[None]:
    """Name the municipality once for many blocks of it: for scenarios, whose transaction knows no other.

    Must stand inside the transaction that is rolled back; every block in it stays a savepoint of its own.
    """
    _set(str(municipality))
    token = _rehearsed.set(municipality)
    try:
        yield
        _set("")
    finally:
        _rehearsed.reset(token)


def is_inside_tenant() -> bool:
    """Tell whether a ``tenant`` block is open in this thread, so that nothing of it is committed yet."""
    return _current.get() is not None


def is_rehearsed() -> bool:
    """Tell whether this thread's transaction will be rolled back, being a scenario's."""
    return _rehearsed.get() is not None


def remembered() -> dict[Any, Any]:
    """Return what is remembered as long as the open ``tenant`` block, for what would be asked again in it.

    :raises RuntimeError: outside a block.
    """
    memory = _remembered.get()
    if memory is None:
        raise RuntimeError("Only an open transaction of a municipality remembers something.")
    return memory


def _set(value: str) -> None:
    run("SELECT set_config(%s, %s, true)", [SETTING, value])


class TenantModel(models.Model):
    """A row that belongs to one municipality."""

    pk = models.CompositePrimaryKey("municipality_id", "id")
    municipality_id = models.UUIDField()
    id = models.UUIDField()

    class Meta:
        """Tables of tenants share these columns, not a table."""

        abstract = True


class KeepTenantsApart(RunSQL):
    """Migration step: row-level security, enabled and forced, on one table.

    ``append_only`` also takes the right to change or delete rows from the application's role.
    """

    def __init__(self, table: str, *, append_only: bool = False) -> None:
        """Prepare the statements for ``table``."""
        self.table = table
        self.append_only = append_only
        condition = f"municipality_id = NULLIF(current_setting('{SETTING}', true), '')::uuid"
        forward: list[Any] = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{table}" USING ({condition}) WITH CHECK ({condition})',
        ]
        if append_only:
            forward.append(f'REVOKE UPDATE, DELETE ON "{table}" FROM modellregion_app')
        super().__init__(forward, reverse_sql=[f'DROP POLICY tenant ON "{table}"'])

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Describe this step for Django's migration writer."""
        return (self.__class__.__qualname__, [self.table], {"append_only": self.append_only})


class ReferenceInsideTenant(RunSQL):
    """Migration step: a foreign key that carries the municipality, so that no row can point across tenants."""

    def __init__(self, table: str, column: str, target: str) -> None:
        """Prepare the key from ``table.column`` to ``target.id``."""
        self.arguments = (table, column, target)
        name = f"{table}_{column}_fk"
        super().__init__(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (municipality_id, "{column}") '
            f'REFERENCES "{target}" (municipality_id, id)',
            reverse_sql=f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Describe this step for Django's migration writer."""
        return (self.__class__.__qualname__, list(self.arguments), {})
