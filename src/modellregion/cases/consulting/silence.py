"""What happens when a body says nothing until its period ends: by itself, and written down."""

from uuid import UUID

from modellregion.cases.clocks import read_clock, wake
from modellregion.cases.consulting.closing import settle, tell_of_request
from modellregion.cases.consulting.models import AuthorityRequest
from modellregion.cases.consulting.papers import SILENCE_DE, file_silence
from modellregion.cases.consulting.words import RequestState, Silence
from modellregion.cases.history import record
from modellregion.cases.models import Clock as ClockRow
from modellregion.cases.states import Action
from modellregion.cases.steps import LockedCase, lock_case
from modellregion.deadlines.api import day_de, due_on, effect_day
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant


def note_silence(ctx: Context, *, case: UUID, clock: UUID) -> bool:
    """Let silence take its declared effect once the last day of a request has ended; False for a clock of another kind.

    A request that was answered, taken back or extended meanwhile is left alone.
    """
    with tenant(ctx):
        locked = lock_case(ctx, case)
        row = ClockRow.objects.filter(municipality_id=ctx.municipality, case_id=case, id=clock).first()
        if row is None or row.request_id is None:
            return False
        if row.due_on is not None and row.due_on >= ctx.today() and row.stopped_on is None:
            wake(ctx, case, clock, row.due_on)
            return True
        request = AuthorityRequest.objects.get(municipality_id=ctx.municipality, id=row.request_id)
        take_silence(ctx, locked, request, row)
        return True


def take_silence(ctx: Context, locked: LockedCase, request: AuthorityRequest, clock: ClockRow) -> None:
    """Let silence take effect, if the request is open and its last day has ended."""
    due = due_on(read_clock(clock))
    if request.state != RequestState.OPEN or due is None or due >= ctx.today():
        return
    request.state = RequestState.SILENT.value
    AuthorityRequest.objects.filter(municipality_id=ctx.municipality, id=request.id).update(
        state=request.state
    )
    on = effect_day(read_clock(clock).rule, due)
    clock.effect_on = on
    ClockRow.objects.filter(municipality_id=ctx.municipality, id=clock.id).update(effect_on=on)
    file_silence(ctx, locked, request, day_de(due))
    meaning = f"{SILENCE_DE[Silence(request.silence)]} {request.silence_basis}".strip()
    data = {"silence": request.silence, "on": on.isoformat()}
    record(ctx, locked.id, Action.AUTHORITY_SILENT, note=f"{request.name}: {meaning}", data=data)
    tell_of_request(ctx, locked, request)
    settle(ctx, locked, request.round_id)
