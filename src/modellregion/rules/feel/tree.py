"""The syntax tree of FEEL, after the grammar of DMN 1.5 § 10.3.1.2. Nodes are immutable and compare by content.

Chains of operators of one rank (``a + b - c``) are one node with many operands, so that a long sum is no deep tree.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a tree."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, a text, ``true``, ``false`` or ``null``."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """``@"2026-01-31"``: a date, time, date and time, or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or function by its name, ``?`` included; ``offset`` is its place in the text."""

    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``source.name``."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[condition]``, also for a position."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(a, b)``."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall(Node):
    """``function(first: a, second: b)``."""

    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``first sign operand sign operand …``, signs of one rank, worked off from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left sign right`` with ``=``, ``!=``, ``<``, ``<=``, ``>`` or ``>=``."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in test`` or ``value in (test, test, …)``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: "TypeNode"


@dataclass(frozen=True, slots=True)
class And(Node):
    """``a and b and …``."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """``a or b or …``."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then consequence else if … else alternative``: pairs of both, and the last ``else``."""

    branches: tuple[tuple[Node, Node], ...]
    alternative: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in source``, or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for a in b, c in d return body``."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some a in b satisfies condition``, or ``every …``."""

    quantifier: OneOf["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{a: b, "c": d}``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[start..end]`` with square or round ends."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class TestRange(Node):
    """``< end`` and its like, as a test or, in brackets, as a range."""

    operator: str
    end: Node


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter of a function, with a type if it has one."""

    name: str
    type: "TypeNode | None" = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """``function(a, b: number) body``; an ``external`` one is never run."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """The unary tests of a table's cell: none at all for ``-``."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TypeNode(Node):
    """Any type as it is written."""


@dataclass(frozen=True, slots=True)
class NamedType(TypeNode):
    """A built-in type or one of the model's."""

    name: str


@dataclass(frozen=True, slots=True)
class ItemsType(TypeNode):
    """``list<item>`` or ``range<item>``."""

    container: OneOf["list", "range"]
    item: TypeNode


@dataclass(frozen=True, slots=True)
class EntriesType(TypeNode):
    """``context<name: type, …>``."""

    entries: tuple[tuple[str, TypeNode], ...]


@dataclass(frozen=True, slots=True)
class SignatureType(TypeNode):
    """``function<type, …> -> type``."""

    parameters: tuple[TypeNode, ...]
    result: TypeNode


def children(node: Node) -> list[Node]:
    """Give the direct parts of a node, in the order of the text."""
    found: list[Node] = []
    for name in node.__dataclass_fields__:
        _collect(getattr(node, name), found)
    return found


def _collect(part: object, found: list[Node]) -> None:
    if isinstance(part, Node):
        found.append(part)
    elif isinstance(part, tuple):
        # Tuples hold nodes, or pairs of a word and a node; never more.
        for item in part:
            if isinstance(item, Node):
                found.append(item)
            elif isinstance(item, tuple):
                found.extend(inner for inner in item if isinstance(inner, Node))


def measure(root: Node) -> tuple[int, int]:
    """Count the nodes of a tree and its depth, without going down into Python's stack."""
    count = deepest = 0
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(node))
    return count, deepest
