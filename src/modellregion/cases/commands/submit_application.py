"""File an application: the moment from which on nothing may be lost."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from modellregion.accounts.api import LEVEL_OF_PACKAGE
from modellregion.cases.clocks import sealed_course, wake
from modellregion.cases.commands.begin_for_somebody import CHANNEL_DE, Channel
from modellregion.cases.drafts import decode_draft, encode_answers, plain_answers
from modellregion.cases.effects import carry_out_effects
from modellregion.cases.errors import (
    ApplicationIncompleteError,
    DraftNotFoundError,
    IdentityNeededError,
    ServiceNotOfferedError,
)
from modellregion.cases.fees import Owed, claim_fee
from modellregion.cases.history import event, record
from modellregion.cases.letters import party_block
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.models import Draft, Held
from modellregion.cases.parties import search_words
from modellregion.cases.representing.filing import note_standing
from modellregion.cases.representing.standing import check_standing
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import note_decisions
from modellregion.cases.surroundings import JURISDICTION, Around, as_of, surroundings_of
from modellregion.deadlines.api import (
    Clock,
    DeadlineError,
    Period,
    Rule,
    Unit,
    compute,
    due_on,
    find_rule,
    open_clock,
    start,
)
from modellregion.deadlines.api import Start as ClockStart
from modellregion.forms.api import Checked, UploadedFile, check_draft, name_key
from modellregion.journal.api import NewEntry, statement_parts
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.data_keys import new_keys_part
from modellregion.kernel.files import is_rehearsing
from modellregion.kernel.ids import access_code_digest, new_id
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Fee, Package, installed_services, package_by_hash
from modellregion.process.api import Start
from modellregion.process.store.running import start_process
from modellregion.records.api import Direction, NewDocument, open_file

START_MESSAGE = "Anzeige eingegangen"

_INSERT = """
WITH the_clock AS (
    INSERT INTO cases_clock (municipality_id, id, case_id, rule, started_on, due_on, course)
    SELECT %(municipality)s, %(clock)s, %(case)s, %(rule)s, %(started)s, %(due)s, %(course)s WHERE %(rule)s <> ''
), the_draft AS (
    UPDATE cases_draft SET case_id = %(case)s, content = '', updated_at = %(now)s
    WHERE municipality_id = %(municipality)s AND id = %(draft)s
), the_key AS ({key}), the_drafts_keys AS (
    DELETE FROM kernel_data_key WHERE municipality_id = %(municipality)s AND holder = %(draft)s
), {journal}
INSERT INTO cases_case (municipality_id, id, number, package, package_hash, subject, search, state, unit_id, answers,
                        code_digest, file_id, received_at, due_on, channel, language, fee_cents, marks, updated_at)
VALUES (%(municipality)s, %(case)s, %(number)s, %(package)s, %(package_hash)s, %(subject)s, %(search)s, %(state)s,
        %(unit)s, %(answers)s, %(code_digest)s, %(file)s, %(received)s, %(due)s, %(channel)s, %(language)s, %(fee)s, '[]', %(now)s)
"""


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed application."""

    case: UUID
    number: str
    file: UUID | None = None


def submit_application(ctx: Context, *, code: str) -> Filed:
    """File the draft with this code. Filing it again, from however many tabs, gives the same case.

    One transaction holds case, file, process, clock, history and jobs.

    :raises DraftNotFoundError: when there is no such draft.
    :raises ApplicationIncompleteError: when something stands in the way.
    :raises IdentityNeededError: when it must be known who applies, and is not.
    :raises ActingEndedError: when it is for somebody else, and whoever began it may not act for them (any more).
    :raises ServiceNotOfferedError: when the municipality no longer offers the service.
    """
    with tenant(ctx):
        rows = Draft.objects.select_for_update().filter(
            municipality_id=ctx.municipality, code_digest=access_code_digest(code)
        )
        draft = rows.first()
        if draft is None:
            raise DraftNotFoundError("unknown code")
        if draft.case_id is not None:
            return Filed(draft.case_id, "")
        package = package_by_hash(draft.package_hash)
        # What staff type in for somebody is judged as of the moment it came in.
        then = as_of(ctx, draft.received_at)
        checked = check_draft(
            package.form, decode_draft(package.form, draft), surroundings_of(then), language=ctx.language
        )
        if not checked.is_acceptable:
            raise ApplicationIncompleteError(checked.errors)
        _check_identity(ctx, draft, package)
        held = check_standing(ctx, draft)
        filed = _file(ctx, then, draft, package, checked)
        if held is not None and filed.file is not None:
            note_standing(ctx, held, case=filed.case, file=filed.file, code=code)
        return filed


