"""Functions of texts without patterns (DMN 1.5 § 10.3.4.3). Characters are Unicode code points."""

from decimal import Decimal

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.values.numbers import from_int


@builtin("substring(string: string, start position: number, length?: number)")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    """Cut out a part; the first character is 1, the last -1. Null outside the text or without length."""
    position = int(start)
    if position == 0 or abs(position) > len(text):
        raise NoValueError(f"The text has no character {position}.")
    first = position - 1 if position > 0 else len(text) + position
    if length is None:
        return text[first:]
    if length < 1:
        raise NoValueError("A part has at least one character.")
    return text[first : first + int(length)]


@builtin("string length(string: string)")
def string_length(text: str) -> Decimal:
    """Count the characters."""
    return from_int(len(text))


@builtin("upper case(string: string)", with_run=True)
def upper_case(run: Run, text: str) -> str:
    """Write in capitals (ß becomes SS)."""
    result = text.upper()
    run.sized_text(len(result))
    return result


@builtin("lower case(string: string)", with_run=True)
def lower_case(run: Run, text: str) -> str:
    """Write in small letters."""
    result = text.lower()
    run.sized_text(len(result))
    return result


@builtin("substring before(string: string, match: string)")
def substring_before(text: str, match: str) -> str:
    """Give what stands before the first occurrence; nothing when there is none."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(text: str, match: str) -> str:
    """Give what stands behind the first occurrence; nothing when there is none."""
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(text: str, match: str) -> bool:
    """Tell whether a text holds another."""
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> bool:
    """Tell whether a text begins with another."""
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> bool:
    """Tell whether a text ends with another."""
    return text.endswith(match)


@builtin(
    "string join(list: list, delimiter?: string?)",
    "string join(list: list, delimiter: string?, prefix: string?, suffix: string?)",
    with_run=True,
)
def string_join(
    run: Run,
    texts: list[Value],
    delimiter: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str:
    """Join the texts of a list; nulls are left out, anything else than texts makes null."""
    kept = [text for text in texts if text is not None]
    if any(type(text) is not str for text in kept):
        raise NoValueError("Only texts can be joined.")
    length = sum(map(len, kept)) + len(delimiter or "") * len(kept)
    run.sized_text(length)
    return (prefix or "") + (delimiter or "").join(kept) + (suffix or "")
