"""Notices on their pages: written with a preview, two at once, signed, printed, posted; hinted by e-mail and retrieved."""

import html
import io
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from django.conf import LazySettings
from django.test import Client

from modellregion.cases.api import NoticeLine, desk_view, notices_of, submit_application
from modellregion.cases.commands.consent_to_retrieval import give_consent
from modellregion.cases.commands.deliver_notice import retrieve_notice, send_by_post
from modellregion.cases.commands.draft_notice import begin_notice
from modellregion.cases.notices.delivering import end_provisions
from modellregion.cases.notices.hinting import hint_delivery
from modellregion.cases.notices.reading import notice_view
from modellregion.cases.notices.states import DeliveryState, NoticeState, Way
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.mail import MailError
from modellregion.kernel.tenancy import tenant
from tests.support.decisions import CLERK, LEAD, MONDAY, REFUSAL, SERVICE, at, signed
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.smtp import mail_server
from tests.support.world import log_in

pytestmark = pytest.mark.django_db


class Desk:
    """A person at the desk, page by page."""

    def __init__(self, login: str) -> None:
        self.client = Client(raise_request_exception=False)
        log_in(self.client, login, "paderborn")

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return html.unescape(answer.content.decode())

    def send(self, path: str, *, status: int = 302, **fields: Any) -> str:
        answer = self.client.post(path, {name.replace("_", "-"): text for name, text in fields.items()})
        assert answer.status_code == status, html.unescape(answer.content.decode())[:3000]
        return answer.headers.get("Location", "") or html.unescape(answer.content.decode())


def submitted() -> tuple[UUID, str]:
    """File an application; return its case and its code."""
    from_applicant = citizen()
    code = begin(from_applicant, SERVICE, persona(SERVICE, "friseur"))
    return submit_application(from_applicant, code=code).case, code


def only(case: UUID) -> NoticeLine:
    (found,) = notices_of(staff(), case)
    return found


ADDRESS = "Frau Muster\nMarkt 1\n33098 Paderborn"


def test_from_the_case_to_the_letter_in_the_post() -> None:
    case, _ = submitted()
    clerk, lead = Desk(CLERK), Desk(LEAD)
    base = f"/paderborn/amt/vorgaenge/{case}/"
    assert "Zurückweisung der Gewerbe-Anmeldung (Zurückweisen)" in clerk.page(base)
    page = clerk.send(f"{base}bescheide/neu/", art=REFUSAL)
    shown = clerk.page(page)
    assert "Es fehlt der Abschnitt »Begründung«." in shown
    assert shown.count("data:image/png;base64,") == 1
    # A text module is filled from the case and stands behind what was typed.
    clerk.send(f"{page}einfuegen/", stand="0", anschrift=ADDRESS, teil_gruende="Zuerst dies.", teil="gruende", baustein_gruende="paket:kein_gewerbe")  # fmt: skip
    reasons = notice_view(staff(), case=case, notice=only(case).id).content.text("gruende")
    assert reasons.startswith("Zuerst dies.\n\nAm ")
    assert "{" not in reasons
    sign: dict[str, Any] = {"stand": "1", "anschrift": ADDRESS, "teil_gruende": reasons}
    assert "wer schlusszeichnet" in clerk.send(f"{page}zeichnung/", status=422, **sign)
    clerk.send(f"{page}zeichnung/", **sign, schluss=str(staff(LEAD).actor.id))
    assert "Schlusszeichnung: " in clerk.page(page)
    assert "Zurückweisung der Gewerbe-Anmeldung" in lead.page("/paderborn/amt/laufmappen/")
    document = only(case).document
    assert lead.client.get(f"/paderborn/amt/bescheide/{document}/").headers["Location"] == page
    assert "Vermerk" in lead.send(f"{page}zeichnen/", status=422, wie="zurueck", vermerk="")
    lead.send(f"{page}zeichnen/", wie="gezeichnet")
    work_off()
    assert only(case).state is NoticeState.SIGNED
    assert clerk.client.get(f"{page}bescheid.pdf").content.startswith(b"%PDF")
    _post(clerk, case, page)


