"""Mandates (Vollmachten): what one says, in which state it is, and how both sides see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.translation import gettext_lazy

from modellregion.accounts.models import Mandate
from modellregion.journal.api import entries_of
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.sealed_fields import opened, sealed_for

MANDATE = "account_mandate"
"""What the journal calls one."""


class MandateState(StrEnum):
    """State of a mandate, as of a day."""

    OFFERED = "offered"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


MANDATE_STATE_NAMES = {
    MandateState.OFFERED: gettext_lazy("Noch nicht angenommen"),
    MandateState.NOT_YET: gettext_lazy("Gilt noch nicht"),
    MandateState.IN_FORCE: gettext_lazy("Gilt"),
    MandateState.EXPIRED: gettext_lazy("Abgelaufen"),
    MandateState.ENDED: gettext_lazy("Beendet"),
}
EVENT_NAMES = {
    "mandate_given": gettext_lazy("Vollmacht erteilt"),
    "mandate_declared": gettext_lazy("Vollmacht erklärt"),
    "mandate_accepted": gettext_lazy("Vollmacht angenommen"),
    "mandate_ended": gettext_lazy("Vollmacht beendet"),
}


class MandateDocument(msgspec.Struct, frozen=True):
    """A power of attorney that was uploaded (Vollmachtsurkunde); its content lies in the file store."""

    sha256: str
    name: str
    media_type: str
    bytes: int


class MandateContent(msgspec.Struct, frozen=True):
    """What is sealed of a mandate: names as they were when it was given, so that it says the same after a login."""

    principal: str
    agent: str = ""
    address: str = ""
    document: MandateDocument | None = None


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate as pages show it. ``is_given``: the one who looks gave it."""

    id: UUID
    principal: str
    agent: str
    services: Sequence[str]
    starts_on: date
    ends_on: date | None
    state: MandateState
    is_declared: bool
    is_given: bool
    shares_facts: bool
    document: MandateDocument | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it can be ended."""
        return self.state not in {MandateState.ENDED, MandateState.EXPIRED}


@dataclass(frozen=True, slots=True)
class MandateEvent:
    """What happened to a mandate, when, by whom."""

    at: datetime
    name: object
    who: str


def state_of(row: Mandate, today: date) -> MandateState:
    """Return the state of a mandate on a day."""
    if row.ended_at is not None:
        return MandateState.ENDED
    if row.ends_on is not None and row.ends_on < today:
        return MandateState.EXPIRED
    if row.agent_id is None:
        return MandateState.OFFERED
    return MandateState.NOT_YET if row.starts_on > today else MandateState.IN_FORCE


def mandates_of(ctx: Context, account: UUID) -> list[MandateView]:
    """Return the mandates an account gave and took, the newest first. Must run inside a ``tenant`` block."""
    rows = Mandate.objects.filter(municipality_id=ctx.municipality)
    mine = rows.filter(Q(principal_id=account) | Q(agent_id=account)).order_by("-id")
    load(ctx.municipality, [row.id for row in mine])
    return [_view(ctx, row, account) for row in mine]


def find_mandate(ctx: Context, account: UUID, mandate: UUID) -> tuple[MandateView, list[MandateEvent]]:
    """Return a mandate of an account and its history. Must run inside a ``tenant`` block.

    :raises NotFoundError: when the account is neither side of it.
    """
    row = row_of(ctx, account, mandate)
    events = [
        MandateEvent(entry.at, EVENT_NAMES[entry.action], entry.note)
        for entry in entries_of(ctx, row.id, public_only=True)
        if entry.action in EVENT_NAMES
    ]
    return _view(ctx, row, account), events


def row_of(ctx: Context, account: UUID, mandate: UUID, *, is_locked: bool = False) -> Mandate:
    """Return the row of a mandate to one of its two sides.

    :raises NotFoundError: to everybody else.
    """
    every = Mandate.objects.select_for_update() if is_locked else Mandate.objects
    row = (
        every.filter(municipality_id=ctx.municipality, id=mandate)
        .filter(Q(principal_id=account) | Q(agent_id=account))
        .first()
    )
    if row is None:
        raise NotFoundError(f"mandate {mandate} is not one of {account}")
    return row


def content_of(row: Mandate) -> MandateContent:
    """Return what is sealed of a mandate."""
    return msgspec.json.decode(opened(row, "content"), type=MandateContent)


def sealed_content(row: Mandate, content: MandateContent) -> bytes:
    """Return a content as its mandate keeps it."""
    return sealed_for(row, "content", msgspec.json.encode(content))


def documents_of_mandates(ctx: Context) -> set[str]:
    """Return the hashes of all files that mandates name, so that nobody deletes them. Inside a ``tenant`` block."""
    rows = list(Mandate.objects.filter(municipality_id=ctx.municipality, is_declared=True))
    load(ctx.municipality, [row.id for row in rows])
    found = (content_of(row).document for row in rows)
    return {document.sha256 for document in found if document is not None}


def _view(ctx: Context, row: Mandate, account: UUID) -> MandateView:
    content = content_of(row)
    return MandateView(
        id=row.id,
        principal=content.principal,
        agent=content.agent,
        services=tuple(row.services),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=state_of(row, ctx.today()),
        is_declared=row.is_declared,
        is_given=row.principal_id == account,
        shares_facts=row.shares_facts,
        document=content.document,
        ended_at=row.ended_at,
    )
