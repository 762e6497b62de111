"""Read models of processes: the map of a service, one case's process, what failed."""

from dataclasses import dataclass
from uuid import UUID

from modellregion.cases.access import authorise_case, may_see
from modellregion.cases.models import Case
from modellregion.cases.policy import Cases
from modellregion.cases.states import CaseState
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Package, installed_services, package_by_hash
from modellregion.process.api import (
    CommandRefusedError,
    Graph,
    Instance,
    InstanceState,
    Job,
    JobKind,
    JobState,
    Jump,
    Problem,
    Reopen,
    State,
    StuckError,
    Subscription,
    Token,
    WorkItem,
    advance,
)
from modellregion.process.store.migrating import Order, count_moved, find_order, refused
from modellregion.process.store.overview import (
    HistoryEvent,
    Incident,
    StepFigures,
    history_of,
    open_incidents,
    running_versions,
    step_figures,
)
from modellregion.process.store.running import find_instance, load_state

INCIDENTS_MAX = 1000


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version of a service: how many cases run on it, and whether new ones begin on it."""

    package: Package
    running: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class ServiceMap:
    """A version of a service with the figures of its steps, and the versions beside it."""

    shown: VersionEntry
    versions: list[VersionEntry]
    figures: dict[str, StepFigures]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process stands (Token), what it waits for there, and where it could jump to."""

    token: Token
    label: str
    work: WorkItem | None
    incident: Job | None
    timers: tuple[Job, ...]
    messages: tuple[Subscription, ...]
    running: Job | None
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProcessView:
    """A case's process."""

    case: UUID
    number: str
    state: CaseState
    package: Package
    instance: Instance
    places: list[Place]
    history: list[HistoryEvent]
    reopen_at: tuple[tuple[str, str], ...]

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self.instance.state is InstanceState.ACTIVE


@dataclass(frozen=True, slots=True)
class MigrationProgress:
    """How far an order to migrate is: how many moved, and which cases stayed and why."""

    order: Order
    moved: int
    refused: list[tuple[UUID, str, tuple[Problem, ...]]]


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """A failed step with its case, in words."""

    incident: Incident
    number: str
    service: Package
    step: str


def service_versions(ctx: Context) -> dict[str, list[VersionEntry]]:
    """Return for each service the versions that are offered or still run, the offered one first."""
    ctx.authorise(Cases.SEE_PROCESSES)
    with tenant(ctx):
        running: dict[str, int] = {}
        for version in running_versions(ctx):
            running[version.package_hash] = running.get(version.package_hash, 0) + version.count
        current = {service.package.hash for service in installed_services(ctx.municipality).values()}
        packages = [package_by_hash(version) for version in {*running, *current}]
    entries = [
        VersionEntry(package, running.get(package.hash, 0), package.hash in current) for package in packages
    ]
    found: dict[str, list[VersionEntry]] = {}
    for entry in sorted(
        entries, key=lambda entry: (entry.package.id, not entry.is_current, entry.package.version)
    ):
        found.setdefault(entry.package.id, []).append(entry)
    return found


def service_map(ctx: Context, *, service: str, version: str = "") -> ServiceMap:
    """Return a service's map; ``version`` is the beginning of a version's hash, without it the offered one is shown.

    :raises NotFoundError: when the municipality has no such service or version.
    """
    versions = service_versions(ctx).get(service, [])
    shown = next((entry for entry in versions if entry.package.hash.startswith(version)), None)
    if shown is None:
        raise NotFoundError(f"no version {version!r} of {service!r}")
    with tenant(ctx):
        figures = step_figures(ctx, shown.package.process.hash)
    return ServiceMap(shown, versions, figures)


