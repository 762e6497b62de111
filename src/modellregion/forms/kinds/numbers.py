"""Whole numbers, decimals and money, as Germans type them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from modellregion.forms.kinds.base import Entered, Kind, Moment, Read
from modellregion.forms.kinds.texts import grouped
from modellregion.forms.messages import Problem

# Blanks of all widths and the Swiss apostrophes part thousands in either language.
_GROUPING = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2019": "'", "\u2212": "-"})
_SIGN = r"(?P<sign>[+-]?)"
_GERMAN = re.compile(
    _SIGN + r"(?P<whole>[1-9]\d{0,2}(?P<gap>[. '])\d{3}((?P=gap)\d{3})*|\d*)(,(?P<rest>\d*))?"
)
_ENGLISH = re.compile(
    _SIGN + r"(?P<whole>[1-9]\d{0,2}(?P<gap>[, '])\d{3}((?P=gap)\d{3})*|\d*)(\.(?P<rest>\d*))?"
)
_NO_DIGIT = re.compile(r"\D+")
_DIGITS_MAX = 28  # as many as arithmetic keeps exactly
_CURRENCY = re.compile(
    r"(?:€|EUR|Euro)?\s*(.*?)(?:,\s?[-\u2013\u2014]{1,2})?\s*(?:€|EUR|Euro)?", re.IGNORECASE
)


def parse_decimal(text: str) -> Decimal | None:
    """Read a number typed the German way (1.234,56) or the English way (1,234.56); None when it is neither.

    »1.234« is one thousand two hundred thirty-four and »1,234« is one and a bit, as everywhere in German forms.
    """
    text = text.strip().translate(_GROUPING)
    match = _GERMAN.fullmatch(text) or _ENGLISH.fullmatch(text)
    if match is None:
        return None
    whole, rest = _NO_DIGIT.sub("", match["whole"]), match["rest"] or ""
    if not 0 < len(whole + rest) <= _DIGITS_MAX:
        return None
    return (
        Decimal(f"{match['sign']}{whole or 0}.{rest or 0}") + 0
        if rest
        else Decimal(match["sign"] + whole) + 0
    )


def _places(value: Decimal) -> int:
    """Count the decimal places that are not zero, exactly whatever the size of the number."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return 0
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -exponent - zeros) if any(digits) else 0


def show_decimal(value: Decimal, language: str) -> str:
    """Return a number with the language's signs."""
    english = f"{value:,f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True, slots=True)
class Integer(Kind):
    """A whole number (``integer``)."""

    control: ClassVar[str] = "number"
    value_type: ClassVar[Any] = int

    minimum: int = 0
    maximum: int = 10**9

    def read(self, entered: Entered) -> Read:
        """Read digits, with or without thousands signs."""
        text = entered.text().strip()
        if not text:
            return Read()
        number = parse_decimal(text)
        if number is None or number != number.to_integral_value():
            return Read(problems=[Problem("not_whole")])
        return Read(int(number))

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return [Problem("wrong_type")]
        if value < self.minimum:
            return [Problem("too_small", values={"min": grouped(self.minimum)})]
        if value > self.maximum:
            return [Problem("too_large", values={"max": grouped(self.maximum)})]
        return []

    def feel(self, value: Any) -> Any:
        """Return an exact number."""
        return Decimal(value)

    def from_feel(self, value: Any) -> Any:
        """Return a whole number, or nothing when it is none."""
        is_whole = isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()
        return int(value) if is_whole else None


@dataclass(frozen=True, slots=True)
class DecimalNumber(Kind):
    """A decimal number (``decimal``) with at most ``places`` digits after the comma."""

    control: ClassVar[str] = "number"
    value_type: ClassVar[Any] = Decimal

    places: int = 2
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(10) ** 12

    def read(self, entered: Entered) -> Read:
        """Read a number typed the German or the plain way."""
        text = entered.text().strip()
        if not text:
            return Read()
        number = parse_decimal(text)
        if number is None:
            return Read(problems=[Problem("not_a_number", values={"example": ("12,5", "12.5")})])
        return Read(number)

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check limits and decimal places."""
        if not isinstance(value, Decimal) or not value.is_finite():
            return [Problem("wrong_type")]
        if value < self.minimum:
            return [Problem("too_small", values={"min": self._both(self.minimum)})]
        if value > self.maximum:
            return [Problem("too_large", values={"max": self._both(self.maximum)})]
        if _places(value) > self.places:
            return [
                Problem("too_many_decimals", values={"max": self.places})
                if self.places
                else Problem("not_whole")
            ]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return the number with a comma."""
        return {"": [f"{value:f}".replace(".", ",")]}

    def show(self, value: Any, language: str) -> str:
        """Return the number with the language's signs."""
        return show_decimal(value, language)

    @staticmethod
    def _both(value: Decimal) -> tuple[str, str]:
        return show_decimal(value, "de"), show_decimal(value, "en")


@dataclass(frozen=True, slots=True)
class Money(Kind):
    """An amount of money (``money``), kept in whole cents."""

    control: ClassVar[str] = "money"
    value_type: ClassVar[Any] = int

    minimum: int = 0
    maximum: int = 10**13

    def read(self, entered: Entered) -> Read:
        """Read euros and cents; a euro sign may stand before or after, a dash for no cents."""
        text = entered.text().strip()
        if not text:
            return Read()
        amount = _CURRENCY.fullmatch(text)
        number = parse_decimal(amount[1]) if amount else None
        if number is None:
            return Read(problems=[Problem("not_a_number", values={"example": ("26,50", "26.50")})])
        cents = number * 100
        if cents != cents.to_integral_value():
            return Read(problems=[Problem("too_many_decimals", values={"max": 2})])
        return Read(int(cents))

    def check(self, value: Any, moment: Moment) -> list[Problem]:  # noqa: ARG002 - see Kind
        """Check the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return [Problem("wrong_type")]
        if value < self.minimum:
            return [
                Problem(
                    "too_small",
                    values={"min": (show_cents(self.minimum, "de"), show_cents(self.minimum, "en"))},
                )
            ]
        if value > self.maximum:
            return [
                Problem(
                    "too_large",
                    values={"max": (show_cents(self.maximum, "de"), show_cents(self.maximum, "en"))},
                )
            ]
        return []

    def enter(self, value: Any) -> dict[str, list[str]]:
        """Return euros with a comma."""
        return {"": [f"{Decimal(value) / 100:.2f}".replace(".", ",")]}

    def show(self, value: Any, language: str) -> str:
        """Return the amount with its sign."""
        return show_cents(value, language)

    def feel(self, value: Any) -> Any:
        """Return euros as an exact number."""
        return Decimal(value) / 100

    def from_feel(self, value: Any) -> Any:
        """Return whole cents, or nothing when there are fractions of a cent."""
        cents = value * 100 if isinstance(value, Decimal) and value.is_finite() else None
        return int(cents) if cents is not None and cents == cents.to_integral_value() else None


def show_cents(cents: int, language: str) -> str:
    """Return an amount as people write it: ``26,00 €`` or ``€26.00``."""
    number = show_decimal((Decimal(cents) / 100).quantize(Decimal("0.01")), language)
    return f"€{number}" if language == "en" else f"{number} €"
