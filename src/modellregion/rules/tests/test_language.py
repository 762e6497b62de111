"""The language itself: what each construct means, in sentences that must be true, null or refused."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from modellregion.rules.api import (
    DayTimeDuration,
    FeelSyntaxError,
    WideDate,
    YearMonthDuration,
    compile_expression,
    compile_unary_tests,
)

NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
CONTEXT = {
    "Alter": 17,
    "Anzahl Kinder": 3,
    "Name": "Ada",
    "leer": None,
    "Antrag": {"Art der Reise": "privat", "Personen": [{"Alter": 5}, {"Alter": 40}]},
    "a-b": 7,
    "a": 10,
    "b": 4,
    "heute": date(2026, 1, 15),
}


def _value(text: str) -> Any:
    return compile_expression(text, names=CONTEXT).evaluate(CONTEXT, now=NOW)


TRUE = """
0.1 + 0.2 = 0.3
1/3*3 < 1
2 ** 3 ** 2 = 64
-3 ** 2 = 9
2 - 3 - 4 = -5
100 / 5 / 2 = 10
1.5e3 = 1500
.5 = 0.5
7 * -2 = -14
- -5 = 5
"a" + "b" + "c" = "abc"
"\\u00e4\\n" != "ä" and string length("\\u00e4\\n") = 2
"\\uD83D\\uDC0E" = "🐎"
string length("\\U01F40E") = 1
Anzahl Kinder + 1 = 4
Antrag.Art der Reise = "privat"
Antrag.Personen.Alter = [5, 40]
Antrag.Personen[Alter > 18].Alter = [40]
Antrag.Personen[1].Alter = 5
Antrag.Personen[-1].Alter = 40
count(Antrag.Personen[item.Alter < 18]) = 1
a-b = 7
a - b = 6
a -b = 6
if Alter >= 18 then false else true
if leer then false else true
if Alter > 60 then "alt" else if Alter > 17 then "mittel" else "jung" = "jung"
Alter between 10 and 20 and Name = "Ada"
Alter in (1, 2, 17)
Alter in [10..17]
not(Alter in [10..17))
Alter in ]16..18[
Alter in > 16
Alter in (< 5, > 16)
Name in ["Ada", "Bob"]
[1,2] in [[1,2],[3]]
5 in ([1..3], [4..6])
some x in [1,2,3] satisfies x > 2
every x in [] satisfies false
not(some x in [] satisfies true)
every x in [1,2], y in [3,4] satisfies x < y
(for x in [1,2], y in [x, x*10] return y) = [1,10,2,20]
(for i in 3..1 return i) = [3,2,1]
(for i in [1..3] return i) = [1,2,3]
(for i in (1..4) return i) = [2,3]
(for i in @"2026-02-27"..@"2026-03-01" return i.day) = [27,28,1]
(for i in 1..4 return if i <= 2 then 1 else partial[-1] + partial[-2]) = [1,1,2,3]
(for i in 1..3 return count(partial)) = [0,1,2]
{a: 1, b: a + 1, c: {d: b * 2}}.c.d = 4
{"nicht so": 1, mit Leerzeichen: 2}.mit Leerzeichen = 2
{f: function(x, y) x * y, r: f(2, 3)}.r = 6
{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r = 120
(function(x) function(y) x - y)(10)(3) = 7
(function(x: number, y) x - y)(y: 3, x: 10) = 7
(function(x: number) x = null)("a")
(function(x: number) x)([5]) = 5
{min: 3}.min = 3
{date: 5, d: date("2026-01-01")}.d = @"2026-01-01"
[1,2,3][2] = 2
[1,2,3][item >= 2] = [2,3]
[{x: 1}, {x: 2}][x = 2].x = [2]
[1,2,3]["a"] = []
@"10:00:00z" = @"10:00:00Z"
[[1,2],[3]][count(item) > 1] = [[1,2]]
1[1] = 1
[1,null,3][item = null] = [null]
null = null
not(null = 1)
1 != null
not(1 != 1.0)
3 instance of number
not(null instance of number)
[1,2] instance of list<number>
not([1,"a"] instance of list<number>)
{a: 1, b: "x"} instance of context<a: number>
[1..5] instance of range<number>
@"P1D" instance of days and time duration
(function(x) x) instance of function<Any> -> Any
abs instance of function<number> -> number
[1..5].start = 1 and [1..5).end included = false
(> 5).start = 5 and (> 5).end = null
@"2026-01-31" + @"P1M" = @"2026-02-28"
@"2024-02-29" - @"P1Y" = @"2023-02-28"
@"2026-03-01" - @"2026-02-01" = @"P28D"
@"10:30:00" + @"PT23H" = @"09:30:00"
@"2026-01-01T00:00:00Z" - @"2025-12-31T12:00:00Z" = @"PT12H"
@"2026-01-02T00:00:00Z" - @"2026-01-01" = @"P1D"
@"2018-03-25T01:30:00@Europe/Berlin" + @"PT1H" = @"2018-03-25T03:30:00@Europe/Berlin"
@"2026-07-01T12:00:00@Europe/Berlin" = @"2026-07-01T10:00:00Z"
@"2026-07-01T12:00:00@Europe/Berlin".time offset = @"PT2H"
@"P1Y" * 1.5 = @"P18M"
@"P1Y" / @"P1M" = 12
@"PT1H" / 2 = @"PT30M"
@"P1Y2M".months = 2
@"2026-01-15".weekday = 4
/* a remark */ 1 + 1 = 2 // another one
true or leer
not(false and leer)
today() = @"2026-01-15"
now() = @"2026-01-15T12:30:00Z"
'Anzahl Kinder' = 3
heute < @"2026-02-01"
"a" < "b"
(if true then 1 else 2) = 1
{a: 1}.a = 1 and {"a": 1}["x" = "x"] = [{a: 1}]
"""

NULL = """
1 + "a"
1 + leer
1 / 0
10 ** 10000
1 = "1"
true = 1
1 < "a"
leer < 1
false or leer
true and leer
true and 1
leer between 1 and 2
unbekannt
unbekannt.teil
unbekannt(1)
1(2)
leer[1]
[1,2,3][0]
[1,2,3][4]
[1,2,3][1.5]
{a: 1}.b
[1..0]
[1.."a"]
[null..1]
@"2026-02-30"
@"hallo"
@"2026-01-01" + 1
@"2026-01-01T00:00:00" - @"2026-01-01T00:00:00Z"
@"2026-01-02T00:00:00" - @"2026-01-01"
@"P1Y" + @"P1D"
for i in leer return i
for i in 1.5..3 return i
for i in "a".."c" return i
some x in [1] satisfies "ja"
every x in [1,2] satisfies if x = 1 then true else "nein"
(function(x) x)(1, 2)
(function(x: number) x)("a")
(function(x) x)(y: 1)
function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}
1 instance of Quatsch
-"a"
abs()
abs(1, 2)
abs(x: 1)
"""


@pytest.mark.parametrize("text", TRUE.strip().splitlines())
def test_is_true(text: str) -> None:
    assert _value(text) is True


@pytest.mark.parametrize("text", NULL.strip().splitlines())
def test_is_null(text: str) -> None:
    assert _value(text) is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("1 +", 1, 4),
        ("1 2", 1, 3),
        ("(1", 1, 3),
        ("[1, 2", 1, 6),
        ("{a 1}", 1, 5),
        ("{a: 1, a: 2}", 1, 12),
        ("if a then b", 1, 12),
        ("for x return x", 1, 15),
        ('"offen', 1, 1),
        ("1 + /* offen", 1, 5),
        ("a\n  and or b", 2, 7),
        ('"\\uD800"', 1, 1),
        ("f(a: 1, 2)", 1, 9),
        ("f(a: 1, a: 2)", 1, 9),
        ("1e9999", 1, 1),
        ("x instance of", 1, 14),
        ("]1 2[", 1, 4),
        ("'offen", 1, 1),
        ("a.", 1, 3),
    ],
)
def test_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.code.startswith("feel-")
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (5, Decimal(5)),
        (True, True),
        ((1, "a"), [Decimal(1), "a"]),
        ({"x": {"y": 1}}, {"x": {"y": Decimal(1)}}),
        (timedelta(days=1), DayTimeDuration(86_400 * 10**9)),
        (Decimal("NaN"), None),
        (Decimal("1e7000"), None),
        (Decimal("0." + "1" * 40), Decimal("0." + "1" * 34)),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (time(8, 30, tzinfo=timezone(timedelta(hours=1))), time(8, 30, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_takes_over_what_callers_have(given: Any, found: Any) -> None:
    value = compile_expression("x").evaluate({"x": given})
    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize("given", [1.5, object(), {1: 2}, {1, 2}, b"x"])
def test_refuses_what_is_no_value(given: Any) -> None:
    with pytest.raises(TypeError):
        compile_expression("x").evaluate({"x": given})
    assert compile_expression("1").evaluate({"x": given}) == 1, "what is not read is not looked at"


def test_gives_plain_python() -> None:
    assert _value('@"2026-01-01"') == date(2026, 1, 1)
    assert _value('@"08:30:00"') == time(8, 30)
    moment = _value('@"2026-01-01T08:30:00@Europe/Berlin"')
    assert moment == datetime(2026, 1, 1, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert _value("moment.timezone") is None
    assert compile_expression("m.timezone").evaluate({"m": moment}) == "Europe/Berlin"
    assert _value('@"P1Y6M"') == YearMonthDuration(18)
    assert _value('@"PT36H"').to_timedelta() == timedelta(days=1.5)
    assert _value('@"-0044-03-15"') == WideDate(-44, 3, 15)
    assert _value("{a: [1]}") == {"a": [Decimal(1)]}


def test_without_a_clock_there_is_no_today() -> None:
    assert compile_expression("today()").evaluate({}) is None
    assert compile_expression("now()").evaluate({}) is None


@pytest.mark.parametrize(
    ("text", "names", "kind"),
    [
        ("Alter > 18 and not(verheiratet)", {"Alter", "verheiratet"}, "boolean"),
        ("sum(for p in Posten return p.Betrag * Faktor)", {"Posten", "Faktor"}, "number"),
        ('Antraege[Status = "neu"]', {"Antraege"}, None),
        ("{x: y, z: x}.z", {"y"}, None),
        ('if a then "x" else "y"', {"a"}, "string"),
        ("function(a) a + b", {"b"}, "function"),
        ("every x in xs satisfies x > y", {"xs", "y"}, "boolean"),
        ("for i in 1..3 return partial", set(), "list"),
        ('@"P1D"', set(), "days and time duration"),
        ("1 + 2 * 3", set(), "number"),
        ("min(a, b)", {"a", "b"}, None),
        ("contains(a, b)", {"a", "b"}, "boolean"),
    ],
)
def test_says_what_it_reads_and_gives(text: str, names: set[str], kind: str | None) -> None:
    expression = compile_expression(text)
    assert expression.names == names
    assert expression.static_type == kind


def test_a_declared_name_counts_inside_a_filter() -> None:
    assert compile_expression("Liste[Wert > Grenze]", names=["Grenze"]).names == {"Liste", "Grenze"}


@pytest.mark.parametrize(
    ("text", "value", "passes"),
    [
        ("-", 1, True),
        ("", None, None),
        ("> 5", 6, True),
        ("> 5", "a", None),
        ("> 5", None, None),
        ("1, 2, 3", 2, True),
        ("not(1, 2)", 2, False),
        ("not(1, 2)", 3, True),
        ("[1..5[, 7", 5, False),
        ('"a", "b"', "b", True),
        ("null", None, True),
        ("true", True, True),
        ('contains(?, "x")', "axb", True),
        ("? > 3 and ? < 5", 4, True),
        ("not(? > 3)", 4, False),
        ("Grenzen", 7, True),
        ("Grenzen", 8, False),
        ("> Grenze", 11, True),
        ("wahr()", 1, False),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ('Name = "x"', 5, True),
    ],
)
def test_unary_tests(text: str, value: Any, passes: bool | None) -> None:
    context = {"Grenzen": [5, 7], "Grenze": 10, "Name": "x"}
    if not text:
        with pytest.raises(FeelSyntaxError):
            compile_unary_tests(text)
        return
    assert compile_unary_tests(text, names=context).test(value, context) is passes
