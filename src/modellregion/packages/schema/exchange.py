"""``exchange.toml``: who gets which fields, by law."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Condition, Entry, Id, Sentence

Number = int | str


class RecipientEntry(Entry, frozen=True, kw_only=True, rename={"all_but": "except"}):
    """A recipient, and the numbers of the fields it may see (``only``) or may not (``except``)."""

    id: Id
    name: Sentence
    legal_basis: Sentence
    only: list[Number] | UnsetType = UNSET
    all_but: list[Number] | UnsetType = UNSET
    when: Condition | UnsetType = UNSET
    needs_mark: str = ""
    can_waive: Annotated[bool, Meta(description="Ob die Stelle auf die Daten verzichten kann.")] = True
    reason: str = ""


class Exchange(Entry, frozen=True, kw_only=True):
    """The whole file ``exchange.toml``."""

    form: str = ""
    fields: list[Number] = []
    recipients: list[RecipientEntry] = []
