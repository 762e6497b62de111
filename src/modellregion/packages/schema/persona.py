"""``personas/*.toml``: an invented person with answers that several scenarios share."""

from typing import Annotated, Any

from msgspec import Meta

from modellregion.packages.schema.base import Entry, Sentence


class Persona(Entry, frozen=True, kw_only=True):
    """The whole file of a persona: who it is, and what it answers. A scenario's own answers come before these."""

    title: Sentence
    answers: Annotated[
        dict[str, Any], Meta(description="Antworten nach Feld; ein Szenario ersetzt einzelne ganz.")
    ]
