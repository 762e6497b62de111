"""``fim.toml``: what FIM's data field standard (XDatenfelder) says about a package's fields and the package itself does not.

All texts stand as they came; versions, dates and limits are texts, because the standard allows more than we use. An
element's key is its number with its version: ``F60000000243:1.1.0``, or the number alone for a working copy.
"""

from typing import Annotated, Literal

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Sentence

RULE_STATES = ("open", "mapped", "by_hand")
RuleState = Literal["open", "mapped", "by_hand"]
"""Nobody has written it as a condition yet; it is the check or condition that ``mapped_to`` names; clerks look at it."""


class Reference(Entry, frozen=True, kw_only=True):
    """A norm or another source that an element rests on (Handlungsgrundlage, bezug)."""

    text: str
    link: str = ""


class Keyword(Entry, frozen=True, kw_only=True):
    """A keyword (Stichwort)."""

    text: str
    uri: str = ""


class Relation(Entry, frozen=True, kw_only=True):
    """How an element relates to another: ABL derived from, ERS replaces, EQU equal to, VKN connected with."""

    predicate: str
    id: str
    version: str = ""


class Part(Entry, frozen=True, kw_only=True):
    """A place in a schema or group: which element, how often (``0:1``, ``1:*``), and why."""

    element: Sentence
    count: Annotated[str, Meta(pattern=r"^\d{1,6}:(\d{1,6}|\*)$")]
    references: list[Reference] = []


class _Described(Entry, frozen=True, kw_only=True):
    id: Sentence
    version: str = ""
    name: str
    description: str = ""
    definition: str = ""
    references: list[Reference] = []
    status: Annotated[str, Meta(pattern="^[1-8]$", description="Freigabestatus, 5 silber, 6 gold.")] = "2"
    status_on: str = ""
    status_by: str = ""
    valid_from: str = ""
    valid_until: str = ""
    version_note: str = ""
    published_on: str = ""
    changed_at: str = ""
    relations: list[Relation] = []
    keywords: list[Keyword] = []

    @property
    def key(self) -> str:
        """The number with its version."""
        return f"{self.id}:{self.version}" if self.version else self.id


class FimSchema(_Described, frozen=True, kw_only=True):
    """A whole form (Datenschema, Stammdatenschema)."""

    label: str = ""
    help: str = ""
    derivation_structure: str = "0"
    derivation_representation: str = "0"
    document_profile: str = ""
    document_profile_version: str = ""
    rules: list[str] = []
    parts: list[Part] = []


class _Element(_Described, frozen=True, kw_only=True):
    label: str = ""
    output_label: str = ""
    element_kind: Annotated[
        str, Meta(description="ABS abstrakt, HAR harmonisiert, RNG rechtsnormgebunden.")
    ] = "RNG"
    help: str = ""
    output_help: str = ""
    rules: list[str] = []


class FimGroup(_Element, frozen=True, kw_only=True):
    """A group of fields (Datenfeldgruppe); ``selection`` is X when exactly one of its parts is to be filled in."""

    selection: str = ""
    parts: list[Part] = []


class Limits(Entry, frozen=True, kw_only=True):
    """Limits of a value (Präzisierung)."""

    min_length: Annotated[str, Meta(pattern=r"^\d{0,9}$")] = ""
    max_length: Annotated[str, Meta(pattern=r"^\d{0,9}$")] = ""
    min_value: str = ""
    max_value: str = ""
    pattern: str = ""
    note: str = ""


class CodeListReference(Entry, frozen=True, kw_only=True):
    """A code list that is kept elsewhere (XRepository)."""

    uri: str
    version: str = ""
    version_uri: str = ""


class CodeValue(Entry, frozen=True, kw_only=True):
    """A value of a list that stands in the field itself."""

    code: str
    name: str
    help: str = ""


class FimField(_Element, frozen=True, kw_only=True):
    """A data field (Datenfeld)."""

    field_kind: str = "input"
    data_type: str = "text"
    limits: Limits = Limits()
    content: str = ""
    prefill: str = "keine"
    values: list[CodeValue] = []
    code_list: CodeListReference = CodeListReference(uri="")
    code_key: str = ""
    name_key: str = ""
    help_key: str = ""
    max_size: str = ""
    media_types: list[str] = []


class FimRule(Entry, frozen=True, kw_only=True):
    """A rule (Regel): prose, and what became of it here; ``more`` holds further XML of the standard as it came."""

    id: Sentence
    version: str = ""
    name: str
    description: str = ""
    text: str = ""
    references: list[Reference] = []
    keywords: list[Keyword] = []
    author: str = ""
    changed_at: str = ""
    kind: str = "K"
    script: str = ""
    more: list[str] = []
    state: RuleState = "open"
    mapped_to: Annotated[
        str, Meta(description="Die Prüfung aus fields.toml, oder das Feld, dessen Bedingung sie ist.")
    ] = ""

    @property
    def key(self) -> str:
        """The number with its version."""
        return f"{self.id}:{self.version}" if self.version else self.id


class Fim(Entry, frozen=True, kw_only=True):
    """The whole file: the message's root, all elements once, and where each field of the tree is asked (``places``).

    A place's key is the way through the tree by numbers (``S05…/G60…/F60…``, with ``#2`` for the second of the same), its
    value the package's field: ``familienname``, or ``personen.familienname`` inside a repeated group.
    """

    root: Sentence
    standard: Literal["xdatenfelder_2", "xdatenfelder_3.0.0"]
    message: str = ""
    created_at: str = ""
    schemas: dict[str, FimSchema] = {}
    groups: dict[str, FimGroup] = {}
    fields: dict[str, FimField] = {}
    rules: dict[str, FimRule] = {}
    places: dict[str, str] = {}
    lost: Annotated[list[str], Meta(description="Was beim Import wegfiel oder sich änderte.")] = []

    def parts_of(self, key: str) -> list[Part]:
        """Return the parts of a schema or group."""
        holder = self.schemas.get(key) or self.groups.get(key)
        return holder.parts if holder is not None else []
