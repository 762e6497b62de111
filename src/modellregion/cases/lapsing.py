"""The end of a statutory clock by itself: its effect occurs by law, the case shows it, and a certificate can be had.

§ 42a VwVfG: a permission counts as granted; § 71 Abs. 1 Satz 3 BauO NRW: an application counts as withdrawn.
"""

from typing import Any
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import read_clock, wake
from modellregion.cases.errors import ClockRefusedError, NotYourTurnError
from modellregion.cases.history import record
from modellregion.cases.letters import recipient_of, sender_block
from modellregion.cases.models import Case
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.operations import work_on
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action, CaseState
from modellregion.cases.steps import LockedCase, actor_of, lock_case, take_step
from modellregion.deadlines.api import (
    Clock,
    DeadlineError,
    Effect,
    State,
    certificate,
    day_de,
    effect_day,
    state_on,
)
from modellregion.forms.api import show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import Answer, Cancel, Command, MessageArrived
from modellregion.process.store.running import load_part, lock_instance
from modellregion.records.api import Direction, NewDocument, add_document

LAPSED_MESSAGE = "Frist abgelaufen"
"""What a process may wait for, to do more than end when the effect of the case's clock occurs."""
STATE_OF_EFFECT = {
    Effect.DEEMED_GRANTED: CaseState.DEEMED_GRANTED,
    Effect.DEEMED_WITHDRAWN: CaseState.DEEMED_WITHDRAWN,
}
CERTIFICATE_KIND = "effect_certificate"


def let_lapse(ctx: Context, *, case: UUID, clock: UUID) -> None:
    """Look at a case's clock after its last day: note its effect, once, and end what it decides.

    A clock that was suspended, extended or stopped meanwhile is left alone, or looked at again after its new last day.
    """
    with tenant(ctx):
        locked = lock_case(ctx, case)
        row = _row(ctx, case, clock)
        if row is None or row.stopped_on is not None or row.effect_on is not None or row.due_on is None:
            return
        running = read_clock(row)
        if state_on(running, ctx.today()).state is not State.TAKEN_EFFECT:
            if running.rule.effect.comes_by_law:
                wake(ctx, case, clock, row.due_on)
            return
        row.effect_on = effect_day(running.rule, row.due_on)
        ClockRow.objects.filter(municipality_id=ctx.municipality, id=clock).update(effect_on=row.effect_on)
        note = f"{running.rule.cited}, {day_de(row.effect_on)}"
        data = {"rule": running.rule.id, "effect": running.rule.effect.value, "on": row.effect_on.isoformat()}
        record(ctx, case, Action.CLOCK_EFFECT, note=note, data=data, is_public=True)
        reached = STATE_OF_EFFECT.get(running.rule.effect)
        if reached is not None and not CaseState(locked.row.state).is_decided:
            _decide_by_law(ctx, locked, reached, note)


def _decide_by_law(ctx: Context, locked: LockedCase, reached: CaseState, reason: str) -> None:
    """Let the process do what it is drawn to do then, else end it; the case is decided either way."""
    nodes = locked.package.process.nodes.values()
    answer = None
    if any(node.message == LAPSED_MESSAGE for node in nodes):
        answer = _send(ctx, locked, MessageArrived(message_id=str(new_id()), message=LAPSED_MESSAGE))
    if answer is not Answer.DONE:
        _send(ctx, locked, Cancel(reason=reason, actor=actor_of(ctx)))
    Case.objects.filter(municipality_id=ctx.municipality, id=locked.id).update(
        state=reached.value, decided_at=ctx.now(), due_on=None, updated_at=ctx.now()
    )


def _send(ctx: Context, locked: LockedCase, command: Command) -> Answer:
    state = load_part(ctx, locked.package.process, lock_instance(ctx, case=locked.id), command)
    return take_step(ctx, locked, state, command).answer


def certify_effect(ctx: Context, *, case: UUID, clock: UUID) -> UUID:
    """Make the certificate of an effect (Bescheinigung der Genehmigungsfiktion, § 42a Abs. 3 VwVfG) and file it.

    :raises ClockRefusedError: when the effect has not occurred, or the norm knows no certificate.
    :raises NotYourTurnError: when the file is closed.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.DECIDE)
        if locked.row.closed_at is not None:
            raise NotYourTurnError(f"case {case} is closed")
        row = _row(ctx, case, clock)
        if row is None:
            raise NotFoundError(f"clock {clock}")
        content = _certificate(ctx, locked, read_clock(row))
        document = NewDocument(
            kind=CERTIFICATE_KIND,
            title="Bescheinigung der Rechtsfolge",
            name=f"{locked.row.number}-bescheinigung.pdf",
            media_type="application/pdf",
            direction=Direction.OUT,
            is_public=True,
            content=content,
        )
        add_document(ctx, file=locked.row.file_id, document=document)
        record(ctx, case, Action.EFFECT_CERTIFIED, note=read_clock(row).rule.cited, is_public=True)
        return document.id


def _certificate(ctx: Context, locked: LockedCase, clock: Clock) -> bytes:
    try:
        stated = certificate(clock, ctx.today())
    except DeadlineError as refused:
        raise ClockRefusedError.because(refused, ctx.language) from refused
    row = locked.row
    work = work_on(ctx, locked, {})
    data: dict[str, Any] = {
        "sender": sender_block(ctx, locked.package),
        "recipient": recipient_of(ctx, work.subject()),
        "title": "Bescheinigung",
        "details": [
            ["Vorgang", row.number],
            ["Betreff", f"{locked.package.title('de')}: {row.subject}"],
            ["Eingang", show_date(row.received_at.astimezone(BERLIN).date(), "de")],
            ["Ausgestellt", show_date(ctx.today(), "de")],
        ],
        "text": stated.de,
        "extended": stated.extended,
        "basis": f"Diese Bescheinigung wird nach {stated.certificate_norm} ausgestellt.",
        "embedded": "",
    }
    return letter_pdf(house_folder(), "effect.typ", data, created=ctx.now())


def _row(ctx: Context, case: UUID, clock: UUID) -> ClockRow | None:
    rows = ClockRow.objects.filter(municipality_id=ctx.municipality, case_id=case, request_id=None)
    return rows.filter(id=clock).first()
