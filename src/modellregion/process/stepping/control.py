"""What an official may do by hand, each with a reason: reassign, withdraw, jump, cancel, reopen, retry, skip."""

from dataclasses import replace

from modellregion.process.changes import Answer
from modellregion.process.commands import Cancel, Jump, Reassign, Reopen, RetryJob, SkipJob, Withdraw
from modellregion.process.findings import CommandRefusedError
from modellregion.process.graph import ACTIVITIES, CATCHES, ENDS, GATEWAYS, Kind, Node
from modellregion.process.rows import (
    InstanceState,
    JobKind,
    JobState,
    Scope,
    ScopeKind,
    ScopeState,
    TokenState,
    WorkItemState,
)
from modellregion.process.stepping import repeating
from modellregion.process.stepping.run import Enter, Leave, Run, StuckError
from modellregion.process.stepping.tokens import (
    close_job,
    empty_scope,
    end_instance,
    move,
    new_token,
    release,
)
from modellregion.process.stepping.waiting import ask, listen

_CALLED_OUT = frozenset({JobKind.SERVICE, JobKind.SEND, JobKind.DECISION})


def reassign(run: Run, command: Reassign) -> Answer:
    """Change role or person of a work item."""
    item = run.work_items.get(command.work_item_id)
    if item is None:
        return Answer.NOT_OPEN
    changed = replace(item, role=command.role or item.role, assignee=command.assignee or item.assignee)
    run.work_items.put(changed)
    run.log("reassigned", changed, reason=command.reason, role=changed.role, assignee=changed.assignee)
    return Answer.DONE


def withdraw(run: Run, command: Withdraw) -> Answer:
    """Take a work item back; its token waits for a jump."""
    item = run.work_items.get(command.work_item_id)
    if item is None:
        return Answer.NOT_OPEN
    run.work_items.close(replace(item, state=WorkItemState.WITHDRAWN, done_at=run.now, done_by=command.actor))
    run.log("withdrawn", item, reason=command.reason)
    return Answer.DONE


def jump(run: Run, command: Jump) -> Answer:
    """Move a token to another step of its scope, ending what it is busy with."""
    run.need_whole()
    token = run.tokens.get(command.token_id)
    if token is None:
        return Answer.NOT_OPEN
    here, there = run.graph.nodes[token.node], run.graph.nodes.get(command.node)
    if there is None:
        raise CommandRefusedError("unknown_node", f"The process has no step {command.node}.")
    if there.id != here.id:
        _require_neighbour(run, here, there)
        if repeating.is_inner(run, token):
            raise CommandRefusedError(
                "inside_repetition",
                f"One instance of {here.label} can't leave it alone; let the activity jump.",
            )
    if token.state is TokenState.JOINING:
        run.arrivals.close(run.arrivals[token.id])
    release(run, token, whole_content=True)
    moved = move(run, token, there.id)
    run.log("jumped", moved, reason=command.reason, origin=here.id)
    run.queue.append(Enter(moved.id))
    return Answer.DONE


def _require_neighbour(run: Run, here: Node, there: Node) -> None:
    _require_target(there)
    if there.level != here.level or run.graph.block(there.id) != run.graph.block(here.id):
        raise CommandRefusedError(
            "other_scope", f"{there.label} stands in another sub-process or block than {here.label}."
        )


def _require_target(there: Node) -> None:
    is_join = there.kind in {Kind.PARALLEL, Kind.INCLUSIVE} and len(there.incoming) > 1
    if there.kind not in ACTIVITIES | CATCHES | GATEWAYS | ENDS or is_join:
        raise CommandRefusedError("no_target", f"{there.label} can't be the target of a jump.")


def cancel(run: Run, command: Cancel) -> Answer:
    """End the instance."""
    run.need_whole()
    root = next(scope for scope in run.state.scopes.values() if scope.kind is ScopeKind.PROCESS)
    run.log("cancel-ordered", run.instance, reason=command.reason)
    emptied = empty_scope(run, root)
    run.scopes.close(replace(emptied, state=ScopeState.CANCELLED, closed_at=run.now))
    end_instance(run, InstanceState.CANCELLED)
    return Answer.DONE


def reopen(run: Run, command: Reopen) -> Answer:
    """Take an ended instance up again; one that runs has nothing to reopen."""
    if run.instance.state is InstanceState.ACTIVE:
        return Answer.NOT_OPEN
    node = run.graph.nodes.get(command.node)
    if node is None:
        raise CommandRefusedError("unknown_node", f"The process has no step {command.node}.")
    _require_target(node)
    if node.level != run.graph.process or run.graph.block(node.id) is not None:
        raise CommandRefusedError(
            "other_scope",
            f"{node.label} stands inside of a sub-process or block; reopen at a step of the process.",
        )
    run.instances.put(replace(run.instance, state=InstanceState.ACTIVE, ended_at=None, error=None))
    run.log("reopened", run.instance, reason=command.reason)
    root = open_root(run)
    try:
        listen(run, root)
    except StuckError as stuck:
        raise CommandRefusedError("no_value", str(stuck)) from stuck
    token = new_token(run, root, node.id)
    run.log("entered", token)
    run.queue.append(Enter(token.id))
    return Answer.DONE


def open_root(run: Run) -> Scope:
    """Open the scope of the process itself."""
    return run.scopes.put(
        Scope(
            id=run.new_id(),
            instance_id=run.instance_id,
            kind=ScopeKind.PROCESS,
            level=run.graph.process,
            opened_at=run.now,
        )
    )


def retry(run: Run, command: RetryJob) -> Answer:
    """Try again what ended in an incident."""
    job = run.jobs.get(command.job_id)
    if job is None or job.state is not JobState.INCIDENT:
        return Answer.NOT_OPEN
    run.log("retried", job, reason=command.reason)
    if job.kind in _CALLED_OUT:
        again = replace(job, state=JobState.OPEN, attempts=0, error=None, run_at=run.now)
        ask(run, run.jobs.put(again))
        return Answer.DONE
    token = run.tokens[job.token_id or ""]
    close_job(run, job, JobState.DONE)
    run.tokens.put(replace(token, state=TokenState.ACTIVE))
    run.queue.append(Enter(token.id) if job.kind is JobKind.ENTER else Leave(token.id))
    return Answer.DONE


def skip(run: Run, command: SkipJob) -> Answer:
    """Go on as if a service, send or rule task had been done."""
    job = run.jobs.get(command.job_id)
    if job is None or job.state is not JobState.INCIDENT:
        return Answer.NOT_OPEN
    if job.kind not in _CALLED_OUT:
        raise CommandRefusedError(
            "not_skippable", "This incident has no task to skip; retry it or let the token jump."
        )
    run.log("skipped", job, reason=command.reason)
    run.set_values(job.scope_id, command.values)
    close_job(run, job, JobState.DONE)
    run.queue.append(Leave(job.token_id or ""))
    return Answer.DONE
