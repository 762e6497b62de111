"""Notices for tests: drafted, signed by two people, and seen as a clerk of the trade office sees them."""

import io
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pikepdf

from modellregion.cases.commands.draft_notice import Typed, begin_notice, save_draft
from modellregion.cases.commands.sign_notice import send_round, sign_notice
from modellregion.cases.notices.reading import NoticeView, notice_view
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from tests.support.filing import file
from tests.support.people import citizen, staff
from tests.support.personas import persona

SERVICE = "gewerbeanmeldung"
REFUSAL, STOP = "zurueckweisungsbescheid", "betriebsverhinderung"
REASONS = "Die Tätigkeit ist kein Gewerbe.\n\nDas ergibt sich aus § 6 Absatz 1 GewO."
CLERK, LEAD, COLLEAGUE = "anna.muster", "bernd.beispiel", "cem.vorlage"


def at(login: str, day: date) -> Context:
    """Return a person's context on a day."""
    return staff(login, clock=FixedClock(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)))


MONDAY = date(2026, 11, 23)


def filed(day: date = MONDAY) -> UUID:
    """File a notice that begins a business the day before; return its case."""
    clock = FixedClock(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
    answers = persona(SERVICE, "friseur", beginn=(day - timedelta(days=1)).isoformat())
    return file(citizen(clock=clock), SERVICE, answers).case


def drafted(case: UUID, *, kind: str = REFUSAL, day: date = MONDAY, **parts: str) -> UUID:
    """Draft a notice with its reasons; return it."""
    clerk = at(CLERK, day)
    notice = begin_notice(clerk, case=case, kind=kind)
    said = {"gruende": REASONS, **parts}
    addressee = notice_view(clerk, case=case, notice=notice).content.addressee
    fields = {"anschrift": addressee, **{f"teil-{part}": text for part, text in said.items()}}
    save_draft(clerk, case=case, notice=notice, typed=Typed(fields, 0))
    return notice


def signed(case: UUID, *, day: date = MONDAY) -> UUID:
    """Draft a notice, send it round and sign it; return it."""
    notice = drafted(case, day=day)
    lead = at(LEAD, day)
    send_round(at(CLERK, day), case=case, notice=notice, cosigners=[], signer=lead.actor.id)
    sign_notice(lead, case=case, notice=notice)
    return notice


def seen(case: UUID, notice: UUID, day: date = MONDAY) -> NoticeView:
    """Return what the clerk sees of a notice."""
    return notice_view(at(CLERK, day), case=case, notice=notice)


def text_of(content: bytes) -> str:
    """Return the data that a notice carries as an attachment."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return document.attachments["bescheid.json"].get_file().read_bytes().decode()
