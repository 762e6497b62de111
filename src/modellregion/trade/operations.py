"""The operation ``register.enter``: a certified notice enters the trade register."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from modellregion.cases.api import Action, Work, note_event, sheet_sections
from modellregion.forms.api import Section, search_key
from modellregion.kernel.context import Context
from modellregion.kernel.counters import next_number
from modellregion.kernel.envelope import plain
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import seal_rows
from modellregion.trade.entries import BusinessState
from modellregion.trade.identifying import NEW_ENTRY, candidates, choice_name, clues_of, identify, trader_of
from modellregion.trade.models import Business, RegisteredNotice

NUMBER_SERIES = "gewerberegister"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one sheet of a notice says: its number (0 for the only one), who notifies, sections, answers."""

    number: int
    trader: str
    sections: list[Section]
    answers: Mapping[str, Any]


def enter_register(ctx: Context, work: Work) -> None:
    """Enter a notice: a registration makes an entry; a change or a deregistration changes the one the clerk chose.

    Where nobody chose, the entry that certainly is the notice's own is taken; where none is, a new one is made.
    For a partnership each managing partner is a trader with an entry of their own.
    """
    kind = str(work.case.package.register.get("kind", "anmeldung"))
    numbers = []
    for sheet in work.sheets():
        entry = sheet_of(ctx, work, sheet)
        business = _business(ctx, work, entry, kind)
        apply_notice(ctx, work, business, entry, kind)
        notice = notice_row(ctx, work, business, entry, kind)
        for row in (business, notice):
            seal_rows(ctx.municipality, [row])
        _save(business)
        RegisteredNotice.objects.bulk_create([notice])
        numbers.append(business.number)
    note_event(ctx, work.case.id, Action.REGISTERED, note=", ".join(numbers))


def sheet_of(ctx: Context, work: Work, sheet: int | None) -> Sheet:
    """Return what a sheet says."""
    package = work.case.package
    trader = trader_of(package, work.answers, sheet) or work.case.row.subject
    return Sheet(
        0 if sheet is None else sheet + 1, trader, sheet_sections(ctx, work.subject(sheet)), work.answers
    )


def _business(ctx: Context, work: Work, entry: Sheet, kind: str) -> Business:
    """Return the entry the notice belongs to; a new one when there is none."""
    known = None if kind == "anmeldung" else _known(ctx, work, entry)
    if known is not None:
        rows = Business.objects.select_for_update().filter(municipality_id=ctx.municipality, id=known)
        if (found := rows.first()) is not None:
            return found
    business = new_business(ctx, work, entry, new_id(), next_number(ctx.municipality, NUMBER_SERIES))
    Business.objects.bulk_create([business])
    return business


def new_business(ctx: Context, work: Work, entry: Sheet, identifier: UUID, number: int) -> Business:
    """Return an entry that a notice makes, not yet written and still empty."""
    return Business(
        municipality_id=ctx.municipality,
        id=identifier,
        number=f"R-{number:06}",
        name=work.case.row.subject,
        trader=entry.trader,
        activity="",
        address="",
        search="",
        state=BusinessState.ACTIVE,
        facts=b"",
        updated_at=ctx.now(),
    )


def _known(ctx: Context, work: Work, entry: Sheet) -> UUID | None:
    """Return the entry that was chosen, else the one that is certain."""
    chosen = str(work.values.get(choice_name(entry.number)) or "")
    if chosen == NEW_ENTRY:
        return None
    with suppress(ValueError):
        return UUID(chosen)
    package, subject = work.case.package, work.case.row.subject
    clues = clues_of(package, entry.answers, subject=subject, trader=entry.trader, sheet=entry.number)
    certain = identify(candidates(ctx, clues), clues)
    return certain.id if certain else None


def apply_notice(ctx: Context, work: Work, business: Business, entry: Sheet, kind: str) -> None:
    """Let the entry say what the notice says; it is not yet saved."""
    on = _date(work, "date")
    activity, address = _text(work, "activity"), _text(work, "address")
    business.name = work.case.row.subject or business.name
    business.trader = entry.trader or business.trader
    business.activity = activity or business.activity
    business.address = address or business.address
    business.facts = plain(_plain(entry.sections))
    business.updated_at = ctx.now()
    if kind == "abmeldung":
        moved = str(work.answers.get("grund", "")) == "verlegung"
        business.state = BusinessState.MOVED if moved else BusinessState.CEASED
        business.ceased_on = on
    else:
        business.state, business.ceased_on = BusinessState.ACTIVE, None
        if kind == "anmeldung":
            business.since = on  # a change does not tell since when there is a business
    words = f"{business.number} {business.name} {business.trader} {business.activity} {business.address}"
    business.search = search_key(words)


def notice_row(ctx: Context, work: Work, business: Business, entry: Sheet, kind: str) -> RegisteredNotice:
    """Return the notice behind an entry, not yet written."""
    return RegisteredNotice(
        municipality_id=ctx.municipality,
        id=new_id(),
        business_id=business.id,
        case_id=work.case.id,
        sheet=entry.number,
        kind=kind,
        form=work.case.package.service.form,
        number=work.case.row.number,
        effective_on=_date(work, "date"),
        registered_at=ctx.now(),
        content=plain(_plain(entry.sections)),
    )


def _save(business: Business) -> None:
    Business.objects.filter(municipality_id=business.municipality_id, id=business.id).update(
        name=business.name,
        trader=business.trader,
        activity=business.activity,
        address=business.address,
        search=business.search,
        state=business.state,
        since=business.since,
        ceased_on=business.ceased_on,
        facts=business.facts,
        updated_at=business.updated_at,
    )


def _text(work: Work, role: str) -> str:
    """Return the text of the field, or of the fields, that play a role in the register, as the package says."""
    named = work.case.package.register.get(role, [])
    texts = []
    for name in named if isinstance(named, list) else [named]:
        field = work.case.package.form.fields.get(str(name))
        value = work.answers.get(str(name))
        if field is not None and field.kind is not None and value is not None:
            texts.append(field.kind.show(value, "de"))
    return "\n".join(texts)


def _date(work: Work, role: str) -> date | None:
    value = work.answers.get(str(work.case.package.register.get(role, "")))
    return value if isinstance(value, date) else None


def _plain(sections: list[Section]) -> bytes:
    """Return sections as JSON: titles and lines of number, label and text."""
    return msgspec.json.encode(
        [
            {
                "title": s.title,
                "lines": [[", ".join(line.form_fields), line.label, line.text] for line in s.lines],
            }
            for s in sections
        ]
    )
