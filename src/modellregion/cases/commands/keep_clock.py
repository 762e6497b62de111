"""What staff do to a statutory clock of a case (Fristenuhr): start, suspend, resume, extend, take its start back.

What the law does not know is refused in the words of ``deadlines``, which name the norm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.clocks import read_clock, write_clock
from modellregion.cases.errors import ClockRefusedError, NotYourTurnError, ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.policy import Cases
from modellregion.cases.states import Action, CaseState
from modellregion.deadlines import api as law
from modellregion.deadlines.api import Clock, DeadlineError, Period, day_de
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant


@dataclass(frozen=True, slots=True)
class Lengthening:
    """How much longer a period gets: by a period, or until a day; one of the two."""

    period: Period | None = None
    until: date | None = None


def start_clock(ctx: Context, *, case: UUID, clock: UUID, on: date, reason: str) -> None:
    """Let a clock begin that waited for its starting event, such as complete documents (§ 42a Abs. 2 Satz 2 VwVfG).

    :raises ClockRefusedError: when it runs already, or the day lies ahead.
    """
    if on > ctx.today():
        raise ClockRefusedError.because(
            law.ClockError(
                f"Der {day_de(on)} liegt in der Zukunft. Geben Sie den Tag an, an dem es geschah.",
                f"{law.day_en(on)} is in the future. State the day on which it happened.",
            ),
            ctx.language,
        )
    _change(
        ctx,
        case,
        clock,
        Action.CLOCK_STARTED,
        reason,
        lambda old: law.start(old, on, reason),
        when=day_de(on),
    )


def withdraw_clock_start(ctx: Context, *, case: UUID, clock: UUID, reason: str) -> None:
    """Take the start of a clock back, because its condition was not met after all."""
    _change(
        ctx,
        case,
        clock,
        Action.CLOCK_START_WITHDRAWN,
        reason,
        lambda old: law.withdraw_start(old, ctx.today(), reason),
    )


def suspend_clock(ctx: Context, *, case: UUID, clock: UUID, reason: str, waiting_for: str) -> None:
    """Suspend a clock from today (Hemmung), with the reason and for whom the office waits.

    :raises ReasonMissingError: without one of the two.
    :raises ClockRefusedError: when the law knows no suspension for it, or it does not run.
    """
    if not waiting_for.strip():
        raise ReasonMissingError("suspend: waiting for")
    note = f"{waiting_for.strip()}: {reason.strip()}"
    _change(
        ctx,
        case,
        clock,
        Action.CLOCK_SUSPENDED,
        reason,
        lambda old: law.suspend(old, ctx.today(), reason, waiting_for),
        note=note,
    )


def resume_clock(ctx: Context, *, case: UUID, clock: UUID, reason: str) -> None:
    """Let a suspended clock run on; today is the last day that does not count."""
    _change(ctx, case, clock, Action.CLOCK_RESUMED, reason, lambda old: law.resume(old, ctx.today()))


def extend_clock(ctx: Context, *, case: UUID, clock: UUID, by: Lengthening, reason: str) -> None:
    """Extend a clock as told to the person concerned today (§ 42a Abs. 2 Satz 3 VwVfG: once).

    :raises ClockRefusedError: when it was extended as often as the law allows, or has ended.
    """
    _change(
        ctx,
        case,
        clock,
        Action.CLOCK_EXTENDED,
        reason,
        lambda old: law.extend(old, told_on=ctx.today(), reason=reason, period=by.period, until=by.until),
        permission=Cases.DECIDE,
        is_public=True,
    )


def _change(
    ctx: Context,
    case: UUID,
    clock: UUID,
    action: Action,
    reason: str,
    act: Callable[[Clock], Clock],
    *,
    note: str = "",
    when: str = "",
    permission: Cases = Cases.WORK,
    is_public: bool = False,
) -> None:
    with tenant(ctx):
        locked = lock_for_work(ctx, case, permission)
        if not reason.strip():
            raise ReasonMissingError(action)
        if CaseState(locked.row.state).is_decided:
            raise NotYourTurnError(f"case {case} is decided")
        row = ClockRow.objects.filter(
            municipality_id=ctx.municipality, case_id=case, id=clock, request_id=None
        ).first()
        if row is None:
            raise NotFoundError(f"clock {clock}")
        try:
            changed = act(read_clock(row))
        except DeadlineError as refused:
            raise ClockRefusedError.because(refused, ctx.language) from refused
        write_clock(ctx, row, changed)
        due = f" → {day_de(row.due_on)}" if row.due_on else ""
        told = " ".join(filter(None, [changed.rule.cited, when])) + f": {note or reason.strip()}{due}"
        data = {"rule": changed.rule.id, "due": row.due_on.isoformat() if row.due_on else None}
        record(ctx, case, action, note=told, data=data, is_public=is_public)
