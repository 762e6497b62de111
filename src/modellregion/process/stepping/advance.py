"""The step itself: one command, carried on until every token waits for something."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from modellregion.process.changes import Answer, Changes, apply
from modellregion.process.commands import (
    Cancel,
    Command,
    CompleteWorkItem,
    JobDone,
    JobFailed,
    Jump,
    MessageArrived,
    Reassign,
    Reopen,
    RetryJob,
    SkipJob,
    Start,
    ThrowError,
    TimerFired,
    Withdraw,
)
from modellregion.process.findings import CommandRefusedError
from modellregion.process.graph import Graph
from modellregion.process.outlook import obstacle
from modellregion.process.rows import InstanceState, JobKind, ScopeKind, State
from modellregion.process.stepping import control, progress, repeating
from modellregion.process.stepping.nodes import enter, leave
from modellregion.process.stepping.run import (
    Action,
    Arrive,
    Context,
    Decide,
    Enter,
    NewId,
    Run,
    Settle,
    StuckError,
)
from modellregion.process.stepping.tokens import arrive, settle
from modellregion.process.stepping.waiting import open_incident
from modellregion.process.values import require_routing_values

ACTIONS_MAX = 20_000
"""Far more than a step of any real process needs; a process that never comes to rest is stopped here."""

_HANDLERS: dict[type[Command], Callable[[Run, Any], Answer]] = {
    Start: progress.start,
    CompleteWorkItem: progress.complete_work_item,
    JobDone: progress.job_done,
    JobFailed: progress.job_failed,
    MessageArrived: progress.message_arrived,
    TimerFired: progress.timer_fired,
    ThrowError: progress.throw_error,
    RetryJob: control.retry,
    SkipJob: control.skip,
    Reassign: control.reassign,
    Withdraw: control.withdraw,
    Jump: control.jump,
    Cancel: control.cancel,
    Reopen: control.reopen,
}


def advance(
    graph: Graph,
    state: State,
    command: Command,
    *,
    now: datetime,
    variables: Context,
    new_id: NewId,
    decide: Decide | None = None,
) -> Changes:
    """Carry out one command and return what it changes; nothing is changed in place.

    ``state`` holds live rows of one instance (none of it for Start). ``variables`` are the case's data that FEEL
    expressions may read. ``decide(decision id, context)`` evaluates decisions at once; without it rule tasks become
    jobs. The first id that ``new_id`` gives to Start is the instance's.

    Raises CommandRefusedError when the command can't be carried out as asked, NeedsWholeStateError when ``state`` is
    a part and work beyond it must be ended. A command that comes too late is no error: see Answer.
    """
    if now.tzinfo is None:
        raise ValueError("The time of a step needs an offset; a local time would depend on the machine.")
    if (state.instance is None) is not isinstance(command, Start):
        raise CommandRefusedError(
            "wrong_state", "Start needs an empty state, every other command an instance."
        )
    if state.instance is not None:
        if state.instance.definition != graph.hash:
            raise CommandRefusedError("other_graph", "The instance runs on another version of this process.")
        if state.instance.state is not InstanceState.ACTIVE and not isinstance(command, Reopen):
            return Changes(answer=Answer.INSTANCE_ENDED)
    require_routing_values(graph, command)
    run = Run(graph, state, now=now.astimezone(UTC), variables=variables, new_id=new_id, decide=decide)
    run.actor = getattr(command, "actor", None)
    answer = _HANDLERS[type(command)](run, command)
    if answer is not Answer.DONE:
        return Changes(answer=answer)
    drain(run)
    changes = run.changes()
    if isinstance(command, Jump):
        _require_way_out(graph, state, changes)
    return changes


def _require_way_out(graph: Graph, state: State, changes: Changes) -> None:
    """Refuse a jump after which the instance could never end; one that was lost before may try what it likes."""
    reason = obstacle(graph, apply(state, changes))
    if reason is not None and obstacle(graph, state) is None:
        raise CommandRefusedError("no_way_out", f"After this jump {reason}.")


def drain(run: Run) -> None:
    """Do what is left to do until every token waits."""
    for _ in range(ACTIONS_MAX):
        if not run.queue:
            return
        _do(run, run.queue.popleft())
    raise CommandRefusedError(
        "no_rest",
        f"{run.graph.name} did not come to a waiting step after {ACTIONS_MAX} moves; it goes in circles.",
    )


def _do(run: Run, action: Action) -> None:
    if isinstance(action, Settle):
        scope = run.scopes.get(action.scope_id)
        if scope is None:
            return
        if scope.kind is ScopeKind.INSTANCE and scope.live == 0:
            repeating.instance_done(run, scope)
        else:
            settle(run, scope)
        return
    token = run.tokens.get(action.token_id)
    if token is None:
        return
    if isinstance(action, Arrive):
        arrive(run, token, run.graph.flows[action.flow])
        return
    try:
        (enter if isinstance(action, Enter) else leave)(run, token)
    except StuckError as stuck:
        kind = JobKind.ENTER if isinstance(action, Enter) else JobKind.LEAVE
        open_incident(run, token, kind, str(stuck))
