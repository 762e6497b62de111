"""Random block-structured models and random runs through them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.tests.office import Office

Shape = Callable[[st.DrawFn, "Sketch", int], tuple[str, str]]
KINDS = ("user", "service", "rule", "send", "receive", "wait")


@dataclass
class Sketch:
    """A model under way: elements and flows as lines of text; ``pairs`` are splits with their joins."""

    lines: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    plain: bool = False

    def name(self, kind: str) -> str:
        """Return a fresh id."""
        return f"{kind}{next(self.numbers)}"


@st.composite
def models(draw: st.DrawFn, depth: int = 3, *, plain: bool = False) -> Sketch:
    """Draw a whole process; a plain one has user tasks, gateways and sub-processes only, and no circles."""
    sketch = Sketch(plain=plain)
    first, last = _block(draw, sketch, depth)
    sketch.lines += ["start s", "end e", f"s -> {first}", f"{last} -> e"]
    if not plain and draw(st.booleans()):
        sketch.lines += [
            f"event-sub aside {{\nstart as message=Aside isInterrupting={draw(st.sampled_from(('true', 'false')))}",
            "user aside_task\nend ae\nas -> aside_task -> ae\n}",
        ]
    return sketch


def _block(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    """Draw a block with one way in and one way out; returns both ends."""
    shapes: list[Shape] = [_task]
    if depth > 0:
        shapes += [
            _sequence,
            _exclusive,
            _parallel,
            _inclusive,
            _inner,
            *([] if sketch.plain else [_loop, _bound]),
        ]
    return draw(st.sampled_from(shapes))(draw, sketch, depth - 1)


def _task(draw: st.DrawFn, sketch: Sketch, _depth: int) -> tuple[str, str]:
    kind = "user" if sketch.plain else draw(st.sampled_from(KINDS))
    name = sketch.name(kind)
    repeated = ""
    if kind == "user" and not sketch.plain and draw(st.integers(0, 4)) == 0:
        sequential = draw(st.sampled_from(("true", "false")))
        repeated = f" each=items collect=got_{name} sequential={sequential}"
        if draw(st.booleans()):
            repeated += " 'until=numberOfCompletedInstances = 2'"
    words = {
        "user": f"user {name}{repeated}",
        "receive": f"receive {name} message={name}",
        "send": f"send {name} message={name}",
        "wait": f"catch {name} after=P1D",
        "rule": f"rule {name} result=r_{name}",
    }
    sketch.lines.append(words.get(kind, f"{kind} {name}"))
    return name, name


def _sequence(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    first, end = _block(draw, sketch, depth)
    second, last = _block(draw, sketch, depth)
    sketch.lines.append(f"{end} -> {second}")
    return first, last


def _split(draw: st.DrawFn, sketch: Sketch, depth: int, kind: str, conditions: list[str]) -> tuple[str, str]:
    split, join = sketch.name(kind), sketch.name(kind)
    sketch.lines += [f"{kind} {split}", f"{kind} {join}"]
    sketch.pairs.append((split, join))
    for condition in conditions:
        first, last = _block(draw, sketch, depth)
        sketch.lines += [f"{split} -> {first}{condition}", f"{last} -> {join}"]
    return split, join


def _exclusive(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    number = draw(st.integers(0, 5))
    ways = _split(draw, sketch, depth, "xor", [f" if choice > {number}", " default"])
    sketch.pairs.pop()
    return ways


def _parallel(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    return _split(draw, sketch, depth, "and", [""] * draw(st.integers(2, 3)))


def _inclusive(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    numbers = draw(st.lists(st.integers(0, 5), min_size=1, max_size=2))
    return _split(draw, sketch, depth, "or", [*(f" if choice > {number}" for number in numbers), " default"])


def _loop(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    back, task, choice = sketch.name("xor"), sketch.name("user"), sketch.name("xor")
    after = sketch.name("service")
    first, last = _block(draw, sketch, depth)
    sketch.lines += [
        f"xor {back}\nuser {task} outcomes=again,done result=o_{task}\nxor {choice}\nservice {after}",
        f"{back} -> {first}",
        f"{last} -> {task} -> {choice}",
        f'{choice} -> {back} if o_{task} = "again"',
        f'{choice} -> {after} if o_{task} = "done"',
    ]
    return back, after


def _inner(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    name = sketch.name("sub")
    repeated = " each=items" if not sketch.plain and draw(st.integers(0, 3)) == 0 else ""
    sketch.lines.append(f"sub {name}{repeated} {{")
    first, last = _block(draw, sketch, depth)
    sketch.lines += [f"start s_{name}\nend e_{name}", f"s_{name} -> {first}", f"{last} -> e_{name}"]
    if not sketch.plain and draw(st.booleans()):
        interrupting = draw(st.sampled_from(("true", "false")))
        sketch.lines.append(
            f"event-sub x_{name} {{\nstart xs_{name} after=P2D isInterrupting={interrupting}\nuser xt_{name}\n"
            f"end xe_{name}\nxs_{name} -> xt_{name} -> xe_{name}\n}}"
        )
    sketch.lines.append("}")
    return name, name


def _bound(draw: st.DrawFn, sketch: Sketch, depth: int) -> tuple[str, str]:
    """Draw a task or sub-process with a boundary event whose way meets the usual one again, or ends beside it."""
    holder, _ = draw(st.sampled_from((_task, _inner)))(draw, sketch, depth)
    if holder.startswith("wait"):
        return holder, holder
    event, merge, extra = sketch.name("boundary"), sketch.name("xor"), sketch.name("user")
    trigger = draw(st.sampled_from(("after=P1D", f"message={event}", "error=")))
    if not holder.startswith(("user", "service", "rule", "send")) and trigger == "error=":
        trigger = "after=P1D"
    interrupting = trigger == "error=" or draw(st.booleans())
    sketch.lines += [
        f"boundary {event} attachedToRef={holder} {trigger} cancelActivity={str(interrupting).lower()}",
        f"xor {merge}\nuser {extra}\n{event} -> {extra}\n{holder} -> {merge}",
    ]
    if interrupting:
        sketch.lines.append(f"{extra} -> {merge}")
    else:
        end = sketch.name("end")
        sketch.lines.append(f"end {end}\n{extra} -> {end}")
    return holder, merge


def possible(office: Office) -> list[process.Command]:
    """List every command that could come next from outside."""
    commands: list[process.Command] = []
    for item in office.state.work_items.values():
        work = office.graph.nodes[item.node].work
        outcomes = [outcome.id for outcome in work.outcomes] if work else []
        commands += [
            process.CompleteWorkItem(work_item_id=item.id, outcome=outcome, actor="x")
            for outcome in (*outcomes, *([] if outcomes else [None]))
        ]
        commands.append(process.ThrowError(work_item_id=item.id, error="E", actor="x"))
    for job in office.state.jobs.values():
        node = office.graph.nodes[job.node]
        if job.kind is process.JobKind.TIMER:
            commands.append(process.TimerFired(job_id=job.id))
        else:
            values = {node.result: 1} if node.result else {}
            commands.append(process.JobDone(job_id=job.id, values=values))
            commands.append(process.ThrowError(job_id=job.id, error="E"))
    for number, row in enumerate(office.state.subscriptions.values()):
        identity = f"m{len(office.events)}-{number}"
        commands.append(process.MessageArrived(message_id=identity, message=row.message))
    return commands


def needed(office: Office) -> list[process.Command]:
    """List the possible commands without those that could come forever: another round, a note beside the work."""
    beside = {
        row.message
        for row in office.state.subscriptions.values()
        if not office.graph.nodes[row.node].interrupting
    }
    return [
        command
        for command in possible(office)
        if getattr(command, "outcome", None) != "again" and getattr(command, "message", None) not in beside
    ]


def by_hand(office: Office) -> list[process.Command]:
    """List what officials might try, sensible or not."""
    state = office.state
    commands: list[process.Command] = [
        process.Jump(token_id=token, node=node, reason="Versuch", actor="leitung")
        for token in state.tokens
        for node in office.graph.nodes
    ]
    commands += [
        process.Withdraw(work_item_id=item, reason="Versuch", actor="leitung") for item in state.work_items
    ]
    for job in state.jobs:
        commands += [
            process.JobFailed(job_id=job, error="kaputt", permanent=True),
            process.RetryJob(job_id=job, reason="Versuch", actor="leitung"),
            process.SkipJob(job_id=job, reason="Versuch", actor="leitung"),
        ]
    if office.ended is not None:
        commands += [
            process.Reopen(node=node, reason="Versuch", actor="leitung") for node in office.graph.nodes
        ]
    return commands


def check_invariants(office: Office) -> None:
    """Assert what must hold between any two commands."""
    state = office.state
    held: Counter[str] = Counter(token.scope_id for token in state.tokens.values())
    held.update(scope.parent_id for scope in state.scopes.values() if scope.parent_id and not scope.token_id)
    for scope in state.scopes.values():
        assert scope.live == held[scope.id], f"{scope.kind} {scope.node} counts wrong"
        assert scope.parent_id is None or scope.parent_id in state.scopes
        assert scope.token_id is None or scope.token_id in state.tokens
    for token in state.tokens.values():
        assert token.scope_id in state.scopes
        if token.state is process.TokenState.JOINING:
            assert token.id in state.arrivals
        else:
            withdrawn = office.graph.nodes[token.node].kind is process.Kind.USER_TASK
            waits = state.by_token.get(token.id) or withdrawn
            assert waits, f"nothing will ever move the token at {token.node}"
    for row in state.rows():
        if isinstance(row, process.WorkItem | process.Subscription | process.Job):
            assert row.scope_id in state.scopes
            assert row.token_id is None or row.token_id in state.tokens
    assert set(state.arrivals) <= set(state.tokens)
    if office.ended is not None:
        live = [row for row in state.rows() if not isinstance(row, process.Instance | process.Receipt)]
        assert live == []


def check_joins(office: Office, sketch: Sketch) -> None:
    """Assert that each join let exactly one token through for each time its split was passed, or was given up."""
    left = Counter(event.node for event in office.events if event.kind == "left")
    joined = Counter(event.node for event in office.events if event.kind == "joined")
    for split, join in sketch.pairs:
        assert joined[join] <= left[split]