def _post(clerk: Desk, case: UUID, page: str) -> None:
    """Print the day's letters as one, note their posting, and see what follows."""
    out = "/paderborn/amt/postausgang/"
    (delivery,) = only(case).deliveries
    assert "Frau Muster" in clerk.page(out)
    assert "wählen" in clerk.send(f"{out}drucken/", status=422)
    printed = clerk.client.post(f"{out}drucken/", {"brief": [str(delivery.id)]})
    with pikepdf.open(io.BytesIO(printed.content)) as pdf:
        assert len(pdf.pages) == 2, "the list, then the letter"
    tomorrow = (staff().today() + timedelta(days=1)).isoformat()
    assert "Dieser Tag kann nicht stimmen" in clerk.send(f"{out}versandt/", status=422, brief=str(delivery.id), am=tomorrow)  # fmt: skip
    today = staff().today().isoformat()
    assert clerk.send(f"{out}versandt/", brief=str(delivery.id), am=today).endswith("?versandt=1")
    assert "1 Brief ist als versandt vermerkt." in clerk.page(f"{out}?versandt=1")
    assert "wählen" in clerk.send(f"{out}zuruecknehmen/", status=422, zeige="versandt")
    assert clerk.send(f"{out}zuruecknehmen/", brief=str(delivery.id)).endswith("?zurueckgenommen=1")
    assert "Frau Muster" in clerk.page(f"{out}?zurueckgenommen=1")
    clerk.send(f"{out}versandt/", brief=str(delivery.id), am=today)
    table = clerk.client.get(f"{out}tabelle.csv?zeige=versandt").content.decode()
    assert "Frau Muster, Markt 1" in table
    assert clerk.page(f"{out}?zeige=versandt&suche=friseur")
    assert "Bestandskräftig ab" in clerk.page(page)
    assert "Bestandskräftig ab" in clerk.page(f"/paderborn/amt/vorgaenge/{case}/")
    later = clerk.send(f"{page}folgebescheid/", art="corrects")
    assert "Berichtigung: Zurückweisung" in clerk.page(later)
    assert clerk.send(f"{later}verwerfen/").endswith(f"{case}/")


def test_a_preview_saves_while_somebody_types_and_tells_when_another_was_quicker() -> None:
    case, _ = submitted()
    first, second = Desk(CLERK), Desk(LEAD)
    page = first.send(f"/paderborn/amt/vorgaenge/{case}/bescheide/neu/", art=REFUSAL)
    part = first.send(
        f"{page}vorschau/", status=200, stand="0", anschrift=ADDRESS, teil_gruende="Erster Text"
    )
    assert 'data-revision="1"' in part
    assert "<html" not in part
    stale = second.send(
        f"{page}vorschau/", status=409, stand="0", anschrift=ADDRESS, teil_gruende="Zweiter Text"
    )
    assert "inzwischen geändert" in stale
    both = second.send(
        f"{page}speichern/", status=409, stand="0", anschrift=ADDRESS, teil_gruende="Zweiter <b>Text"
    )
    assert "Erster Text" in both
    assert "Zweiter <b>Text" in both
    assert 'name="stand" value="1"' in both, "whoever saves after having seen both means it"
    second.send(f"{page}speichern/", stand="1", anschrift=ADDRESS, teil_gruende="Zweiter <b>Text")
    assert notice_view(staff(), case=case, notice=only(case).id).content.text("gruende") == "Zweiter <b>Text"
    first.send(f"{page}quatsch/", status=404)