def _check_identity(ctx: Context, draft: Draft, package: Package) -> None:
    """Refuse what has to come from somebody known; staff at the counter have seen the person, a rehearsal has nobody."""
    needed = LEVEL_OF_PACKAGE[package.trust_level]
    if not needed or draft.entered_by or is_rehearsing():
        return
    mine = Held.objects.filter(municipality_id=ctx.municipality, code_digest=bytes(draft.code_digest))
    if not mine.filter(level__gte=int(needed), is_beginning=True).exists():
        raise IdentityNeededError(package.id)


def _file(ctx: Context, then: Context, draft: Draft, package: Package, checked: Checked) -> Filed:
    """File now (``ctx``) what was received at a moment (``then``): clock, fee and law are those of that moment."""
    offered = installed_services(ctx.municipality).get(package.id)
    if offered is None:
        raise ServiceNotOfferedError(package.id)
    case, file = new_id(), new_id()
    clock = _clock(then, package)
    fee: Fee = package.fee(checked.names, then.today())
    subject, around = package.subject(checked.names), Around(ctx, package, checked.names, then.today())
    changes = start_process(
        ctx,
        package.process,
        case=case,
        package_hash=package.hash,
        start=Start(message=START_MESSAGE, values={}, actor=None),
        around=around.for_process(),
    )
    # The counter's row stays locked until the end of the transaction, so it comes as late as it can.
    number = _number(ctx, package)
    documents = _documents(package, checked, number)
    filed = filed_data(number, package, plain_answers(checked.answers), documents)
    key, key_values = new_keys_part(ctx.municipality, [case])
    leaf, leaf_values = statement_parts(ctx, _events(case, draft, filed))
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT.format(key=key, journal=", ".join(f"{name} AS ({sql})" for name, sql in leaf)),
            {
                **leaf_values,
                **key_values,
                "municipality": ctx.municipality,
                "case": case,
                "clock": clock.id,
                "draft": draft.id,
                "rule": clock.rule.id if clock.rule else "",
                "started": clock.started_on,
                "due": clock.due_on,
                "course": _course(ctx, case, clock),
                "now": ctx.now(),
                "received": then.now(),
                "number": number,
                "package": package.id,
                "package_hash": package.hash,
                "subject": subject,
                "search": name_key(f"{number} {subject} {search_words(package, checked.answers)}"),
                "state": CaseState.RECEIVED.value,
                "unit": offered.unit,
                "answers": encode_answers(ctx.municipality, case, checked.answers),
                "code_digest": bytes(draft.code_digest),
                "file": file,
                "channel": draft.channel,
                "language": draft.language,
                "fee": fee.cents,
            },
        )
    open_file(
        ctx,
        file=file,
        reference=number,
        subject=subject,
        documents=documents,
        unit=offered.unit,
        service=package.id,
    )
    carry_out_effects(ctx, case, changes)
    note_decisions(ctx, case, around)
    _watch_clock(ctx, case, clock)
    owed = Owed(case, number, subject, bytes(draft.code_digest), party_block(package, checked.answers))
    claim_fee(ctx, package, fee, owed)
    defer("cases.render_application", ctx.municipality, case=str(case))
    return Filed(case, number, file)


def _events(case: UUID, draft: Draft, filed: dict[str, object]) -> list[NewEntry]:
    events = [event(case, Action.SUBMITTED, data=filed, is_public=True)]
    if draft.entered_by:
        events.append(event(case, Action.ENTERED_FOR, note=_entered(draft)))
    return events


def _entered(draft: Draft) -> str:
    at = draft.received_at.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M") if draft.received_at else ""
    return f"{CHANNEL_DE[Channel(draft.channel)]}, eingegangen {at} Uhr, erfasst von {draft.entered_by}"


