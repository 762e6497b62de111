"""Read models: the requests of a case, what a body received, and what a code opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.cases.consulting.answering import RECEIVED, RequestOverError, request_by_code
from modellregion.cases.consulting.completion import RULE_NAMES
from modellregion.cases.consulting.content import Enquiry, Opinion, SharedFile, open_enquiry, open_opinion
from modellregion.cases.consulting.models import ReceivedRequest
from modellregion.cases.consulting.words import (
    SILENCE_NAMES,
    STATE_NAMES,
    VERDICT_NAMES,
    RequestState,
    Silence,
    Verdict,
)
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.policy import Cases
from modellregion.forms.api import read_search
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body

PAGE_SIZE = 50
_OF_CASE = """
SELECT q.id, q.round_id, q.name, q.body_id, q.legal_basis, q.silence, q.silence_basis, q.enquiry, q.state, q.asked_at,
       q.asked_by, q.remind_on, q.reminded_at, q.delivered_at, q.code_digest IS NOT NULL, q.code_expires_on, q.verdict,
       q.opinion, q.answered_at, q.is_late, k.started_on, k.due_on, r.completion, r.completed_at
FROM cases_authority_request q
JOIN cases_consultation_round r ON (r.municipality_id, r.id) = (q.municipality_id, q.round_id)
JOIN cases_clock k ON (k.municipality_id, k.case_id, k.request_id) = (q.municipality_id, q.case_id, q.id)
WHERE q.municipality_id = %s AND q.case_id = %s ORDER BY r.id, q.id
"""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request of a case as the clerk sees it."""

    id: UUID
    round: UUID
    name: str
    has_desk: bool
    legal_basis: str
    silence: object
    silence_basis: str
    state: RequestState
    state_name: object
    asked_at: datetime
    asked_by: str
    reminded_at: datetime | None
    delivered_at: datetime | None
    has_code: bool
    code_expires_on: date | None
    verdict_name: object
    answered_at: datetime | None
    is_late: bool
    started_on: date | None
    due_on: date | None
    days_left: int | None
    enquiry: Enquiry
    opinion: Opinion | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round with its requests; ``rule`` is its completion rule in words where it is one of ours, else FEEL."""

    id: UUID
    completion: str
    rule: object
    completed_at: datetime | None
    requests: list[RequestLine]


def rounds_of(ctx: Context, case: UUID) -> list[RoundLine]:
    """Return the rounds of a case, one statement. The caller has checked the right to see the case."""
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(_OF_CASE, [ctx.municipality, case])
        found = cursor.fetchall()
    rounds: dict[UUID, RoundLine] = {}
    for row in found:
        line = _line(ctx, row)
        completion, completed_at = row[-2:]
        if line.round not in rounds:
            name = RULE_NAMES.get(completion, completion)
            rounds[line.round] = RoundLine(line.round, completion, name, completed_at, [])
        rounds[line.round].requests.append(line)
    return list(rounds.values())


def _line(ctx: Context, row: Sequence[Any]) -> RequestLine:
    due = row[21]
    state = RequestState(row[8])
    return RequestLine(
        id=row[0],
        round=row[1],
        name=row[2],
        has_desk=row[3] is not None,
        legal_basis=row[4],
        silence=SILENCE_NAMES[Silence(row[5])],
        silence_basis=row[6],
        state=state,
        state_name=STATE_NAMES[state],
        asked_at=row[9],
        asked_by=row[10],
        reminded_at=row[12],
        delivered_at=row[13],
        has_code=row[14],
        code_expires_on=row[15],
        verdict_name=VERDICT_NAMES[Verdict(row[16])] if row[16] else "",
        answered_at=row[18],
        is_late=row[19],
        started_on=row[20],
        due_on=due,
        days_left=(due - ctx.today()).days if due else None,
        enquiry=open_enquiry(bytes(row[7])),
        opinion=open_opinion(row[17]),
    )


class ShownRequests(StrEnum):
    """Which received requests are listed."""

    OPEN = "offen"
    ANSWERED = "beantwortet"
    ALL = "alle"


_SHOWN = {
    ShownRequests.OPEN: "answered_at IS NULL AND withdrawn_at IS NULL",
    ShownRequests.ANSWERED: "answered_at IS NOT NULL",
    ShownRequests.ALL: "true",
}


@dataclass(frozen=True, slots=True)
class ReceivedQuery:
    """What is to be listed; ``after`` continues a list where a page ended."""

    shown: ShownRequests = ShownRequests.OPEN
    search: str = ""
    after: str = ""
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A received request in the list."""

    id: UUID
    sender: str
    number: str
    subject: str
    due_on: date | None
    arrived_at: datetime
    read_at: datetime | None
    reminded_at: datetime | None
    withdrawn_at: datetime | None
    answered_at: datetime | None
    verdict_name: object
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """A page of the list, and the key with which the next one continues."""

    rows: Sequence[ReceivedLine]
    next: str


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """A request as whoever is asked sees it, and what was answered."""

    id: UUID
    enquiry: Enquiry
    silence: object
    due_on: date | None
    is_overdue: bool
    reminded_at: datetime | None
    is_withdrawn: bool
    answered_at: datetime | None
    answered_by: str
    verdict_name: object
    opinion: Opinion | None
    is_late: bool = False


