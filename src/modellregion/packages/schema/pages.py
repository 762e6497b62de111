"""``pages.toml``: pages, groups on them, fields in the groups."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Condition, Entry, Id, Sentence


class GroupEntry(Entry, frozen=True, kw_only=True):
    """Fields that stand together, or a text, or a notice."""

    id: Id
    fields: list[Id] = []
    title: str = ""
    text: str = ""
    notice: str = ""
    notice_kind: Literal["info", "warning", "success", "danger"] = "info"
    when: Condition | UnsetType = UNSET


class PageEntry(Entry, frozen=True, kw_only=True):
    """One page of the assistant: one subject."""

    id: Id
    title: Sentence
    intro: str = ""
    when: Condition | UnsetType = UNSET
    groups: Annotated[list[GroupEntry], Meta(min_length=1)]


class Pages(Entry, frozen=True, kw_only=True):
    """The whole file ``pages.toml``."""

    pages: Annotated[list[PageEntry], Meta(min_length=1)]
