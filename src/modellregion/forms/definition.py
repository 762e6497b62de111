"""A form as the program uses it: compiled once from a package's files, immutable, shared by all requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from modellregion.forms.kinds.base import Kind
from modellregion.rules.api import Expression


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in the language, else in German, else nothing."""
    return texts.get(language) or texts.get("de", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A data field (Datenfeld), or with ``items`` a group of fields that may be repeated.

    ``form_fields`` are the numbers of the official form's fields it belongs to; ``anchor`` is the norm it rests on;
    ``fim`` the ids of the FIM data fields; ``exchange`` the element names of the exchange standard it fills. A field with
    ``compute`` is never asked: its value follows from the others. ``account`` names what an account says of its owner that
    may stand in the field beforehand. A ``folded`` one is voluntary and waits behind a click.
    """

    id: str
    kind: Kind | None
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    required: bool | Expression = True
    when: Expression | None = None
    default: Expression | None = None
    compute: Expression | None = None
    autocomplete: str = ""
    account: str = ""
    form_fields: tuple[str, ...] = ()
    anchor: str = ""
    fim: tuple[str, ...] = ()
    exchange: tuple[str, ...] = ()
    folded: bool = False
    items: "tuple[Field, ...]" = ()
    minimum: int = 1
    maximum: int | Expression = 1
    item_labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether this is a repeatable group."""
        return bool(self.items)

    def label(self, language: str) -> str:
        """Return the label."""
        return in_language(self.labels, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that stand together on a page, with a heading, a text, or a notice."""

    id: str
    fields: tuple[Field, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    notice_kind: str = "info"
    when: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the assistant."""

    id: str
    groups: tuple[Group, ...]
    titles: Mapping[str, str]
    intros: Mapping[str, str] = field(default_factory=dict)
    when: Expression | None = None

    def fields(self) -> Iterator[Field]:
        """Return all fields of the page, shown or not."""
        for group in self.groups:
            yield from group.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule over several fields; its message stands at ``field``. A hint does not stop anybody."""

    id: str
    field: str
    condition: Expression
    messages: Mapping[str, str]
    is_hint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A name that conditions may use: an attribute of the code chosen in a field."""

    name: str
    field: str
    attribute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form of a service."""

    pages: tuple[Page, ...]
    fields: Mapping[str, Field]
    checks: tuple[Check, ...] = ()
    derived: Mapping[str, Derived] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    answers_type: Any = None

    def page(self, identifier: str) -> Page | None:
        """Return a page by its id."""
        return next((page for page in self.pages if page.id == identifier), None)