def list_received(ctx: Context, query: ReceivedQuery) -> ReceivedPage:
    """Return the requests that this body received, the nearest date first; one statement.

    :raises NotAllowedError: for people who give no opinions.
    """
    ctx.authorise(Cases.GIVE_OPINION)
    conditions = [_SHOWN[query.shown]]
    values: dict[str, Any] = {"municipality": ctx.municipality, "limit": query.size + 1}
    if search := read_search(query.search):
        conditions.append("to_tsvector('simple', search) @@ to_tsquery('simple', %(words)s)")
        values["words"] = search.tsquery()
    day, _, identifier = query.after.partition("_")
    if (key := _key(day, identifier)) is not None:
        conditions.append("(coalesce(due_on, 'infinity'::date), id) > (%(day)s::date, %(id)s)")
        values |= {"day": key[0], "id": key[1]}
    statement = (
        "SELECT id, sender_id, number, subject, due_on, arrived_at, read_at, reminded_at, withdrawn_at, answered_at, verdict "
        f"FROM cases_received_request WHERE municipality_id = %(municipality)s AND {' AND '.join(conditions)} "
        "ORDER BY coalesce(due_on, 'infinity'::date), id LIMIT %(limit)s"
    )
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    rows = [_received(ctx, row) for row in found[: query.size]]
    last = rows[-1] if len(found) > query.size else None
    return ReceivedPage(rows, f"{last.due_on or 'infinity'}_{last.id}" if last else "")


def _key(day: str, identifier: str) -> tuple[str, UUID] | None:
    try:
        if day != "infinity":
            date.fromisoformat(day)
        return day, UUID(identifier)
    except ValueError:
        return None


def _received(ctx: Context, row: Sequence[Any]) -> ReceivedLine:
    identifier, body, number, subject, due, arrived, read, reminded, withdrawn, answered, verdict = row[:11]
    sender = get_body(body)
    return ReceivedLine(
        id=identifier,
        sender=sender.name if sender else "",
        number=number,
        subject=subject,
        due_on=due,
        arrived_at=arrived,
        read_at=read,
        reminded_at=reminded,
        withdrawn_at=withdrawn,
        answered_at=answered,
        verdict_name=VERDICT_NAMES[Verdict(verdict)] if verdict else "",
        is_overdue=answered is None and withdrawn is None and due is not None and due < ctx.today(),
    )


def read_received(ctx: Context, *, request: UUID) -> EnquiryView:
    """Return a received request; who reads it first is noted.

    :raises NotFoundError: when this body received no such request.
    """
    ctx.authorise(Cases.GIVE_OPINION)
    with tenant(ctx):
        mine = ReceivedRequest.objects.filter(municipality_id=ctx.municipality, id=request)
        row = mine.first()
        if row is None:
            raise NotFoundError(f"received request {request}")
        if row.read_at is None and mine.filter(read_at=None).update(
            read_at=ctx.now(), read_by=ctx.actor.name
        ):
            append(ctx, NewEntry(Subject(RECEIVED, request), "request_read", note=row.number))
    enquiry = open_enquiry(row.enquiry)
    is_open = row.answered_at is None and row.withdrawn_at is None
    return EnquiryView(
        id=row.id,
        enquiry=enquiry,
        silence=SILENCE_NAMES[Silence(enquiry.silence)],
        due_on=row.due_on,
        is_overdue=is_open and row.due_on is not None and row.due_on < ctx.today(),
        reminded_at=row.reminded_at,
        is_withdrawn=row.withdrawn_at is not None,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        verdict_name=VERDICT_NAMES[Verdict(row.verdict)] if row.verdict else "",
        opinion=open_opinion(row.opinion),
    )


def view_by_code(ctx: Context, code: str) -> EnquiryView:
    """Return the request that a code opens: what is shared with this body, and nothing else of the case.

    :raises RequestOverError: when the code is unknown, expired or revoked.
    """
    with tenant(ctx):
        row = request_by_code(ctx, code)
        clock = ClockRow.objects.get(municipality_id=ctx.municipality, case_id=row.case_id, request_id=row.id)
    enquiry = open_enquiry(row.enquiry)
    is_over = clock.due_on is not None and clock.due_on < ctx.today()
    opinion = open_opinion(row.opinion)
    return EnquiryView(
        id=row.id,
        enquiry=enquiry,
        silence=SILENCE_NAMES[Silence(enquiry.silence)],
        due_on=clock.due_on,
        is_overdue=is_over and row.answered_at is None,
        reminded_at=row.reminded_at,
        is_withdrawn=row.state == RequestState.WITHDRAWN,
        answered_at=row.answered_at,
        answered_by=opinion.author if opinion else "",
        verdict_name=VERDICT_NAMES[Verdict(row.verdict)] if row.verdict else "",
        opinion=opinion,
        is_late=row.is_late,
    )


def shared_file(ctx: Context, view: EnquiryView, number: int) -> tuple[SharedFile, bytes]:
    """Return one of the shared documents with its content, counted from 1. The caller has opened the request.

    :raises NotFoundError: when there is no such document.
    """
    if not 1 <= number <= len(view.enquiry.files):
        raise NotFoundError(f"document {number} of request {view.id}")
    file = view.enquiry.files[number - 1]
    return file, get_file(ctx.municipality, file.sha256)


__all__ = [
    "EnquiryView",
    "ReceivedPage",
    "ReceivedQuery",
    "RequestOverError",
    "RoundLine",
    "ShownRequests",
    "list_received",
    "read_received",
    "rounds_of",
    "shared_file",
    "view_by_code",
]
