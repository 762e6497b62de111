"""Many cases at once (Sammelaktion): take them over, put them back, hand them over; and undo it.

Every case goes through the command for one, with its rights and its line in the history; what is refused is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from modellregion.cases.commands.assign_case import claim_case, hand_over_case, put_back, release_case
from modellregion.cases.errors import NothingChosenError, ReasonMissingError, TooManyCasesError
from modellregion.cases.models import BulkAction, Case
from modellregion.cases.policy import Cases
from modellregion.cases.steps import lock_case
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant

CASES_MAX = 200


class Bulk(StrEnum):
    """What is done to all of them."""

    CLAIM = "uebernehmen"
    RELEASE = "zuruecklegen"
    HAND_OVER = "abgeben"


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What came of it: how many changed, and sentences for those that did not; ``is_undone`` after the undoing."""

    id: UUID
    changed: int
    refused: Sequence[tuple[str, str]]
    is_undone: bool


def assign_many(
    ctx: Context,
    *,
    cases: Sequence[UUID],
    action: Bulk,
    staff: UUID | None = None,
    unit: UUID | None = None,
    reason: str = "",
) -> UUID:
    """Assign many cases; return the key under which the outcome lies.

    :raises NothingChosenError: without a case.
    :raises TooManyCasesError: for more than 200.
    :raises ReasonMissingError: when cases are handed over without a reason.
    """
    ctx.authorise(Cases.WORK)
    if not cases:
        raise NothingChosenError("no case")
    if len(cases) > CASES_MAX:
        raise TooManyCasesError(f"{len(cases)} cases")
    if action is Bulk.HAND_OVER and not reason.strip():
        raise ReasonMissingError("hand over many")
    acts: dict[Bulk, Callable[[UUID], None]] = {
        Bulk.CLAIM: lambda case: claim_case(ctx, case=case),
        Bulk.RELEASE: lambda case: release_case(ctx, case=case),
        Bulk.HAND_OVER: lambda case: hand_over_case(ctx, case=case, reason=reason, staff=staff, unit=unit),
    }
    with tenant(ctx):
        # In the order of their keys, so that two people who choose the same cases wait for each other, not in a circle.
        wanted = sorted(set(cases))
        before = _assignments(ctx, wanted)
        refused = []
        for case in wanted:
            try:
                acts[action](case)
            except ProductError as error:
                refused.append((before[case][2] if case in before else "", str(error.user_message)))
        after = _assignments(ctx, wanted)
        changes = {
            str(case): {"before": row[:2], "after": after[case][:2]}
            for case, row in before.items()
            if after[case][:2] != row[:2]
        }
        kept = BulkAction(
            municipality_id=ctx.municipality,
            id=new_id(),
            staff_id=ctx.person(),
            at=ctx.now(),
            before={"changes": changes, "refused": refused},
        )
        BulkAction.objects.bulk_create([kept])
        return kept.id


def undo_bulk(ctx: Context, *, bulk: UUID) -> int:
    """Undo one's own bulk action where nobody has moved the case since; return how many cases went back.

    :raises NotFoundError: when this person did no such thing.
    """
    ctx.authorise(Cases.WORK)
    with tenant(ctx):
        row = _own(ctx, bulk)
        if row.undone_at is not None:
            return 0
        count = 0
        for key, change in sorted(row.before["changes"].items()):
            locked = lock_case(ctx, UUID(key))  # also where it was given to a unit that is not one's own
            if _plain(locked.row) == change["after"]:
                assignee, unit = change["before"]
                put_back(ctx, locked, UUID(assignee) if assignee else None, UUID(unit))
                count += 1
        row.undone_at = ctx.now()
        row.save(update_fields=["undone_at"])
        return count


def bulk_outcome(ctx: Context, *, bulk: UUID) -> BulkOutcome:
    """Return what came of one's own bulk action. Must run inside a ``tenant`` block.

    :raises NotFoundError: when this person did no such thing.
    """
    row = _own(ctx, bulk)
    refused = [(number, sentence) for number, sentence in row.before["refused"]]
    return BulkOutcome(row.id, len(row.before["changes"]), refused, row.undone_at is not None)


def _own(ctx: Context, bulk: UUID) -> BulkAction:
    row = BulkAction.objects.filter(municipality_id=ctx.municipality, id=bulk, staff_id=ctx.person()).first()
    if row is None:
        raise NotFoundError(f"bulk action {bulk}")
    return row


def _assignments(ctx: Context, cases: list[UUID]) -> dict[UUID, list[Any]]:
    rows = Case.objects.filter(municipality_id=ctx.municipality, id__in=cases)
    return {row.id: [*_plain(row), row.number] for row in rows.only("id", "assignee_id", "unit_id", "number")}


def _plain(row: Case) -> list[str | None]:
    return [str(row.assignee_id) if row.assignee_id else None, str(row.unit_id)]
