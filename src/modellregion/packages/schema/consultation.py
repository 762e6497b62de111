"""``consultation.toml``: which other bodies are asked, what, until when, and what their silence means."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Condition, Entry, Id, Sentence


class ConsultedEntry(Entry, frozen=True, kw_only=True):
    """A body that is asked (zu beteiligende Stelle). Without ``count`` and ``unit`` the norm's own period counts."""

    id: Id
    name: Sentence
    question: Sentence
    legal_basis: Sentence
    clock: Annotated[str, Meta(description="Die Norm der Frist; ohne Angabe setzt die Behörde sie.")] = (
        "§ 31 Abs. 2 VwVfG"
    )
    count: Annotated[int, Meta(ge=1, le=120, description="Länge der Frist.")] | UnsetType = UNSET
    unit: Literal["days", "working_days", "weeks", "months"] = "weeks"
    silence: Annotated[
        Literal["nothing", "no_objection", "consent"], Meta(description="Was Schweigen bedeutet.")
    ] = "nothing"
    silence_basis: Annotated[str, Meta(description="Die Norm, die das anordnet.")] = ""
    fields: Annotated[list[str], Meta(description="Felder, die die Stelle sieht, und keine anderen.")] = []
    documents: Annotated[
        Literal["none", "attachments", "all"], Meta(description="Unterlagen, die die Stelle bekommt.")
    ] = "none"
    remind_days: Annotated[int, Meta(ge=0, le=60, description="Erinnern so viele Tage vor dem Ende.")] = 5
    when: Condition | UnsetType = UNSET


class Consultation(Entry, frozen=True, kw_only=True):
    """The whole file ``consultation.toml``."""

    completion: Annotated[
        Condition,
        Meta(description="Wann es genügt; kennt stellen, anzahl, offen, beantwortet, bedenken."),
    ] = "offen = 0"
    bodies: list[ConsultedEntry] = []
