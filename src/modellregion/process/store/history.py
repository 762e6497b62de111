"""Looks back at an instance: the steps it went through, the tasks it offered, what failed."""

from dataclasses import dataclass
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.process.store.models import Event, Instance, Job, WorkItem


@dataclass(frozen=True, slots=True)
class OfferedTask:
    """A task (Aufgabe) as it was offered: its step, its role, how it ended (``""`` while it is open)."""

    step: str
    role: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PastRun:
    """What an instance did, in the order of time; ``failures`` are sentences."""

    steps: tuple[str, ...]
    tasks: tuple[OfferedTask, ...]
    failures: tuple[str, ...]


def past_run(ctx: Context, *, case: UUID) -> PastRun:
    """Return what the instances of a case did."""
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality}
        instances = list(Instance.objects.filter(**mine, case_id=case).values_list("id", flat=True))
        inside = {**mine, "instance_id__in": instances}
        events = Event.objects.filter(**inside, kind="entered").exclude(node=None).order_by("id")
        tasks = WorkItem.objects.filter(**inside).order_by("created_at", "id")
        failed = Job.objects.filter(**inside).exclude(error=None).order_by("created_at", "id")
        return PastRun(
            steps=tuple(str(node) for node in events.values_list("node", flat=True)),
            tasks=tuple(OfferedTask(item.node, item.role, item.outcome or "") for item in tasks),
            failures=tuple(f"{job.node}: {job.error}" for job in failed),
        )
