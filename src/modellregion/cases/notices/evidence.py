"""Evidence of delivery (Nachweis der Bekanntgabe): a sheet in the file for each act, made by itself."""

from datetime import date

from modellregion.cases.letters import sender_block
from modellregion.cases.models import Case
from modellregion.cases.notices.models import Delivery, Notice
from modellregion.cases.notices.states import RETURN_REASONS, DeliveryState, Way
from modellregion.forms.api import show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import unseal
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.records.api import Direction, NewDocument, add_document

KIND = "delivery_evidence"
# Sheets of the file are German, as all letters are.
_TITLES = {
    DeliveryState.POSTED: "Ab-Vermerk",
    DeliveryState.PROVIDED: "Nachweis der Bereitstellung zum Abruf",
    DeliveryState.RETRIEVED: "Nachweis des Abrufs",
    DeliveryState.EXPIRED: "Vermerk: nicht abgerufen",
    DeliveryState.RETURNED: "Vermerk: Rücklauf",
}
_WAYS = {Way.POST: "Brief mit der Post", Way.RETRIEVAL: "Abruf auf der Statusseite (§ 41 Abs. 2a VwVfG)"}
_REASONS = {
    "unknown": "Empfänger unbekannt oder verzogen",
    "address": "Anschrift unvollständig oder falsch",
    "refused": "Annahme verweigert",
    "not_fetched": "nicht abgeholt",
    "other": "anderer Grund",
    "not_retrieved": "nicht innerhalb von zehn Tagen nach Absendung der Benachrichtigung abgerufen",
    "withdrawn": "Einwilligung in den Abruf widerrufen",
    "no_mail": "Benachrichtigung per E-Mail nicht möglich",
    "by_hand": "auf Veranlassung der Sachbearbeitung",
}
assert set(RETURN_REASONS) <= set(_REASONS)  # noqa: S101 - every reason of the page has its words on the sheet


def file_evidence(ctx: Context, delivery: Delivery, notice: Notice, *, is_taken_back: bool = False) -> None:
    """File what happened to a delivery; the sheet names addressee, days and the norm's effect.

    :param is_taken_back: what the delivery says was noted by mistake and is taken back with this sheet.
    """
    row = Case.objects.only("number", "file_id").get(municipality_id=ctx.municipality, id=delivery.case_id)
    state = DeliveryState(delivery.state)
    title = "Vermerk: Zugang nachgewiesen" if delivery.received_on else _TITLES[state]
    if is_taken_back:
        title = f"{title} zurückgenommen"
    retrieved = (
        delivery.retrieved_at.astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M Uhr")
        if delivery.retrieved_at
        else ""
    )
    lines = [
        ("Bescheid", notice.title),
        ("Schlussgezeichnet", f"{notice.signed_by}, {notice.signed_on:%d.%m.%Y}"),
        ("Empfänger", unseal(delivery.addressee).decode()),
        ("Weg", _WAYS[Way(delivery.way)]),
        (("Irrtümlich vermerkt: zur Post gegeben" if is_taken_back else "Zur Post gegeben") if delivery.way == Way.POST else "Benachrichtigung abgesandt", _day(delivery.sent_on)),
        ("Abrufbar bis", _day(delivery.ends_on)),
        ("Abgerufen", retrieved),
        ("Zugang nachgewiesen am", _day(delivery.received_on)),
        ("Beendet am", _day(delivery.over_on)),
        ("Grund", _REASONS.get(delivery.reason, delivery.reason)),
        ("Gilt als bekannt gegeben am", "" if is_taken_back else _day(delivery.notified_on)),
        ("Vermerkt", f"{ctx.actor.name or 'Empfängerin oder Empfänger'}, {ctx.now().astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr"),
    ]  # fmt: skip
    data = {
        "title": title,
        "sender": sender_block(ctx),
        "details": [["Vorgang", row.number]],
        "sections": [
            {
                "title": "Bekanntgabe",
                "lines": [{"label": label, "text": text, "number": ""} for label, text in lines if text],
            }
        ],
        "closing": "",
    }
    content = letter_pdf(house_folder(), "extract.typ", data, created=ctx.now())
    document = NewDocument(
        kind=KIND,
        title=f"{title}: {notice.title}",
        name=f"{row.number}-{state.value}{'-zurueckgenommen' if is_taken_back else ''}.pdf",
        media_type="application/pdf",
        direction=Direction.INTERNAL,
        content=content,
    )
    add_document(ctx, file=row.file_id, document=document)


def _day(day: date | None) -> str:
    return show_date(day, "de") if day else ""