def test_text_modules_of_the_municipality() -> None:
    lead, clerk = Desk(LEAD), Desk(CLERK)
    base = "/paderborn/amt/textbausteine/"
    assert "Nötige Angaben fehlen trotz Nachfrage" in clerk.page(base)
    new: dict[str, Any] = {
        "name": "Gruß",
        "text": "Guten Tag {person}, zu {nummer}.",
        "fuer": SERVICE,
        "teil": "gruende",
    }
    lead.send(f"{base}speichern/", **new)
    assert "einen Namen" in lead.send(f"{base}speichern/", status=422, **new)
    assert "Gruß" in clerk.page(f"{base}?suche=gruss")
    assert "Gruß" not in clerk.page(f"{base}?suche=xyz")
    clerk.send(f"{base}speichern/", status=422, **new)
    case, _ = submitted()
    page = clerk.send(f"/paderborn/amt/vorgaenge/{case}/bescheide/neu/", art=REFUSAL)
    shown = clerk.page(page)
    key = shown.partition(">Gruß</option>")[0].rpartition('value="')[2].partition('"')[0]
    clerk.send(f"{page}einfuegen/", stand="0", anschrift=ADDRESS, teil="gruende", baustein_gruende=key)
    text = notice_view(staff(), case=case, notice=only(case).id).content.text("gruende")
    assert text.startswith("Guten Tag ")
    assert "GEW-" in text
    own = f"{base}{key}/"
    assert "Guten Tag {person}" in lead.page(own)
    assert clerk.client.get(own).status_code == 403
    lead.send(f"{base}speichern/", status=409, baustein=key, stand="7", **{**new, "text": "Meiner"})
    lead.send(f"{base}loeschen/", baustein=key)
    assert lead.client.get(own).status_code == 404
    assert notice_view(staff(), case=case, notice=only(case).id).content.text("gruende") == text


# --- Retrieval on the status page ----------------------------------------------------------------------------------------


def hinted(settings: LazySettings, address: str) -> None:
    settings.SMTP_URL, settings.MAIL_FROM = address, "Stadt Paderborn <nicht-antworten@paderborn.example>"


def retrievable(email: str = "erika@example.org") -> tuple[UUID, str]:
    """File, agree to retrieval, and sign a notice today; return the case and its code."""
    case, code = submitted()
    give_consent(citizen(), code=code, email=email, agreed=True)
    signed(case, day=staff().today())
    return case, code


def test_a_hint_without_content_and_the_retrieval_that_counts(settings: LazySettings, tmp_path: Path) -> None:
    with mail_server(tmp_path) as address:
        hinted(settings, address)
        case, code = submitted()
        applicant = Client(raise_request_exception=False)
        status = f"/paderborn/vorgang/{code}/"
        assert "Bescheide kommen mit der Post." in applicant.get(status).content.decode()
        form = f"{status}zustellung/"
        assert applicant.post(form, {"wie": "abruf", "email": "erika@example.org"}).status_code == 422
        assert (
            applicant.post(form, {"wie": "abruf", "email": "erika", "einverstanden": "1"}).status_code == 422
        )
        assert applicant.post(form, {"wie": "abruf", "email": "erika@example.org", "einverstanden": "1"}).status_code == 302  # fmt: skip
        signed(case, day=staff().today())
        work_off()
    (kept,) = tmp_path.iterdir()
    message = message_from_bytes(kept.read_bytes(), policy=policy.default)
    said = f"{message['Subject']} {message.get_content()}"
    assert message["To"] == "erika@example.org"
    for word in (code, "Zurückweisung", "Gewerbe", desk_view(staff(), case=case).number, "Brinkm"):
        assert word not in said
    assert "/paderborn/fortsetzen/" in said
    (delivery,) = only(case).deliveries
    assert (delivery.way, delivery.state) == (Way.RETRIEVAL, DeliveryState.PROVIDED)
    shown = html.unescape(applicant.get(status).content.decode())
    assert "Bescheid abrufen" in shown
    assert "Zurückgewiesen" not in shown, "what was decided is told with the notice"
    own = f"{status}bescheide/{delivery.id}/"
    assert applicant.get(own).status_code == 302, "following a link is no retrieval"
    assert only(case).deliveries[0].state is DeliveryState.PROVIDED
    assert applicant.post(own).content.startswith(b"%PDF")
    (retrieved,) = only(case).deliveries
    assert retrieved.notified_on == staff().today() + timedelta(days=1)
    assert only(case).remedies[0].started_on == retrieved.notified_on
    assert applicant.get(own).content.startswith(b"%PDF"), "and as often as they like"
    titles = [one.title.partition(":")[0] for one in desk_view(staff(), case=case).documents]
    proofs = [title for title in titles if title.startswith("Nachweis")]
    assert proofs == ["Nachweis der Bereitstellung zum Abruf", "Nachweis des Abrufs"]
    public = desk_view(staff(), case=case).documents
    assert [one.kind for one in public if one.is_public] == ["application"]


