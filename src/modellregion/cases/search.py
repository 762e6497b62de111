"""Search over cases: by number, subject and all names the service's package says a case is found by, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.cases.drafts import open_stored_answers
from modellregion.cases.parties import search_values
from modellregion.cases.policy import Cases
from modellregion.cases.states import CaseState
from modellregion.forms.api import Search
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.searching import newest_answers, plan_by_values
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import package_by_hash

NAMES_MAX = 3


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What is looked for; ``until`` is the first instant that no longer counts, ``after`` the last id of the page before."""

    search: Search
    size: int
    unit: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A case that was found. ``names``: what it was found by where number and subject do not say so."""

    id: UUID
    number: str
    subject: str
    package: str
    state: CaseState
    received_at: datetime
    unit: str
    names: tuple[str, ...]


def search_cases(ctx: Context, wanted: CaseSearch) -> list[CaseHit]:
    """Return the newest cases the actor may see that answer every word.

    :raises NotAllowedError: when the actor may see no cases at all.
    """
    ctx.authorise(Cases.SEE)
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "words": wanted.search.tsquery(),
        "units": sorted(ctx.actor.units),
        "actor": ctx.actor.id,
        "limit": wanted.size,
    }
    conditions, bounds = [], []
    if not ctx.may(Cases.SEE_ALL):
        conditions.append("(c.unit_id = ANY(%(units)s::uuid[]) OR c.assignee_id = %(actor)s)")
    for name, value, condition in (
        ("unit", wanted.unit, "c.unit_id = %(unit)s"),
        ("since", wanted.since, "c.received_at >= %(since)s"),
        ("until", wanted.until, "c.received_at < %(until)s"),
    ):
        if value is not None:
            conditions.append(condition)
            values[name] = value
    if wanted.after is not None:
        bounds.append("id < %(after)s")
        values["after"] = wanted.after
    found = newest_answers("cases_case", "c", conditions=conditions, bounds=bounds)
    statement = (
        "SELECT c.id, c.number, c.subject, c.package, c.state, c.received_at, coalesce(u.name, ''), c.package_hash, "  # noqa: S608 - constants
        f"c.answers FROM {found} found JOIN cases_case c ON c.municipality_id = %(municipality)s AND c.id = found.id "
        "LEFT JOIN region_unit u ON (u.municipality_id, u.id) = (c.municipality_id, c.unit_id) "
        "ORDER BY c.id DESC LIMIT %(limit)s"
    )
    with tenant(ctx), connection.cursor() as cursor:
        plan_by_values()
        cursor.execute(statement, values)
        rows = cursor.fetchall()
        load(ctx.municipality, [row[0] for row in rows])
        return [_hit(ctx, wanted.search, row) for row in rows]


def _hit(ctx: Context, search: Search, row: Sequence[Any]) -> CaseHit:
    identifier, number, subject, service, state, received_at, unit, package_hash, answers = row
    names: tuple[str, ...] = ()
    if not search.is_answered_by(f"{number} {subject}"):
        package = package_by_hash(package_hash)
        said = search_values(
            package, open_stored_answers(package.form, ctx.municipality, identifier, answers)
        )
        found = [value for value in said if any(piece.is_hit for piece in search.pieces(value))]
        names = tuple(dict.fromkeys(found))[:NAMES_MAX]
    return CaseHit(identifier, number, subject, service, CaseState(state), received_at, unit, names)
