"""The built-in functions, in sentences that must be true or null."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from modellregion.rules.api import compile_expression
from modellregion.rules.builtins.catalogue import BUILTINS

NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)

TRUE = r"""
decimal(1/3, 2) = 0.33
decimal(2.5, 0) = 2
decimal(1.5, 6000) = 1.5
decimal(1234, -2) = 1200
floor(-1.5) = -2
floor(1.567, 2) = 1.56
ceiling(-1.5) = -1
ceiling(1.561, 2) = 1.57
round up(5.5, 0) = 6
round up(-5.5, 0) = -6
round down(-5.5, 0) = -5
round half up(2.345, 2) = 2.35
round half up(-2.5, 0) = -3
round half down(2.5, 0) = 2
round half down(scale: 0, n: -2.6) = -3
abs(-3) = 3
abs(@"-P1Y") = @"P1Y"
abs(@"-PT1H") = @"PT1H"
modulo(-10, 4) = 2
modulo(10, -4) = -2
modulo(10.1, 4.5) = 1.1
sqrt(16) = 4
decimal(log(10), 8) = 2.30258509
exp(0) = 1
odd(-3) and not(odd(2)) and odd(3.0)
even(0) and even(-2) and not(even(1))
string length("🐎x") = 2
substring("foobar", 3) = "obar"
substring("foobar", 3, 3) = "oba"
substring("foobar", -2, 1) = "a"
substring("foobar", 3, 3.8) = "oba"
substring("\U01F40Eab", 2) = "ab"
upper case("straße") = "STRASSE"
lower case("ÄÖÜ") = "äöü"
substring before("foobar", "bar") = "foo"
substring before("foobar", "xyz") = ""
substring before("foobar", "") = ""
substring after("foobar", "ob") = "ar"
substring after("foobar", "xyz") = ""
substring after("foobar", "") = "foobar"
contains("foobar", "of") = false
starts with("foobar", "fo")
ends with("foobar", "r")
string join(["a", null, "b"], "-") = "a-b"
string join(["a", "b"], "-", "<", ">") = "<a-b>"
string join(["a", "b"]) = "ab"
string join([], "-") = ""
string join("a") = "a"
upper case(["abc"]) = "ABC"
list contains([1, null], null)
not(list contains([1, 2], "1"))
count([1, null]) = 2
count(5) = 1
min([3, 1, 2]) = 1
min("b", "a") = "a"
max(@"2026-01-01", @"2025-01-01") = @"2026-01-01"
sum(1, 2, 3) = 6
sum([0.1, 0.2]) = 0.3
mean([1, 2]) = 1.5
median([8, 2, 5, 3, 4]) = 4
median(6, 1, 2, 3) = 2.5
decimal(stddev([2, 4, 7, 5]), 6) = 2.081666
mode([6, 3, 9, 6, 6]) = [6]
mode([6, 1, 9, 6, 1]) = [1, 6]
product([2, 3, 4]) = 24
all([]) and all([true]) and not(all([true, null, false]))
any([false, null, true]) and not(any([]))
all(true, true)
sublist([4, 5, 6], 1, 2) = [4, 5]
sublist([4, 5, 6], -2) = [5, 6]
append([1], 2, 3) = [1, 2, 3]
append(1, 2) = [1, 2]
concatenate([1], [2, 3], []) = [1, 2, 3]
insert before([1, 3], 1, 2) = [2, 1, 3]
insert before([1, 3], -1, 2) = [1, 2, 3]
remove([1, 2, 3], 2) = [1, 3]
remove([1, 2, 3], -1) = [1, 2]
list replace([2, 4, 7], 3, 6) = [2, 4, 6]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) = [5, 5, 7, 8]
reverse([1, 2, 3]) = [3, 2, 1]
index of([1, 2, 3, 2], 2) = [2, 4]
index of([1], null) = []
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 1.0, "1", null, null, [1], [1]]) = [1, "1", null, [1]]
flatten([[1, [2]], [[[3]]], 4]) = [1, 2, 3, 4]
sort([3, 1, 2], function(x, y) x < y) = [1, 2, 3]
sort(list: [1, 2], precedes: function(x, y) x > y) = [2, 1]
get value({a: 1}, "a") = 1
get entries({a: 1}) = [{key: "a", value: 1}]
context([{key: "a", value: 1}, {key: "b", value: 2}]) = {a: 1, b: 2}
context put({a: 1}, "a", 2) = {a: 2}
context put({a: {b: 1}}, ["a", "c"], 2) = {a: {b: 1, c: 2}}
context merge([{a: 1, b: 1}, {b: 2}]) = {a: 1, b: 2}
number("1.000,50", ".", ",") = 1000.5
number("1 000.5", " ", ".") = 1000.5
number("-1e2") = -100
string(1.10) = "1.10"
string(10 ** 20) = "100000000000000000000"
string(-0.0) = "0.0"
string(true) = "true"
string("x") = "x"
string([1, "a\"b", {x: null}]) = "[1, \"a\\\"b\", {x: null}]"
string({"a-b": 1, c d: 2}) = "{\"a-b\": 1, c d: 2}"
string([1..3)) = "[1..3)"
string((> 3)) = "> 3"
string(@"P1DT2H3.5S") = "P1DT2H3.5S"
string(@"-P1Y2M") = "-P1Y2M"
string(@"PT0S") = "PT0S" and string(@"P0Y") = "P0M"
string(@"2026-01-01T10:00:00.5+01:30") = "2026-01-01T10:00:00.5+01:30"
string(@"10:00:00@Europe/Berlin") = "10:00:00@Europe/Berlin"
date("2026-01-31") = date(2026, 1, 31)
date(@"2026-01-31T10:00:00") = @"2026-01-31"
time(8, 30, 0) = @"08:30:00"
time(8, 30, 0, @"PT1H") = @"08:30:00+01:00"
time(@"2026-01-31T10:00:00") = @"10:00:00"
date and time(@"2026-01-31", @"10:00:00") = @"2026-01-31T10:00:00"
date and time("2026-01-31") = @"2026-01-31T00:00:00"
duration("P1Y") = @"P12M"
years and months duration(@"2011-12-22", @"2013-08-24") = @"P1Y8M"
years and months duration(@"2013-08-24", @"2011-12-22") = @"-P1Y8M"
years and months duration(@"2026-01-31", @"2026-02-28") = @"P0M"
day of year(@"2024-12-31") = 366
day of week(@"2026-01-15") = "Thursday"
month of year(@"2026-01-15T00:00:00") = "January"
week of year(@"2005-01-01") = 53
day of week(@"-0044-03-15") = day of week(@"2356-03-15")
is(@"10:00:00Z", @"10:00:00+00:00")
not(is(@"10:00:00Z", @"10:00:00"))
not(is(1, "1")) and is(null, null)
not(is(@"2026-07-01T12:00:00@Europe/Berlin", @"2026-07-01T12:00:00+02:00"))
before(1, 10) and before([1..5), 5) and before(1, (1..2)) and not(before(1, [1..2]))
after(10, 5) and after([6..7], [1..5])
meets([1..5], [5..9]) and not(meets([1..5), [5..9]))
met by([5..9], [1..5])
overlaps([1..5], [3..8]) and not(overlaps([1..5), [5..8]))
overlaps before([1..5], [3..8]) and overlaps after([3..8], [1..5])
finishes(10, [1..10]) and finished by([1..10], 10)
includes([1..10], 5) and during(5, [1..10]) and includes((> 3), 9)
starts(1, [1..10]) and started by([1..10], [1..5])
coincides([1..5], [1..5]) and coincides(@"2026-01-01", @"2026-01-01")
before((< 3), 5) and not(overlaps((< 3), (> 3)))
range("[1..3]") = [1..3] and range("]\"a\"..\"c\"[") = ("a".."c")
not(true) = false
matches("foobar", "^fo*b")
not(matches("foobar", "^bar"))
matches("FOO", "foo", "i") and matches("a\nb", "a.b", "s") and matches("a\nb", "^b$", "m")
matches("a b", "a\sb") and matches("ab", "a b", "x") and matches("a.b", "a.b", "q")
matches("Ä", "\p{Lu}") and not(matches("ä", "\p{Lu}", "i")) and matches("x", "\P{Lu}")
matches("k", "[A-Z-[OI]]", "i") and not(matches("o", "[A-Z-[OI]]", "i"))
matches("abab", "^(ab)\1$") and matches("aA", "^(.)\1$", "i")
matches("3", "[\d-[4-9]]") and matches("-", "[a-]") and matches("\\", "\\\\")
matches("ß", "\p{IsLatin-1Supplement}") and matches("x1", "\i\c")
replace("banana", "a", "o") = "bonono"
replace("banana", "(an)+", "**") = "b**a"
replace("abc", "(b)", "[$1$0]") = "a[bb]c"
replace("darted", "^(.*?)d(.*)$", "$1c$2") = "carted"
replace("AAAA", "A+?", "b") = "bbbb"
replace("abc", "x|b", "\\$") = "a$c"
replace("2026-01-15", "(\d+)-(\d+)-(\d+)", "$3.$2.$1") = "15.01.2026"
replace("abc", "b", "-$1-") = "a--c"
split("John Doe", "\s") = ["John", "Doe"]
split("a;b;;c;", ";") = ["a", "b", "", "c", ""]
split("", ";") = [""]
"""

NULL = r"""
sqrt(-1)
log(0)
exp(100000)
decimal(1, 7000)
decimal(1, 0.5)
modulo(1, 0)
odd(2.5)
even(2.5)
substring("abc", 0)
substring("abc", 4)
substring("abc", 1, 0)
upper case(1)
upper case(["a", "b"])
string join(["a", 1], "-")
min([])
min([1, "a"])
min([1, null])
sum([])
sum([1, "a"])
mean([])
stddev([1])
median([])
all([true, 1])
all([true, null])
any([false, null])
sublist([1], 2)
sublist([1, 2], 1, 3)
insert before([1], 0, 2)
remove([1], 2)
list replace([1], 2, 3)
list replace([1], function(a, b) 5, 3)
sort([1, 2], function(a, b) 5)
get value({a: 1}, "b")
context([{key: "a", value: 1}, {key: "a", value: 2}])
context([{key: "a"}])
context put({a: 1}, ["a", "b"], 2)
context put({a: 1}, [], 2)
context merge([1])
number("1,000", ",", ",")
number("abc")
number("1e99999")
number("1.5", null, ",")
string(null)
date("2026-02-30")
date("01.01.2026")
date(2026, 13, 1)
date(2026.5, 1, 1)
time("24:00:00")
time(25, 0, 0)
time("10:00:00@Mond/Krater")
time("10:00:00+19:00")
time("10:00:00+01:60")
date and time("2026-01-01 10:00:00")
duration("P1Y2D")
duration("P")
duration("PT")
duration("P9999999999999999999999Y")
date("99999999999-01-01")
before(1, "a")
before(null, 1)
meets(1, [1..2])
coincides(1, [1..1])
range("[3..1]")
range("[f(1)..2]")
range("1")
not(1)
not(null)
matches("a", "[")
matches("a", "a**")
matches("a", "(a")
matches("a", "a)")
matches("a", "\q")
matches("a", "(a)\2")
matches("a", "\p{Xx}")
matches("a", "[b-a]")
matches("a", "a{2,1}")
matches("a", "(?=a)")
matches("a", "a", "z")
replace("abc", "x*", "-")
replace("abc", "b", "$")
replace("abc", "b", "\\q")
split("abc", "x*")
"""


@pytest.mark.parametrize("text", TRUE.strip().splitlines())
def test_is_true(text: str) -> None:
    assert compile_expression(text).evaluate({}, now=NOW) is True


@pytest.mark.parametrize("text", NULL.strip().splitlines())
def test_is_null(text: str) -> None:
    assert compile_expression(text).evaluate({}, now=NOW) is None


def test_rounding_never_happens_unasked() -> None:
    assert compile_expression("19.99 * 3 * 1.19").evaluate({}) == Decimal("71.3643")
    assert compile_expression("round half up(19.99 * 3 * 1.19, 2)").evaluate({}) == Decimal("71.36")
    third = compile_expression("1 / 3").evaluate({})
    assert third == Decimal("0." + "3" * 34)


def test_the_standards_functions_are_all_there() -> None:
    """The list of DMN 1.5 § 10.3.4, by its tables."""
    wanted = """abs after all any append before ceiling coincides concatenate contains context|context merge|context put|
        count|date|date and time|day of week|day of year|decimal|distinct values|duration|during|ends with|even|exp|
        finished by|finishes|flatten|floor|get entries|get value|includes|index of|insert before|is|list contains|
        list replace|log|lower case|matches|max|mean|median|meets|met by|min|mode|modulo|month of year|not|now|number|
        odd|overlaps|overlaps after|overlaps before|product|range|remove|replace|reverse|round down|round half down|
        round half up|round up|sort|split|sqrt|started by|starts|starts with|stddev|string|string join|string length|
        sublist|substring|substring after|substring before|sum|time|today|union|upper case|week of year|
        years and months duration"""
    first, rest = wanted.split(" context|", 1)
    names = {*first.split(), "context", *(name.strip() for name in rest.split("|"))}
    assert names <= BUILTINS.keys()
