"""Orders of a certificate from the trade register, and the entries they are about."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

from django.test import Client
from pypdf import PdfReader

from modellregion.cases.api import Channel, begin_for_somebody, certify_receipt, submit_application
from modellregion.kernel.tenancy import tenant
from modellregion.trade.models import Business
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.logins import fill
from tests.support.people import citizen, staff
from tests.support.personas import persona

SERVICE = "gewerberegisterbescheinigung"
ERIKA = {"vornamen": "Erika", "familienname": "Mustermann"}
PLACE = {"staat": "000", "strasse": "Kamp", "hausnummer": "21", "plz": "33098", "ort": "Paderborn"}
HOME = {**PLACE, "strasse": "Musterstraße", "hausnummer": "12"}


def entered(name: str = "Blumen am Kamp", place: dict[str, str] = PLACE, **who: str) -> Business:
    """Register a business of Erika Mustermann, or of somebody else; return its entry."""
    known = persona("gewerbeanmeldung", "friseur")
    person = {**known["personen"][0], **ERIKA, **who}
    answers = {**known, "eingetragener_name": name, "betriebsstaette": place, "personen": [person]}
    case = file(citizen(), "gewerbeanmeldung", answers).case
    certify_receipt(staff(), case=case)
    work_off()
    ctx = citizen()
    with tenant(ctx):
        return Business.objects.filter(municipality_id=ctx.municipality).order_by("-number")[0]


def order(**changes: Any) -> dict[str, Any]:
    """Return the answers of an order by Erika Mustermann."""
    person = {**ERIKA, "geburtsdatum": "1980-03-27", "anschrift": HOME}
    answers = {"inhaber": "person", "betriebsstaette": PLACE, "personen": [person], "versicherung": True}
    return {**answers, **changes}


def ordered(**changes: Any) -> tuple[UUID, str]:
    """Order at the counter, where the office has seen the person; return the case and its code."""
    clerk = staff()
    code = begin_for_somebody(clerk, service=SERVICE, channel=Channel.COUNTER, received_at=clerk.now())
    fill(code, order(**changes), SERVICE)
    case = submit_application(clerk, code=code).case
    work_off()
    return case, code


def choices_on(desk: Client, case: UUID) -> tuple[dict[str, str], str]:
    """Return what the clerk can choose on a case's page, by label, and what is chosen beforehand."""
    html = desk.get(f"/paderborn/amt/vorgaenge/{case}/").content.decode()
    found = re.findall(r'name="register_entry" value="([^"]+)"([^>]*)><label[^>]*>(.*?)</label>', html)
    chosen = [value for value, more, _ in found if " checked" in more]
    words = {" ".join(re.sub(r"<[^>]+>", " ", label).split()): value for value, _, label in found}
    return words, chosen[0] if chosen else ""


def text_of(pdf: bytes) -> str:
    """Return the words of a letter, those that were divided at the end of a line in one piece."""
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(words.split()).replace("\u00ad ", "")
