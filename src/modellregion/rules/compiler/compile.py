"""The compiler: one table from the kinds of nodes to the functions that make their code."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from modellregion.rules.compiler import basics, cells, loops, operators
from modellregion.rules.feel import tree
from modellregion.rules.feel.frames import ROOT, Code, Scope
from modellregion.rules.values.functions import Function
from modellregion.rules.values.types import Type

# Each function takes the one kind of node it is listed for, which the table's type cannot say.
_PARTS: Final[dict[type[tree.Node], Callable[[Any, Scope, Any], Code]]] = {
    tree.Literal: basics.literal,
    tree.AtLiteral: basics.at_literal,
    tree.Name: basics.name,
    tree.Path: basics.path,
    tree.ListLiteral: basics.list_literal,
    tree.ContextLiteral: basics.context_literal,
    tree.RangeLiteral: basics.range_literal,
    tree.TestRange: basics.test_range,
    tree.FunctionDefinition: basics.function_definition,
    tree.Call: basics.call,
    tree.NamedCall: basics.named_call,
    tree.InstanceOf: basics.instance_of,
    tree.Negation: operators.negation,
    tree.Arithmetic: operators.arithmetic,
    tree.Comparison: operators.comparison,
    tree.Between: operators.between,
    tree.And: operators.conjunction,
    tree.Or: operators.disjunction,
    tree.If: operators.conditional,
    tree.Filter: loops.filtered,
    tree.For: loops.loop,
    tree.Quantified: loops.quantified,
    tree.In: cells.membership,
}

ROOT_SCOPE: Final = Scope(ROOT, (), None)


class Compiler:
    """Makes code from trees, for one set of functions and types."""

    def __init__(self, functions: Mapping[str, Function], types: Mapping[str, Type] | None = None) -> None:
        self.functions = functions
        self.types: Mapping[str, Type] = types or {}

    def code(self, node: tree.Node, scope: Scope = ROOT_SCOPE) -> Code:
        """Compile a node for the scope it stands in."""
        return _PARTS[type(node)](node, scope, self)

    def cell(self, node: tree.Tests, scope: Scope = ROOT_SCOPE) -> cells.Test | None:
        """Compile the tests of a cell; None for ``-``."""
        return cells.cell(node, scope, self)
