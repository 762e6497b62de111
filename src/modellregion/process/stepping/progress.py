"""What makes a process go on by itself: work done, services answering, messages, timers, errors."""

from dataclasses import replace
from datetime import timedelta

from modellregion.process.changes import Answer
from modellregion.process.commands import (
    CompleteWorkItem,
    JobDone,
    JobFailed,
    MessageArrived,
    Start,
    ThrowError,
    TimerFired,
)
from modellregion.process.findings import CommandRefusedError
from modellregion.process.rows import (
    Instance,
    InstanceState,
    JobKind,
    JobState,
    Receipt,
    WorkItemState,
)
from modellregion.process.stepping.control import open_root
from modellregion.process.stepping.events import throw, trigger
from modellregion.process.stepping.run import Enter, Leave, Run
from modellregion.process.stepping.tokens import close_job, new_token
from modellregion.process.stepping.waiting import ask, turn_into_incident

RETRY_FIRST = timedelta(minutes=1)
RETRY_LONGEST = timedelta(hours=6)


def start(run: Run, command: Start) -> Answer:
    """Open the instance at its start event."""
    try:
        node = run.graph.start(run.graph.process, command.message)
    except KeyError:
        how = f"by the message {command.message}" if command.message else "without a message"
        raise CommandRefusedError("no_start", f"{run.graph.name} can't be started {how}.") from None
    instance = run.instances.put(
        Instance(
            id=run.new_id(),
            definition=run.graph.hash,
            state=InstanceState.ACTIVE,
            started_at=run.now,
            values=dict(command.values),
        )
    )
    run.instance_id = instance.id
    run.log("started", instance, definition=run.graph.hash)
    token = new_token(run, open_root(run), node.id)
    run.log("entered", token)
    run.queue.append(Enter(token.id))
    return Answer.DONE


def complete_work_item(run: Run, command: CompleteWorkItem) -> Answer:
    """Finish a user task with one of its outcomes."""
    item = run.work_items.get(command.work_item_id)
    if item is None:
        return Answer.NOT_OPEN
    work = run.graph.nodes[item.node].work
    outcomes = [outcome.id for outcome in work.outcomes] if work else []
    if (command.outcome not in outcomes) if outcomes else command.outcome is not None:
        wanted = ", ".join(outcomes) if outcomes else "no outcome"
        raise CommandRefusedError(
            "unknown_outcome", f"{item.title} can't end with {command.outcome}; possible: {wanted}."
        )
    run.set_values(item.scope_id, command.values)
    if work and outcomes:
        run.set_values(item.scope_id, {work.result: command.outcome})
    run.work_items.close(
        replace(
            item,
            state=WorkItemState.DONE,
            done_at=run.now,
            done_by=command.actor,
            outcome=command.outcome,
        )
    )
    run.log("work-done", item, outcome=command.outcome)
    run.queue.append(Leave(item.token_id))
    return Answer.DONE


def job_done(run: Run, command: JobDone) -> Answer:
    """Go on after a service, send or rule task."""
    job = run.jobs.get(command.job_id)
    if job is None or job.kind in {JobKind.TIMER, JobKind.ENTER, JobKind.LEAVE}:
        return Answer.NOT_OPEN
    node = run.graph.nodes[job.node]
    if job.kind is JobKind.DECISION and node.result not in command.values:
        raise CommandRefusedError("no_result", f"{node.label} decides {node.result}; the answer lacks it.")
    run.set_values(job.scope_id, command.values)
    close_job(run, job, JobState.DONE)
    run.log("job-done", job)
    run.queue.append(Leave(job.token_id or ""))
    return Answer.DONE


def job_failed(run: Run, command: JobFailed) -> Answer:
    """Try again later; after the last attempt open an incident."""
    job = run.jobs.get(command.job_id)
    if job is None or job.state is not JobState.OPEN or job.kind is JobKind.TIMER:
        return Answer.NOT_OPEN
    attempts = job.attempts + 1
    failed = replace(job, attempts=attempts, error=command.error)
    run.log("job-failed", job, error=command.error, attempt=attempts)
    if command.permanent or attempts >= run.graph.nodes[job.node].retries:
        turn_into_incident(run, failed, command.error)
        run.log("incident", job, error=command.error)
        return Answer.DONE
    pause = min(RETRY_FIRST * 4 ** min(attempts - 1, 10), RETRY_LONGEST)
    ask(run, run.jobs.put(replace(failed, run_at=run.now + pause)))
    return Answer.DONE


def message_arrived(run: Run, command: MessageArrived) -> Answer:
    """Deliver a message to the one who has waited longest for it."""
    if run.receipts.get(command.message_id) is not None:
        return Answer.DUPLICATE
    waiting = sorted(
        (
            row
            for row in run.state.subscriptions.values()
            if row.message == command.message and row.correlation == command.correlation
        ),
        key=lambda row: (row.created_at, row.id),
    )
    if not waiting:
        return Answer.NOT_EXPECTED
    run.receipts.put(Receipt(message_id=command.message_id, instance_id=run.instance_id, received_at=run.now))
    run.set_values(waiting[0].scope_id, command.values)
    run.log("message-arrived", waiting[0], message=command.message, id=command.message_id)
    trigger(run, waiting[0])
    return Answer.DONE


def timer_fired(run: Run, command: TimerFired) -> Answer:
    """Let a timer event happen."""
    job = run.jobs.get(command.job_id)
    if job is None or job.kind is not JobKind.TIMER:
        return Answer.NOT_OPEN
    if job.run_at > run.now:
        return Answer.NOT_DUE
    trigger(run, job)
    return Answer.DONE


def throw_error(run: Run, command: ThrowError) -> Answer:
    """End a task with a business error."""
    row = run.work_items.get(command.work_item_id) or run.jobs.get(command.job_id)
    if row is None or row.token_id is None or row.node != run.tokens[row.token_id].node:
        return Answer.NOT_OPEN
    run.set_values(row.scope_id, command.values)
    token = run.tokens[row.token_id]
    run.log("error-thrown", token, error=command.error)
    throw(run, command.error, token.scope_id, token)
    return Answer.DONE
