"""A second opinion: generated expressions mean the same to us and to feelin, the FEEL engine of the npm registry.

Only what both claim to support and define alike is generated. Left out, because feelin 7.0.1 goes its own way there:
order across kinds (the standard makes it null), ``between`` with its ends swapped, ``0 instance of number``, equality of
lists, ``median`` (it sorts numbers as texts), and positions outside of a list. It counts in binary floats, so numbers are
compared to twelve digits.
"""

import json
import math
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modellregion.rules.api import compile_expression, compile_unary_tests

ROOT = Path(__file__).resolve().parents[4]
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (ROOT / "node_modules" / "feelin").is_dir(),
    reason="feelin is not here: it needs node, and `npm ci` in the checkout",
)

SERVER = """
import { createInterface } from 'node:readline';
import { evaluate, unaryTest } from 'feelin';
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, text, context] = JSON.parse(line);
  let answer;
  try {
    const found = kind === 'test' ? unaryTest(text, context) : evaluate(text, context);
    answer = { value: found.value === undefined ? null : found.value };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + '\\n');
}
"""

Ask = Callable[[str, str, dict[str, Any]], Any]
CONTEXT = {"n": 7, "s": "feel", "l": [3, 1, 2], "Anzahl Kinder": 2, "ja": True, "leer": None}

whole = st.integers(-20, 20).map(lambda value: f"({value})" if value < 0 else str(value))
tenths = st.integers(0, 200).map(lambda value: f"{value // 10}.{value % 10}")
words = st.text("abcdeö ", max_size=6).map(lambda value: f'"{value}"')


def _form(*parts: Any) -> Any:
    return st.tuples(*[st.just(part) if isinstance(part, str) else part for part in parts]).map("".join)


def _numbers(level: int) -> Any:
    leaves = st.one_of(whole, tenths, st.sampled_from(["n", "Anzahl Kinder"]))
    if level == 0:
        return leaves
    number, boolean, text, items = (
        _numbers(level - 1),
        _booleans(level - 1),
        _texts(level - 1),
        _lists(level - 1),
    )
    return st.one_of(
        leaves,
        _form("(", number, st.sampled_from([" + ", " - ", " * "]), number, ")"),
        _form("(", number, " / ", st.sampled_from(["2", "4", "8"]), ")"),
        _form("(", st.sampled_from(["2", "3"]), " ** ", st.sampled_from(["0", "1", "2", "3"]), ")"),
        _form("(if ", boolean, " then ", number, " else ", number, ")"),
        _form(st.sampled_from(["abs", "floor", "ceiling"]), "(", number, ")"),
        _form("modulo(", whole, ", ", st.sampled_from(["3", "(-4)", "7"]), ")"),
        _form("round half up(", whole, ", 0)"),
        _form("string length(", text, ")"),
        _form("count(", items, ")"),
        _form(st.sampled_from(["sum", "min", "max", "mean", "product"]), "(", items, ")"),
        _form(items, "[", st.sampled_from(["1", "-1"]), "]"),
        _form("{a: ", number, ", b: a + 1}.b"),
        _form("(function(x, y) x - y)(", number, ", ", number, ")"),
        _form("date(2026, ", st.sampled_from(["1", "2", "12"]), ", 28).month"),
    )


def _booleans(level: int) -> Any:
    leaves = st.sampled_from(["true", "false", "ja"])
    if level == 0:
        return leaves
    number, boolean, text, items = (
        _numbers(level - 1),
        _booleans(level - 1),
        _texts(level - 1),
        _lists(level - 1),
    )
    sign = st.sampled_from([" = ", " != ", " < ", " <= ", " > ", " >= "])
    return st.one_of(
        leaves,
        _form("(", number, sign, number, ")"),
        _form("(", text, st.sampled_from([" = ", " != "]), text, ")"),
        _form("(", boolean, st.sampled_from([" and ", " or "]), boolean, ")"),
        _form("(leer ", st.sampled_from(["and ", "or "]), boolean, ")"),
        _form("not(", boolean, ")"),
        _form("(", number, " between ", whole, " and 30)"),
        _form("(", whole, " in [", whole, "..", st.just("30"), "])"),
        _form("(", number, " in (", number, ", > ", number, "))"),
        _form("list contains(", items, ", ", number, ")"),
        _form(st.sampled_from(["contains", "starts with", "ends with"]), "(", text, ", ", text, ")"),
        _form(st.sampled_from(["(some", "(every"]), " i in ", items, " satisfies i > ", number, ")"),
        _form('(@"2026-01-', st.sampled_from(["01", "15", "31"]), '" < @"2026-01-15")'),
    )


