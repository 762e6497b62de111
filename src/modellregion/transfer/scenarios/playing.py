"""Plays one scenario: fills in, files, lets the clerk act, lets time pass, and looks at what came of it."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from pypdf import PdfReader

from modellregion.cases.api import (
    CaseView,
    answer_question,
    ask_applicant,
    certify_receipt,
    desk_view,
    finish_step,
    mark_case,
    open_steps,
    refuse_notice,
    submit_application,
    surroundings_of,
    take_answers,
    withdraw_application,
)
from modellregion.exchange.api import Payload, sent_payloads
from modellregion.forms.api import Checked, Surroundings, Walk, check_answers
from modellregion.kernel.clock import BERLIN, rehearsed_time
from modellregion.kernel.errors import ProductError
from modellregion.kernel.pdf import LetterError
from modellregion.kernel.typesetting import letters_beside
from modellregion.packages.api import Fee, FeeError, Package, ScenarioFile, ScenarioStep, explain_fee
from modellregion.payments.api import claims_of_case, take_cash
from modellregion.process.store.history import PastRun, past_run
from modellregion.records.api import document_content
from modellregion.rules.api import DecisionResult
from modellregion.transfer.scenarios.sandbox import Sandbox, undone

_MORNING = time(9, 0, tzinfo=BERLIN)
_CERTIFY = ScenarioStep(do="certify")
_STEPS_MAX = 100
_GAPS = re.compile(r"[\s\u00ad-]+")


@dataclass
class Letter:
    """A letter of the file: its kind and its PDF."""

    kind: str
    content: bytes

    @cached_property
    def text(self) -> str:
        """Its text without blanks and hyphens, so that line breaks do not matter; read when somebody asks."""
        return squeezed("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(self.content)).pages))

    def says(self, words: str) -> bool:
        """Tell whether the letter has these words."""
        return squeezed(words) in self.text


@dataclass(frozen=True, slots=True)
class Checking:
    """A scenario's answers, checked, and the fields that were asked."""

    checked: Checked
    asked: frozenset[str]


@dataclass(slots=True)
class Played:
    """What happened. ``asked`` are the fields that were asked; without a case nothing was filed."""

    checked: Checked
    asked: frozenset[str]
    fee: Fee | None = None
    explanation: DecisionResult | None = None
    view: CaseView | None = None
    payloads: list[tuple[str, Payload]] = field(default_factory=list)
    past: PastRun | None = None
    letters: list[Letter] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    is_check_only: bool = False


def rehearse(sandbox: Sandbox, scenario: ScenarioFile) -> Callable[[], Played]:
    """Play a scenario and undo it; return what tells what happened, once its letters are made.

    They are typeset beside the play and those that follow. When one cannot be made, the scenario is played again with each
    letter made on the spot, so that the process meets the failure as it would.

    :raises msgspec.ValidationError: when the answers cannot be read.
    """
    with letters_beside() as letters, undone():
        played = play(sandbox, scenario)

    def happened() -> Played:
        try:
            letters.finish()
        except LetterError:
            with undone():
                return play(sandbox, scenario)
        played.letters = [Letter(one.kind, letters.content(one.content)) for one in played.letters]
        return played

    return happened


def play(sandbox: Sandbox, scenario: ScenarioFile) -> Played:
    """Play a scenario; the caller undoes it."""
    now = datetime.combine(scenario.on, _MORNING)
    with rehearsed_time(now):
        played = _check(sandbox.package, scenario, surroundings_of(sandbox.citizen()))
        if played.checked.is_acceptable:
            _Play(sandbox, scenario, played, now).run()
    return played


def check_only(package: Package, scenario: ScenarioFile, municipality: str) -> Played:
    """Check a scenario's answers and work out the fee, without a database: what a change of texts or amounts reaches."""
    return checked_fee(package, scenario, check_answers_of(package, scenario, municipality))


def check_answers_of(package: Package, scenario: ScenarioFile, municipality: str) -> Checking:
    """Check a scenario's answers, without a database."""
    return _checking(package, scenario, Surroundings(scenario.on, municipality))


def checked_fee(package: Package, scenario: ScenarioFile, checking: Checking) -> Played:
    """Work out the fee of answers that were checked."""
    played = _with_fee(package, scenario, checking)
    played.is_check_only = True
    return played


