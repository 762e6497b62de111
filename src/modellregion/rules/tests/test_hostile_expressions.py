"""Expressions of strangers who mean us harm: each ends soon with a sentence, none with a crash."""

import inspect
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest

from modellregion.rules.api import (
    FeelSyntaxError,
    LimitError,
    Limits,
    compile_expression,
    compile_unary_tests,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 10_000 + "1" + ")" * 10_000, "feel-too-deep"),
        ("[" * 10_000, "feel-too-deep"),
        ("{a:" * 10_000, "feel-too-deep"),
        ("-" * 10_000 + "1", "feel-too-deep"),
        ("not(" * 5_000, "feel-too-deep"),
        ("if " * 10_000, "feel-too-deep"),
        ("f(" * 10_000, "feel-too-deep"),
        ("a[" * 10_000, "feel-too-deep"),
        ("]" * 10_000, "feel-too-deep"),
        ("1 = " * 10_000 + "1", "feel-too-deep"),
        ("a." * 10_000 + "a", "feel-too-deep"),
        ("a" + "[1]" * 10_000, "feel-too-deep"),
        ("f" + "()" * 10_000, "feel-too-deep"),
        ("function() " * 5_000 + "1", "feel-too-deep"),
        ("x instance of " + "list<" * 10_000, "feel-too-deep"),
        ("for a in b return " * 5_000 + "1", "feel-too-deep"),
        ("1 + " * 30_000 + "1", "feel-too-long"),
        ('"' + "a" * 1_000_000 + '"', "feel-too-long"),
        ("1" * 99_999, None),
        ("1e999999999", "feel-number"),
        ("/*" * 40_000, "feel-open-comment"),
        ('"\\U110000"', "feel-escape"),
    ],
)
def test_reading_is_bounded(text: str, code: str | None) -> None:
    for read in (compile_expression, compile_unary_tests):
        with pytest.raises(FeelSyntaxError) as caught:
            read(text)
        if code:
            assert caught.value.code == code


