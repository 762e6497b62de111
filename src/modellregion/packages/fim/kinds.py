"""Makes the settings of a package's field of a data field of FIM."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from modellregion.forms.api import official_lists
from modellregion.packages.fim.genericode import GenericList
from modellregion.packages.schema.fim import FimField, Part, Reference

TEXT_MAX, LENGTH_MAX = 1000, 20_000
LINE = 255
MEGABYTE = 1_000_000
ANCHOR_MAX = 300
FILES_MAX, MEGABYTES_MAX = 20, 50
Entry = dict[str, Any]
_MARKUP = re.compile(r"<[a-zA-Z/!?][^>]*>?|javascript:", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text without mark-up, which packages show as it stands."""
    return re.sub(r"[ \t]+", " ", _MARKUP.sub(" ", text)).strip()


class Kinds:
    """Chooses type and limits; ``notes`` says what a package cannot hold, ``used`` which code lists it brings."""

    def __init__(self, lists: Mapping[str, GenericList]) -> None:
        """Remember the code lists that came along, by their URN."""
        self.lists = lists
        self.notes: list[str] = []
        self.used: dict[str, Entry] = {}

    def entry(self, field: FimField, part: Part, *, is_required: bool) -> Entry:
        """Return the settings of a field that is asked once."""
        entry: Entry = {"label": plain(field.label or field.name) or field.id}
        entry.update(self._kind(field))
        if help_text := plain(field.help):
            entry["help"] = help_text
        if not is_required:
            entry["required"] = False
        if anchor := anchor_of([*part.references, *field.references]):
            entry["anchor"] = anchor
        entry["fim"] = field.id
        return entry

    def _kind(self, field: FimField) -> Entry:
        if field.field_kind == "select" and field.data_type != "bool":
            return self._choice(field)
        make = _MAKERS.get(field.data_type)
        if make is None:
            self.notes.append(f"Field {field.key}: a value of the type »{field.data_type}« is asked as text.")
            make = Kinds.text
        return make(self, field)

    def _choice(self, field: FimField) -> Entry:
        if field.values:
            seen = {value.code: value for value in reversed(field.values)}
            if len(seen) < len(field.values):
                self.notes.append(f"Field {field.key}: a code stands in its list twice; the first counts.")
            if any(value.help for value in field.values):
                self.notes.append(f"Field {field.key}: help for single codes stands only in fim.toml.")
            codes = [value for value in field.values if seen[value.code] is value]
            return {
                "type": "choice",
                "options": [{"code": value.code, "de": plain(value.name) or value.code} for value in codes],
            }
        if name := self._list(field):
            return {"type": "choice", "code_list": name}
        what = field.code_list.version_uri or field.code_list.uri or "no code list and no values"
        self.notes.append(
            f"Field {field.key}: its code list ({what}) is not here; it takes any text for now."
        )
        return {"type": "text", "max_length": LINE}

    def _list(self, field: FimField) -> str:
        reference = field.code_list
        brought = self.lists.get(reference.uri)
        if brought is not None:
            if reference.version and brought.version != reference.version:
                self._other_version(field, brought.version)
            self.used[brought.key] = brought.table(field.name_key)
            return f"{brought.key}@{brought.version}" if brought.version else brought.key
        known = official_lists().get(reference.uri, ())
        exact = next((name for name in known if name.partition("@")[2] == reference.version), "")
        if known and not exact:
            self._other_version(field, known[-1].partition("@")[2])
        return exact or (known[-1] if known else "")

    def _other_version(self, field: FimField, version: str) -> None:
        wanted = field.code_list
        self.notes.append(
            f"Field {field.key}: it names version {wanted.version or '(none)'} of {wanted.uri}; "
            f"the package uses {version}."
        )

    def text(self, field: FimField) -> Entry:
        """Return a text with its length."""
        longest = int(field.limits.max_length or TEXT_MAX)
        shortest = int(field.limits.min_length or 0)
        if longest > LENGTH_MAX:
            self.notes.append(
                f"Field {field.key}: {longest} signs are more than {LENGTH_MAX}, which we take."
            )
        longest = min(max(longest, 1), LENGTH_MAX)
        entry: Entry = {"type": "text_latin" if field.data_type == "text_latin" else "text"}
        entry["max_length"] = longest
        if 1 < shortest <= longest:
            entry["min_length"] = shortest
        if longest > LINE:
            entry["lines"] = 4
        return entry

    def date(self, field: FimField) -> Entry:
        """Return a day with its limits."""
        entry: Entry = {"type": "date"}
        for ours, text in (("earliest", field.limits.min_value), ("latest", field.limits.max_value)):
            if text:
                try:
                    entry[ours] = date.fromisoformat(text[:10])
                except ValueError:
                    self.notes.append(
                        f"Field {field.key}: the limit »{text[:40]}« is no date and stands only in fim.toml."
                    )
        return entry

    def quantity(self, field: FimField) -> Entry:
        """Return a number or an amount with its limits."""
        entry: Entry = {"type": {"num_int": "integer", "num": "decimal"}.get(field.data_type, "money")}
        low, high = ("minimum", "maximum") if entry["type"] != "money" else ("minimum_cents", "maximum_cents")
        if entry["type"] == "decimal":
            entry["places"] = 6
        for ours, text in ((low, field.limits.min_value), (high, field.limits.max_value)):
            number = _decimal(text)
            if text and (number is None or abs(number) > 10**12):
                self.notes.append(
                    f"Field {field.key}: the limit »{text[:40]}« is no number and stands only in fim.toml."
                )
            elif number is not None:
                entry[ours] = _as_limit(number, entry["type"])
        return entry

    def upload(self, field: FimField) -> Entry:
        """Return a file with its size."""
        entry: Entry = {"type": "upload"}
        size = _decimal(field.max_size) if field.max_size else None
        if size:
            entry["max_megabytes"] = min(max(int(size / MEGABYTE), 1), MEGABYTES_MAX)
        if field.media_types:
            self.notes.append(
                f"Field {field.key}: the kinds of files ({', '.join(field.media_types)[:100]}) stand only in fim.toml; "
                "every upload takes the kinds that the house knows."
            )
        return entry


_MAKERS: Mapping[str, Callable[[Kinds, FimField], Entry]] = {
    "text": Kinds.text,
    "text_latin": Kinds.text,
    "date": Kinds.date,
    "bool": lambda _kinds, _field: {"type": "yes_no"},
    "num": Kinds.quantity,
    "num_int": Kinds.quantity,
    "num_currency": Kinds.quantity,
    "file": Kinds.upload,
}


def anchor_of(references: list[Reference]) -> str:
    """Return the norms in one line."""
    return plain("; ".join(dict.fromkeys(reference.text for reference in references)))[:ANCHOR_MAX]


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _as_limit(number: Decimal, kind: str) -> int | float:
    if kind == "money":
        return int(number * 100)
    return int(number) if kind == "integer" or number == number.to_integral_value() else float(number)
