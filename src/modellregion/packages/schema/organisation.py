"""``organisation.toml``: the organisational half of the transfer (roles, time, training, data protection, introduction)."""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from modellregion.packages.schema.base import Entry, Id, Sentence


class RoleEntry(Entry, frozen=True, kw_only=True):
    """A role of the process and what it needs."""

    role: Sentence
    title: Sentence
    tasks: str = ""
    knowledge: str = ""
    acts_as: (
        Annotated[
            Literal["sachbearbeitung", "teamleitung"],
            Meta(description="Bei einer eigenen Rolle: wer am Arbeitsplatz ihre Schritte erledigen darf."),
        ]
        | UnsetType
    ) = UNSET


class EffortEntry(Entry, frozen=True, kw_only=True):
    """Working time of a step (Bearbeitungszeit)."""

    step: Id
    minutes: Annotated[int, Meta(ge=0, le=10_000)]
    remark: str = ""


class DataProtectionEntry(Entry, frozen=True, kw_only=True):
    """Entry for the record of processing activities (Art. 30 GDPR)."""

    purpose: Sentence
    legal_basis: Sentence
    persons: str = ""
    data: str = ""
    recipients: str = ""
    deletion: str = ""
    measures: str = ""


class LegalCheckEntry(Entry, frozen=True, kw_only=True):
    """Who checked the law, and when."""

    on: date
    by: Sentence
    remark: str = ""


class Organisation(Entry, frozen=True, kw_only=True):
    """The whole file ``organisation.toml``."""

    owner: Annotated[str, Meta(description="Prozessverantwortliche Stelle.")] = ""
    roles: list[RoleEntry] = []
    effort: list[EffortEntry] = []
    training: Annotated[str, Meta(description="Schulungstext für die Sachbearbeitung.")] = ""
    data_protection: DataProtectionEntry | UnsetType = UNSET
    legal_check: LegalCheckEntry | UnsetType = UNSET
    checklist: Annotated[list[Sentence], Meta(description="Schritte der Einführung.")] = []
