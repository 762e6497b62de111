"""Sends: writes transmissions down in the sender's transaction; the worker delivers them afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.exchange.models import Delivery, Route, Transmission
from modellregion.exchange.payload import Payload, PayloadSection, decode_payload, encode_payload
from modellregion.exchange.policy import Exchange
from modellregion.forms.api import search_key
from modellregion.journal.api import NewEntry, Subject, append, statement_parts
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load, new_keys_part
from modellregion.kernel.envelope import plain
from modellregion.kernel.ids import new_id
from modellregion.kernel.jobs import defer, defer_many
from modellregion.kernel.sealed_fields import opened, seal_rows
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body


class TransmissionState(StrEnum):
    """``no_route``: nobody is known who stands behind this recipient; a person has to name one."""

    QUEUED = "queued"
    NO_ROUTE = "no_route"
    DELIVERED = "delivered"
    FETCHED = "fetched"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What one recipient is to get of one sheet of a form."""

    recipient: str
    name: str
    legal_basis: str
    form: str
    sheet: int
    number: str
    subject: str
    received_at: datetime
    sections: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TransmissionEntry:
    """A transmission as the sender's pages show it."""

    id: UUID
    recipient: str
    name: str
    legal_basis: str
    sheet: int
    state: TransmissionState
    body_name: str
    created_at: datetime
    delivered_at: datetime | None
    fetched_at: datetime | None


def waived_recipients(ctx: Context, *, form: str) -> frozenset[str]:
    """Return the recipients that do without this form's data (§ 14 Abs. 8 Satz 1 GewO)."""
    with tenant(ctx):
        rows = Route.objects.filter(municipality_id=ctx.municipality)
        return frozenset(row.recipient for row in rows if form in row.waived_forms)


def send_transmissions(ctx: Context, *, case: UUID, outgoing: Sequence[Outgoing]) -> None:
    """Write transmissions and the jobs that deliver them; what was written before is not written again."""
    sender = get_body(ctx.municipality)
    with tenant(ctx):
        routes = {
            row.recipient: row.body_id for row in Route.objects.filter(municipality_id=ctx.municipality)
        }
        rows = [
            transmission_row(ctx, case, item, new_id(), body=routes.get(item.recipient), sender=sender)
            for item in outgoing
        ]
        seal_rows(ctx.municipality, rows)
        Transmission.objects.bulk_create(rows, ignore_conflicts=True)
        routed = [row.id for row in rows if row.body_id is not None]
        written = Transmission.objects.filter(municipality_id=ctx.municipality, id__in=routed)
        sent = [str(identifier) for identifier in written.values_list("id", flat=True)]
        if sent:
            defer("exchange.deliver", ctx.municipality, transmissions=sent)


def transmission_row(
    ctx: Context, case: UUID, item: Outgoing, identifier: UUID, *, body: UUID | None, sender: Any
) -> Transmission:
    """Return a transmission, not yet written; without a ``body`` it waits until somebody names one."""
    payload = Payload(
        transmission=str(identifier),
        sender=sender.name if sender else "",
        sender_key=sender.regional_key if sender else "",
        recipient=item.name,
        legal_basis=item.legal_basis,
        form=item.form,
        number=item.number,
        sheet=item.sheet,
        subject=item.subject,
        received_at=item.received_at,
        created_at=ctx.now(),
        sections=msgspec.convert(list(item.sections), list[PayloadSection]),
    )
    return Transmission(
        municipality_id=ctx.municipality,
        id=identifier,
        case_id=case,
        number=item.number,
        sheet=item.sheet,
        form=item.form,
        recipient=item.recipient,
        recipient_name=item.name,
        legal_basis=item.legal_basis,
        body_id=body,
        payload=plain(encode_payload(payload)),
        state=TransmissionState.QUEUED if body else TransmissionState.NO_ROUTE,
        created_at=ctx.now(),
    )


def sent_payloads(ctx: Context, *, case: UUID) -> list[tuple[str, Payload]]:
    """Return what was written for each recipient of a case: the recipient's id in the package, and the content."""
    ctx.authorise(Exchange.SEE_SENT)
    with tenant(ctx):
        rows = Transmission.objects.filter(municipality_id=ctx.municipality, case_id=case)
        return [(row.recipient, payload_of(row)) for row in rows.order_by("sheet", "id")]


def payload_of(row: Transmission) -> Payload:
    """Return what a transmission says."""
    return decode_payload(opened(row, "payload"))


def transmissions_of(ctx: Context, *, case: UUID) -> list[TransmissionEntry]:
    """Return the transmissions of a case, in the order of the recipients."""
    ctx.authorise(Exchange.SEE_SENT)
    with tenant(ctx):
        rows = list(
            Transmission.objects.filter(municipality_id=ctx.municipality, case_id=case)
            .defer("payload")
            .order_by("sheet", "id")
        )
    return [_entry(row) for row in rows]


def _entry(row: Transmission) -> TransmissionEntry:
    body = get_body(row.body_id) if row.body_id else None
    return TransmissionEntry(
        id=row.id,
        recipient=row.recipient,
        name=row.recipient_name,
        legal_basis=row.legal_basis,
        sheet=row.sheet,
        state=TransmissionState(row.state),
        body_name=body.name if body else "",
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        fetched_at=row.fetched_at,
    )


def known_routes(ctx: Context) -> dict[str, UUID]:
    """Return the bodies behind the recipients, as far as somebody has named them."""
    ctx.authorise(Exchange.SEE_ROUTES)
    with tenant(ctx):
        rows = Route.objects.filter(municipality_id=ctx.municipality).exclude(body_id=None)
        return {row.recipient: row.body_id for row in rows if row.body_id is not None}


