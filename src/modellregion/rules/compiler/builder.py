"""What the parts of the compiler ask of the whole, and the names of types."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import Code, Scope
from modellregion.rules.values.functions import Function
from modellregion.rules.values.numbers import negate
from modellregion.rules.values.types import (
    BASIC_TYPES,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)


class Builder(Protocol):
    """Turns any node into code."""

    functions: Mapping[str, Function]
    types: Mapping[str, Type]

    def code(self, node: tree.Node, scope: Scope) -> Code:
        """Compile a node for the scope it stands in."""
        ...


class UnknownTypeError(Exception):
    """Inside the compiler only: a type's name means nothing here; the text is the name."""


def resolve_type(node: tree.TypeNode, types: Mapping[str, Type]) -> Type:
    """Find the type a text names; raises ``UnknownTypeError``."""
    if isinstance(node, tree.NamedType):
        found = types.get(node.name) or BASIC_TYPES.get(node.name)
        if found is None:
            raise UnknownTypeError(node.name)
        return found
    if isinstance(node, tree.ItemsType):
        item = resolve_type(node.item, types)
        return ListType(item) if node.container == "list" else RangeType(item)
    if isinstance(node, tree.EntriesType):
        return ContextType({name: resolve_type(entry, types) for name, entry in node.entries})
    if isinstance(node, tree.SignatureType):
        parameters = tuple(resolve_type(one, types) for one in node.parameters)
        return FunctionType(parameters, resolve_type(node.result, types))
    raise UnknownTypeError(type(node).__name__)


def weight_of(node: tree.Node) -> int:
    """Give the steps that one round through a loop's or function's body costs: more for a longer body."""
    return 1 + tree.measure(node)[0] // 10


def names_in(node: tree.Node) -> set[str]:
    """Collect every name a tree mentions, bound or free."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tree.Name):
            found.add(current.name)
        waiting.extend(tree.children(current))
    return found


def plain_number(node: tree.Node) -> Decimal | None:
    """Give the number a node is, with its sign; None when it is anything else."""
    if isinstance(node, tree.Negation):
        inner = plain_number(node.operand)
        return None if inner is None else negate(inner)
    value = node.value if isinstance(node, tree.Literal) else None
    return value if type(value) is Decimal else None
