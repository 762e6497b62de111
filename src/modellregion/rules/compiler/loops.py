"""Code for filters, ``for``, ``some`` and ``every``. Each round is paid for before it runs."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from modellregion.rules.compiler.builder import Builder, names_in, plain_number, weight_of
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import ELEMENT, FIXED, Code, Frame, Scope
from modellregion.rules.values import kinds
from modellregion.rules.values.kinds import kind_of
from modellregion.rules.values.numbers import from_int, is_whole
from modellregion.rules.values.ranges import Range
from modellregion.rules.values.temporal import date_at, day_number

_NO_ENTRIES: Final[dict[str, Value]] = {}


def filtered(node: tree.Filter, scope: Scope, builder: Builder) -> Code:
    """Compile ``source[condition]``: a number picks a position, a boolean keeps items (§ 10.3.2.5)."""
    source = builder.code(node.source, scope)
    if plain_number(node.condition) is not None:
        position = builder.code(node.condition, scope)
        return lambda frame: _at_position(_as_list(source(frame)), position(frame), frame.run)
    condition = builder.code(node.condition, Scope(ELEMENT, (), scope))
    return filter_code(source, condition, weight_of(node.condition))


def filter_code(source: Code, condition: Code, weight: int) -> Code:
    """Give the code of a filter whose condition is compiled for the scope of one item."""

    def keep(frame: Frame) -> Value:
        items = _as_list(source(frame))
        if items is None:
            return None
        run = frame.run
        kept = []
        for item in items:
            run.charge(weight)
            verdict = condition(_element(item, frame))
            if verdict is True:
                kept.append(item)
            elif type(verdict) is Decimal:
                return _at_position(items, verdict, run)
            elif verdict is not False and verdict is not None:
                run.note("feel-filter", f"A filter's condition is true or false, not a {kind_of(verdict)}.")
        if not items and type(condition(_element(None, frame))) is Decimal:
            return None
        return kept

    return keep


def _element(item: Value, frame: Frame) -> Frame:
    return Frame(item if type(item) is dict else _NO_ENTRIES, frame, frame.run, item)


def _as_list(value: Value) -> list[Value] | None:
    return value if type(value) is list or value is None else [value]


def _at_position(items: list[Value] | None, position: Decimal, run: Run) -> Value:
    if items is None:
        return None
    size = len(items)
    if is_whole(position) and 1 <= abs(position) <= size:
        return items[int(position) - 1 if position > 0 else int(position)]
    run.note("feel-position", f"The list has no position {position}.")
    return None


class Rounds:
    """The iterators of a loop, and the frames they lead through, the last one moving fastest."""

    def __init__(self, iterators: list[tuple[str, Code, Code | None]], weight: int) -> None:
        self._iterators = iterators
        self._weight = weight

    def frames(self, frame: Frame) -> Iterator[Frame]:
        """Give the frame of each round; raises ``NoValueError`` when there is nothing to go through."""
        last = len(self._iterators) - 1
        frames = [frame]
        under_way = [self._values(0, frame)]
        while under_way:
            level = len(under_way) - 1
            try:
                value = next(under_way[-1])
            except StopIteration:
                under_way.pop()
                frames.pop()
                continue
            frame.run.charge(self._weight)
            inner = Frame({self._iterators[level][0]: value}, frames[-1], frame.run)
            if level == last:
                yield inner
            else:
                frames.append(inner)
                under_way.append(self._values(level + 1, inner))

    def _values(self, level: int, frame: Frame) -> Iterator[Value]:
        _, source, end = self._iterators[level]
        value = source(frame)
        if end is not None:
            return span(value, end(frame))
        if value is None:
            raise NoValueError("A loop needs a list to go through.")
        if type(value) is Range:
            return _range_values(value)
        return iter(value if type(value) is list else [value])


def _range_values(interval: Range) -> Iterator[Value]:
    if interval.operator or interval.start is None or interval.end is None:
        raise NoValueError("A loop needs a range with two ends.")
    values = span(interval.start, interval.end)
    return (
        value
        for value in values
        if (interval.start_included or value != interval.start)
        and (interval.end_included or value != interval.end)
    )


def span(start: Value, end: Value) -> Iterator[Value]:
    """Go from one whole number or date to another, up or down; raises ``NoValueError`` for other kinds."""
    kind = kind_of(start)
    if kind != kind_of(end) or kind not in {kinds.NUMBER, kinds.DATE}:
        raise NoValueError("A loop goes from a whole number or date to another.")
    if kind == kinds.DATE:
        return map(date_at, _steps(day_number(start), day_number(end)))
    if not (is_whole(start) and is_whole(end)):
        raise NoValueError("A loop goes from a whole number to another.")
    return map(from_int, _steps(int(start), int(end)))


def _steps(start: int, end: int) -> range:
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


def rounds_of(
    iterators: tuple[tree.Iterator, ...], scope: Scope, builder: Builder, weight: int
) -> tuple[Rounds, Scope]:
    """Compile the iterators of a loop; give them and the scope of its body."""
    compiled: list[tuple[str, Code, Code | None]] = []
    for one in iterators:
        end = None if one.end is None else builder.code(one.end, scope)
        compiled.append((one.name, builder.code(one.source, scope), end))
        scope = Scope(FIXED, [one.name], scope)
    return Rounds(compiled, weight), scope


def loop(node: tree.For, scope: Scope, builder: Builder) -> Code:
    """Compile ``for … return``; ``partial`` is the list of results so far."""
    partial = "partial" in names_in(node.body)
    outer = Scope(FIXED, ["partial"], scope)
    rounds, inner = rounds_of(node.iterators, outer, builder, weight_of(node.body))
    return for_code(rounds, builder.code(node.body, inner), partial=partial)


def for_code(rounds: Rounds, body: Code, *, partial: bool) -> Code:
    """Give the code of a loop whose body is compiled, below a frame that holds ``partial``."""

    def go_through(frame: Frame) -> Value:
        run = frame.run
        results: list[Value] = []
        known: dict[str, Value] = {"partial": []}
        try:
            for inner in rounds.frames(Frame(known, frame, run)):
                if partial:
                    # A copy: a result that holds the list of results must not hold itself.
                    run.charge(len(results) // 20)
                    known["partial"] = results.copy()
                results.append(body(inner))
                run.sized_list(len(results))
        except NoValueError as error:
            run.note("feel-loop", str(error))
            return None
        return results

    return go_through


def quantified(node: tree.Quantified, scope: Scope, builder: Builder) -> Code:
    """Compile ``some`` and ``every``."""
    rounds, inner = rounds_of(node.iterators, scope, builder, weight_of(node.condition))
    return quantified_code(rounds, builder.code(node.condition, inner), every=node.quantifier == "every")


def quantified_code(rounds: Rounds, condition: Code, *, every: bool) -> Code:
    """Give the code of ``some`` or ``every``: three-valued, and null when a condition is no boolean at all."""
    deciding = not every
    verdict: Callable[[Value], bool] = lambda value: value is deciding  # noqa: E731

    def decide(frame: Frame) -> Value:
        run = frame.run
        result: Value = every
        broken = False
        try:
            for inner in rounds.frames(frame):
                value = condition(inner)
                if verdict(value):
                    result = deciding
                elif value is None:
                    result = None if result is every else result
                elif type(value) is not bool:
                    broken = True
        except NoValueError as error:
            run.note("feel-loop", str(error))
            return None
        if broken:
            run.note("feel-no-boolean", "The condition of 'some' or 'every' is no boolean.")
            return None
        return result

    return decide
