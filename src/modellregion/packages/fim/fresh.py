"""Data fields of FIM for what a package has and FIM has not: numbers of its own, until FIM gives some."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from modellregion.forms.api import CodeListError, UnknownCodeListError, code_list, parse_code_list
from modellregion.packages.files import PackageFiles
from modellregion.packages.schema.fim import (
    CodeListReference,
    CodeValue,
    FimField,
    FimGroup,
    FimRule,
    Limits,
    Part,
    Reference,
    Relation,
)

Entry = Mapping[str, Any]
_TYPES = {
    "text": "text",
    "text_latin": "text_latin",
    "integer": "num_int",
    "decimal": "num",
    "money": "num_currency",
    "date": "date",
    "yes_no": "bool",
    "confirmation": "bool",
    "choice": "text",
    "choices": "text",
    "yes_no_unknown": "text",
    "upload": "file",
}
"""The kinds that are one data field of FIM; others are text, or a group of the parts below."""
PARTS: Mapping[str, Sequence[tuple[str, str, bool]]] = {
    "person_name": (("Doktorgrad", "50", False), ("Vornamen", "120", True), ("Familienname", "120", True)),
    "address": (
        ("Staat", "3", True),
        ("Straße", "80", True),
        ("Hausnummer", "20", False),
        ("Adresszusatz", "60", False),
        ("Postleitzahl", "16", True),
        ("Ort", "80", True),
    ),
    "partial_date": (("Tag", "2", False), ("Monat", "2", False), ("Jahr", "4", True)),
}
_ANSWERS = (CodeValue(code="yes", name="Ja"), CodeValue(code="no", name="Nein"), CodeValue(code="unknown", name="Weiß ich nicht"))  # fmt: skip


class Fresh:
    """Makes elements with provisional numbers (range 99) and puts them into the tables of a message."""

    def __init__(
        self, files: PackageFiles, fim_fields: dict[str, FimField], fim_groups: dict[str, FimGroup]
    ) -> None:
        """Remember where the elements go."""
        self.files, self.fields, self.groups = files, fim_fields, fim_groups
        self.rules: dict[str, FimRule] = {}
        self.notes: list[str] = []
        self.given = 0

    def number(self, letter: str) -> str:
        """Return the next number of the range 99, which is nobody's."""
        while True:
            self.given += 1
            number = f"{letter}99{self.given:09}"
            if number not in self.fields and number not in self.groups and number not in self.rules:
                return number

    def part(self, name: str, entry: Entry) -> Part:
        """Return the place of a package's field or group."""
        kind = str(entry.get("type", ""))
        count = count_of(entry)
        references = [Reference(text=anchor)] if (anchor := str(entry.get("anchor", ""))) else []
        if kind == "group":
            parts = [self.part(item, own) for item, own in entry.get("fields", {}).items()]
            return Part(element=self.group(entry, parts), count=count, references=references)
        if kind in PARTS:
            parts = [self.piece(label, length, needed=needed) for label, length, needed in PARTS[kind]]
            return Part(element=self.group(entry, parts), count=count, references=references)
        return Part(element=self.field(name, entry), count=count, references=references)

    def group(self, entry: Entry, parts: list[Part]) -> str:
        """Add a group; return its key."""
        numbers, relations = self.known(entry, "G")
        label = str(entry.get("label", "")) or "Angaben"
        group = FimGroup(
            id=numbers,
            name=label,
            label=label,
            output_label=label,
            help=str(entry.get("help", "")),
            relations=relations,
            parts=parts,
        )
        return self.keep(self.groups, group)

    def piece(self, label: str, length: str, *, needed: bool) -> Part:
        """Add a part of an address or a name."""
        field = FimField(
            id=self.number("F"), name=label, label=label, output_label=label, data_type="text_latin", limits=Limits(max_length=length)
        )  # fmt: skip
        return Part(element=self.keep(self.fields, field), count="1:1" if needed else "0:1")

    def field(self, name: str, entry: Entry) -> str:
        """Add a field; return its key."""
        number, relations = self.known(entry, "F")
        label = str(entry.get("label", "")) or name
        field = FimField(
            id=number,
            name=label,
            label=label,
            output_label=label,
            help=str(entry.get("help", "")),
            relations=relations,
            **field_values(entry, self.files, self.notes, label),
        )
        return self.keep(self.fields, field)

    def known(self, entry: Entry, letter: str) -> tuple[str, list[Relation]]:
        """Return the number that a package names for a field; of several none, but what they are connected with."""
        named = entry.get("fim", [])
        numbers = [str(one) for one in ([named] if isinstance(named, str) else named) if one]
        if len(numbers) == 1 and numbers[0].startswith(letter) and not self.is_taken(numbers[0]):
            return numbers[0], []
        return self.number(letter), [Relation(predicate="VKN", id=number) for number in numbers]

    def is_taken(self, number: str) -> bool:
        """Tell whether an element has this number."""
        return any(key.partition(":")[0] == number for table in (self.fields, self.groups) for key in table)

    def rule(self, name: str, text: str, condition: str, *, kind: str) -> str:
        """Add a rule: its sentence, and the condition as it stands in the package."""
        words = f"{text}\nBedingung (FEEL): {condition}" if text else f"Bedingung (FEEL): {condition}"
        rule = FimRule(id=self.number("R"), name=name, text=words, kind=kind, state="mapped", mapped_to=name)
        self.rules[rule.key] = rule
        return rule.key

    def keep(self, table: dict[str, Any], element: Any) -> str:
        """Put an element into its table."""
        key: str = element.key
        table[key] = element
        return key