@pytest.mark.parametrize("count", [100, 20_000])
def test_long_but_flat_is_fine(count: int) -> None:
    assert compile_expression(" + ".join(["1"] * count)).evaluate({}) == count
    assert compile_expression(" and ".join(["true"] * (count // 2))).evaluate({}) is True
    ladder = "".join(f"if x = {number} then {number} else " for number in range(count // 100)) + "0"
    assert compile_expression(ladder).evaluate({"x": 0}) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("for i in 1..1000000000 return i", "limit-list"),
        ("count(for i in 1..1000000000 return null)", "limit-list"),
        ("some i in 1..10**20 satisfies i < 0", "limit-steps"),
        ("for i in 1..1000 return for j in 1..1000 return i * j", "limit-steps"),
        ("sum(for i in 1..100000, j in 1..100000 return 1)", "limit-"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "limit-depth"),
        ("{f: function(n) if n = 0 then 0 else g(n), g: function(n) f(n + 1), r: f(1)}.r", "limit-depth"),
        ("(function(f) f(f))(function(f) f(f))", "limit-depth"),
        ("{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(40)}.r", "limit-steps"),
        ('(for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1])[1]', "limit-string"),
        (
            'string join(for i in 1..5000 return "0123456789012345678901234567890123456789", "0123456789")',
            None,
        ),
        ("for i in 1..50 return [partial, partial]", "limit-result"),
        ("string(for i in 1..50 return [partial, partial])", "limit-"),
        ("count(flatten(for i in 1..50 return [partial, partial]))", "limit-"),
        ("(for i in 1..50 return [partial, partial]) = (for i in 1..50 return [partial, partial])", "limit-"),
        ("for i in 1..5000 return [if i = 1 then 1 else partial[-1]]", "limit-"),
        (
            "{a: [1], b: for i in 1..300 return concatenate(a, [i]), c: for x in b, y in b, z in b return 1}",
            "limit-",
        ),
        ('replace("' + "a" * 2_000 + '", "a", "' + "b" * 2_000 + '")', "limit-"),
        ('matches("' + "a" * 5_000 + 'b", "(a*)*(a*)*(a|aa)*c\\\\1x")', None),
        ('matches("' + "a" * 60 + '", "(a*)*(a*)*\\\\1\\\\2c")', "limit-steps"),
        ("{l: for i in 1..20000 return i, r: for i in 1..20000 return l = [i]}.r", None),
        ("{l: for i in 1..20000 return {x: i}, r: count(distinct values(l))}.r", "limit-steps"),
        ("{l: for i in 1..20000 return i, r: for i in l return list contains(l, -1)}.r", "limit-steps"),
        ("sort(for i in 1..20000 return -i, function(a, b) a < b)[1]", None),
        ('for i in 1..100000 return time("10:00:00@Mond/Krater" + string(i))', "limit-"),
        ('for i in 1..100000 return matches("a", "a{5000}" + string(i))', "limit-steps"),
        ('for i in 1..100000 return matches("a", "(a{5000}){5000}" + string(i))', "limit-steps"),
        ('for i in 1..100000 return matches("a", "((?:){5000}){5000}" + string(i))', "limit-steps"),
        (
            "{c: context(for i in 1..9000 return {key: string(i), value: i}), r: for i in 1..90000 return context merge([c, c])}.r",
            "limit-steps",
        ),
    ],
)
def test_running_is_bounded(text: str, code: str | None) -> None:
    expression = compile_expression(text)
    if code is None:
        with suppress(LimitError):
            expression.evaluate({})
        return
    with pytest.raises(LimitError) as caught:
        expression.evaluate({})
    assert caught.value.code.startswith(code)


@pytest.mark.parametrize(
    "text", ["10**10**10**10", "10**10000", "exp(10**10)", "1e6000 * 1e6000", "0 ** -1", "(-8) ** 0.5"]
)
def test_numbers_out_of_range_are_null_or_small(text: str) -> None:
    value = compile_expression(text).evaluate({})
    assert value is None or value.adjusted() <= 6144


@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){20}$", "(a?){50}a{50}b", "^((a*)*)*$", "^(([a-z])+.)+[A-Z]$"],
)
def test_patterns_that_ruin_others_are_quick(pattern: str) -> None:
    """Each takes Python's ``re`` from hours to for ever; here it must fit the budget of an ordinary evaluation."""
    text = "a" * 400 + "!"
    assert (
        compile_expression(f'matches(x, "{pattern}")').evaluate({"x": text}, limits=Limits(steps=300_000))
        is False
    )


@pytest.mark.parametrize(
    "pattern", ["a{5001}", "((a{100}){100}){100}", "(" * 100 + ")" * 100, "a" * 6_000, "[" * 200]
)
def test_patterns_have_a_size(pattern: str) -> None:
    assert compile_expression("matches(x, p)").evaluate({"x": "a", "p": pattern}) is None


def _at_depth(levels: int, work: Callable[[], None]) -> None:
    if levels == 0:
        work()
    else:
        _at_depth(levels - 1, work)


def test_a_caller_near_the_end_of_the_stack_gets_a_clean_error() -> None:
    nested = "(" * 50 + "x" + " + 1)" * 50
    expression = compile_expression(nested)
    used = len(inspect.stack(0))

    def work() -> None:
        with pytest.raises(LimitError):
            expression.evaluate({"x": 1})

    _at_depth(sys.getrecursionlimit() - used - 40, work)
    assert expression.evaluate({"x": 1}) == 51


def test_limits_are_the_callers() -> None:
    expression = compile_expression("for i in 1..n return i")
    assert len(expression.evaluate({"n": 1_000})) == 1_000
    with pytest.raises(LimitError):
        expression.evaluate({"n": 1_000}, limits=Limits(steps=999))
    with pytest.raises(LimitError):
        expression.evaluate({"n": 1_000}, limits=Limits(list_length=999))
