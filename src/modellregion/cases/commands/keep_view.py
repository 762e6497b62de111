"""Keep a filtered list under a name (Ansicht speichern), and forget it again. A view is its owner's alone."""

from dataclasses import dataclass
from uuid import UUID

from modellregion.cases.errors import NameMissingError, TooManyViewsError
from modellregion.cases.models import SavedView
from modellregion.cases.policy import Cases
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant

NAME_LENGTH_MAX = 60
QUERY_LENGTH_MAX = 1_000
VIEWS_MAX = 20


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """A kept view: its name and the part of the inbox's address behind the question mark."""

    id: UUID
    name: str
    query: str


def keep_view(ctx: Context, *, name: str, query: str) -> None:
    """Keep a view; one of the same name takes its place.

    :raises NameMissingError: without a name.
    :raises TooManyViewsError: when the person keeps as many as there may be.
    """
    ctx.authorise(Cases.SEE)
    name = " ".join(name.split())[:NAME_LENGTH_MAX]
    if not name:
        raise NameMissingError("view")
    with tenant(ctx):
        own = SavedView.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person())
        if own.filter(name=name).update(query=query[:QUERY_LENGTH_MAX]):
            return
        if own.count() >= VIEWS_MAX:
            raise TooManyViewsError(f"{VIEWS_MAX} views of {ctx.actor.id}")
        view = SavedView(
            municipality_id=ctx.municipality,
            id=new_id(),
            staff_id=ctx.person(),
            name=name,
            query=query[:QUERY_LENGTH_MAX],
            created_at=ctx.now(),
        )
        SavedView.objects.bulk_create([view])


def forget_view(ctx: Context, *, view: UUID) -> None:
    """Forget one of one's own views.

    :raises NotFoundError: when there is no such view of this person.
    """
    ctx.authorise(Cases.SEE)
    with tenant(ctx):
        own = SavedView.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person(), id=view)
        if not own.delete()[0]:
            raise NotFoundError(f"view {view}")


def views_of(ctx: Context) -> list[ViewEntry]:
    """Return one's own views, by name. Must run inside a ``tenant`` block."""
    ctx.authorise(Cases.SEE)
    rows = SavedView.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person()).order_by("name")
    return [ViewEntry(row.id, row.name, row.query) for row in rows]
