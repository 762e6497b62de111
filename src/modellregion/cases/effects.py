"""What a process wants done: written down as jobs, nothing is done inside the transaction."""

from datetime import datetime
from uuid import UUID

from modellregion.cases.history import record
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.jobs import defer
from modellregion.process.api import (
    CallService,
    Changes,
    EndInstance,
    InstanceState,
    RaiseIncident,
    SendMessage,
    SetTimer,
)

FOREVER = 9999
"""Timers of this year never fire: their durations lead beyond the calendar's end. Nobody has to wake up for them."""


def carry_out_effects(ctx: Context, case: UUID, changes: Changes) -> None:
    """Write down as jobs what the process wants done, and in the history what somebody has to see."""
    for effect in changes.effects:
        if isinstance(effect, CallService | SendMessage):
            defer(
                "cases.run_operation",
                ctx.municipality,
                at=effect.run_at if effect.attempt > 1 else None,
                case=str(case),
                job=effect.job_id,
                operation=effect.operation or "",
            )
        elif isinstance(effect, SetTimer):
            set_timer(ctx, case, effect.job_id, effect.run_at)
        elif isinstance(effect, RaiseIncident):
            record(ctx, case, Action.INCIDENT, note=f"{effect.node}: {effect.error}")
        elif isinstance(effect, EndInstance) and effect.state == InstanceState.FAILED:
            record(ctx, case, Action.INCIDENT, note=effect.error or "")


def set_timer(ctx: Context, case: UUID, job: str, run_at: datetime) -> None:
    """Wake the process up at a time; one that is past is at once."""
    if run_at.year < FOREVER:
        defer("cases.fire_timer", ctx.municipality, at=run_at, case=str(case), job=job)
