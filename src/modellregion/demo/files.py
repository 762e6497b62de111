"""Files that no case opens, for the demo: with documents, an e-mail, a follow-up, a circulation, and one to dispose of.

Made by the real commands, at the times they tell of.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from modellregion.demo.people import earlier, person
from modellregion.kernel.clock import Clock
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.records.api import Direction, find_node_by_code
from modellregion.records.commands.circulate import NewStep, Order, start_circulation
from modellregion.records.commands.close_file import close_file_by_hand
from modellregion.records.commands.dispose import start_disposal
from modellregion.records.commands.file_document import NewEntry, file_document
from modellregion.records.commands.follow_up import set_follow_up
from modellregion.records.commands.open_file import FileEntry, Medium, PartKind, open_file_by_hand, open_part
from modellregion.records.commands.take_mail import take_mail
from modellregion.records.queries import find_file
from modellregion.records.xdomea.parts import XdomeaVersion
from modellregion.region.api import BodyEntry, find_body, list_units

PLACES = ("paderborn", "bielefeld")
YEARS_AGO = 12


def make_files(clock: Clock) -> None:
    """Open the files at two municipalities."""
    for slug in PLACES:
        body = find_body(slug)
        if body is not None:
            _at(body, clock)


def _at(body: BodyEntry, clock: Clock) -> None:
    base = replace(system_context(body.id), clock=clock)
    clerk, lead, registry = (
        person(base, login) for login in ("anna.muster", "bernd.beispiel", "gisela.ordnung")
    )
    unit = next(entry.id for entry in list_units(base) if entry.name == "Gewerbeamt")
    hall = _hall(earlier(clerk, days=20), unit)
    reminded = clerk.today() + timedelta(days=3)
    set_follow_up(clerk, file=hall, due_on=reminded, reason="Ist die Stellungnahme des Bauamts da?")
    entry = NewEntry(
        "bescheid-entwurf.pdf", _letter(body, clerk.now(), "Erlaubnis mit Auflagen (Entwurf)"), is_draft=True
    )
    draft = file_document(clerk, file=hall, entry=entry)
    steps = [NewStep(1, Order.COSIGN, _id(clerk)), NewStep(2, Order.SIGN, _id(lead), reminded)]
    start_circulation(clerk, file=hall, document=draft, steps=steps)
    subject = f"Öffnungszeiten der Spielhalle, Ihr Zeichen {find_file(clerk, hall).reference}"
    mail = _mail(subject, "Guten Tag,\n\ndie Halle öffnet künftig um 10 Uhr.", clerk.now())
    take_mail(clerk, unit=unit, name="oeffnungszeiten.eml", content=mail)
    old = _old(earlier(clerk, days=YEARS_AGO * 366), unit, body)
    start_disposal(
        registry,
        files=[old[0]],
        kind="four",
        version=XdomeaVersion.V3_1,
        archive=f"Stadtarchiv {body.short_name}",
    )


def _hall(clerk: Context, unit: UUID) -> UUID:
    place = FileEntry("Spielhalle am Markt: Erlaubnis", Medium.HYBRID, "Registratur, Regal 4, Fach 2")
    hall = open_file_by_hand(clerk, node=_node(clerk, "32.30.02"), unit=unit, entry=place)
    hearing = open_part(clerk, file=hall, kind=PartKind.TRANSACTION, subject="Anhörung der Nachbarn")
    body = _body_of(clerk)
    application = NewEntry(
        "antrag.pdf",
        _letter(body, clerk.now(), "Antrag auf Erlaubnis nach § 33i GewO"),
        "Antrag",
        Direction.IN,
    )
    file_document(clerk, file=hall, entry=application)
    note = "Telefonat mit Frau Beispiel: Die Pläne kommen nächste Woche.".encode()
    file_document(clerk, file=hall, entry=NewEntry("vermerk.txt", note, "Gesprächsvermerk", part=hearing))
    return hall


def _old(clerk: Context, unit: UUID, body: BodyEntry) -> list[UUID]:
    made = []
    for subject in ("Marktstand Musterfrau", "Reisegewerbe Exempel"):
        found = open_file_by_hand(clerk, node=_node(clerk, "32.30.04"), unit=unit, entry=FileEntry(subject))
        file_document(clerk, file=found, entry=NewEntry("schreiben.pdf", _letter(body, clerk.now(), subject)))
        close_file_by_hand(clerk, file=found)
        made.append(found)
    return made


def _body_of(ctx: Context) -> BodyEntry:
    return next(
        body for slug in PLACES if (body := find_body(slug)) is not None and body.id == ctx.municipality
    )


def _node(ctx: Context, code: str) -> UUID:
    node = find_node_by_code(ctx, code)
    if node is None:
        raise LookupError(f"The demo's file plan has no {code}.")
    return node.id


def _letter(body: BodyEntry, at: datetime, title: str) -> bytes:
    data = {
        "sender": {"name": body.name},
        "title": title,
        "details": [["Datum", at.strftime("%d.%m.%Y")]],
        "parts": [{"text": "Dieses Schreiben ist erfunden, wie alles in der Vorführregion."}],
    }
    return letter_pdf(house_folder(), "plain.typ", data, created=at)


def _mail(subject: str, text: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Erika Beispiel <erika@spielhalle.example>", "gewerbeamt@stadt.example"
    message["Subject"], message["Message-ID"] = subject, f"<{at:%Y%m%d%H%M%S}@spielhalle.example>"
    message["Date"] = at
    message.set_content(text)
    return message.as_bytes()


def _id(ctx: Context) -> UUID:
    if ctx.actor.id is None:
        raise LookupError("The demo's people have ids.")
    return ctx.actor.id