def process_view(ctx: Context, *, case: UUID) -> ProcessView:
    """Return a case's process for those who may see the case or repair its steps.

    :raises NotFoundError: when there is no such case within the actor's units.
    """
    with tenant(ctx):
        row = Case.objects.filter(municipality_id=ctx.municipality, id=case).first()
        if row is None:
            raise NotFoundError(f"case {case}")
        authorise_case(ctx, Cases.REPAIR if ctx.may(Cases.REPAIR) else Cases.SEE, row)
        instance = find_instance(ctx, case=case)
        if instance is None:
            raise NotFoundError(f"case {case} has no process")
        package = package_by_hash(row.package_hash)
        state = load_state(ctx, instance)
        history = history_of(ctx, instance.id)
    may_steer = ctx.may(Cases.STEER) and may_see(ctx, row)
    places = [_place(ctx, package.process, state, token, may_steer) for token in state.tokens.values()]
    ended = instance.state is not InstanceState.ACTIVE and may_steer and row.closed_at is None
    return ProcessView(
        case=case,
        number=row.number,
        state=CaseState(row.state),
        package=package,
        instance=instance,
        places=sorted(
            places, key=lambda place: (place.incident is None, place.token.entered_at, place.token.id)
        ),
        history=history,
        reopen_at=_possible(ctx, package.process, state, None) if ended else (),
    )


def _place(ctx: Context, graph: Graph, state: State, token: Token, may_steer: bool) -> Place:
    rows = state.by_token.get(token.id, ())
    jobs = [row for row in rows if isinstance(row, Job)]
    return Place(
        token=token,
        label=graph.nodes[token.node].label,
        work=next((row for row in rows if isinstance(row, WorkItem)), None),
        incident=next((job for job in jobs if job.state is JobState.INCIDENT), None),
        timers=tuple(job for job in jobs if job.kind is JobKind.TIMER),
        messages=tuple(row for row in rows if isinstance(row, Subscription)),
        running=next(
            (job for job in jobs if job.kind is not JobKind.TIMER and job.state is JobState.OPEN), None
        ),
        targets=_possible(ctx, graph, state, token) if may_steer else (),
    )


def _possible(ctx: Context, graph: Graph, state: State, token: Token | None) -> tuple[tuple[str, str], ...]:
    """Try, without consequences, to which steps a token could jump or at which an ended process could go on."""
    level = graph.process if token is None else graph.nodes[token.node].level
    found = []
    for node in graph.level(level):
        command = (
            Reopen(node=node.id, reason="?", actor="?")
            if token is None
            else Jump(token_id=token.id, node=node.id, reason="?", actor="?")
        )
        try:
            advance(
                graph,
                state,
                command,
                now=ctx.now(),
                variables={},
                new_id=lambda: str(new_id()),
                decide=_anything,
            )
        except CommandRefusedError:
            continue
        if node.name or not node.kind.endswith("gateway"):
            found.append((node.id, node.label))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _anything(decision: str, context: object) -> object:  # noqa: ARG001 - the signature of deciding
    """Decide nothing: where a jump leads after its target is not asked here."""
    raise StuckError("not asked")


def incident_lines(ctx: Context) -> list[IncidentLine]:
    """Return the failed steps of the cases that the actor may repair."""
    ctx.authorise(Cases.REPAIR)
    with tenant(ctx):
        incidents = open_incidents(ctx, limit=INCIDENTS_MAX)
        ids = {incident.case for incident in incidents}
        rows = {row.id: row for row in Case.objects.filter(municipality_id=ctx.municipality, id__in=ids)}
    sees_all = ctx.may(Cases.REPAIR_ALL)
    lines = []
    for incident in incidents:
        row = rows.get(incident.case)
        if row is not None and (sees_all or may_see(ctx, row)):
            package = package_by_hash(row.package_hash)
            step = package.process.nodes[incident.node].label
            lines.append(IncidentLine(incident, row.number, package, step))
    return lines


def migration_progress(ctx: Context, *, migration: UUID) -> MigrationProgress:
    """Return how far an order is.

    :raises NotFoundError: when the municipality has no such order.
    """
    ctx.authorise(Cases.MIGRATE)
    with tenant(ctx):
        order = find_order(ctx, migration)
        if order is None:
            raise NotFoundError(f"no order {migration}")
        stayed = refused(ctx, migration, limit=INCIDENTS_MAX)
        cases = Case.objects.filter(municipality_id=ctx.municipality, id__in=[one.case for one in stayed])
        numbers = dict(cases.values_list("id", "number"))
        moved = count_moved(ctx, migration)
    return MigrationProgress(order, moved, [(one.case, numbers[one.case], one.problems) for one in stayed])
