"""Keep a filtered list under a name (Ansicht speichern), and forget it again. A view is its owner's alone."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.errors import TooManyViewsError, ViewNameMissingError
from modellregion.region.models import SavedView

NAME_LENGTH_MAX = 60
QUERY_LENGTH_MAX = 1_000
VIEWS_MAX = 20
"""Of one list, for one person."""


class List(StrEnum):
    """The lists of the desk whose views can be kept; each is the name of its page's address."""

    INBOX = "inbox"
    FILES = "files"
    OUTGOING = "outgoing"
    OPINIONS = "opinions"
    REGISTER = "register"
    DELIVERIES = "deliveries"
    CASH_DESK = "cash_desk"


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """A kept view: its name and the part of the list's address behind the question mark."""

    id: UUID
    name: str
    query: str


def keep_view(ctx: Context, *, shown: List, name: str, query: str) -> None:
    """Keep a view; one of the same list and name takes its place.

    :raises ViewNameMissingError: without a name.
    :raises TooManyViewsError: when the person keeps as many of this list as there may be.
    """
    person = ctx.person()
    name = " ".join(name.split())[:NAME_LENGTH_MAX]
    if not name:
        raise ViewNameMissingError("view")
    with tenant(ctx):
        own = SavedView.objects.filter(municipality_id=ctx.municipality, staff_id=person, shown=shown.value)
        if own.filter(name=name).update(query=query[:QUERY_LENGTH_MAX]):
            return
        if own.count() >= VIEWS_MAX:
            raise TooManyViewsError(f"{VIEWS_MAX} views of {person}")
        view = SavedView(
            municipality_id=ctx.municipality,
            id=new_id(),
            staff_id=person,
            shown=shown.value,
            name=name,
            query=query[:QUERY_LENGTH_MAX],
            created_at=ctx.now(),
        )
        SavedView.objects.bulk_create([view])


def forget_view(ctx: Context, *, view: UUID) -> None:
    """Forget one of one's own views.

    :raises NotFoundError: when there is no such view of this person.
    """
    person = ctx.person()
    with tenant(ctx):
        own = SavedView.objects.filter(municipality_id=ctx.municipality, staff_id=person, id=view)
        if not own.delete()[0]:
            raise NotFoundError(f"view {view}")


def views_of(ctx: Context, shown: List) -> list[ViewEntry]:
    """Return one's own views of a list, by name. Must run inside a ``tenant`` block."""
    rows = SavedView.objects.filter(
        municipality_id=ctx.municipality, staff_id=ctx.person(), shown=shown.value
    )
    return [ViewEntry(row.id, row.name, row.query) for row in rows.order_by("name")]
