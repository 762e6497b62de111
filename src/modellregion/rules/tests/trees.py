"""Random syntax trees, as the parser would build them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from modellregion.rules.feel import tree

NAMES = ("a", "b", "Anzahl Kinder", "a-b", "Mike's cat", "Art. 5", "x1", "Ä")
FUNCTIONS = ("count", "date and time", "string length", "not", "f", "sum", "min")
TYPES = ("number", "string", "date and time", "years and months duration", "Any", "tPerson")

names = st.sampled_from(NAMES)
numbers = st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=3)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
literals = st.one_of(
    numbers.map(tree.Literal),
    st.integers(0, 50).map(lambda value: tree.Literal(Decimal(value))),
    texts.map(tree.Literal),
    st.sampled_from([True, False, None]).map(tree.Literal),
    st.sampled_from(["2026-01-31", "P1Y", "PT5M", "08:30:00", "unsinn"]).map(tree.AtLiteral),
    names.map(tree.Name),
)


def _pairs(nodes: Any) -> Any:
    return st.tuples(nodes, nodes)


def _arithmetic(nodes: Any) -> Any:
    signs = st.sampled_from([("+", "-"), ("*", "/"), ("**",)])
    chains = signs.flatmap(
        lambda rank: st.lists(st.tuples(st.sampled_from(rank), nodes), min_size=1, max_size=3)
    )
    return st.builds(lambda first, rest: tree.Arithmetic(first, tuple(rest)), nodes, chains)


def _tuples(nodes: Any, least: int = 0) -> Any:
    return st.lists(nodes, min_size=least, max_size=3).map(tuple)


def _tests(nodes: Any) -> Any:
    signs = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
    return st.one_of(nodes, st.builds(tree.TestRange, signs, nodes))


def _unique(keys: Any, values: Any) -> Any:
    return st.dictionaries(keys, values, max_size=3).map(lambda found: tuple(found.items()))


def _types() -> Any:
    named = st.sampled_from(TYPES).map(tree.NamedType)
    return st.recursive(
        named,
        lambda inner: st.one_of(
            st.builds(tree.ItemsType, st.sampled_from(["list", "range"]), inner),
            _unique(names, inner).map(tree.EntriesType),
            st.builds(tree.SignatureType, _tuples(inner), inner),
        ),
        max_leaves=4,
    )


def _iterators(nodes: Any) -> Any:
    return _tuples(st.builds(tree.Iterator, names, nodes, st.one_of(st.none(), nodes)), 1)


def _unique_parameters(parameters: Any) -> Any:
    return tuple({one.name: one for one in parameters}.values())


def _compound(nodes: Any) -> Any:
    parameters = _tuples(st.builds(tree.Parameter, names, st.one_of(st.none(), _types()))).map(
        _unique_parameters
    )
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    called = st.one_of(st.sampled_from(FUNCTIONS).map(tree.Name), nodes)
    booleans = st.booleans()
    return st.one_of(
        st.builds(tree.Path, nodes, names),
        st.builds(tree.Filter, nodes, nodes),
        st.builds(tree.Call, called, _tuples(_tests(nodes))),
        st.builds(tree.NamedCall, called, _unique(names, nodes).filter(len)),
        st.builds(tree.Negation, nodes),
        _arithmetic(nodes),
        st.builds(tree.Comparison, signs, nodes, nodes),
        st.builds(tree.Between, nodes, nodes, nodes),
        st.builds(tree.In, nodes, _tuples(_tests(nodes), 1)),
        st.builds(tree.InstanceOf, nodes, _types()),
        _tuples(nodes, 2).map(tree.And),
        _tuples(nodes, 2).map(tree.Or),
        st.builds(tree.If, _tuples(_pairs(nodes), 1), nodes),
        st.builds(tree.For, _iterators(nodes), nodes),
        st.builds(tree.Quantified, st.sampled_from(["some", "every"]), _iterators(nodes), nodes),
        _tuples(_tests(nodes)).map(tree.ListLiteral),
        _unique(st.one_of(names, texts), nodes).map(tree.ContextLiteral),
        st.builds(tree.RangeLiteral, nodes, nodes, booleans, booleans),
        _tests(nodes),
        st.builds(tree.FunctionDefinition, parameters, nodes, booleans),
    )


trees = st.recursive(literals, _compound, max_leaves=10)
cells = st.one_of(st.just(tree.Tests(())), st.builds(tree.Tests, _tuples(_tests(trees), 1), st.booleans()))
