"""Reading and printing: nothing a text can hold makes trouble, and what is printed is read again as the same."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.rules.api import (
    FeelSyntaxError,
    LimitError,
    Limits,
    compile_expression,
    compile_unary_tests,
    print_expression,
)
from modellregion.rules.expressions import Expression, vocabulary_of
from modellregion.rules.feel import tree
from modellregion.rules.feel.parser import parse_expression, parse_tests
from modellregion.rules.feel.printer import print_tree
from modellregion.rules.tests.trees import NAMES, cells, trees

SMALL = Limits(steps=2_000, depth=200, list_length=500, string_length=2_000)
WORDS = [
    *"()[]{},:.@-+*/<>=?'",
    "..",
    "**",
    "<=",
    "!=",
    "->",
    '"x"',
    '"',
    "1",
    "0.5",
    "1e3",
    "/*",
    "*/",
    "//",
    "\n",
]
WORDS += [
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "and",
    "or",
    "not",
    "between",
    "instance",
    "of",
    "function",
    "external",
]
WORDS += [
    "null",
    "true",
    "list<number>",
    "context<a:",
    "string>",
    "count",
    "sum",
    "matches",
    "date",
    "Anzahl",
    "Kinder",
    "a-b",
    "item",
    "partial",
]
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(trees)
def test_what_is_printed_is_read_as_the_same(root: tree.Node) -> None:
    text = print_tree(root)
    assert parse_expression(text, vocabulary_of(NAMES)) == root
    assert print_tree(parse_expression(text, vocabulary_of(NAMES))) == text


@slow
@given(cells)
def test_printed_cells_are_read_as_the_same(root: tree.Tests) -> None:
    assert parse_tests(print_tree(root), vocabulary_of(NAMES)) == root


@slow
@given(trees, st.sampled_from([1, "x", None, True, [1, [2]], {"a": {"b": 1}}]))
def test_everything_that_can_be_read_can_be_run(root: tree.Node, value: Any) -> None:
    expression = Expression(print_tree(root), root)
    with suppress(LimitError):
        expression.evaluate(dict.fromkeys(NAMES, value), limits=SMALL)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_and_run(text)


@slow
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_words_are_read_or_refused(text: str) -> None:
    _read_and_run(text)


@given(st.text(st.sampled_from("()[]{}\"'@?.,:-+*/<>=ab1 \\\n"), max_size=30))
def test_any_signs_are_read_or_refused(text: str) -> None:
    _read_and_run(text)


def _read_and_run(text: str) -> None:
    context = {"a-b": 1, "Anzahl Kinder": [1]}
    with suppress(FeelSyntaxError, LimitError):
        expression = compile_expression(text, names=context)
        print_expression(expression)
        expression.evaluate(context, limits=SMALL)
    with suppress(FeelSyntaxError, LimitError):
        tests = compile_unary_tests(text, names=context)
        print_expression(tests)
        tests.test(1, context, limits=SMALL)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("  1+  2*3 // so", "1 + 2 * 3"),
        ("((a))", "a"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("a - (b - c)", "a - (b - c)"),
        ("-(a+b)", "-(a + b)"),
        ("]1..2[", "(1..2)"),
        ("x in > 3", "x in (> 3)"),
        ("if a then b else if c then d else e", "if a then b else if c then d else e"),
        ('{"a":1,"b c":2,"d-e":3}', '{a: 1, b c: 2, "d-e": 3}'),
        ('"a\\\\nb"', '"a\\\\nb"'),
    ],
)
def test_printing_is_plain(text: str, printed: str) -> None:
    assert print_expression(compile_expression(text)) == printed


def test_names_with_signs_are_told_from_sums() -> None:
    known = ["a", "b", "a-b", "a - b", "Ein- und Auszug", "Einzug in NRW", "§ 5 Satz"]
    for text, names in {
        "a-b": {"a-b"},
        "a - b": {"a - b"},
        "a -b": {"a", "b"},
        "Ein- und Auszug = 1": {"Ein- und Auszug"},
        "Einzug in NRW and a": {"Einzug in NRW", "a"},
    }.items():
        assert compile_expression(text, names=known).names == names
    assert compile_expression("a-b").names == {"a", "b"}
    assert compile_expression("Art der Reise = 1").names == {"Art der Reise"}


def test_umlauts_are_the_same_however_they_are_typed() -> None:
    typed_as_two = "Gebu\u0308hr * 2"
    assert compile_expression(typed_as_two).names == {"Geb\u00fchr"}
    assert compile_expression(typed_as_two, names=["Gebu\u0308hr"]).evaluate({"Geb\u00fchr": 5}) == 10
    assert compile_expression('"u\u0308" = "\u00fc"').evaluate({}) is False, "texts stay as they are"
