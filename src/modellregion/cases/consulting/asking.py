"""Ask other bodies (Stellen beteiligen), remind them, give them more time or a new code, take a request back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import add_clock, read_clock, write_clock
from modellregion.cases.commands.ad_hoc_tasks import add_task
from modellregion.cases.consulting.closing import settle
from modellregion.cases.consulting.completion import ALL_IN_OR_OVER, require_rule
from modellregion.cases.consulting.content import TEXT_LENGTH_MAX, Enquiry, enquiry_data, sealed_enquiry
from modellregion.cases.consulting.models import AuthorityRequest, Round
from modellregion.cases.consulting.papers import file_request
from modellregion.cases.consulting.sharing import Shared, shared_with
from modellregion.cases.consulting.words import RequestState, Silence
from modellregion.cases.errors import ClockRefusedError, NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.cases.surroundings import JURISDICTION
from modellregion.deadlines import api as law
from modellregion.deadlines.api import (
    SET_BY_AUTHORITY,
    Clock,
    DeadlineError,
    Period,
    day_de,
    find_rule,
    open_clock,
)
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body

BODIES_MAX = 40
CODE_LIFETIME = timedelta(days=30)
"""How long after the last day of the period a code still opens the request, so that late answers can be given."""
REMIND_AT = time(8)


class BasisMissingError(ProductError):
    """Silence is to mean something, and no law is named that says so."""

    code = "silence_basis_missing"
    user_message = gettext_lazy(
        "Wenn Schweigen etwas bedeuten soll, muss eine Rechtsgrundlage es anordnen. Bitte nennen Sie sie."
    )


class TooManyBodiesError(ProductError):
    """More bodies at once than a person can have chosen with care."""

    code = "too_many_bodies"
    user_message = gettext_lazy("Es gehen höchstens 40 Stellen auf einmal.")


class NobodyAskedError(ProductError):
    """No body was chosen."""

    code = "nobody_asked"
    user_message = gettext_lazy("Bitte wählen Sie mindestens eine Stelle oder nennen Sie eine.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A body to be asked: one with a desk here (``body``), or one that will answer by a code (``name``)."""

    name: str
    body: UUID | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What all bodies of one request are told: question, law, period, what silence means, when to remind."""

    question: str
    period: Period
    legal_basis: str = ""
    norm: str = SET_BY_AUTHORITY
    silence: Silence = Silence.NOTHING
    silence_basis: str = ""
    remind_days: int = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was made; ``code`` is shown once and kept nowhere."""

    id: UUID
    name: str
    code: str = ""


def ask_authorities(
    ctx: Context,
    *,
    case: UUID,
    asked: Sequence[Asked],
    terms: Terms,
    shared: Shared,
    completion: str = ALL_IN_OR_OVER,
    once: UUID | None = None,
) -> list[Sent]:
    """Ask several bodies the same question, in parallel; they join the case's open round or begin a new one.

    ``once`` names this asking: sent a second time, it asks nobody and returns nothing.

    :raises NobodyAskedError: without a body. :raises ReasonMissingError: without a question.
    :raises BasisMissingError: when silence shall mean something and no law is named.
    :raises NotYourTurnError: when the case is closed.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        mine = AuthorityRequest.objects.filter(municipality_id=ctx.municipality)
        if once is not None and mine.filter(id=once).exists():
            return []
        return send_requests(
            ctx, locked, asked=asked, terms=terms, shared=shared, completion=completion, once=once
        )


def send_requests(
    ctx: Context,
    locked: LockedCase,
    *,
    asked: Sequence[Asked],
    terms: Terms,
    shared: Shared,
    completion: str,
    for_process: bool = False,
    once: UUID | None = None,
) -> list[Sent]:
    """Do what ``ask_authorities`` says for a locked case; without a code where the process asks a body unknown here."""
    if locked.row.closed_at is not None:
        raise NotYourTurnError(f"case {locked.id} is closed")
    if not asked:
        raise NobodyAskedError
    if len(asked) > BODIES_MAX:
        raise TooManyBodiesError
    if not terms.question.strip():
        raise ReasonMissingError("question", user_message=gettext_lazy("Bitte stellen Sie eine Frage."))
    if terms.silence is not Silence.NOTHING and not terms.silence_basis.strip():
        raise BasisMissingError
    belongs_to = _round(ctx, locked, require_rule(completion), for_process=for_process)
    names = [once or new_id(), *(new_id() for _ in asked[1:])]
    whole = _Whole(belongs_to.id, terms, shared, for_process=for_process)
    return [_send(ctx, locked, whole, one, name) for one, name in zip(asked, names, strict=True)]


def _round(ctx: Context, locked: LockedCase, completion: str, *, for_process: bool) -> Round:
    rows = Round.objects.filter(
        municipality_id=ctx.municipality, case_id=locked.id, completed_at=None, for_process=for_process
    )
    row = rows.order_by("id").last()
    if row is not None and row.completion == completion:
        return row
    return Round.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        case_id=locked.id,
        completion=completion,
        for_process=for_process,
        opened_at=ctx.now(),
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all requests of one asking have in common."""

    round: UUID
    terms: Terms
    shared: Shared
    for_process: bool