def set_route(ctx: Context, *, recipient: str, body: UUID | None, waived_forms: Sequence[str] = ()) -> None:
    """Name the body behind a recipient, and the forms it waives; what waited for a route is sent now."""
    ctx.authorise_confirmed(Exchange.SET_ROUTES)
    with tenant(ctx):
        route, _ = Route.objects.update_or_create(
            municipality_id=ctx.municipality,
            recipient=recipient,
            defaults={"body_id": body, "waived_forms": list(waived_forms)},
            create_defaults={"id": new_id(), "body_id": body, "waived_forms": list(waived_forms)},
        )
        set_to = {"recipient": recipient, "body": str(body) if body else "", "waived": list(waived_forms)}
        append(ctx, NewEntry(Subject("route", route.id), "route_set", data=set_to))
        if body is None:
            return
        waiting = Transmission.objects.filter(
            municipality_id=ctx.municipality, recipient=recipient, state=TransmissionState.NO_ROUTE
        )
        found = [{"transmissions": [str(identifier)]} for identifier in waiting.values_list("id", flat=True)]
        waiting.update(body_id=body, state=TransmissionState.QUEUED)
        defer_many("exchange.deliver", ctx.municipality, found)


def deliver(ctx: Context, *, transmissions: Sequence[UUID]) -> None:
    """Hand a case's transmissions to their recipients. However often this runs, each recipient gets each once.

    First the recipients' transactions, then the sender's: when that one is lost, the others are found done next time.
    """
    with tenant(ctx):
        known = Transmission.objects.filter(municipality_id=ctx.municipality, id__in=transmissions)
        rows = list(known.order_by("body_id", "id"))
        load(ctx.municipality, [row.case_id for row in rows])
        payloads = {row.id: payload_of(row) for row in rows}
    if len(rows) < len(transmissions):
        raise Transmission.DoesNotExist(f"some of the transmissions {transmissions}")
    rows = [row for row in rows if row.body_id is not None and row.delivered_at is None]
    for body, own in groupby(rows, key=attrgetter("body_id")):
        there = ctx.for_municipality(body)
        with tenant(there):
            write_arriving(
                there, [delivery_row(there, ctx.municipality, row, new_id(), payloads[row.id]) for row in own]
            )
    with tenant(ctx):
        arrived = known.filter(id__in=[row.id for row in rows], delivered_at=None)
        notes = sorted(arrived.select_for_update().values_list("case_id", "id", "recipient_name"))
        arrived.update(state=TransmissionState.DELIVERED, delivered_at=ctx.now())
        for case, of_case in groupby(notes, key=itemgetter(0)):
            _note(ctx, case, "delivered", [name for _, _, name in of_case])


def delivery_row(
    ctx: Context, sender: UUID, row: Transmission, identifier: UUID, payload: Payload
) -> Delivery:
    """Return a transmission as it arrives at its recipient (``ctx``), not yet written."""
    return Delivery(
        municipality_id=ctx.municipality,
        id=identifier,
        sender_id=sender,
        transmission_id=row.id,
        number=row.number,
        sheet=row.sheet,
        form=row.form,
        recipient=row.recipient,
        legal_basis=row.legal_basis,
        subject=payload.subject,
        search=search_key(f"{row.number} {payload.subject} {payload.sender}"),
        payload=plain(encode_payload(payload)),
        arrived_at=ctx.now(),
    )


def write_arriving(ctx: Context, rows: Sequence[Delivery]) -> None:
    """Write what arrives, each with its entry in the journal; what is there already stays as it is. One statement."""
    key, key_values = new_keys_part(ctx.municipality, [row.id for row in rows])
    seal_rows(ctx.municipality, rows)
    columns = [field.column for field in Delivery._meta.concrete_fields if field.column]  # noqa: SLF001 - Django's own documented API
    values: dict[str, Any] = {}
    lines = []
    for number, row in enumerate(rows):
        values |= {f"row_{number}_{name}": getattr(row, name) for name in columns}
        lines.append(f"({', '.join(f'%(row_{number}_{name})s' for name in columns)})")
    entries = [NewEntry(Subject("delivery", row.id), "arrived", note=row.number, id=row.id) for row in rows]
    journal, own = statement_parts(ctx, entries, only_in="arrived")
    parts = [f"{name} AS ({statement})" for name, statement in [*journal, ("the_keys", key)]]
    insert = f"INSERT INTO exchange_delivery ({', '.join(columns)}) VALUES {', '.join(lines)}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH arrived AS ({insert} ON CONFLICT DO NOTHING RETURNING id), {', '.join(parts)} SELECT 1",
            {**values, **own, **key_values},
        )


def confirm_fetched(ctx: Context, *, transmission: UUID, at: datetime) -> None:
    """Note at the sender that the recipient has fetched its data."""
    with tenant(ctx):
        row = Transmission.objects.filter(
            municipality_id=ctx.municipality, id=transmission, fetched_at=None
        ).first()
        if row is not None:
            unread = Transmission.objects.filter(
                municipality_id=ctx.municipality, id=transmission, fetched_at=None
            )
            if unread.update(state=TransmissionState.FETCHED, fetched_at=at):
                _note(ctx, row.case_id, "fetched", [row.recipient_name])


def _note(ctx: Context, case: UUID, action: str, recipients: Sequence[str]) -> None:
    append(ctx, *(NewEntry(Subject("case", case), action, note=name) for name in recipients))