def squeezed(text: str) -> str:
    """Return a text without blanks, line breaks and hyphens."""
    return _GAPS.sub("", text)


def _check(package: Package, scenario: ScenarioFile, surroundings: Surroundings) -> Played:
    return _with_fee(package, scenario, _checking(package, scenario, surroundings))


def _checking(package: Package, scenario: ScenarioFile, surroundings: Surroundings) -> Checking:
    answers = msgspec.json.decode(msgspec.json.encode(scenario.answers), type=package.form.answers_type)
    checked = check_answers(package.form, answers, surroundings)
    return Checking(checked, _asked(package, checked.answers, surroundings))


def _with_fee(package: Package, scenario: ScenarioFile, checking: Checking) -> Played:
    played = Played(checking.checked, checking.asked)
    try:
        played.fee, played.explanation = explain_fee(package, played.checked.names, scenario.on)
    except FeeError as error:
        played.refusals.append(str(error))
    return played


def _asked(package: Package, answers: Mapping[str, Any], surroundings: Surroundings) -> frozenset[str]:
    walk = Walk(package.form, surroundings)
    return frozenset(
        item.field.id
        for page, is_asked in walk.pages()
        if is_asked
        for item in walk.fields(page, lambda wanted: answers.get(wanted.id))
    )


class _Play:
    def __init__(self, sandbox: Sandbox, scenario: ScenarioFile, played: Played, now: datetime) -> None:
        self.sandbox, self.scenario, self.played, self.now = sandbox, scenario, played, now

    def run(self) -> None:
        sandbox = self.sandbox
        code = take_answers(sandbox.citizen(), service=sandbox.package.id, answers=self.scenario.answers)
        case = submit_application(sandbox.citizen(), code=code).case
        sandbox.work_off(self.now)
        self.finish_steps(case)
        for mark in self.scenario.marks:
            mark_case(sandbox.staff(), case=case, mark=mark, is_set=True, reason="Szenario")
        for step in self.steps():
            try:
                self.act(step, case, code)
            except ProductError as error:
                self.played.refusals.append(f"The step »{step.do}« was refused: {error.user_message}")
        self.look(case)

    def steps(self) -> list[ScenarioStep]:
        if self.scenario.steps is not UNSET:
            return self.scenario.steps
        return [_CERTIFY] if "certify" in self.sandbox.package.case.outcomes.values() else []

    def act(self, step: ScenarioStep, case: UUID, code: str) -> None:
        if step.do == "wait":
            self.now += timedelta(days=step.days)
        with rehearsed_time(self.now):
            staff, citizen = self.sandbox.staff(), self.sandbox.citizen()
            match step.do:
                case "certify":
                    certify_receipt(staff, case=case)
                case "refuse":
                    refuse_notice(staff, case=case, reason=step.text)
                case "ask":
                    ask_applicant(staff, case=case, text=step.text)
                case "answer":
                    answer_question(citizen, code=code, text=step.text, files=[])
                case "withdraw":
                    withdraw_application(citizen, code=code)
                case "pay":
                    self._pay(case)
                case "wait":
                    pass
            self.sandbox.work_off(self.now)
            self.finish_steps(case)

    def _pay(self, case: UUID) -> None:
        staff = self.sandbox.staff()
        for claim in claims_of_case(staff, case):
            if claim.open_cents > 0:
                take_cash(staff, claim=claim.id, cents=claim.open_cents)

    def finish_steps(self, case: UUID) -> None:
        """Finish what waits and has nothing to decide, such as steps that a municipality put in."""
        sandbox = self.sandbox
        for _ in range(_STEPS_MAX):
            waiting = open_steps(sandbox.system(), case, sandbox.package)
            if not waiting:
                return
            with rehearsed_time(self.now):
                finish_step(sandbox.staff(), case=case, step=waiting[0].step)
                sandbox.work_off(self.now)

    def look(self, case: UUID) -> None:
        with rehearsed_time(self.now):
            ctx = self.sandbox.system()
            self.played.view = view = desk_view(ctx, case=case)
            self.played.payloads = sent_payloads(ctx, case=case)
            self.played.past = past_run(ctx, case=case)
            if self.scenario.expect.letters:
                for document in view.documents:
                    if document.media_type == "application/pdf" and document.sha256:
                        self.played.letters.append(Letter(document.kind, document_content(ctx, document)))
