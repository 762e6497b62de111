"""``statistics.toml``: figures that may be published openly, with disclosure control."""

from typing import Annotated, Literal

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Id, Sentence


class FigureEntry(Entry, frozen=True, kw_only=True):
    """One figure: what was filed in a period, counted by the values of up to two fields; small counts are not shown."""

    id: Id
    title: Sentence
    by: Annotated[
        list[Id],
        Meta(
            max_length=2,
            description="Felder mit einer Auswahl oder Ja/Nein, nach denen gezählt wird; leer: nur alle.",
        ),
    ] = []
    period: Literal["month", "quarter", "year"] = "quarter"
    minimum: Annotated[int, Meta(ge=3, le=1000, description="Kleinere Zahlen werden nicht gezeigt.")] = 5


class Statistics(Entry, frozen=True, kw_only=True):
    """The whole file ``statistics.toml``."""

    figures: list[FigureEntry] = []