def filed_data(
    number: str, package: Package, answers: bytes, documents: Sequence[NewDocument] = ()
) -> dict[str, object]:
    """Return what the journal commits to when an application is filed: number, service, hashes of answers and files."""
    return {
        "number": number,
        "package": package.id,
        "package_hash": package.hash,
        "answers": hashlib.sha256(answers).hexdigest(),
        "documents": [document.sha256 for document in documents if document.sha256],
    }


_BEGIN_LATER = frozenset({ClockStart.COMPLETE_DOCUMENTS, ClockStart.NOTIFIED})
"""What begins a period and no filing is: somebody says on which day it happened."""


@dataclass(frozen=True, slots=True)
class _OwnClock:
    """The clock that begins with the filing: ``missing`` says why there is none where the service has one."""

    id: UUID
    rule: Rule | None = None
    started_on: date | None = None
    due_on: date | None = None
    state: Clock | None = None
    missing: str = ""


def _clock(ctx: Context, package: Package) -> _OwnClock:
    """Return the service's clock; one that begins with something after the filing waits until a clerk has seen it.

    A rule that this release does not know for the day is no reason to turn an application away: a person is told.
    """
    if not package.case.clock:
        return _OwnClock(new_id())
    today = ctx.today()
    try:
        rule = find_rule(package.case.clock, JURISDICTION, today)
        if rule.start in _BEGIN_LATER:
            waiting = open_clock(rule, jurisdiction=JURISDICTION, period=_set_period(package, rule))
            return _OwnClock(new_id(), rule, state=waiting)
        if rule.period is None and package.case.clock_count:
            return _set_by_the_municipality(package, rule, today)
        due = compute(rule, today, jurisdiction=JURISDICTION).due
    except DeadlineError as unknown:
        return _OwnClock(new_id(), missing=unknown.de)
    return _OwnClock(new_id(), rule, today, due)


def _course(ctx: Context, case: UUID, clock: _OwnClock) -> bytes | None:
    row = ClockRow(municipality_id=ctx.municipality, id=clock.id, case_id=case)
    return None if clock.state is None else sealed_course(row, clock.state)


def _set_by_the_municipality(package: Package, rule: Rule, today: date) -> _OwnClock:
    """Return a clock whose length is the package's, because its norm leaves it open (Servicefrist)."""
    waiting = open_clock(rule, jurisdiction=JURISDICTION, period=_set_period(package, rule))
    clock = start(waiting, today, "Eingang des Antrags")
    return _OwnClock(new_id(), rule, today, due_on(clock), clock)


def _set_period(package: Package, rule: Rule) -> Period | None:
    open_to_set = rule.period is None and package.case.clock_count
    return Period(package.case.clock_count, Unit(package.case.clock_unit)) if open_to_set else None


def _watch_clock(ctx: Context, case: UUID, clock: _OwnClock) -> None:
    if clock.missing:
        record(ctx, case, Action.CLOCK_MISSING, note=clock.missing)
    if clock.rule is not None and clock.due_on is not None and clock.rule.effect.comes_by_law:
        wake(ctx, case, clock.id, clock.due_on)


def _number(ctx: Context, package: Package) -> str:
    series = f"{package.case.number_prefix}-{ctx.today().year}"
    return f"{series}-{next_number(ctx.municipality, series):06}"


def _documents(package: Package, checked: Checked, number: str) -> list[NewDocument]:
    """Return the application itself, whose PDF the worker makes, and the files that came with it."""
    documents = [
        NewDocument(
            kind="application",
            title=package.title("de"),
            name=f"{number}.pdf",
            media_type="application/pdf",
            direction=Direction.IN,
            is_public=True,
        )
    ]
    for name, value in checked.answers.items():
        if isinstance(value, list):
            documents += [
                NewDocument(
                    kind="attachment",
                    title=package.form.fields[name].label("de"),
                    name=file.name,
                    media_type=file.media_type,
                    direction=Direction.IN,
                    is_public=True,
                    sha256=file.sha256,
                    bytes=file.bytes,
                )
                for file in value
                if isinstance(file, UploadedFile)
            ]
    return documents
