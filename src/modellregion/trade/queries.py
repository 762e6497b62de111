"""Read models of the trade register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from modellregion.forms.api import read_search
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import unseal
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.trade.entries import COLUMNS, BusinessRow, business_row
from modellregion.trade.models import Business, RegisteredNotice, Retrieval
from modellregion.trade.policy import Trade

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register, and the key with which the next one continues."""

    rows: Sequence[BusinessRow]
    next: str


@dataclass(frozen=True, slots=True)
class FactSection:
    """Facts that stand together: lines of number on the form, label, text."""

    title: str
    lines: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice behind an entry."""

    case_id: UUID
    kind: str
    form: str
    number: str
    effective_on: date | None
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class BusinessView:
    """An entry with its facts and notices."""

    entry: BusinessRow
    facts: Sequence[FactSection]
    notices: Sequence[NoticeRow]


def search_register(
    ctx: Context, *, words: str = "", shown: str = "active", after: str = "", size: int = PAGE_SIZE
) -> RegisterPage:
    """Return entries by number, the newest first; ``shown`` is active, ceased or all."""
    ctx.authorise(Trade.SEE_REGISTER)
    conditions = {"active": ["state = 'active'"], "ceased": ["state <> 'active'"]}.get(shown, ["true"])
    values: dict[str, Any] = {"municipality": ctx.municipality, "limit": size + 1}
    if search := read_search(words):
        conditions.append("to_tsvector('simple', search) @@ to_tsquery('simple', %(words)s)")
        values["words"] = search.tsquery()
    if after:
        conditions.append("number < %(after)s")
        values["after"] = after
    statement = (
        f"SELECT {COLUMNS} FROM trade_business WHERE municipality_id = %(municipality)s AND {' AND '.join(conditions)} "
        "ORDER BY number DESC LIMIT %(limit)s"
    )
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    rows = [business_row(row) for row in found[:size]]
    return RegisterPage(rows, rows[-1].number if len(found) > size else "")


def business_view(ctx: Context, *, business: UUID, purpose: str = "Gewerbeüberwachung") -> BusinessView:
    """Return an entry with its notices; the look is logged with its purpose (§ 14 Abs. 11 GewO).

    :raises NotFoundError: when the register has no such entry.
    """
    ctx.authorise(Trade.SEE_REGISTER)
    with tenant(ctx):
        row = Business.objects.filter(municipality_id=ctx.municipality, id=business).first()
        if row is None:
            raise NotFoundError(f"business {business}")
        notices = RegisteredNotice.objects.filter(
            municipality_id=ctx.municipality, business_id=business
        ).order_by("-id")
        if ctx.actor.id is not None:
            Retrieval.objects.create(
                municipality_id=ctx.municipality,
                id=new_id(),
                at=ctx.now(),
                staff_id=ctx.actor.id,
                staff_name=ctx.actor.name,
                business_id=business,
                purpose=purpose,
            )
        return BusinessView(
            business_row([getattr(row, name) for name in COLUMNS.split(", ")]),
            _facts(row),
            [
                NoticeRow(n.case_id, n.kind, n.form, n.number, n.effective_on, n.registered_at)
                for n in notices
            ],
        )


def _facts(row: Business) -> list[FactSection]:
    if not row.facts:
        return []
    found = msgspec.json.decode(unseal(row.facts), type=list[_Facts])
    return [FactSection(section.title, section.lines) for section in found]


class _Facts(msgspec.Struct):
    title: str
    lines: list[tuple[str, str, str]]
