"""What a token or a scope waits for: timers, messages, jobs; and incidents, which wait for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from modellregion.process.changes import (
    AwaitMessage,
    CallService,
    MakeDecision,
    RaiseIncident,
    SendMessage,
    SetTimer,
)
from modellregion.process.graph import Node
from modellregion.process.rows import (
    Job,
    JobKind,
    JobState,
    Scope,
    Subscription,
    SubscriptionState,
    Token,
    TokenState,
)
from modellregion.process.stepping.conditions import due_at, value_of
from modellregion.process.stepping.run import Context, Run, StuckError


@dataclass(frozen=True, slots=True)
class Awaited:
    """An event that is going to be waited for: a timer with its time, or a message with its correlation."""

    node: Node
    at: datetime | None = None
    correlation: str | None = None


def awaited(run: Run, nodes: Iterable[Node], scope_id: str) -> list[Awaited]:
    """Work out times and correlations before any row is written; raises StuckError."""
    context = run.context(scope_id)
    found: list[Awaited] = []
    for node in nodes:
        if node.timer is not None:
            found.append(Awaited(node, at=due_at(run, node, context)))
        elif node.message is not None:
            found.append(Awaited(node, correlation=_correlation(run, node, context)))
    return found


def _correlation(run: Run, node: Node, context: Context) -> str | None:
    if node.correlation is None:
        return None
    value = value_of(run, node.correlation, context)
    if value is None:
        raise StuckError(
            f"{node.correlation} of {node.label} has no value, so no message could be matched with it."
        )
    return str(value)


def wait_for(run: Run, events: Iterable[Awaited], scope_id: str, token_id: str | None) -> None:
    """Wait for events, as a token or (``token_id`` None) as a scope."""
    for event in events:
        if event.at is not None:
            job = add_job(run, event.node, JobKind.TIMER, scope_id, token_id, at=event.at)
            run.effects.append(SetTimer(job_id=job.id, node=job.node, run_at=event.at))
        else:
            _subscribe(run, event, scope_id, token_id)


def _subscribe(run: Run, event: Awaited, scope_id: str, token_id: str | None) -> None:
    row = run.subscriptions.put(
        Subscription(
            id=run.new_id(),
            instance_id=run.instance_id,
            scope_id=scope_id,
            token_id=token_id,
            node=event.node.id,
            message=event.node.message or "",
            correlation=event.correlation,
            state=SubscriptionState.OPEN,
            created_at=run.now,
        )
    )
    run.effects.append(
        AwaitMessage(subscription_id=row.id, node=row.node, message=row.message, correlation=row.correlation)
    )


def listen(run: Run, scope: Scope) -> None:
    """Make the event sub-processes of a scope's level ready; raises StuckError."""
    starts = [start for _, start in run.graph.event_sub_processes(scope.level)]
    wait_for(run, awaited(run, starts, scope.id), scope.id, None)


def add_job(run: Run, node: Node, kind: JobKind, scope_id: str, token_id: str | None, *, at: datetime) -> Job:
    """Insert a job."""
    return run.jobs.put(
        Job(
            id=run.new_id(),
            instance_id=run.instance_id,
            scope_id=scope_id,
            token_id=token_id,
            node=node.id,
            kind=kind,
            state=JobState.OPEN,
            run_at=at,
            created_at=run.now,
        )
    )


def ask(run: Run, job: Job) -> None:
    """Send a service, send or decision job out."""
    node = run.graph.nodes[job.node]
    values = run.seen(job.scope_id)
    attempt = job.attempts + 1
    if job.kind is JobKind.SERVICE:
        run.effects.append(
            CallService(
                job_id=job.id,
                node=node.id,
                operation=node.operation or "",
                run_at=job.run_at,
                attempt=attempt,
                values=values,
            )
        )
    elif job.kind is JobKind.SEND:
        run.effects.append(
            SendMessage(
                job_id=job.id,
                node=node.id,
                message=node.message or "",
                operation=node.operation,
                run_at=job.run_at,
                attempt=attempt,
                values=values,
            )
        )
    else:
        run.effects.append(
            MakeDecision(
                job_id=job.id,
                node=node.id,
                decision=node.decision or "",
                result=node.result or "",
                run_at=job.run_at,
                attempt=attempt,
                values=values,
            )
        )


def open_incident(run: Run, token: Token, kind: JobKind, error: str) -> None:
    """Keep a token where it is until somebody helps."""
    stuck = run.tokens.put(replace(token, state=TokenState.INCIDENT))
    node = run.graph.nodes[token.node]
    job = add_job(run, node, kind, token.scope_id, token.id, at=run.now)
    turn_into_incident(run, job, error)
    run.log("incident", stuck, error=error)


def turn_into_incident(run: Run, job: Job, error: str) -> None:
    """Let a job wait for a person."""
    run.jobs.put(replace(job, state=JobState.INCIDENT, error=error))
    run.effects.append(RaiseIncident(job_id=job.id, node=job.node, error=error))
