"""Makes the kind of a field from its entry in ``fields.toml``."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from modellregion.forms.kinds import contacts
from modellregion.forms.kinds.base import Kind
from modellregion.forms.kinds.choices import Choice, Choices, Confirmation, YesNo, yes_no_unknown
from modellregion.forms.kinds.composites import Address, PersonName
from modellregion.forms.kinds.dates import Date, PartialDate
from modellregion.forms.kinds.numbers import DecimalNumber, Integer, Money
from modellregion.forms.kinds.texts import Text
from modellregion.forms.kinds.uploads import Upload
from modellregion.forms.latin import Charset
from modellregion.forms.lists import CodeList, UnknownCodeListError, code_list, parse_code_list


class FieldEntryError(Exception):
    """A field's entry cannot be understood; the sentence says why."""


Entry = Mapping[str, Any]


def _text(entry: Entry, lists: "Mapping[str, CodeList]") -> Kind:  # noqa: ARG001 - all makers look alike
    return Text(
        charset=Charset(entry.get("charset", "C" if entry["type"] == "text" else "B")),
        max_length=entry.get("max_length", 200),
        min_length=entry.get("min_length", 1),
        lines=entry.get("lines", 1),
    )


def _options(entry: Entry, lists: Mapping[str, CodeList]) -> CodeList:
    if "options" in entry:
        return parse_code_list({"key": "options", "version": "1", "entries": entry["options"]})
    reference = entry.get("code_list")
    if not isinstance(reference, str):
        raise FieldEntryError("A choice needs a code_list or options.")
    try:
        found = _own_list(reference, lists) or code_list(reference)
        return found.restricted_to(entry["codes"]) if "codes" in entry else found
    except UnknownCodeListError as error:
        raise FieldEntryError(str(error)) from error


def _own_list(reference: str, lists: Mapping[str, CodeList]) -> CodeList | None:
    """Return a list that the package brings, named as the product's are: ``key`` or ``key@version``."""
    key, _, version = reference.partition("@")
    own = lists.get(key)
    return own if own is not None and version in {"", own.version} else None


def _limit(value: Any) -> date | int | None:
    """Return a limit: a date, a number of days from today, or 0 for the word today."""
    return 0 if value == "today" else value


MAKERS: dict[str, Callable[[Entry, Mapping[str, CodeList]], Kind]] = {
    "text": _text,
    "text_latin": _text,
    "integer": lambda e, _: Integer(minimum=e.get("minimum", 0), maximum=e.get("maximum", 10**9)),
    "decimal": lambda e, _: DecimalNumber(
        places=e.get("places", 2),
        minimum=Decimal(str(e.get("minimum", 0))),
        maximum=Decimal(str(e.get("maximum", 10**12))),
    ),
    "money": lambda e, _: Money(minimum=e.get("minimum_cents", 0), maximum=e.get("maximum_cents", 10**13)),
    "date": lambda e, _: Date(earliest=_limit(e.get("earliest")), latest=_limit(e.get("latest"))),
    "partial_date": lambda e, _: PartialDate(
        earliest_year=e.get("earliest_year", 1880), not_in_future=e.get("not_in_future", True)
    ),
    "yes_no": lambda _e, _l: YesNo(),
    "yes_no_unknown": lambda _e, _l: yes_no_unknown(),
    "confirmation": lambda _e, _l: Confirmation(),
    "choice": lambda e, lists: Choice(options=_options(e, lists)),
    "choices": lambda e, lists: Choices(
        options=_options(e, lists), minimum=e.get("minimum", 1), maximum=e.get("maximum", 100)
    ),
    "person_name": lambda _e, _l: PersonName(),
    "address": lambda e, _: Address(
        german_only=e.get("german_only", False), with_district=e.get("with_district", False)
    ),
    "iban": lambda _e, _l: contacts.Iban(),
    "email": lambda _e, _l: contacts.EMAIL,
    "phone": lambda _e, _l: contacts.PHONE,
    "web": lambda _e, _l: contacts.WEB,
    "upload": lambda e, _: Upload(
        max_files=e.get("max_files", 5),
        max_bytes=e.get("max_megabytes", 10) * 1024 * 1024,
        max_pages=e.get("max_pages", 200),
    ),
}


def make_kind(entry: Entry, lists: Mapping[str, CodeList]) -> Kind:
    """Return the kind of a field.

    :raises FieldEntryError: when the type is unknown or its options cannot be read.
    """
    maker = MAKERS.get(entry.get("type", ""))
    if maker is None:
        raise FieldEntryError(
            f"There is no field type »{entry.get('type')}«. Known: {', '.join(sorted(MAKERS))}, group."
        )
    try:
        return maker(entry, lists)
    except (ValueError, TypeError) as error:
        raise FieldEntryError(f"The limits of this field cannot be read: {error}") from error