def test_a_mail_server_that_is_down_delays_and_is_seen(settings: LazySettings, tmp_path: Path) -> None:
    hinted(settings, "smtp://127.0.0.1:9")  # nobody listens on the port for discarding
    case, _ = retrievable()
    (delivery,) = only(case).deliveries
    system = system_context(staff().municipality)
    for _ in range(2):
        with pytest.raises(MailError):
            hint_delivery(system, delivery.id)
    (waiting,) = only(case).deliveries
    assert (waiting.state, waiting.hint_attempts) == (DeliveryState.WAITING, 2)
    clerk = Desk(CLERK)
    assert "geht nicht hinaus" in clerk.page("/paderborn/amt/postausgang/?zeige=abruf")
    assert "ging noch nicht hinaus (2 Versuche)" in clerk.page(f"/paderborn/amt/vorgaenge/{case}/bescheide/{only(case).id}/")  # fmt: skip
    with mail_server(tmp_path) as address:
        hinted(settings, address)
        for _ in range(2):  # a job may run twice
            hint_delivery(system, delivery.id)
    assert only(case).deliveries[0].state is DeliveryState.PROVIDED
    assert len(list(tmp_path.iterdir())) == 1


def test_an_address_that_does_not_exist_leads_to_a_letter(settings: LazySettings, tmp_path: Path) -> None:
    with mail_server(tmp_path) as address:
        hinted(settings, address)
        case, _ = retrievable("nobody@example.org")
        work_off()
    electronic, letter = only(case).deliveries
    assert (electronic.state, electronic.reason) == (DeliveryState.EXPIRED, "no_mail")
    assert (letter.way, letter.state) == (Way.POST, DeliveryState.WAITING)


def test_what_nobody_retrieves_within_ten_days_comes_by_post(settings: LazySettings, tmp_path: Path) -> None:
    with mail_server(tmp_path) as address:
        hinted(settings, address)
        case, code = retrievable()
        work_off()
    (delivery,) = only(case).deliveries
    assert delivery.ends_on is not None
    on_the_last_day, after = at(CLERK, delivery.ends_on), at(CLERK, delivery.ends_on + timedelta(days=1))
    with tenant(on_the_last_day):
        assert end_provisions(on_the_last_day) == 0
    with pytest.raises(NotFoundError):
        retrieve_notice(citizen(clock=after.clock), code=code, delivery=delivery.id)
    with tenant(after):
        assert (end_provisions(after), end_provisions(after)) == (1, 0)
    electronic, letter = only(case).deliveries
    assert (electronic.state, electronic.notified_on) == (DeliveryState.EXPIRED, None)
    assert (letter.way, letter.state) == (Way.POST, DeliveryState.WAITING)
    assert only(case).remedies == []


def test_a_consent_taken_back_and_a_clerk_who_prefers_a_letter(
    settings: LazySettings, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as address:
        hinted(settings, address)
        case, code = retrievable()
        work_off()
        applicant = Client(raise_request_exception=False)
        assert applicant.post(f"/paderborn/vorgang/{code}/zustellung/", {"wie": "post"}).status_code == 302
        assert [one.way for one in only(case).deliveries] == [Way.RETRIEVAL, Way.POST]
        other, _ = retrievable()
        (delivery,) = only(other).deliveries
        send_by_post(staff(), case=other, delivery=delivery.id)
        assert [one.state for one in only(other).deliveries] == [DeliveryState.EXPIRED, DeliveryState.WAITING]
        work_off()
    assert len(list(tmp_path.iterdir())) == 1, "no hint for what goes by post"


def test_without_a_mail_server_all_goes_by_post() -> None:
    case, code = retrievable()
    assert [one.way for one in only(case).deliveries] == [Way.POST]
    assert Client().get(f"/paderborn/vorgang/{code}/zustellung/").status_code == 404
    draft = begin_notice(at(CLERK, MONDAY), case=case, kind="betriebsverhinderung")
    assert notice_view(staff(), case=case, notice=draft).missing
