"""An office whose instance lies in PostgreSQL: every command is a transaction, every state is read back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.process import api as process
from modellregion.process.rows import Row
from modellregion.process.store.running import (
    Surroundings,
    find_instance,
    load_part,
    load_state,
    lock_instance,
    run_command,
    start_process,
)
from modellregion.process.tests.office import Office
from tests.support.people import citizen


def paderborn() -> UUID:
    """Return the municipality in which these tests work."""
    return citizen().municipality


@dataclass
class StoredOffice(Office):
    """Runs one instance through the store."""

    municipality: UUID = field(default_factory=paderborn)
    case: UUID = field(default_factory=new_id)

    def new_id(self) -> str:
        """Give out ids as the store's tables take them."""
        return str(new_id())

    @property
    def ctx(self) -> Context:
        """The context of a command at the office's time."""
        return system_context(self.municipality, FixedClock(self.now))

    @property
    def around(self) -> Surroundings:
        """What the process finds around it."""
        return Surroundings(self.variables, self.decide)

    def start(self, message: str | None = None, **values: object) -> Self:
        """Start the instance."""
        command = process.Start(message=message, values=values)
        with tenant(self.municipality):
            changes = start_process(
                self.ctx, self.graph, case=self.case, package_hash="test", start=command, around=self.around
            )
        self._keep(changes)
        return self

    def send(self, command: process.Command) -> process.Changes:
        """Carry a command out as the product does: lock, load a part, step, write."""
        changes = perform(self, command)
        self._keep(changes)
        return changes

    def _keep(self, changes: process.Changes) -> None:
        self.events.extend(changes.events)
        self.effects.extend(changes.effects)
        self.state = self.stored()

    def stored(self) -> process.State:
        """Return the live rows as they lie in the database."""
        with tenant(self.municipality):
            instance = find_instance(self.ctx, case=self.case)
            assert instance is not None
            return load_state(self.ctx, instance)


def perform(office: StoredOffice, command: process.Command) -> process.Changes:
    """Carry a command out in a transaction of its own, without looking at the office's copy of the state."""
    with tenant(office.municipality):
        instance = lock_instance(office.ctx, case=office.case)
        state = load_part(office.ctx, office.graph, instance, command)
        return run_command(
            office.ctx, office.graph, case=office.case, state=state, command=command, around=office.around
        )


def same(rows: Iterable[Row]) -> set[str]:
    """Return rows in a form that can be compared, whatever the order of rows and of names in their values."""
    return {repr(sorted(_comparable(row).items())) for row in rows}


def _comparable(row: Row) -> dict[str, object]:
    record = process.to_record(row)
    if isinstance(row, process.Instance | process.Scope):
        values = json.loads(str(record["values"]), parse_float=str)
        record["values"] = json.dumps(values, sort_keys=True)
    return record
