"""Takes opinions (Stellungnahmen): at the desk of a body here, by code from outside, and at the body that asked."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from modellregion.cases.clocks import read_clock, write_clock
from modellregion.cases.consulting.closing import settle, tell_of_request
from modellregion.cases.consulting.content import TEXT_LENGTH_MAX, Opinion, SharedFile, sealed_opinion
from modellregion.cases.consulting.models import AuthorityRequest, ReceivedRequest
from modellregion.cases.consulting.papers import VERDICT_DE, file_opinion
from modellregion.cases.consulting.silence import take_silence
from modellregion.cases.consulting.words import RequestState, Silence, Verdict
from modellregion.cases.errors import NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.cases.uploads import take_files
from modellregion.deadlines.api import Clock, DeadlineError, State, day_de, ends_at, state_on, stop
from modellregion.forms.api import Problem, Upload
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant

ATTACHMENTS = Upload(max_files=10)
RECEIVED = "received_request"
"""What the journal of the asked body calls a request."""


class VerdictMissingError(ProductError):
    """An opinion without a result."""

    code = "verdict_missing"
    user_message = gettext_lazy("Bitte wählen Sie ein Ergebnis: Bedenken, keine Bedenken oder Auflagen.")


class RequestOverError(NotFoundError):
    """The code of a request opens nothing (any more)."""

    code = "request_over"
    user_message = gettext_lazy(
        "Dieser Code gilt nicht oder nicht mehr. Bitte fragen Sie bei der Stelle nach, die Ihnen den Code gegeben hat."
    )


class AnsweredAlreadyError(NotYourTurnError):
    """A second opinion on the same request, or one on a request that was taken back."""

    code = "answered_already"
    user_message = gettext_lazy(
        "Zu dieser Anfrage ist nichts mehr offen: Sie ist beantwortet oder zurückgenommen. Laden Sie die Seite neu, um den "
        "Stand zu sehen."
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed: result, text, who they are, and files as name and content."""

    verdict: str
    text: str
    author: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def answer_received(ctx: Context, *, request: UUID, said: Said) -> list[Problem]:
    """Answer a request at one's own desk; the body that asked gets it by itself. Returns what is wrong with files.

    :raises NotFoundError: when this body received no such request.
    :raises VerdictMissingError: without a result. :raises AnsweredAlreadyError: when nothing is open (any more).
    """
    ctx.authorise(Cases.GIVE_OPINION)
    with tenant(ctx):
        row = (
            ReceivedRequest.objects.select_for_update()
            .filter(municipality_id=ctx.municipality, id=request)
            .first()
        )
        if row is None:
            raise NotFoundError(f"received request {request}")
        if row.answered_at is not None or row.withdrawn_at is not None:
            raise AnsweredAlreadyError(f"received request {request}")
        opinion, problems = _opinion(ctx, said, ctx.actor.name)
        if opinion is None:
            return problems
        ReceivedRequest.objects.filter(municipality_id=ctx.municipality, id=request).update(
            verdict=opinion.verdict,
            opinion=sealed_opinion(row, opinion),
            answered_at=ctx.now(),
            answered_by=ctx.actor.name,
        )
        append(ctx, NewEntry(Subject(RECEIVED, request), "opinion_given", note=row.number))
        defer("cases.deliver_opinion", ctx.municipality, request=str(request))
        return []


def answer_by_code(ctx: Context, *, code: str, said: Said) -> list[Problem]:
    """Answer a request with its code, without an account. Returns what is wrong with files; then nothing is taken.

    :raises RequestOverError: when the code is unknown, expired or revoked.
    """
    with tenant(ctx):
        found = request_by_code(ctx, code)
        locked = lock_case(ctx, found.case_id)
        row = request_by_code(ctx, code)  # read again behind the lock
        if row.answered_at is not None or row.state == RequestState.WITHDRAWN:
            raise AnsweredAlreadyError(f"request {row.id}")
        opinion, problems = _opinion(ctx, said, " ".join(said.author.split())[:200])
        if opinion is None:
            return problems
        take_opinion(ctx, locked, row, opinion, at=ctx.now())
        return []


def request_by_code(ctx: Context, code: str) -> AuthorityRequest:
    """Return the request that a code opens. Must run inside a ``tenant`` block.

    :raises RequestOverError: when the code is unknown, expired or revoked.
    """
    row = AuthorityRequest.objects.filter(
        municipality_id=ctx.municipality, code_digest=access_code_digest(code)
    ).first()
    if row is None or (row.code_expires_on is not None and row.code_expires_on < ctx.today()):
        raise RequestOverError("unknown code")
    return row


def _opinion(ctx: Context, said: Said, author: str) -> tuple[Opinion | None, list[Problem]]:
    if said.verdict not in set(Verdict):
        raise VerdictMissingError(said.verdict)
    if not said.text.strip() and said.verdict != Verdict.NO_OBJECTION:
        raise ReasonMissingError("opinion")
    arrived = take_files(ctx, ATTACHMENTS, [], said.files)
    if arrived.problems:
        return None, arrived.problems
    files = [
        SharedFile(file.name, file.name, file.media_type, file.bytes, file.sha256) for file in arrived.files
    ]
    return Opinion(said.verdict, said.text.strip()[:TEXT_LENGTH_MAX], author, files), []


def take_opinion(
    ctx: Context, locked: LockedCase, row: AuthorityRequest, opinion: Opinion, *, at: datetime
) -> None:
    """File what a body said on ``at``; late is what comes after the last day, and it is flagged, never refused.

    What silence meant by law stays as it is when a late answer comes; where it meant nothing, the answer counts.
    """
    clock = ClockRow.objects.get(municipality_id=ctx.municipality, case_id=locked.id, request_id=row.id)
    row.is_late = clock.due_on is not None and at >= ends_at(clock.due_on)
    if row.is_late:
        take_silence(ctx, locked, row, clock)  # if the worker has not come to it yet
    means_something = row.is_late and row.state == RequestState.SILENT and row.silence != Silence.NOTHING
    if row.state != RequestState.WITHDRAWN and not means_something:
        row.state = RequestState.ANSWERED.value
    row.verdict, row.answered_at = opinion.verdict, at
    AuthorityRequest.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        state=row.state,
        verdict=row.verdict,
        opinion=sealed_opinion(row, opinion),
        answered_at=at,
        is_late=row.is_late,
    )
    _stop(ctx, clock, read_clock(clock))
    due = day_de(clock.due_on) if clock.due_on else ""
    file_opinion(ctx, locked, row, opinion, due)
    action = Action.AUTHORITY_ANSWERED_LATE if row.is_late else Action.AUTHORITY_ANSWERED
    data = {"verdict": opinion.verdict, "documents": [file.sha256 for file in opinion.files]}
    record(ctx, locked.id, action, note=f"{row.name}: {VERDICT_DE[Verdict(opinion.verdict)]}", data=data)
    tell_of_request(ctx, locked, row)
    settle(ctx, locked, row.round_id)


def _stop(ctx: Context, row: ClockRow, clock: Clock) -> None:
    if state_on(clock, ctx.today()).state in {State.STOPPED, State.WAITING}:
        return
    try:
        write_clock(ctx, row, stop(clock, ctx.today(), "Stellungnahme eingegangen"))
    except DeadlineError:
        return  # its effect has come by law: the clock stays as it ended
