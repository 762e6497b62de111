"""Whole numbers, decimals and money: read as people type them in Germany, exact to the last digit."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import show_cents
from modellregion.forms.kinds.numbers import DecimalNumber, Integer, Money, parse_decimal, show_decimal
from modellregion.forms.tests.asking import ask, check, typed_again

INTEGER = Integer(minimum=-(10**9))
DECIMAL = DecimalNumber(places=3, minimum=Decimal(-(10**12)))
MONEY = Money(minimum=-(10**13))
CENTS = st.integers(-(10**13), 10**13)
DECIMALS = st.decimals(-(10**12), 10**12, places=3)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234", "1234"),
        ("1.234", "1234"),
        ("1.234,56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1.234.567,8", "1234567.8"),
        ("1 234,56", "1234.56"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1'234.56", "1234.56"),
        ("1\u2019234,50", "1234.50"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,234", "1.234"),
        ("12.5", "12.5"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("12,", "12"),
        ("-5", "-5"),
        ("\u22125,5", "-5.5"),
        ("+7", "7"),
        ("  8 ", "8"),
        ("007", "7"),
        ("-0", "0"),
        ("٤٢", "42"),
        ("", None),
        (".", None),
        (",", None),
        ("-", None),
        ("1.2.3", None),
        ("1.23.456", None),
        ("12.34,5", None),
        ("1,23.4", None),
        ("1.234'567", None),
        ("1 2 3", None),
        ("12 5", None),
        ("1e5", None),
        ("0x10", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
        ("½", None),
        ("²", None),
        ("zwei", None),
        ("5 Stück", None),
        ("--5", None),
        ("9" * 28, "9" * 28),
        ("9" * 29, None),
        ("9" * 2_000_000, None),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: str | None) -> None:
    assert parse_decimal(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), ("3,0", 3), ("1.000.000", 1_000_000), ("-12", -12), ("0", 0), ("", None)],
)
def test_whole_numbers(typed: str, value: int | None) -> None:
    answer = ask(INTEGER, typed)
    assert answer.value == value
    assert answer.rules == []
    assert value is None or type(answer.value) is int


@pytest.mark.parametrize("typed", ["3,5", "1,234", "drei", "3 Leute", "9" * 40, "1e3"])
def test_what_is_no_whole_number_is_said(typed: str) -> None:
    answer = ask(Integer(), typed)
    assert answer.rules == ["not_whole"]
    assert answer.sentences() == [
        "Bitte geben Sie bei „Angabe“ eine ganze Zahl ein, ohne Komma, zum Beispiel 3."
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "german", "english"),
    [
        (Integer(minimum=1), "0", "„Angabe“ muss mindestens 1 sein.", "“Angabe” must be at least 1."),
        (Integer(), "-1", "„Angabe“ muss mindestens 0 sein.", "“Angabe” must be at least 0."),
        (
            Integer(maximum=1_000_000),
            "1000001",
            "„Angabe“ darf höchstens 1.000.000 sein.",
            "“Angabe” must be at most 1,000,000.",
        ),
        (
            DecimalNumber(maximum=Decimal("999.5")),
            "1000",
            "„Angabe“ darf höchstens 999,5 sein.",
            "“Angabe” must be at most 999.5.",
        ),
        (
            DecimalNumber(),
            "1,234",
            "Bitte geben Sie bei „Angabe“ höchstens 2 Stellen nach dem Komma an.",
            "Please give at most 2 decimal places for “Angabe”.",
        ),
        (
            DecimalNumber(),
            "zwölf",
            "Bitte geben Sie bei „Angabe“ nur eine Zahl ein, zum Beispiel 12,5.",
            "Please enter only a number for “Angabe”, for example 12.5.",
        ),
        (
            Money(maximum=500_000),
            "5000,01",
            "„Angabe“ darf höchstens 5.000,00 € sein.",
            "“Angabe” must be at most €5,000.00.",
        ),
        (
            Money(minimum=100),
            "0,99",
            "„Angabe“ muss mindestens 1,00 € sein.",
            "“Angabe” must be at least €1.00.",
        ),
        (
            Money(),
            "26,505",
            "Bitte geben Sie bei „Angabe“ höchstens 2 Stellen nach dem Komma an.",
            "Please give at most 2 decimal places for “Angabe”.",
        ),
        (
            Money(),
            "2€6",
            "Bitte geben Sie bei „Angabe“ nur eine Zahl ein, zum Beispiel 26,50.",
            "Please enter only a number for “Angabe”, for example 26.50.",
        ),
    ],
)
def test_sentences_of_numbers(
    kind: Integer | DecimalNumber | Money, typed: str, german: str, english: str
) -> None:
    answer = ask(kind, typed)
    assert answer.sentences("de") == [german]
    assert answer.sentences("en") == [english]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("26", 2600),
        ("26,5", 2650),
        ("26,50 €", 2650),
        ("€ 26.50", 2650),
        ("€26.50", 2650),
        ("26,50 EUR", 2650),
        ("26 Euro", 2600),
        ("26,-", 2600),
        ("26,\u2013 €", 2600),
        ("26,-- €", 2600),
        ("1.234,56", 123456),
        ("1234.56", 123456),
        ("1,234.56", 123456),
        ("1.234", 123400),
        ("0,01", 1),
        ("0,10", 10),
        ("1,000", 100),
    ],
)
def test_money_as_people_type_it(typed: str, cents: int) -> None:
    answer = ask(Money(), typed)
    assert answer.value == cents
    assert type(answer.value) is int


@pytest.mark.parametrize("typed", ["€", "EUR", "€ €", ",-", "26,-5", "26 €€", "26 $", "€26€50", "26,- ,-"])
def test_what_is_no_amount(typed: str) -> None:
    assert ask(Money(), typed).rules == ["not_a_number"]


@given(CENTS)
def test_money_is_exact_to_the_cent(cents: int) -> None:
    assert typed_again(MONEY, cents) == cents
    for language in ("de", "en"):
        assert ask(MONEY, show_cents(cents, language).replace("€-", "€ -")).value == cents
    assert MONEY.from_feel(MONEY.feel(cents)) == cents


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([",", "."]))
def test_euros_and_cents_with_comma_or_point(euros: int, cents: int, comma: str) -> None:
    assert ask(MONEY, f"{euros}{comma}{cents:02}").value == euros * 100 + cents


@given(st.decimals(0, 10**9, allow_nan=False, allow_infinity=False))
def test_fractions_of_a_cent_are_never_rounded(number: Decimal) -> None:
    typed = f"{number:f}"
    answer = ask(MONEY, typed)
    if answer.value is not None and "." in typed and len(typed.partition(".")[2]) != 3:
        assert Decimal(answer.value) == number.scaleb(2)


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_come_back(number: int) -> None:
    assert typed_again(INTEGER, number) == number
    assert INTEGER.from_feel(INTEGER.feel(number)) == number
    assert ask(INTEGER, show_decimal(Decimal(number), "de")).value == number
    english = show_decimal(Decimal(number), "en")
    if english.count(",") != 1:  # a single comma is the German decimal comma
        assert ask(INTEGER, english).value == number


@given(DECIMALS)
def test_decimals_come_back(number: Decimal) -> None:
    assert typed_again(DECIMAL, number) == number
    assert ask(DECIMAL, show_decimal(number, "de")).value == number
    assert DECIMAL.from_feel(DECIMAL.feel(number)) == number
    assert msgspec.json.decode(msgspec.json.encode(number), type=Decimal) == number


@given(st.text("0123456789.,+-' €EUR\u00a0\u202f\u2212e", max_size=40) | st.text(max_size=20))
def test_no_text_breaks_a_number(text: str) -> None:
    for kind in (INTEGER, DECIMAL, MONEY):
        answer = ask(kind, text)
        assert bool(answer.problems) or answer.value is not None or not text.strip()
        assert not isinstance(answer.value, float)


@pytest.mark.parametrize("value", [1.5, "3", True, None, [], Decimal(3)])
def test_other_channels_send_whole_numbers_only(value: object) -> None:
    assert check(Integer(), value) == ["wrong_type"]
    assert check(Money(), value) == ["wrong_type"]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (Decimal("NaN"), "wrong_type"),
        (Decimal("sNaN"), "wrong_type"),
        (Decimal("Infinity"), "wrong_type"),
        (1.5, "wrong_type"),
        (3, "wrong_type"),
        (Decimal("1E+99999999"), "too_large"),
        (Decimal("-1E+99999999"), "too_small"),
        (Decimal("1E-99999999"), "too_many_decimals"),
        (Decimal("1." + "0" * 40 + "1"), "too_many_decimals"),
    ],
    ids=str,
)
def test_other_channels_cannot_break_decimals(value: object, rule: str) -> None:
    assert check(DecimalNumber(), value) == [rule]


def test_zeros_behind_the_comma_are_no_decimal_places() -> None:
    assert check(DecimalNumber(places=0), Decimal("12.000")) == []
    assert check(DecimalNumber(places=0), Decimal("0E-50")) == []
    assert check(DecimalNumber(places=1), Decimal("1E+3")) == []


@pytest.mark.parametrize("value", [Decimal("1.5"), Decimal("NaN"), Decimal("Infinity"), "3", None, True])
def test_a_formula_that_yields_no_whole_number_yields_no_value(value: object) -> None:
    assert Integer().from_feel(value) is None
    assert Money().from_feel(value) is None or value == Decimal("1.5")
