"""``needs.toml``: what the package needs from its municipality beyond what its other files say anyway."""

from typing import Annotated, Literal

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Id, Sentence

SlotType = Literal[
    "unit",
    "role",
    "fee_statute",
    "payment_provider",
    "register",
    "file_plan",
    "letterhead",
    "recipient",
    "text",
]


class SlotEntry(Entry, frozen=True, kw_only=True):
    """One thing the municipality has to name before the service goes live."""

    id: Id
    type: SlotType
    label: Sentence
    help: str = ""
    required: bool = True
    default: Annotated[str, Meta(description="Vorschlag, den die Kommune übernehmen kann.")] = ""


class Needs(Entry, frozen=True, kw_only=True):
    """The whole file ``needs.toml``."""

    slots: list[SlotEntry] = []
