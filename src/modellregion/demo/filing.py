"""One invented case as the rows that the real commands would have written, at the times of its course.

The rows are made by the same functions that the commands use; only their order and their times are set here. A test
files the same notice both ways and compares what lies in the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from uuid import UUID

from django.db.models import Model

from modellregion.cases.commands.ask_applicant import ANSWER_MESSAGE
from modellregion.cases.commands.close_case import WITHDRAWAL_MESSAGE
from modellregion.cases.commands.submit_application import START_MESSAGE, filed_data
from modellregion.cases.drafts import plain_answers
from modellregion.cases.history import event
from modellregion.cases.models import Case, Clock, Message
from modellregion.cases.operations import (
    CERTIFICATE,
    REJECTION,
    WITHDRAWAL,
    Letter,
    Work,
    letter_document,
    names_of,
    outgoing_of,
)
from modellregion.cases.parties import search_words
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import LockedCase, completing, state_reached
from modellregion.cases.surroundings import JURISDICTION, Around
from modellregion.deadlines.api import compute, find_rule
from modellregion.demo.copying import Line, model_line, process_line
from modellregion.demo.courses import Course
from modellregion.demo.hours import Hours
from modellregion.demo.offices import Ids, Office
from modellregion.demo.texts import ANSWERS, QUESTIONS, REASONS
from modellregion.exchange.models import Delivery, Transmission
from modellregion.exchange.payload import decode_payload
from modellregion.exchange.sending import TransmissionState, delivery_row, transmission_row
from modellregion.forms.api import Checked, name_key, search_key
from modellregion.journal.api import SALT_LENGTH, rows_of
from modellregion.kernel.clock import BERLIN, FixedClock
from modellregion.kernel.context import CITIZEN, SYSTEM, Actor, Context
from modellregion.kernel.envelope import open_plain, plain
from modellregion.packages.api import InstalledService
from modellregion.process import api as process
from modellregion.process.rows import key_of
from modellregion.process.store.running import dated
from modellregion.records.api import Direction
from modellregion.records.models import Document, File
from modellregion.trade.models import Business
from modellregion.trade.operations import apply_notice, new_business, notice_row, sheet_of


@dataclass
class Invented:
    """The rows of one case. ``thin`` are those that its siblings have as well; the others only this case has."""

    case: Case
    thin: list[Line] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)
    deliveries: list[tuple[UUID, Line]] = field(default_factory=list)
    timers: list[process.SetTimer] = field(default_factory=list)


@dataclass
class Filing:
    """Makes one case; each method does what the command of that name does."""

    office: Office
    service: InstalledService
    course: Course
    clerk: Actor
    rng: Random
    ids: Ids
    hours: Hours
    until: datetime
    entries: list[Business | None]
    """The register's entry for each sheet; None is made new, with ``register_number`` and those after it."""
    register_number: int

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.package = self.service.package
        self.node = self.office.nodes.get(self.package.id)
        self.state = process.State()
        self.process_rows: dict[tuple[type, str], process.Row] = {}
        self.process_events: list[process.Event] = []
        self.timers: list[process.SetTimer] = []
        self.rows: list[Model] = []
        self.of_exchange: set[UUID] = set()
        self.sent: list[tuple[Transmission, Delivery | None]] = []

    def run(self, checked: Checked, number: str) -> Invented:
        """Let everything happen that the course says, and return the rows."""
        course = self.course
        self.submit(checked, number)
        if course.claimed_at:
            self.claim(course.claimed_at)
        if course.asked_at:
            self.ask(course.asked_at)
        if course.answered_at:
            self.answer(course.answered_at)
        if course.decided_at:
            self.decide(course.decided_at)
        if course.closed_at:
            self.close(course.closed_at)
        return self.result()

    def context(self, actor: Actor, at: datetime) -> Context:
        """Return the context of an act."""
        return Context(self.office.body.id, actor, FixedClock(at))

    def submit(self, checked: Checked, number: str) -> None:
        """File the notice."""
        at, day, package = self.course.received_at, self.course.received_on, self.package
        ctx = self.context(CITIZEN, at)
        subject = package.subject(checked.names)
        self.row = Case(
            municipality_id=ctx.municipality,
            id=self.ids.at(at),
            number=number,
            package=package.id,
            package_hash=package.hash,
            subject=subject,
            search=name_key(f"{number} {subject} {search_words(package, checked.answers)}"),
            state=CaseState.RECEIVED.value,
            unit_id=self.service.unit,
            answers=plain_answers(checked.answers),
            code_digest=self.rng.randbytes(32),
            file_id=self.ids.at(at),
            received_at=at,
            language="en" if self.rng.random() < 0.04 else "de",
            fee_cents=package.fee(checked.names, day).cents,
            updated_at=at,
        )
        self.work = Work(LockedCase(self.row, package), checked.answers, checked.names, {})
        self.file = File(
            municipality_id=ctx.municipality,
            id=self.row.file_id,
            reference=number,
            subject=subject,
            search=name_key(f"{number} {subject}"),
            unit_id=self.service.unit,
            service=package.id,
            node_id=self.node.id if self.node else None,
            opened_at=at,
        )
        self.clock = self.start_clock(at) if package.case.clock else None
        self.row.due_on = self.clock.due_on if self.clock else None
        self.step(ctx, process.Start(message=START_MESSAGE, values={}, actor=None))
        self.document(ctx, "application", package.title("de"), f"{number}.pdf", Direction.IN)
        filed = filed_data(number, package, bytes(self.row.answers))
        self.note(ctx, Action.SUBMITTED, data=filed, is_public=True)

    def start_clock(self, at: datetime) -> Clock:
        """Start the statutory clock."""
        day = self.course.received_on
        rule = find_rule(self.package.case.clock, JURISDICTION, day)
        return Clock(
            municipality_id=self.office.body.id,
            id=self.ids.at(at),
            case_id=self.row.id,
            rule=rule.id,
            started_on=day,
            due_on=compute(rule, day, jurisdiction=JURISDICTION).due,
        )

    def claim(self, at: datetime) -> None:
        """Let the clerk take the case over."""
        self.row.assignee_id, self.row.state, self.row.updated_at = (
            self.clerk.id,
            CaseState.IN_REVIEW.value,
            at,
        )
        self.note(self.context(self.clerk, at), Action.CLAIMED)

    def ask(self, at: datetime) -> None:
        """Ask the applicant something."""
        ctx = self.context(self.clerk, at)
        self.complete(ctx, "ask", {})
        self.message(ctx, self.rng.choice(QUESTIONS), is_from_office=True)
        self.note(ctx, Action.QUESTION_ASKED, is_public=True)

    def answer(self, at: datetime) -> None:
        """Let the applicant answer."""
        ctx = self.context(CITIZEN, at)
        message = self.message(ctx, self.rng.choice(ANSWERS), is_from_office=False)
        self.step(ctx, process.MessageArrived(message_id=str(message), message=ANSWER_MESSAGE))
        self.timers.clear()  # the reminder that ran meanwhile is over
        self.note(ctx, Action.QUESTION_ANSWERED, is_public=True)

    def decide(self, at: datetime) -> None:
        """Certify, refuse or let the applicant withdraw; then everything that follows by itself."""
        if self.course.state is CaseState.WITHDRAWN:
            ctx = self.context(CITIZEN, at)
            message = str(self.ids.at(at))
            self.step(ctx, process.MessageArrived(message_id=message, message=WITHDRAWAL_MESSAGE))
            self.note(ctx, Action.WITHDRAWN, is_public=True)
            self.issue(at, WITHDRAWAL)
        elif self.course.state is CaseState.REFUSED:
            ctx = self.context(self.clerk, at)
            reason = self.rng.choice(REASONS)
            self.complete(ctx, "refuse", {"reason": reason})
            self.note(ctx, Action.REFUSED, note=reason, is_public=True)
            self.issue(at, REJECTION)
        else:
            ctx = self.context(self.clerk, at)
            choices = self.choices()
            self.complete(ctx, "certify", choices)
            self.note(ctx, Action.CERTIFIED, data=choices or None, is_public=True)
            issued = self.issue(at, CERTIFICATE)
            entered = self.enter_register(self.hours.soon(issued, 3))
            self.notify_recipients(self.hours.soon(entered, 3))
        if self.clock is not None:
            self.clock.stopped_on = ctx.today()

    def choices(self) -> dict[str, str]:
        """Return what the clerk chose on the page: the register's entry for each sheet."""
        return {
            "register_entry" if sheet is None else f"register_entry_{sheet + 1}": str(entry.id)
            for sheet, entry in zip(self.work.sheets(), self.entries, strict=True)
            if entry is not None
        }

    def issue(self, decided: datetime, letter: Letter) -> datetime:
        """Make the letters; their content comes when somebody opens them."""
        at = self.hours.soon(decided, 5)
        ctx = self.context(SYSTEM, at)
        for sheet in letter.sheets(self.work):
            document = letter_document(self.work, letter, sheet)
            self.document(ctx, document.kind, document.title, document.name, document.direction)
        self.note(ctx, Action.NOTICE_ISSUED, note=letter.title)
        self.job_done(ctx)
        return at

    def enter_register(self, at: datetime) -> datetime:
        """Enter the notice into the trade register."""
        ctx, kind = self.context(SYSTEM, at), str(self.package.register.get("kind", "anmeldung"))
        entered: list[Business] = []
        for place, sheet in enumerate(self.work.sheets()):
            entry = sheet_of(ctx, self.work, sheet)
            business = self.entries[place] or new_business(
                ctx, self.work, entry, self.ids.at(at), self.register_number + place
            )
            apply_notice(ctx, self.work, business, entry, kind)
            notice = notice_row(ctx, self.work, business, entry, kind)
            notice.id = self.ids.at(at)
            self.rows.append(notice)
            entered.append(business)
        self.entries[:] = entered
        self.note(ctx, Action.REGISTERED, note=", ".join(business.number for business in entered))
        self.job_done(ctx, "register.enter")
        return at

    def notify_recipients(self, at: datetime) -> None:
        """Give the recipients their data; all of them have got it, most have read it."""
        ctx = self.context(SYSTEM, at)
        waived = self.office.waived.get(self.package.exchange.form, frozenset())
        outgoing = outgoing_of(ctx, self.work, waived)
        for item in outgoing:
            body = self.office.routes.get(item.recipient)
            row = transmission_row(
                ctx, self.row.id, item, self.ids.at(at), body=body, sender=self.office.body
            )
            self.sent.append((row, None if body is None else self.deliver(row, body, at)))
        self.note(ctx, Action.TRANSMITTED, note=names_of(outgoing))
        self.job_done(ctx)
        acts = [
            (row.delivered_at, Action.DELIVERED, row.recipient_name)
            for row, _ in self.sent
            if row.delivered_at
        ]
        acts += [
            (row.fetched_at, Action.FETCHED, row.recipient_name) for row, _ in self.sent if row.fetched_at
        ]
        for moment, action, name in sorted(acts):
            self.note(self.context(SYSTEM, moment), action, note=name)

    def deliver(self, row: Transmission, body: UUID, at: datetime) -> Delivery:
        """Let a transmission arrive, and be read and finished by the recipient's staff."""
        arrived = self.hours.soon(at, 30)
        there = self.context(SYSTEM, arrived).for_municipality(body)
        payload = decode_payload(open_plain(row.payload))
        delivery = delivery_row(there, self.office.body.id, row, self.ids.at(arrived), payload)
        row.state, row.delivered_at = TransmissionState.DELIVERED, arrived
        read = self.hours.at_work(arrived, days=self.rng.choice((0, 0, 1, 2)))
        done = self.hours.at_work(read, days=self.rng.choice((0, 1, 5)))
        if read < self.until:
            reader = self.office.readers.get(body, "")
            row.state, row.fetched_at = TransmissionState.FETCHED, read
            delivery.fetched_at, delivery.fetched_by = read, reader
            if done < self.until:
                delivery.done_at, delivery.done_by = done, reader
        return delivery

    def close(self, at: datetime) -> None:
        """Close the case and its file."""
        self.row.closed_at = self.row.updated_at = self.file.closed_at = at
        years, node, result = self.package.retention_years, self.node, self.row.state
        self.file.result, self.file.disposal = result, node.disposal if node else "B"
        self.file.retention_years = node.result_years.get(result, node.retention_years) if node else years
        if self.file.retention_years is not None:
            self.file.retain_until = date(at.astimezone(BERLIN).year + self.file.retention_years, 12, 31)
        self.note(self.context(self.clerk, at), Action.CLOSED, is_public=True)

    def complete(self, ctx: Context, action: str, values: Mapping[str, str]) -> None:
        """Finish the open task."""
        outcome = next(name for name, meaning in self.package.case.outcomes.items() if meaning == action)
        said = {**values, "notice": ""}  # it is decided without a notice of its own
        self.step(ctx, completing(self.package, self.state, outcome, said, actor=str(ctx.actor.id)))

    def job_done(self, ctx: Context, operation: str = "") -> None:
        """Tell the process that a service (the one of ``operation``, else the oldest) is done."""
        nodes = self.package.process.nodes
        waiting = [job for job in self.state.jobs.values() if job.kind is process.JobKind.SERVICE]
        wanted = [job for job in waiting if not operation or nodes[job.node].operation == operation]
        self.step(ctx, process.JobDone(job_id=wanted[0].id))

    def step(self, ctx: Context, command: process.Command) -> None:
        """Take a step of the process and let the case show where it stands."""
        at = ctx.now()
        around = Around(ctx, self.package, self.work.names, self.course.received_on)
        surroundings = around.for_process()
        stepped = process.advance(
            self.package.process,
            self.state,
            command,
            now=at,
            variables=surroundings.variables,
            new_id=lambda: str(self.ids.at(at)),
            decide=surroundings.decide,
        )
        changes = dated(stepped, surroundings)
        for decision, explanation in around.decided:
            self.note(ctx, Action.RULED, note=decision, data=explanation.as_data())
        self.state = process.apply(self.state, changes)
        for row in (*changes.inserted, *changes.updated, *changes.closed):
            self.process_rows[type(row), key_of(row)] = row
        for row in changes.closed:
            if isinstance(row, process.JoinArrival):
                del self.process_rows[type(row), key_of(row)]
        self.process_events += changes.events
        self.timers += [effect for effect in changes.effects if isinstance(effect, process.SetTimer)]
        self.row.updated_at = at
        reached = state_reached(self.package, changes)
        if reached is not None and not isinstance(command, process.Start):
            self.row.state = reached.value
            if reached.is_decided and self.row.decided_at is None:
                self.row.decided_at, self.row.due_on = at, None

    def note(
        self, ctx: Context, action: Action, *, note: str = "", data: object = None, is_public: bool = False
    ) -> None:
        """Append a line to the case's history."""
        line = event(self.row.id, action, note=note, data=data, is_public=is_public)
        line = replace(line, id=self.ids.at(ctx.now()), salt=self.rng.randbytes(SALT_LENGTH))
        entry, words = rows_of(ctx, line)
        if action in {Action.DELIVERED, Action.FETCHED}:
            self.of_exchange.add(line.id)
        self.rows += [entry, words]

    def message(self, ctx: Context, text: str, *, is_from_office: bool) -> UUID:
        """Write a question or an answer."""
        row = Message(municipality_id=ctx.municipality, id=self.ids.at(ctx.now()), case_id=self.row.id)
        row.at, row.is_from_office, row.author = ctx.now(), is_from_office, ctx.actor.name
        row.text = plain(text.encode())
        self.rows.append(row)
        return row.id

    def document(self, ctx: Context, kind: str, title: str, name: str, direction: Direction) -> None:
        """File a letter without content: its PDF is made when somebody opens it."""
        row = Document(municipality_id=ctx.municipality, id=self.ids.at(ctx.now()), file_id=self.row.file_id)
        row.kind, row.title, row.name, row.direction = kind, title, name, direction.value
        row.media_type, row.is_public, row.search = "application/pdf", True, search_key(f"{title} {name}")
        row.created_at, row.created_by = ctx.now(), ctx.actor.name
        self.rows.append(row)

    def result(self) -> Invented:
        """Return all rows as lines."""
        own = self.office.body.id
        found = Invented(self.row, timers=self.timers)
        models: list[Model] = [self.row, self.file, *([self.clock] if self.clock else []), *self.rows]
        for row in models:
            is_rest = row.pk[1] in self.of_exchange
            (found.rest if is_rest else found.thin).append(model_line(row))
        found.rest += [model_line(row) for row, _ in self.sent]
        found.deliveries = [(d.municipality_id, model_line(d)) for _, d in self.sent if d is not None]
        for step in self.process_rows.values():
            if isinstance(step, process.Instance):
                belongs = {"case_id": self.row.id, "package_hash": self.package.hash}
                found.thin.append(process_line(step, own, **belongs))
            else:
                found.rest.append(process_line(step, own))
        found.rest += [process_line(line, own, id=self.ids.at(line.at)) for line in self.process_events]
        return found