def _send(ctx: Context, locked: LockedCase, whole: _Whole, one: Asked, identifier: UUID) -> Sent:
    terms = whole.terms
    body = get_body(one.body) if one.body else None
    name = (body.name if body else " ".join(one.name.split()))[:200]
    enquiry = _enquiry(ctx, locked, name, terms, whole.shared)
    clock = _clock(ctx, terms)
    has_way = body is not None or not whole.for_process
    if has_way:
        clock = law.start(clock, ctx.today(), "Anfrage versandt")
    due = law.due_on(clock)
    code = new_access_code() if body is None and has_way else ""
    row = AuthorityRequest(
        municipality_id=ctx.municipality,
        id=identifier,
        case_id=locked.id,
        round_id=whole.round,
        key=one.key,
        name=name,
        body_id=body.id if body else None,
        legal_basis=terms.legal_basis.strip(),
        silence=terms.silence.value,
        silence_basis=terms.silence_basis.strip(),
        state=RequestState.OPEN.value,
        asked_at=ctx.now(),
        asked_by=ctx.actor.name,
        remind_on=due - timedelta(days=terms.remind_days) if due else None,
        code_digest=access_code_digest(code) if code else None,
        code_expires_on=due + CODE_LIFETIME if due and code else None,
    )
    row.enquiry = sealed_enquiry(row, enquiry)
    AuthorityRequest.objects.bulk_create([row])
    add_clock(ctx, locked.id, clock, request=row.id)
    until = day_de(due) if due else "noch ohne Weg zur Stelle"
    file_request(ctx, locked, enquiry, until)
    record(ctx, locked.id, Action.AUTHORITY_ASKED, note=f"{name}, bis {until}", data=enquiry_data(enquiry))
    if body is not None:
        defer("cases.deliver_request", ctx.municipality, request=str(row.id))
    _plan_reminder(ctx, row)
    return Sent(row.id, name, code)


def _enquiry(ctx: Context, locked: LockedCase, name: str, terms: Terms, shared: Shared) -> Enquiry:
    sender = get_body(ctx.municipality)
    sections, files = shared_with(ctx, locked, shared)
    return Enquiry(
        sender=sender.name if sender else "",
        name=name,
        number=locked.row.number,
        subject=locked.package.title("de"),  # the case's own subject may name people who are not shared
        question=terms.question.strip()[:TEXT_LENGTH_MAX],
        legal_basis=terms.legal_basis.strip(),
        silence=terms.silence.value,
        silence_basis=terms.silence_basis.strip(),
        sections=sections,
        files=files,
    )


def _clock(ctx: Context, terms: Terms) -> Clock:
    try:
        rule = find_rule(terms.norm, JURISDICTION, ctx.today())
        return open_clock(
            rule, jurisdiction=JURISDICTION, period=terms.period if rule.period is None else None
        )
    except DeadlineError as refused:
        raise ClockRefusedError.because(refused, ctx.language) from refused


def _plan_reminder(ctx: Context, row: AuthorityRequest) -> None:
    if row.remind_on is not None and row.remind_on > ctx.today():
        at = datetime.combine(row.remind_on, REMIND_AT, BERLIN)
        defer("cases.remind_authority", ctx.municipality, at=at, case=str(row.case_id), request=str(row.id))


def remind_authority(ctx: Context, *, case: UUID, request: UUID) -> None:
    """Remind a body of an open request: on its list here, or by a task for the clerk when it has no desk here.

    :raises NotYourTurnError: when nothing is open (any more).
    """
    with tenant(ctx):
        row = find_request(ctx, lock_for_work(ctx, case, Cases.WORK), request)
        _require_open(row)
        if row.body_id is not None:
            defer("cases.change_request", ctx.municipality, request=str(row.id))
        elif ctx.actor.kind is ActorKind.SYSTEM:
            add_task(ctx, case=case, title=f"{row.name} an die Stellungnahme erinnern")
        _update(ctx, row, reminded_at=ctx.now())
        record(ctx, case, Action.AUTHORITY_REMINDED, note=row.name)


def remind_when_due(ctx: Context, *, case: UUID, request: UUID) -> None:
    """Remind by itself, if the request is still open and its reminder was not put off."""
    with tenant(ctx):
        row = find_request(ctx, lock_case(ctx, case), request)
        is_due = row.remind_on is not None and row.remind_on <= ctx.today()
        if row.state == RequestState.OPEN and is_due and row.reminded_at is None:
            remind_authority(ctx, case=case, request=request)