def _texts(level: int) -> Any:
    leaves = st.one_of(words, st.just("s"))
    if level == 0:
        return leaves
    boolean, text, number = _booleans(level - 1), _texts(level - 1), _numbers(0)
    return st.one_of(
        leaves,
        _form("(", text, " + ", text, ")"),
        _form("(if ", boolean, " then ", text, " else ", text, ")"),
        _form(st.sampled_from(["upper case", "lower case"]), "(", text, ")"),
        _form(
            'substring("feelin", ',
            st.sampled_from(["1", "3", "-2", "-4"]),
            ", ",
            st.sampled_from(["1", "2"]),
            ")",
        ),
        _form(st.sampled_from(["substring before", "substring after"]), "(", text, ', "e")'),
        _form("string join([", text, ", ", text, '], "-")'),
        _form("replace(", text, ', "[ab]", "x")'),
        _form("string(", boolean, ")"),
        _form("string(floor(", number, "))"),
    )


def _lists(level: int) -> Any:
    leaves = st.one_of(
        st.just("l"), st.lists(whole, min_size=1, max_size=4).map(lambda items: f"[{', '.join(items)}]")
    )
    if level == 0:
        return leaves
    number, items = _numbers(level - 1), _lists(level - 1)
    return st.one_of(
        leaves,
        _form("concatenate(", items, ", ", items, ")"),
        _form("append(", items, ", ", number, ")"),
        _form(st.sampled_from(["reverse", "distinct values"]), "(", items, ")"),
        _form("union(", items, ", ", items, ")"),
        _form("flatten([", items, ", [", items, "]])"),
        _form("(for i in ", items, " return i * ", number, ")"),
        _form("(for i in 1..3, j in ", items, " return i + j)"),
        _form("sort(", items, ", function(x, y) x ", st.sampled_from(["<", ">"]), " y)"),
        _form("insert before(append(", items, ", 5), 1, ", number, ")"),
        _form("sublist(concatenate([1, 2], ", items, "), 1, 2)"),
        _form("concatenate([", number, "], ", items, "[item > ", number, "])"),
        _form("([{a: ", number, "}, {a: 2}].a)"),
        _form("index of(append(", items, ", 1), 1)"),
    )


expressions = st.one_of(_numbers(3), _booleans(3), _texts(2), _lists(3))


@pytest.fixture(scope="module")
def feelin() -> Iterator[Ask]:
    """Start the other engine once and ask it over its standard input."""
    process = subprocess.Popen(
        [str(NODE), "--input-type=module", "-e", SERVER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    pipes = (process.stdin, process.stdout)

    def ask(kind: str, text: str, context: dict[str, Any]) -> Any:
        pipes[0].write(json.dumps([kind, text, context]) + "\n")
        pipes[0].flush()
        answer = json.loads(pipes[1].readline())
        assert "error" not in answer, f"feelin cannot read {text}: {answer}"
        return answer["value"]

    yield ask
    for pipe in pipes:
        pipe.close()
    process.wait(timeout=10)


def _alike(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Decimal):
        return type(theirs) in {int, float} and math.isclose(float(ours), theirs, rel_tol=1e-12, abs_tol=1e-9)
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(_alike, ours, theirs))
    return type(ours) is type(theirs) and bool(ours == theirs)


quick = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@quick
@given(expressions)
def test_expressions_mean_the_same(feelin: Ask, text: str) -> None:
    ours = compile_expression(text, names=CONTEXT).evaluate(CONTEXT)
    theirs = feelin("expression", text, CONTEXT)
    assert _alike(ours, theirs), f"{text}: we say {ours!r}, feelin says {theirs!r}"


cells = st.one_of(
    whole,
    _form(st.sampled_from(["< ", "<= ", "> ", ">= "]), whole),
    _form(whole, ", ", whole),
    _form("[", whole, "..30]"),
    _form("not(", whole, ", ", whole, ")"),
    _form("? > ", whole, " and ? < 10"),
    st.just("-"),
)


@quick
@given(st.integers(-20, 20), cells)
def test_cells_mean_the_same(feelin: Ask, value: int, text: str) -> None:
    ours = compile_unary_tests(text).test(value)
    assert ours is feelin("test", text, {"?": value})
