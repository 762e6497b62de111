"""Carries requests and opinions between bodies of this installation, each step in one body's own transaction.

Every step may be repeated: what is there already is found done.
"""

from datetime import date
from uuid import UUID

from modellregion.cases.consulting.answering import RECEIVED, take_opinion
from modellregion.cases.consulting.content import SharedFile, open_enquiry, open_opinion, sealed_enquiry
from modellregion.cases.consulting.models import AuthorityRequest, ReceivedRequest
from modellregion.cases.consulting.words import RequestState
from modellregion.cases.history import record
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.states import Action
from modellregion.cases.steps import lock_case
from modellregion.forms.api import search_key
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.files import get_file, put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant


def deliver_request(ctx: Context, *, request: UUID) -> None:
    """Bring a request to the body that is asked, with the documents it shares."""
    with tenant(ctx):
        row = AuthorityRequest.objects.get(municipality_id=ctx.municipality, id=request)
        due = _due(ctx, row)
        enquiry = open_enquiry(row)
    if row.body_id is None or row.delivered_at is not None:
        return
    _carry(ctx.municipality, row.body_id, enquiry.files)
    there = ctx.for_municipality(row.body_id)
    with tenant(there):
        known = ReceivedRequest.objects.filter(
            municipality_id=there.municipality, sender_id=ctx.municipality, request_id=request
        )
        if not known.exists():
            arrived = ReceivedRequest(
                municipality_id=there.municipality,
                id=new_id(),
                sender_id=ctx.municipality,
                request_id=request,
                number=enquiry.number,
                subject=enquiry.subject,
                search=search_key(f"{enquiry.number} {enquiry.subject} {enquiry.sender}"),
                due_on=due,
                arrived_at=there.now(),
            )
            arrived.enquiry = sealed_enquiry(arrived, enquiry)
            arrived.save(force_insert=True)
            append(there, NewEntry(Subject(RECEIVED, arrived.id), "request_arrived", note=enquiry.number))
    with tenant(ctx):
        locked = lock_case(ctx, row.case_id)
        undelivered = AuthorityRequest.objects.filter(
            municipality_id=ctx.municipality, id=request, delivered_at=None
        )
        if undelivered.update(delivered_at=ctx.now()):
            record(ctx, locked.id, Action.AUTHORITY_REACHED, note=row.name)
    deliver_change(ctx, request=request)


def deliver_change(ctx: Context, *, request: UUID) -> None:
    """Let the asked body see that a request was taken back, extended, or that it is reminded."""
    with tenant(ctx):
        row = AuthorityRequest.objects.get(municipality_id=ctx.municipality, id=request)
        due = _due(ctx, row)
    if row.body_id is None:
        return
    there = ctx.for_municipality(row.body_id)
    with tenant(there):
        mine = ReceivedRequest.objects.select_for_update().filter(
            municipality_id=there.municipality, sender_id=ctx.municipality, request_id=request
        )
        arrived = mine.first()
        if arrived is None:
            return  # it is still under way, and will bring this along
        is_withdrawn = row.state == RequestState.WITHDRAWN
        withdrawn = arrived.withdrawn_at or (there.now() if is_withdrawn else None)
        if (arrived.due_on, arrived.reminded_at, arrived.withdrawn_at) == (due, row.reminded_at, withdrawn):
            return
        mine.update(due_on=due, reminded_at=row.reminded_at, withdrawn_at=withdrawn)
        told = "request_withdrawn" if withdrawn else "request_changed"
        append(there, NewEntry(Subject(RECEIVED, arrived.id), told, note=arrived.number))


def deliver_opinion(ctx: Context, *, request: UUID) -> None:
    """Bring an opinion back to the body that asked; ``ctx`` is the body that was asked."""
    with tenant(ctx):
        row = ReceivedRequest.objects.get(municipality_id=ctx.municipality, id=request)
        opinion = open_opinion(row)
    if opinion is None or row.answered_at is None:
        return
    _carry(ctx.municipality, row.sender_id, opinion.files)
    there = ctx.for_municipality(row.sender_id)
    with tenant(there):
        # Whoever claims to answer is compared with whom the request went to.
        asked = AuthorityRequest.objects.filter(
            municipality_id=there.municipality, id=row.request_id, body_id=ctx.municipality
        )
        found = asked.first()
        if found is None:
            return
        locked = lock_case(there, found.case_id)
        found = asked.get()
        if found.answered_at is None:
            take_opinion(there, locked, found, opinion, at=row.answered_at)


def _carry(source: UUID, target: UUID, files: list[SharedFile]) -> None:
    for file in files:
        put_file(target, get_file(source, file.sha256))


def _due(ctx: Context, row: AuthorityRequest) -> date | None:
    clock = ClockRow.objects.get(municipality_id=ctx.municipality, case_id=row.case_id, request_id=row.id)
    return clock.due_on
