"""``fields.toml``: data fields, groups of fields, names derived from codes, rules over several fields."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Condition, Entry, Id, Sentence

FieldType = Literal[
    "text", "text_latin", "integer", "decimal", "money", "date", "partial_date", "yes_no", "yes_no_unknown",
    "confirmation", "choice", "choices", "person_name", "address", "iban", "email", "phone", "web", "upload", "group",
]  # fmt: skip


class OptionEntry(Entry, frozen=True, kw_only=True):
    """A choice that has no code list of its own."""

    code: str
    de: str
    en: str = ""


class _AnyField(Entry, frozen=True, kw_only=True):
    label: Sentence
    help: str = ""
    required: Annotated[bool | str, Meta(description="true, false oder eine Bedingung in FEEL.")] = True
    when: Condition | UnsetType = UNSET
    default: Condition | UnsetType = UNSET
    compute: Condition | UnsetType = UNSET
    folded: bool = False
    autocomplete: str = ""
    account: Annotated[
        Literal[
            "first_names", "surname", "birth_name", "birth_date", "birth_place", "nationality", "gender", "address",
            "email", "phone", "company_name", "company_address", "legal_form", "activity", "register_kind", "register_number",
            "register_court",
        ]
        | UnsetType,
        Meta(description="Was ein Nutzerkonto von seiner Inhaberin weiß und hier schon ausgefüllt stehen kann."),
    ] = UNSET  # fmt: skip
    form_field: Annotated[Any, Meta(description="Nummer auf dem amtlichen Vordruck, oder mehrere.")] = ()
    anchor: Annotated[str, Meta(description="Die Norm, auf der das Feld beruht.")] = ""
    purpose: Annotated[
        str, Meta(description="Wozu die Angabe gebraucht wird, wenn keine Norm sie nennt.")
    ] = ""
    fim: str | list[str] = ""
    exchange: str | list[str] = ""
    charset: Literal["A", "B", "C", "D", "E"] | UnsetType = UNSET
    max_length: Annotated[int, Meta(ge=1, le=20_000)] | UnsetType = UNSET
    min_length: Annotated[int, Meta(ge=0, le=20_000)] | UnsetType = UNSET
    lines: Annotated[int, Meta(ge=1, le=40)] | UnsetType = UNSET
    places: Annotated[int, Meta(ge=0, le=6)] | UnsetType = UNSET
    minimum_cents: int | UnsetType = UNSET
    maximum_cents: int | UnsetType = UNSET
    earliest: Annotated[Any, Meta(description="Datum, Zahl der Tage von heute an, oder today.")] = None
    latest: Annotated[Any, Meta(description="Datum, Zahl der Tage von heute an, oder today.")] = None
    earliest_year: int | UnsetType = UNSET
    not_in_future: bool | UnsetType = UNSET
    code_list: str | UnsetType = UNSET
    codes: list[str] | UnsetType = UNSET
    options: list[OptionEntry] | UnsetType = UNSET
    german_only: bool | UnsetType = UNSET
    with_district: bool | UnsetType = UNSET
    max_files: Annotated[int, Meta(ge=1, le=20)] | UnsetType = UNSET
    max_megabytes: Annotated[int, Meta(ge=1, le=50)] | UnsetType = UNSET
    max_pages: Annotated[int, Meta(ge=1, le=2000)] | UnsetType = UNSET


class FieldEntry(_AnyField, frozen=True, kw_only=True):
    """One data field."""

    type: FieldType
    minimum: int | float | UnsetType = UNSET
    maximum: int | float | str | UnsetType = UNSET


class FieldOrGroupEntry(_AnyField, frozen=True, kw_only=True):
    """A data field, or with ``fields`` a group that may be repeated."""

    type: FieldType
    minimum: int | float | UnsetType = UNSET
    maximum: Annotated[int | float | str | UnsetType, Meta(description="Zahl oder Ausdruck in FEEL.")] = UNSET
    item_label: str = ""
    fields: dict[Id, FieldEntry] = {}


class DerivedEntry(Entry, frozen=True, kw_only=True):
    """A name for an attribute of the code chosen in a field."""

    field: Id
    attribute: Sentence


class CheckEntry(Entry, frozen=True, kw_only=True):
    """A rule over several fields, with the sentence shown where it does not hold."""

    id: Id
    field: str
    condition: Condition
    message: Sentence
    hint: bool = False


class Fields(Entry, frozen=True, kw_only=True):
    """The whole file ``fields.toml``."""

    fields: dict[Id, FieldOrGroupEntry]
    derived: dict[Id, DerivedEntry] = {}
    constants: dict[Id, Any] = {}
    checks: list[CheckEntry] = []
