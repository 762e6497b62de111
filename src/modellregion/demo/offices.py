"""What the generator knows of a municipality: its services, its clerks, who receives what; and ids of the past."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from modellregion.exchange.models import Route
from modellregion.kernel.clock import Clock
from modellregion.kernel.context import Actor, ActorKind, system_context
from modellregion.kernel.ids import id_at
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import InstalledService, installed_services
from modellregion.records.models import PlanNode, ServiceNode
from modellregion.region.api import BodyEntry, Role
from modellregion.region.models import RoleAssignment, StaffMember


@dataclass
class Ids:
    """Makes row ids of any instant: ascending in time, and the same for the same seed."""

    rng: Random
    own: set[str] = field(default_factory=set)
    """Every id that was made, as text."""
    _last: int = 0

    def at(self, instant: datetime) -> UUID:
        """Return a new id of an instant."""
        ticks = int(instant.timestamp() * 1_000_000) * 4096 // 1000
        if ticks <= self._last < ticks + 4096 * 1000:
            ticks = self._last + 1
        self._last = ticks
        found = id_at(ticks, self.rng.getrandbits(62))
        self.own.add(str(found))
        return found


@dataclass(frozen=True)
class Office:
    """A municipality's trade office, as the demo plays it."""

    body: BodyEntry
    services: dict[str, InstalledService]
    clerks: list[Actor]
    routes: dict[str, UUID | None]
    waived: dict[str, frozenset[str]]
    readers: dict[UUID, str]
    """Who reads transmissions at a recipient."""
    nodes: dict[str, PlanNode]
    """Where in the file plan the files of a service lie."""


def office_of(body: BodyEntry, clock: Clock) -> Office:
    """Look a municipality's office up."""
    services = installed_services(body.id)
    ctx = system_context(body.id, clock)
    with tenant(ctx):
        routes = list(Route.objects.filter(municipality_id=body.id))
        plan = {node.id: node for node in PlanNode.objects.filter(municipality_id=body.id)}
        places = ServiceNode.objects.filter(municipality_id=body.id).values_list("service", "node_id")
        nodes = {service: plan[node] for service, node in places}
    forms = {form for route in routes for form in route.waived_forms}
    return Office(
        body=body,
        services=services,
        clerks=_clerks(body.id, {service.unit for service in services.values()}),
        routes={route.recipient: route.body_id for route in routes},
        waived={form: frozenset(r.recipient for r in routes if form in r.waived_forms) for form in forms},
        nodes=nodes,
        readers={route.body_id: _reader(route.body_id) for route in routes if route.body_id is not None},
    )


def _clerks(municipality: UUID, units: set[UUID]) -> list[Actor]:
    with tenant(municipality):
        roles = RoleAssignment.objects.filter(
            municipality_id=municipality, role=Role.CLERK.value, unit_id__in=units
        )
        people = StaffMember.objects.filter(
            municipality_id=municipality, id__in=[role.staff_id for role in roles]
        )
        return [Actor(ActorKind.STAFF, id=person.id, name=person.name) for person in people.order_by("login")]


def _reader(body: UUID) -> str:
    with tenant(body):
        role = RoleAssignment.objects.filter(municipality_id=body, role=Role.RECIPIENT.value).first()
        person = role and StaffMember.objects.filter(municipality_id=body, id=role.staff_id).first()
    return person.name if person else ""
