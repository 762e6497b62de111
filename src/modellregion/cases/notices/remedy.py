"""The legal remedy against a notice: its instruction (Rechtsbehelfsbelehrung), and its period as a row.

The instruction names what § 58 Abs. 1 VwGO asks for and no more: remedy, authority or court, seat, period. Words about
form or filing are a common cause of a wrong instruction, and with it of a year's period (decision 0131).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from modellregion.cases.notices.models import Delivery, RemedyClock
from modellregion.cases.notices.states import ClockEnd
from modellregion.cases.surroundings import JURISDICTION
from modellregion.deadlines.api import (
    COURT_ACTION,
    OBJECTION,
    REMEDY_UNINSTRUCTED,
    Step,
    compute,
    find_rule,
    rule_by_id,
)
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.packages.api import NoticeKind
from modellregion.region.api import BodyEntry, administrative_court, get_body

RULES = {"court": COURT_ACTION, "objection": OBJECTION, "uninstructed": REMEDY_UNINSTRUCTED}
"""The rule of law that a remedy follows; ``none`` has no period, because there is nothing to contest."""


@dataclass(frozen=True, slots=True)
class RemedyView:
    """The period of a remedy as pages show it. ``final_on``: from when the notice is final and binding (bestandskräftig)."""

    name: str
    norm: str
    started_on: date
    due_on: date
    final_on: date | None
    end: str
    stopped_on: date | None
    is_final: bool
    steps: tuple[Step, ...]


def instruction(kind: NoticeKind, body: BodyEntry | None) -> str | None:
    """Return the instruction; empty when there is none to give, None when the court is not known."""
    if kind.remedy == "court":
        court = administrative_court(body.regional_key) if body else None
        if court is None:
            return None
        return (
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim "
            f"{court.name}, Sitz: {court.seat}, erhoben werden."
        )
    if kind.remedy == "objection" and body is not None:
        return (
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch bei "
            f"{body.name}, Sitz: {body.town}, erhoben werden."
        )
    return "" if kind.remedy != "objection" else None


def start_remedy(ctx: Context, delivery: Delivery, kind: NoticeKind, notified_on: date) -> None:
    """Let the period begin, or count it anew for another day of notification."""
    rule_key = RULES.get(kind.remedy)
    if rule_key is None:
        return
    rule = find_rule(rule_key, JURISDICTION, notified_on)
    due = compute(rule, notified_on, jurisdiction=JURISDICTION).due
    rows = RemedyClock.objects.filter(municipality_id=ctx.municipality, delivery_id=delivery.id)
    values = {"rule": rule.id, "started_on": notified_on, "due_on": due}
    if not rows.update(**values):
        RemedyClock.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            case_id=delivery.case_id,
            notice_id=delivery.notice_id,
            delivery_id=delivery.id,
            **values,
        )


def stop_remedy(
    ctx: Context, *, end: ClockEnd, on: date, notice: UUID | None = None, delivery: UUID | None = None
) -> int:
    """Stop the running periods of a notice, or of one delivery; return how many there were."""
    rows = RemedyClock.objects.filter(municipality_id=ctx.municipality, stopped_on=None)
    if notice is not None:
        rows = rows.filter(notice_id=notice)
    if delivery is not None:
        rows = rows.filter(delivery_id=delivery)
    return rows.update(stopped_on=on, end=end.value)


def forget_remedy(ctx: Context, delivery: Delivery) -> None:
    """Remove the period of a delivery whose posting was noted by mistake."""
    RemedyClock.objects.filter(municipality_id=ctx.municipality, delivery_id=delivery.id).delete()


def resume_remedy(ctx: Context, *, notice: UUID, replaced_on: date) -> None:
    """Let the periods run again that ended because another notice replaced this one on a day, which it then did not."""
    rows = RemedyClock.objects.filter(municipality_id=ctx.municipality, notice_id=notice)
    rows.filter(stopped_on=replaced_on, end=ClockEnd.REPLACED.value).update(stopped_on=None, end="")


def remedies_of(ctx: Context, notices: list[UUID]) -> dict[UUID, list[RemedyView]]:
    """Return the periods of some notices."""
    found: dict[UUID, list[RemedyView]] = {}
    rows = RemedyClock.objects.filter(municipality_id=ctx.municipality, notice_id__in=notices)
    for row in rows.order_by("started_on", "id"):
        found.setdefault(row.notice_id, []).append(_view(ctx, row))
    return found


def _view(ctx: Context, row: RemedyClock) -> RemedyView:
    rule = rule_by_id(row.rule)
    final_on = row.due_on + timedelta(days=1) if row.end in {"", ClockEnd.LODGED_LATE} else None
    return RemedyView(
        name=rule.en if ctx.language == "en" else rule.de,
        norm=rule.cited,
        started_on=row.started_on,
        due_on=row.due_on,
        final_on=final_on,
        end=row.end,
        stopped_on=row.stopped_on,
        is_final=final_on is not None and final_on <= ctx.today(),
        steps=compute(rule, row.started_on, jurisdiction=JURISDICTION).steps,
    )


def remedy_text(ctx: Context, kind: NoticeKind) -> str | None:
    """Return the instruction for the actor's municipality."""
    return instruction(kind, get_body(ctx.municipality))
