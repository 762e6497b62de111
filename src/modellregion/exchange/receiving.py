"""Receives: what other bodies sent here, to read, download and finish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.exchange.models import Delivery
from modellregion.exchange.payload import Payload, decode_payload
from modellregion.exchange.policy import Exchange
from modellregion.forms.api import read_search
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import unseal
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class DeliveryQuery:
    """What is to be listed: ``shown`` is new, open, done or all; ``after`` continues a list."""

    shown: str = "open"
    form: str = ""
    search: str = ""
    after: str = ""
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A received transmission in a list."""

    id: UUID
    sender: str
    form: str
    number: str
    sheet: int
    subject: str
    arrived_at: datetime
    fetched_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """A page of the list, and the key with which the next one continues."""

    rows: Sequence[DeliveryRow]
    next: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A received transmission with its content."""

    id: UUID
    payload: Payload
    arrived_at: datetime
    fetched_at: datetime | None
    fetched_by: str
    done_at: datetime | None
    done_by: str


_SHOWN = {
    "new": "fetched_at IS NULL AND done_at IS NULL",
    "open": "done_at IS NULL",
    "done": "done_at IS NOT NULL",
    "all": "true",
}


def list_deliveries(ctx: Context, query: DeliveryQuery) -> DeliveryPage:
    """Return received transmissions, the newest first."""
    ctx.authorise(Exchange.READ_RECEIVED)
    conditions = [_SHOWN.get(query.shown, _SHOWN["open"])]
    values: dict[str, Any] = {"municipality": ctx.municipality, "limit": query.size + 1}
    if query.form:
        conditions.append("form = %(form)s")
        values["form"] = query.form
    if search := read_search(query.search):
        conditions.append("to_tsvector('simple', search) @@ to_tsquery('simple', %(words)s)")
        values["words"] = search.tsquery()
    if after := _key(query.after):
        conditions.append("id < %(after)s")  # ids ascend with time
        values["after"] = after
    statement = (
        "SELECT id, sender_id, form, number, sheet, subject, arrived_at, fetched_at, done_at FROM exchange_delivery "
        f"WHERE municipality_id = %(municipality)s AND {' AND '.join(conditions)} ORDER BY id DESC LIMIT %(limit)s"
    )
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    rows = [DeliveryRow(row[0], _name(row[1]), *row[2:]) for row in found[: query.size]]
    return DeliveryPage(rows, str(rows[-1].id) if len(found) > query.size else "")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _name(body: UUID) -> str:
    entry = get_body(body)
    return entry.name if entry else ""


def read_delivery(ctx: Context, *, delivery: UUID) -> DeliveryView:
    """Return a received transmission; the first reading is its receipt, and the sender learns of it.

    :raises NotFoundError: when this body has no such delivery.
    """
    ctx.authorise(Exchange.READ_RECEIVED)
    with tenant(ctx):
        row = (
            Delivery.objects.select_for_update().filter(municipality_id=ctx.municipality, id=delivery).first()
        )
        if row is None:
            raise NotFoundError(f"delivery {delivery}")
        if row.fetched_at is None:
            row.fetched_at, row.fetched_by = ctx.now(), ctx.actor.name
            Delivery.objects.filter(municipality_id=ctx.municipality, id=delivery).update(
                fetched_at=row.fetched_at, fetched_by=row.fetched_by
            )
            defer(
                "exchange.confirm_fetched",
                row.sender_id,
                transmission=str(row.transmission_id),
                fetched=row.fetched_at.isoformat(),
            )
            append(ctx, NewEntry(Subject("delivery", delivery), "read", note=row.number))
    return DeliveryView(
        id=row.id,
        payload=decode_payload(unseal(row.payload)),
        arrived_at=row.arrived_at,
        fetched_at=row.fetched_at,
        fetched_by=row.fetched_by,
        done_at=row.done_at,
        done_by=row.done_by,
    )


def finish_delivery(ctx: Context, *, delivery: UUID, is_done: bool = True) -> None:
    """Mark a received transmission as dealt with, or take that back.

    :raises NotFoundError: when this body has no such delivery.
    """
    ctx.authorise(Exchange.READ_RECEIVED)
    with tenant(ctx):
        changed = Delivery.objects.filter(municipality_id=ctx.municipality, id=delivery).update(
            done_at=ctx.now() if is_done else None, done_by=ctx.actor.name if is_done else ""
        )
        if not changed:
            raise NotFoundError(f"delivery {delivery}")
        append(ctx, NewEntry(Subject("delivery", delivery), "finished" if is_done else "taken_up_again"))
