"""The history of a case: who did what when, written in the transaction of the act itself."""

from typing import Any
from uuid import UUID

import msgspec

from modellregion.cases.models import CaseEvent
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import seal
from modellregion.kernel.ids import new_id


def record(
    ctx: Context, case: UUID, action: Action, *, note: str = "", data: Any = None, is_public: bool = False
) -> None:
    """Append a line to the history. ``data`` is plain JSON-like and sealed; the note is shown to the staff."""
    CaseEvent.objects.bulk_create([event(ctx, case, action, note=note, data=data, is_public=is_public)])


def event(
    ctx: Context, case: UUID, action: Action, *, note: str = "", data: Any = None, is_public: bool = False
) -> CaseEvent:
    """Return a line of the history, not yet written."""
    return CaseEvent(
        municipality_id=ctx.municipality,
        id=new_id(),
        case_id=case,
        at=ctx.now(),
        action=action.value,
        actor_kind=ctx.actor.kind.value,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        note=note,
        data=None if data is None else seal(msgspec.json.encode(data)),
        is_public=is_public,
    )
