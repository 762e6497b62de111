"""What can be said of an expression without running it: the variables it reads, and the kind of its result."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from modellregion.rules.builtins.registry import BUILTINS
from modellregion.rules.compiler.basics import temporal_literal
from modellregion.rules.errors import NoValueError
from modellregion.rules.feel import tree
from modellregion.rules.values import kinds
from modellregion.rules.values.kinds import kind_of


class _Reader:
    """Collects free names. Names in a filter may be entries of its items: they count only when declared."""

    def __init__(self, declared: Collection[str]) -> None:
        self._declared = declared
        self.found: set[str] = set()

    def read(self, node: tree.Node, bound: frozenset[str], *, filtered: bool = False) -> None:
        """Walk down; a tree is no deeper than ``TREE_DEPTH_MAX``."""
        if isinstance(node, tree.Name):
            self._name(node.name, bound, filtered=filtered)
        elif isinstance(node, tree.Filter):
            self.read(node.source, bound, filtered=filtered)
            self.read(node.condition, bound | {"item"}, filtered=True)
        elif isinstance(node, tree.For | tree.Quantified):
            self._loop(node, bound, filtered=filtered)
        elif isinstance(node, tree.ContextLiteral):
            for key, value in node.entries:
                bound |= {key}
                self.read(value, bound, filtered=filtered)
        elif isinstance(node, tree.FunctionDefinition):
            names = {parameter.name for parameter in node.parameters}
            self.read(node.body, bound | names, filtered=filtered)
        else:
            for child in tree.children(node):
                self.read(child, bound, filtered=filtered)

    def _loop(self, node: tree.For | tree.Quantified, bound: frozenset[str], *, filtered: bool) -> None:
        for iterator in node.iterators:
            for child in tree.children(iterator):
                self.read(child, bound, filtered=filtered)
            bound |= {iterator.name}
        if isinstance(node, tree.For):
            self.read(node.body, bound | {"partial"}, filtered=filtered)
        else:
            self.read(node.condition, bound, filtered=filtered)

    def _name(self, name: str, bound: frozenset[str], *, filtered: bool) -> None:
        if name in bound or (name not in self._declared and (name in BUILTINS or filtered)):
            return
        self.found.add(name)


def free_names(node: tree.Node, declared: Collection[str] = (), bound: Iterable[str] = ()) -> frozenset[str]:
    """Give the variables an expression reads from outside; built-in functions are none unless declared."""
    reader = _Reader(declared)
    reader.read(node, frozenset(bound))
    return frozenset(reader.found)


_RESULTS: Final[dict[type[tree.Node], str]] = {
    tree.Comparison: kinds.BOOLEAN,
    tree.Between: kinds.BOOLEAN,
    tree.In: kinds.BOOLEAN,
    tree.InstanceOf: kinds.BOOLEAN,
    tree.And: kinds.BOOLEAN,
    tree.Or: kinds.BOOLEAN,
    tree.Quantified: kinds.BOOLEAN,
    tree.For: kinds.LIST,
    tree.ListLiteral: kinds.LIST,
    tree.ContextLiteral: kinds.CONTEXT,
    tree.RangeLiteral: kinds.RANGE,
    tree.TestRange: kinds.RANGE,
    tree.FunctionDefinition: kinds.FUNCTION,
}
_PYTHON_RESULTS: Final[dict[Any, str]] = {
    bool: kinds.BOOLEAN,
    Decimal: kinds.NUMBER,
    str: kinds.STRING,
    list: kinds.LIST,
    dict: kinds.CONTEXT,
}


def static_kind(node: tree.Node) -> str | None:
    """Name the kind of value an expression has unless it is null; None when only running it can tell."""
    if isinstance(node, tree.Literal | tree.AtLiteral):
        return _literal_kind(node)
    if isinstance(node, tree.Negation):
        return static_kind(node.operand)
    if isinstance(node, tree.Arithmetic):
        return _arithmetic_kind([static_kind(one) for one in (node.first, *(one for _, one in node.rest))])
    if isinstance(node, tree.If):
        return _common([static_kind(one) for one in (*(two for _, two in node.branches), node.alternative)])
    if isinstance(node, tree.Call | tree.NamedCall):
        return _call_kind(node.function)
    return _RESULTS.get(type(node))


def _literal_kind(node: tree.Literal | tree.AtLiteral) -> str | None:
    try:
        value = node.value if isinstance(node, tree.Literal) else temporal_literal(node.text)
    except NoValueError:
        value = None
    return None if value is None else kind_of(value)


def _arithmetic_kind(operands: list[str | None]) -> str | None:
    found = _common(operands)
    return found if found in {kinds.NUMBER, kinds.STRING} else None


def _common(found: list[str | None]) -> str | None:
    return found[0] if len(set(found)) == 1 else None


def _call_kind(function: tree.Node) -> str | None:
    builtin = BUILTINS.get(function.name) if isinstance(function, tree.Name) else None
    if builtin is None:
        return None
    return _common([_result_of(signature.function) for signature in builtin.signatures])


def _result_of(function: Any) -> str | None:
    declared = function.__annotations__.get("return")
    if get_origin(declared) in {Union, UnionType}:
        options = [one for one in get_args(declared) if one is not NoneType]
        declared = options[0] if len(options) == 1 else None
    return _PYTHON_RESULTS.get(get_origin(declared) or declared)