def withdraw_request(ctx: Context, *, case: UUID, request: UUID, reason: str) -> None:
    """Take an open request back; the body sees it, a code opens it no more, and the round may be complete by that."""

    def act(locked: LockedCase, row: AuthorityRequest) -> None:
        _update(ctx, row, state=RequestState.WITHDRAWN.value, code_digest=None)
        if row.body_id is not None:
            defer("cases.change_request", ctx.municipality, request=str(row.id))
        clock = _clock_row(ctx, row)
        write_clock(ctx, clock, law.stop(read_clock(clock), ctx.today(), reason))
        record(ctx, case, Action.AUTHORITY_WITHDRAWN, note=f"{row.name}: {reason.strip()}")
        settle(ctx, locked, row.round_id)

    _with_reason(ctx, case, request, reason, act)


def extend_request(ctx: Context, *, case: UUID, request: UUID, until: date, reason: str) -> None:
    """Give a body more time (§ 31 Abs. 7 VwVfG).

    :raises ClockRefusedError: when the day is not after the present end, or its rule allows no extension.
    """

    def act(_: LockedCase, row: AuthorityRequest) -> None:
        clock = _clock_row(ctx, row)
        try:
            longer = law.extend(read_clock(clock), told_on=ctx.today(), reason=reason, until=until)
        except DeadlineError as refused:
            raise ClockRefusedError.because(refused, ctx.language) from refused
        write_clock(ctx, clock, longer)
        if clock.due_on and row.code_digest:
            _update(ctx, row, code_expires_on=clock.due_on + CODE_LIFETIME)
        if row.body_id is not None:
            defer("cases.change_request", ctx.municipality, request=str(row.id))
        due = day_de(clock.due_on) if clock.due_on else ""
        record(ctx, case, Action.AUTHORITY_EXTENDED, note=f"{row.name}, bis {due}: {reason.strip()}")

    _with_reason(ctx, case, request, reason, act)


def renew_code(ctx: Context, *, case: UUID, request: UUID) -> str:
    """Make a new code for a body without a desk here; the old one opens nothing any more. The clock begins if it waits.

    :raises NotYourTurnError: when the body has a desk here, or the request was taken back or answered.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        row = find_request(ctx, locked, request)
        if row.body_id is not None or row.state == RequestState.WITHDRAWN or row.answered_at is not None:
            raise NotYourTurnError(f"request {request} needs no code")
        clock = _clock_row(ctx, row)
        if clock.started_on is None:
            write_clock(ctx, clock, law.start(read_clock(clock), ctx.today(), "Anfrage versandt"))
        code = new_access_code()
        last = max(clock.due_on or ctx.today(), ctx.today()) + CODE_LIFETIME
        _update(ctx, row, code_digest=access_code_digest(code), code_expires_on=last)
        record(ctx, case, Action.AUTHORITY_CODE, note=f"{row.name}: neuer Code")
        return code


def revoke_code(ctx: Context, *, case: UUID, request: UUID) -> None:
    """Make the code of a request worthless; the request stays open."""
    with tenant(ctx):
        row = find_request(ctx, lock_for_work(ctx, case, Cases.WORK), request)
        if row.code_digest is None:
            raise NotYourTurnError(f"request {request} has no code")
        _update(ctx, row, code_digest=None)
        record(ctx, case, Action.AUTHORITY_CODE, note=f"{row.name}: Code gesperrt")


def find_request(ctx: Context, locked: LockedCase, request: UUID) -> AuthorityRequest:
    """Return a request of a locked case.

    :raises NotFoundError: when the case has none with this id.
    """
    row = AuthorityRequest.objects.filter(
        municipality_id=ctx.municipality, case_id=locked.id, id=request
    ).first()
    if row is None:
        raise NotFoundError(f"request {request}")
    return row


def _with_reason(
    ctx: Context,
    case: UUID,
    request: UUID,
    reason: str,
    act: Callable[[LockedCase, AuthorityRequest], None],
) -> None:
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        row = find_request(ctx, locked, request)
        if not reason.strip():
            raise ReasonMissingError("request")
        _require_open(row)
        act(locked, row)


def _require_open(row: AuthorityRequest) -> None:
    if row.state != RequestState.OPEN:
        raise NotYourTurnError(f"request {row.id} is {row.state}")


def _clock_row(ctx: Context, row: AuthorityRequest) -> ClockRow:
    return ClockRow.objects.get(municipality_id=ctx.municipality, case_id=row.case_id, request_id=row.id)


def _update(ctx: Context, row: AuthorityRequest, **values: object) -> None:
    AuthorityRequest.objects.filter(municipality_id=ctx.municipality, id=row.id).update(**values)
