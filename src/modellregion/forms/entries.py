"""The shape of what stands in ``fields.toml`` and ``pages.toml``: which settings there are, of which type, for which kind.

A package comes from a stranger; what passes here cannot break a page later.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

ROWS_MAX = 100
"""So many rows a repeated group may have at most, whatever a package says."""

_Texts = str | list[str]
_Number = Annotated[float, Meta(ge=-1e15, le=1e15)] | Annotated[int, Meta(ge=-(10**15), le=10**15)]
_Cents = Annotated[int, Meta(ge=-(10**15), le=10**15)]


class _Entry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """What every field may say."""

    label: Annotated[str, Meta(min_length=1)]
    help: str = ""
    purpose: str = ""
    required: bool | str = True
    when: str = ""
    anchor: str = ""
    form_field: int | str | list[int | str] = ""
    fim: _Texts = ""
    exchange: _Texts = ""
    folded: bool = False


class _Group(_Entry, tag="group"):
    fields: Annotated[dict[str, Any], Meta(min_length=1)]
    minimum: Annotated[int, Meta(ge=0, le=ROWS_MAX)] = 1
    maximum: Annotated[int, Meta(ge=1, le=ROWS_MAX)] | str = 20
    item_label: str = ""


AccountFact = Literal[
    "", "first_names", "surname", "birth_name", "birth_date", "birth_place", "nationality", "gender", "address", "email",
    "phone", "company_name", "company_address", "legal_form", "activity", "register_kind", "register_number", "register_court",
]  # fmt: skip
"""What an account may say of its owner; a field names the one it can be filled in with."""


class _Value(_Entry):
    default: str = ""
    compute: str = ""
    autocomplete: str = ""
    account: AccountFact = ""


class _Text(_Value, tag="text"):
    charset: Literal["A", "B", "C"] = "C"
    max_length: Annotated[int, Meta(ge=1, le=100_000)] = 200
    min_length: Annotated[int, Meta(ge=0, le=100_000)] = 1
    lines: Annotated[int, Meta(ge=1, le=40)] = 1


class _TextLatin(_Text, tag="text_latin"):
    pass


class _Integer(_Value, tag="integer"):
    minimum: _Cents = 0
    maximum: _Cents = 0


class _Decimal(_Value, tag="decimal"):
    places: Annotated[int, Meta(ge=0, le=12)] = 2
    minimum: _Number = 0
    maximum: _Number = 0


class _Money(_Value, tag="money"):
    minimum_cents: _Cents = 0
    maximum_cents: _Cents = 0


class _Date(_Value, tag="date"):
    earliest: Any = None
    latest: Any = None


class _PartialDate(_Value, tag="partial_date"):
    earliest_year: Annotated[int, Meta(ge=1000, le=9999)] = 1880
    not_in_future: bool = True


class _Choice(_Value, tag="choice"):
    code_list: str = ""
    codes: list[str] = []
    options: list[dict[str, Any]] = []


class _Choices(_Choice, tag="choices"):
    minimum: Annotated[int, Meta(ge=0, le=1000)] = 1
    maximum: Annotated[int, Meta(ge=1, le=1000)] = 100


class _Address(_Value, tag="address"):
    german_only: bool = False
    with_district: bool = False


class _Upload(_Entry, tag="upload"):
    max_files: Annotated[int, Meta(ge=1, le=50)] = 5
    max_megabytes: Annotated[int, Meta(ge=1, le=50)] = 10
    max_pages: Annotated[int, Meta(ge=1, le=10_000)] = 200


_PLAIN = ("yes_no", "yes_no_unknown", "confirmation", "person_name", "iban", "email", "phone", "web")
_ENTRY_OF_TYPE: dict[str, Any] = {
    "group": _Group, "text": _Text, "text_latin": _TextLatin, "integer": _Integer, "decimal": _Decimal, "money": _Money,
    "date": _Date, "partial_date": _PartialDate, "choice": _Choice, "choices": _Choices, "address": _Address,
    "upload": _Upload, **{name: msgspec.defstruct(name, [], bases=(_Value,), tag=name) for name in _PLAIN},
}  # fmt: skip


class CheckEntry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A rule over several fields."""

    id: str
    field: str
    condition: str
    message: Annotated[str, Meta(min_length=1)]
    hint: bool = False


class DerivedEntry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An attribute of a chosen code."""

    field: str
    attribute: str


class GroupEntry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Fields that stand together on a page."""

    id: str = ""
    title: str = ""
    text: str = ""
    notice: str = ""
    notice_kind: Literal["info", "warning", "success", "danger"] = "info"
    when: str = ""
    fields: list[str] = []


class PageEntry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A page."""

    id: str
    title: Annotated[str, Meta(min_length=1)]
    intro: str = ""
    when: str = ""
    groups: list[GroupEntry] = []


class FieldsFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The tables of ``fields.toml``; each entry is looked at by itself, so that all findings come at once."""

    fields: dict[str, Any] = {}
    derived: dict[str, DerivedEntry] = {}
    constants: dict[str, Any] = {}
    checks: list[CheckEntry] = []


class PagesFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The tables of ``pages.toml``."""

    pages: list[PageEntry] = []


_PLACE = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?", re.DOTALL)


def wrong_shape(data: object, shape: Any) -> tuple[str, str] | None:
    """Return the place (a dotted key) and a sentence for the first thing that has another shape; None when all is right."""
    try:
        msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        match = _PLACE.fullmatch(str(error))
        what, place = (match[1], match[2] or "") if match else (str(error), "")
        return place, f"{what}."
    return None


def wrong_settings(entry: object, *, in_group: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the settings of one field: the setting, and a sentence."""
    if not isinstance(entry, Mapping):
        yield "", "A field is a table of settings."
        return
    kind = entry.get("type")
    shape = _ENTRY_OF_TYPE.get(kind) if isinstance(kind, str) else None
    if shape is None:
        yield "type", f"There is no field type »{kind}«. Known: {', '.join(sorted(_ENTRY_OF_TYPE))}."
        return
    if wrong := wrong_shape(entry, shape):
        yield wrong
        return
    if in_group and (kind in {"group", "upload"} or entry.get("compute")):
        yield "", "Inside a repeated group there are no groups, no uploads and no computed fields."
    for key in ("earliest", "latest"):
        if key in entry and not _is_limit(entry[key]):
            yield key, "A limit is a date, a number of days from today (at most 100 years), or »today«."
    for low, high in (
        ("minimum", "maximum"),
        ("minimum_cents", "maximum_cents"),
        ("min_length", "max_length"),
    ):
        least, most = entry.get(low), entry.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and not least <= most:
            yield high, f"{high} is less than {low}."


def _is_limit(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= 36_525
    return value == "today" or (type(value) is date and 1000 <= value.year <= 9000)


def constant(value: object) -> object:
    """Return a constant of ``fields.toml`` as conditions see it: numbers are exact.

    :raises ValueError: for what conditions do not know.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("A constant is a number, a text, a date, or a list or table of these.")
        return Decimal(repr(value))
    if isinstance(value, list):
        return [constant(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): constant(item) for name, item in value.items()}
    if isinstance(value, bool | str | int | date | datetime | time):
        return value
    raise ValueError("A constant is a number, a text, a date, or a list or table of these.")
