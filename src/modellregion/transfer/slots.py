"""Fills the slots of a package with what a municipality says and has: the proof that nothing is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from modellregion.cases.policy import Cases
from modellregion.exchange.api import known_routes
from modellregion.kernel.context import Context
from modellregion.packages.api import LEADS, UNIT_SLOT, Slot
from modellregion.records.api import find_node_by_code
from modellregion.region.api import get_body, list_holders, list_units


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """A slot, what it is filled with (``""``: nothing yet), and why it counts as filled."""

    slot: Slot
    value: str
    words: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return not self.value

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the service cannot go live without it."""
        return self.is_open and self.slot.is_required


def fill_slots(ctx: Context, slots: list[Slot], said: Mapping[str, str]) -> list[FilledSlot]:
    """Return every slot with its value: what was said, else what the municipality has, else the proposal."""
    filler = _Filler(ctx, said)
    return [filler.fill(slot) for slot in slots]


def unit_of(filled: list[FilledSlot]) -> UUID | None:
    """Return the competent unit, when it is decided."""
    return next((UUID(one.value) for one in filled if one.slot.id == UNIT_SLOT and one.value), None)


class _Filler:
    def __init__(self, ctx: Context, said: Mapping[str, str]) -> None:
        self.ctx, self.said = ctx, said
        self.units = list_units(ctx)
        self.unit = self._unit(said.get(UNIT_SLOT, ""))
        self.routes = known_routes(ctx)
        self.body = get_body(ctx.municipality)

    def _unit(self, said: str) -> UUID | None:
        """Return the unit that was named by id, name or short name; the only one there is needs no naming."""
        for unit in self.units:
            if said and said in {str(unit.id), unit.name, unit.short_name}:
                return unit.id
        return self.units[0].id if not said and len(self.units) == 1 else None

    def fill(self, slot: Slot) -> FilledSlot:
        match slot.kind:
            case "unit" if slot.id == UNIT_SLOT:
                name = next((unit.name for unit in self.units if unit.id == self.unit), "")
                return FilledSlot(slot, str(self.unit or ""), name)
            case "role":
                return self._role(slot)
            case "letterhead":
                address = (
                    ", ".join(filter(None, [self.body.name, self.body.street, self.body.town]))
                    if self.body
                    else ""
                )
                return FilledSlot(slot, address, address)
            case "file_plan":
                node = find_node_by_code(self.ctx, self.said.get(slot.id, "") or slot.default)
                return (
                    FilledSlot(slot, str(node.id), f"{node.code} {node.title}")
                    if node
                    else FilledSlot(slot, "", "")
                )
            case "recipient":
                body = get_body(route) if (route := self.routes.get(slot.id.partition(":")[2])) else None
                return FilledSlot(slot, str(route or ""), body.name if body else "")
        value = self.said.get(slot.id, "") or slot.default
        return FilledSlot(slot, value, value)

    def _role(self, slot: Slot) -> FilledSlot:
        name = next((unit.name for unit in self.units if unit.id == self.unit), None)
        right = Cases.LEAD if slot.acts_as == LEADS else Cases.WORK
        people = [person.name for person in list_holders(self.ctx, right) if name in person.units]
        return FilledSlot(slot, "yes" if people else "", ", ".join(people[:3]))
