"""What a clerk finds in the morning (Mein Tag): own work by urgency, what is new, the work of absent colleagues, changes.

Each part is one statement and a few rows, whatever lies in the database.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.cases.inbox import InboxPage, InboxQuery, Order, Shown, list_inbox
from modellregion.cases.models import AdHocTask
from modellregion.cases.policy import Cases
from modellregion.cases.states import ACTION_NAMES, Action
from modellregion.journal.api import entries_by_id
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.data_keys import load
from modellregion.kernel.envelope import unseal
from modellregion.kernel.ids import id_at
from modellregion.kernel.sealed_fields import place_in
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import list_substitutions

ROWS = 8
CHANGES_MAX = 12
_TOLD = (
    Action.SUBMITTED,
    Action.QUESTION_ANSWERED,
    Action.HANDED_OVER,
    Action.WITHDRAWN,
    Action.REMINDED,
    Action.INCIDENT,
    Action.DELIVERY_FAILED,
    Action.AUTHORITY_ANSWERED,
    Action.AUTHORITY_ANSWERED_LATE,
    Action.AUTHORITY_SILENT,
    Action.CONSULTATION_COMPLETE,
    Action.CLOCK_EFFECT,
    Action.DECISION_RETURNED,
)
"""What others did that a clerk wants to know of; what the office decided itself it knows."""

# The keys ascend with time, so the primary key finds the changes since a moment without an index of its own.
_CHANGES = """
SELECT e.id, c.id, c.number, c.subject
FROM journal_entry e JOIN cases_case c ON c.municipality_id = e.municipality_id AND c.id = e.subject_id
WHERE e.municipality_id = %(municipality)s AND e.id >= %(since)s AND e.action = ANY(%(actions)s)
  AND e.actor_id IS DISTINCT FROM %(me)s AND c.unit_id = ANY(%(units)s::uuid[])
ORDER BY e.id DESC LIMIT %(limit)s
"""
_TASKS = """
SELECT t.id, t.title, t.due_on, c.id, c.number, c.subject
FROM cases_ad_hoc_task t JOIN cases_case c ON c.municipality_id = t.municipality_id AND c.id = t.case_id
WHERE t.municipality_id = %(municipality)s AND t.state = 'open'
  AND (t.assignee_id = %(me)s OR (t.assignee_id IS NULL AND c.assignee_id = %(me)s))
  AND (c.unit_id = ANY(%(units)s::uuid[]) OR c.assignee_id = %(me)s)
ORDER BY coalesce(t.due_on, 'infinity'::date), t.id LIMIT %(limit)s
"""
_TO_CONFIRM = """
SELECT c.id, c.number, c.subject, p.proposed_by, p.proposed_at
FROM cases_proposal p JOIN cases_case c ON c.municipality_id = p.municipality_id AND c.id = p.case_id
WHERE p.municipality_id = %(municipality)s AND p.state = 'open' AND p.proposed_by_id IS DISTINCT FROM %(me)s
  AND c.unit_id = ANY(%(units)s::uuid[]) AND c.decided_at IS NULL
ORDER BY p.id LIMIT %(limit)s
"""
_TEAM = """
SELECT c.assignee_id, m.name, count(*), count(*) FILTER (WHERE c.due_on < %(today)s),
       count(*) FILTER (WHERE c.state = 'waiting'), min(c.due_on)
FROM cases_case c LEFT JOIN region_staff_member m ON m.municipality_id = c.municipality_id AND m.id = c.assignee_id
WHERE c.municipality_id = %(municipality)s AND c.unit_id = ANY(%(units)s::uuid[])
  AND c.closed_at IS NULL AND c.decided_at IS NULL
GROUP BY c.assignee_id, m.name ORDER BY c.assignee_id IS NOT NULL, count(*) DESC, m.name
"""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What somebody else did to a case of one's units."""

    case: UUID
    number: str
    subject: str
    action: Action
    name: object
    at: datetime
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An ad-hoc task that is one's own."""

    id: UUID
    title: str
    due_on: date | None
    case: UUID
    number: str
    subject: str


