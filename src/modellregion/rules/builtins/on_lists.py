"""Functions that build and search lists (DMN 1.5 § 10.3.4.4). A single value counts as a list of one."""

from decimal import Decimal

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values.comparison import equal
from modellregion.rules.values.functions import Function
from modellregion.rules.values.numbers import from_int, is_whole

_QUICK = frozenset({str, Decimal, bool, type(None)})


@builtin("list contains(list: list, element: any)", with_run=True)
def list_contains(run: Run, items: list[Value], element: Value) -> bool:
    """Tell whether an item equals the element."""
    return any(equal(item, element, run) for item in items)


@builtin("count(list: list)")
def count(items: list[Value]) -> Decimal:
    """Count the items, nulls included."""
    return from_int(len(items))


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    """Cut out a part; the first item is 1, the last -1. Null outside the list."""
    first = _index(items, start)
    if length is None:
        return items[first:]
    if length < 1 or first + int(length) > len(items):
        raise NoValueError("The list is not that long.")
    return items[first : first + int(length)]


def _index(items: list[Value], position: Decimal) -> int:
    if not is_whole(position) or position == 0 or abs(position) > len(items):
        raise NoValueError(f"The list has no position {position}.")
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("append(list: list, item...: any)", with_run=True)
def append(run: Run, items: list[Value], *added: Value) -> list[Value]:
    """Put items behind a list."""
    run.sized_list(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate(list...: list)", with_run=True)
def concatenate(run: Run, *lists: list[Value]) -> list[Value]:
    """Put lists behind each other."""
    run.sized_list(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)", with_run=True)
def insert_before(run: Run, items: list[Value], position: Decimal, added: Value) -> list[Value]:
    """Put an item before a position."""
    run.sized_list(len(items) + 1)
    index = _index(items, position)
    return [*items[:index], added, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(items: list[Value], position: Decimal) -> list[Value]:
    """Leave out the item at a position."""
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(items: list[Value], position: Decimal, added: Value) -> list[Value]:
    """Put another item at a position."""
    index = _index(items, position)
    return [*items[:index], added, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", with_run=True)
def list_replace_matches(run: Run, items: list[Value], match: Function, added: Value) -> list[Value]:
    """Put another item wherever ``match(item, newItem)`` is true; a match that is no boolean makes null."""
    replaced = []
    for item in items:
        verdict = match.call(run, [item, added])
        if type(verdict) is not bool:
            raise NoValueError("The function that matches must give true or false.")
        replaced.append(added if verdict else item)
    return replaced


@builtin("reverse(list: list)")
def reverse(items: list[Value]) -> list[Value]:
    """Turn a list around."""
    return items[::-1]


@builtin("index of(list: list, match: any)", with_run=True)
def index_of(run: Run, items: list[Value], match: Value) -> list[Value]:
    """Give all positions of items that equal the match."""
    return [from_int(position) for position, item in enumerate(items, 1) if equal(item, match, run)]


@builtin("distinct values(list: list)", with_run=True)
def distinct_values(run: Run, items: list[Value]) -> list[Value]:
    """Leave out what was there already."""
    seen: set[tuple[type, Value]] = set()
    others: list[Value] = []
    kept = []
    for item in items:
        if type(item) in _QUICK:
            key = (type(item), item)
            is_new = key not in seen
            seen.add(key)
        else:
            run.charge(len(others))
            is_new = not any(equal(item, other, run) for other in others)
            if is_new:
                others.append(item)
        if is_new:
            kept.append(item)
    return kept


@builtin("union(list...: list)", with_run=True)
def union(run: Run, *lists: list[Value]) -> list[Value]:
    """Put lists behind each other and leave out what was there already."""
    return distinct_values(run, concatenate(run, *lists))  # type: ignore[no-any-return] # declared functions are Any


@builtin("flatten(list: list)", with_run=True)
def flatten(run: Run, items: list[Value]) -> list[Value]:
    """Make one list of lists in lists."""
    flat: list[Value] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            run.charge(1)
            if type(item) is list:
                waiting.append(iter(item))
                break
            flat.append(item)
            run.sized_list(len(flat))
        else:
            waiting.pop()
    return flat


class _Placed:
    """An item in a list to be sorted; ``precedes`` says what comes first. Python's sort asks for nothing else."""

    __slots__ = ("item", "precedes", "run")

    def __init__(self, item: Value, precedes: Function, run: Run) -> None:
        self.item = item
        self.precedes = precedes
        self.run = run

    def __lt__(self, other: "_Placed") -> bool:
        verdict = self.precedes.call(self.run, [self.item, other.item])
        if type(verdict) is not bool:
            raise NoValueError("The function that sorts must give true or false.")
        return verdict


@builtin("sort(list: list, precedes: function)", with_run=True)
def sort(run: Run, items: list[Value], precedes: Function) -> list[Value]:
    """Sort so that ``precedes(first, second)`` holds; equal ones stay in their order."""
    placed = sorted(_Placed(item, precedes, run) for item in items)
    return [one.item for one in placed]
