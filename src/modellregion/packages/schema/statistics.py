"""``statistics.toml``: figures that may be published openly, with disclosure control."""

from typing import Annotated

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Id, Sentence


class FigureEntry(Entry, frozen=True, kw_only=True):
    """One figure: cases counted by a field's value, a month, or both; small counts are suppressed."""

    id: Id
    title: Sentence
    by: list[Id] = []
    period: Sentence = "month"
    minimum: Annotated[int, Meta(ge=3, le=1000, description="Kleinere Zahlen werden nicht gezeigt.")] = 5


class Statistics(Entry, frozen=True, kw_only=True):
    """The whole file ``statistics.toml``."""

    figures: list[FigureEntry] = []
