"""The tree back to text, with the brackets it needs and no others. Reading the text again gives the same tree."""

from collections.abc import Callable
from typing import Any, Final

from modellregion.rules.feel import tree
from modellregion.rules.feel.tree import Node
from modellregion.rules.values.numbers import to_text
from modellregion.rules.values.text import key_text, quoted

# How tightly a form binds; an operand that binds less tightly than its place asks for gets brackets.
OPEN, OR, AND, COMPARISON, SUM, PRODUCT, POWER, INSTANCE, SIGN, POSTFIX = range(10)
_SIGN_RANKS: Final = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_RANKS: Final[dict[type[Node], int]] = {
    tree.Or: OR,
    tree.And: AND,
    tree.Comparison: COMPARISON,
    tree.Between: COMPARISON,
    tree.In: COMPARISON,
    tree.InstanceOf: INSTANCE,
    tree.Negation: SIGN,
    tree.If: OPEN,
    tree.For: OPEN,
    tree.Quantified: OPEN,
    tree.FunctionDefinition: OPEN,
}


def print_tree(node: Node) -> str:
    """Write an expression or the tests of a cell."""
    return _tests(node) if isinstance(node, tree.Tests) else _text(node, OPEN)


def _rank(node: Node) -> int:
    if isinstance(node, tree.Arithmetic):
        return _SIGN_RANKS[node.rest[0][0]]
    return _RANKS.get(type(node), POSTFIX)


def _text(node: Node, least: int) -> str:
    text = _FORMS[type(node)](node)
    return f"({text})" if _rank(node) < least or isinstance(node, tree.TestRange) else text


def _test(node: Node) -> str:
    return _range_of_test(node) if isinstance(node, tree.TestRange) else _text(node, OPEN)


def _tests(node: tree.Tests) -> str:
    if not node.tests:
        return "-"
    text = ", ".join(map(_test, node.tests))
    if node.negated:
        return f"not({text})"
    # A cell "not(x)" is a negated test; the function of this name is told apart by brackets.
    return f"({text})" if len(node.tests) == 1 and text.startswith("not(") else text


def _literal(node: tree.Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else to_text(value)


def _arithmetic(node: tree.Arithmetic) -> str:
    least = _rank(node) + 1
    return _text(node.first, least) + "".join(f" {sign} {_text(one, least)}" for sign, one in node.rest)


def _comparison(node: tree.Comparison) -> str:
    return f"{_text(node.left, COMPARISON)} {node.sign} {_text(node.right, SUM)}"


def _between(node: tree.Between) -> str:
    return f"{_text(node.value, COMPARISON)} between {_text(node.low, SUM)} and {_text(node.high, SUM)}"


def _in(node: tree.In) -> str:
    return f"{_text(node.value, COMPARISON)} in ({', '.join(map(_test, node.tests))})"


def _instance_of(node: tree.InstanceOf) -> str:
    return f"{_text(node.value, INSTANCE)} instance of {_type(node.type)}"


def _if(node: tree.If) -> str:
    branches = [f"if {_text(one, OPEN)} then {_text(two, OPEN)}" for one, two in node.branches]
    last = _text(node.alternative, OR if isinstance(node.alternative, tree.If) else OPEN)
    return f"{' else '.join(branches)} else {last}"


def _iterator(node: tree.Iterator) -> str:
    end = "" if node.end is None else f"..{_text(node.end, OPEN)}"
    return f"{node.name} in {_text(node.source, OPEN)}{end}"


def _for(node: tree.For) -> str:
    return f"for {', '.join(map(_iterator, node.iterators))} return {_text(node.body, OPEN)}"


def _quantified(node: tree.Quantified) -> str:
    iterators = ", ".join(map(_iterator, node.iterators))
    return f"{node.quantifier} {iterators} satisfies {_text(node.condition, OPEN)}"


def _context(node: tree.ContextLiteral) -> str:
    return "{" + ", ".join(f"{key_text(key)}: {_text(value, OPEN)}" for key, value in node.entries) + "}"


def _range(node: tree.RangeLiteral) -> str:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_text(node.start, OPEN)}..{_text(node.end, SUM)}{closing}"


def _range_of_test(node: tree.TestRange) -> str:
    return f"{node.operator} {_text(node.end, SUM)}"


def _call(node: tree.Call) -> str:
    return f"{_text(node.function, POSTFIX)}({', '.join(map(_test, node.arguments))})"


def _named_call(node: tree.NamedCall) -> str:
    arguments = ", ".join(f"{name}: {_test(value)}" for name, value in node.arguments)
    return f"{_text(node.function, POSTFIX)}({arguments})"


def _function(node: tree.FunctionDefinition) -> str:
    parameters = ", ".join(
        one.name if one.type is None else f"{one.name}: {_type(one.type)}" for one in node.parameters
    )
    external = " external" if node.external else ""
    return f"function({parameters}){external} {_text(node.body, OPEN)}"


def _type(node: tree.TypeNode) -> str:
    if isinstance(node, tree.ItemsType):
        return f"{node.container}<{_type(node.item)}>"
    if isinstance(node, tree.EntriesType):
        return "context<" + ", ".join(f"{name}: {_type(entry)}" for name, entry in node.entries) + ">"
    if isinstance(node, tree.SignatureType):
        return f"function<{', '.join(map(_type, node.parameters))}> -> {_type(node.result)}"
    return node.name if isinstance(node, tree.NamedType) else "Any"


# Each form takes the one kind of node it stands for, which the table's type cannot say.
_FORMS: Final[dict[type[Node], Callable[[Any], str]]] = {
    tree.Literal: _literal,
    tree.AtLiteral: lambda node: f"@{quoted(node.text)}",
    tree.Name: lambda node: node.name,
    tree.Path: lambda node: f"{_text(node.source, POSTFIX)}.{node.name}",
    tree.Filter: lambda node: f"{_text(node.source, POSTFIX)}[{_text(node.condition, OPEN)}]",
    tree.Call: _call,
    tree.NamedCall: _named_call,
    tree.Negation: lambda node: f"-{_text(node.operand, SIGN)}",
    tree.Arithmetic: _arithmetic,
    tree.Comparison: _comparison,
    tree.Between: _between,
    tree.In: _in,
    tree.InstanceOf: _instance_of,
    tree.And: lambda node: " and ".join(_text(one, COMPARISON) for one in node.operands),
    tree.Or: lambda node: " or ".join(_text(one, AND) for one in node.operands),
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListLiteral: lambda node: f"[{', '.join(map(_test, node.items))}]",
    tree.ContextLiteral: _context,
    tree.RangeLiteral: _range,
    tree.TestRange: _range_of_test,
    tree.FunctionDefinition: _function,
}