def count_of(entry: Entry) -> str:
    """Return how often a field is given; a condition makes it voluntary, because prose says the rest."""
    kind = entry.get("type")
    required = entry.get("required", True) is True and not entry.get("when")
    if kind == "group":
        most = entry.get("maximum", 20)
        least = (
            min(int(entry.get("minimum", 1)), int(required)) if entry.get("when") else entry.get("minimum", 1)
        )
        return f"{least}:{most if isinstance(most, int) else '*'}"
    if kind == "choices":
        return f"{entry.get('minimum', 1) if required else 0}:{entry.get('maximum', 100)}"
    if kind == "upload":
        return f"{int(required)}:{entry.get('max_files', 5)}"
    return f"{int(required)}:1"


def field_values(entry: Entry, files: PackageFiles, notes: list[str], label: str) -> dict[str, Any]:
    """Return type, limits and codes of a package's field as FIM says them."""
    kind = str(entry.get("type", ""))
    values: dict[str, Any] = {"data_type": _TYPES.get(kind, "text"), "limits": limits_of(entry)}
    if kind not in _TYPES:
        notes.append(f"»{label}« is of the kind {kind}, which FIM does not have; it is text there.")
    if kind in {"choice", "choices", "yes_no_unknown"}:
        values["field_kind"] = "select"
        values |= _codes(entry, files)
    if kind == "upload" and "max_megabytes" in entry:
        values["max_size"] = str(int(entry["max_megabytes"]) * 1_000_000)
    if entry.get("compute"):
        values["field_kind"] = "locked"
    return values


def limits_of(entry: Entry) -> Limits:
    """Return the limits of a field."""
    if entry.get("type") in {"choices", "group"}:
        return Limits()
    cents = {name: entry[f"{name}_cents"] for name in ("minimum", "maximum") if f"{name}_cents" in entry}
    low = str(Decimal(cents["minimum"]) / 100) if "minimum" in cents else entry.get("minimum", "")
    high = str(Decimal(cents["maximum"]) / 100) if "maximum" in cents else entry.get("maximum", "")
    if entry.get("type") == "date":
        low, high = (_day(entry.get(limit)) for limit in ("earliest", "latest"))
    return Limits(
        min_length=str(entry.get("min_length", "")),
        max_length=str(entry.get("max_length", "")),
        min_value=str(low),
        max_value=str(high),
    )


def _day(limit: Any) -> str:
    return limit.isoformat() if hasattr(limit, "isoformat") else ""


def _codes(entry: Entry, files: PackageFiles) -> dict[str, Any]:
    if entry.get("type") == "yes_no_unknown":
        return {"values": list(_ANSWERS)}
    if "options" in entry:
        return {"values": [CodeValue(code=one["code"], name=one["de"]) for one in entry["options"]]}
    key, _, version = str(entry.get("code_list", "")).partition("@")
    own = files.table(f"codelists/{key}.toml")
    if uri := str(own.get("source_urn", "")):
        return {"code_list": reference(uri, str(own.get("version", "")))}
    try:
        known = parse_code_list(own) if own else code_list(f"{key}@{version}" if version else key)
    except (CodeListError, UnknownCodeListError):
        return {}
    if known.source_urn:
        return {"code_list": reference(known.source_urn, known.version)}
    wanted = entry.get("codes") or list(known.codes)
    return {"values": [CodeValue(code=code, name=known.codes[code].label("de")) for code in wanted if code in known.codes]}  # fmt: skip


def reference(uri: str, version: str) -> CodeListReference:
    """Return the reference to a list of the XRepository."""
    return CodeListReference(uri=uri, version=version, version_uri=f"{uri}_{version}" if version else "")