@dataclass(frozen=True, slots=True)
class ConfirmLine:
    """A colleague's decision that waits for a second person (Vier-Augen-Prinzip)."""

    case: UUID
    number: str
    subject: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class TeamLine:
    """How much open work lies with somebody; ``staff`` None: with nobody yet."""

    staff: UUID | None
    name: str
    open: int
    late: int
    waiting: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class MyDay:
    """The parts of the page. ``substituted`` holds who is absent, and their open cases; ``team`` is for team leads."""

    mine: InboxPage
    new: InboxPage
    waiting: InboxPage
    tasks: list[TaskLine]
    to_confirm: list[ConfirmLine]
    absent: dict[UUID, str]
    substituted: InboxPage
    changes: list[ChangeLine]
    since: datetime
    team: list[TeamLine] | None


def my_day(ctx: Context) -> MyDay:
    """Return what is to be done today; a fixed number of statements.

    :raises NotAllowedError: for people who see no cases.
    """
    ctx.authorise(Cases.SEE)
    few = InboxQuery(order=Order.DUE, size=ROWS)
    today = ctx.today()
    absent = {
        entry.absent_id: entry.absent
        for entry in list_substitutions(ctx)
        if entry.substitute_id == ctx.actor.id and entry.starts_on <= today <= entry.ends_on
    }
    since = _begin_of_last_working_day(today)
    with tenant(ctx):
        return MyDay(
            mine=list_inbox(ctx, replace(few, mine=True, shown=Shown.TO_DO)),
            new=list_inbox(ctx, replace(few, unassigned=True)),
            waiting=list_inbox(ctx, replace(few, mine=True, shown=Shown.WAITING)),
            tasks=_tasks(ctx),
            to_confirm=_to_confirm(ctx) if ctx.may(Cases.DECIDE) else [],
            absent=absent,
            substituted=list_inbox(ctx, replace(few, assignees=tuple(absent)))
            if absent
            else InboxPage([], ""),
            changes=_changes(ctx, since),
            since=since,
            team=_team(ctx, today) if ctx.may(Cases.SEE_TEAM) else None,
        )


def _begin_of_last_working_day(today: date) -> datetime:
    """Since yesterday; on Monday since Friday, so that nothing of the weekend is missed."""
    days = {0: 3, 6: 2}.get(today.weekday(), 1)
    return datetime.combine(today - timedelta(days=days), datetime.min.time(), BERLIN)


def _changes(ctx: Context, since: datetime) -> list[ChangeLine]:
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "since": id_at(int(since.timestamp() * 1000) * 4096, 0),
        "actions": [action.value for action in _TOLD],
        "me": ctx.actor.id,
        "units": sorted(ctx.actor.units),
        "limit": CHANGES_MAX,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, values)
        found = cursor.fetchall()
    told = {entry.id: entry for entry in entries_by_id(ctx, [row[0] for row in found])}
    return [
        ChangeLine(
            case=case,
            number=number,
            subject=subject,
            action=Action(told[entry].action),
            name=ACTION_NAMES[Action(told[entry].action)],
            at=told[entry].at,
            actor=told[entry].actor,
            note=told[entry].note,
        )
        for entry, case, number, subject in found
    ]


def _tasks(ctx: Context) -> list[TaskLine]:
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "me": ctx.actor.id,
        "units": sorted(ctx.actor.units),
        "limit": ROWS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, values)
        rows = cursor.fetchall()
    load(ctx.municipality, [row[3] for row in rows])
    return [
        TaskLine(
            task,
            unseal(title, place_in(AdHocTask, "title", ctx.municipality, task, case)).decode(),
            due_on,
            case,
            number,
            subject,
        )
        for task, title, due_on, case, number, subject in rows
    ]


def _to_confirm(ctx: Context) -> list[ConfirmLine]:
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "me": ctx.actor.id,
        "units": sorted(ctx.actor.units),
        "limit": ROWS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TO_CONFIRM, values)
        return [ConfirmLine(*row) for row in cursor.fetchall()]


def _team(ctx: Context, today: date) -> list[TeamLine]:
    values: dict[str, Any] = {
        "municipality": ctx.municipality,
        "units": sorted(ctx.actor.units),
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TEAM, values)
        return [TeamLine(staff, name or "", *rest) for staff, name, *rest in cursor.fetchall()]
