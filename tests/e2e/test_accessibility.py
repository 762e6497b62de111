"""Every page there is, in the real browser: axe finds nothing, light and dark, narrow and wide; nothing sticks out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from modellregion.site.urls import DESK, PORTAL
from tests.e2e.examined_accounts import accounts
from tests.e2e.examined_consultation import consultation, taking_up
from tests.e2e.examined_notices import consent, notices
from tests.e2e.examined_payments import cash_office, paying
from tests.e2e.examined_transfer import SERVICE, taking_over
from tests.e2e.examiner import AXE, NOT_PAGES, Examiner, crawl, press, until
from tests.e2e.journey import Journey, log_in
from tests.support.answers import as_typed
from tests.support.browser import Installation
from tests.support.contents import email, written_pdf
from tests.support.personas import persona

OTHERS = {"gewerbeummeldung": "logistikberatung", "gewerbeabmeldung": "dj_catering"}


@pytest.fixture
def examiner() -> Examiner:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; ./modellregion test installs it")
    return Examiner()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(locale="de-DE")
    yield found
    found.close()


def test_every_page(examiner: Examiner, installation: Installation, context: BrowserContext) -> None:
    base = installation.address
    number = _assistant(examiner, base, context.new_page())
    for service, scenario in OTHERS.items():
        _filled_pages(examiner, base, context.new_page(), service, scenario)
    _portal(examiner, base, context.new_page())
    accounts(examiner, base, context.new_page())
    _desks(examiner, base, context.new_page(), number)
    assert "\n".join(examiner.found) == ""
    pages = {str(route.name) for route in [*PORTAL, *DESK]} - set(NOT_PAGES)
    assert pages - examiner.seen == set(), "examined pages must grow with the addresses"


def _assistant(examiner: Examiner, base: str, page: Page) -> str:
    """Go through the assistant with every page empty, wrong and filled in; return the number of what was filed."""
    journey = Journey(page, base)
    journey.begin(SERVICE)
    answers = as_typed(persona(SERVICE, "friseur"))
    names: set[str] = set()
    for _ in range(20):
        if page.locator("h1").inner_text() == "Bitte prüfen Sie Ihre Angaben":
            break
        if page.url not in names:
            names.add(page.url)
            examiner.look(page, "page")
            journey.next()
            examiner.look(page, "page")
        journey.fill_page(answers)
        examiner.look(page, "page")
        journey.next()
    examiner.look(page, "review")
    for name in ("gespeichert", "loeschen"):
        page.goto(page.url.replace("pruefen", name).replace("gespeichert/loeschen", "loeschen"))
        examiner.look(page, {"gespeichert": "saved", "loeschen": "delete"}[name])
        page.go_back()
    number = journey.submit()
    examiner.look(page, "receipt")
    page.get_by_role("link", name="Zur Statusseite").click()
    examiner.look(page, "status")
    consent(examiner, page)
    paying(examiner, page)
    page.goto(f"{page.url}zuruecknehmen/")
    examiner.look(page, "withdraw")
    _receipt(examiner, base, page)
    return number


def _receipt(examiner: Examiner, base: str, page: Page) -> None:
    """Check a receipt: before any, none, and the one of what was filed, as soon as its place in the journal is signed."""
    status = page.url.removesuffix("zuruecknehmen/")
    page.goto(f"{base}/paderborn/beleg/")
    examiner.look(page, "check_receipt")
    press(page, "Prüfen")
    examiner.look(page, "check_receipt")
    answer = page.request.get(f"{status}beleg.json")
    for _ in range(60):
        if answer.ok:
            break
        page.wait_for_timeout(250)
        answer = page.request.get(f"{status}beleg.json")
    page.get_by_label("Beleg", exact=True).set_input_files(
        {"name": "beleg.json", "mimeType": "application/json", "buffer": answer.body()}
    )
    press(page, "Prüfen")
    assert "Der Beleg ist echt" in page.locator("main").inner_text()
    examiner.look(page, "check_receipt")
    page.get_by_role("link", name="Schreiben prüfen").click()
    press(page, "Prüfen")
    examiner.look(page, "check_letter")


def _filled_pages(examiner: Examiner, base: str, page: Page, service: str, scenario: str) -> None:
    journey = Journey(page, base)
    journey.begin(service)
    answers = as_typed(persona(service, scenario))
    while page.locator("h1").inner_text() != "Bitte prüfen Sie Ihre Angaben":
        here = page.url
        journey.fill_page(answers)
        examiner.look(page, "page")
        journey.next()
        assert page.url != here, page.locator("main").inner_text()
    examiner.look(page, "review")


def _portal(examiner: Examiner, base: str, page: Page) -> None:
    start = [
        "/",
        "/suche/?leistung=gewerbe&ort=Paderborn",
        "/suche/?leistung=xyzzy&ort=Atlantis",
        "/paderborn/fortsetzen/",
        "/paderborn/stellungnahme/",
    ]
    crawl(page, base, start, examiner)
    page.goto(f"{base}/gibt/es/nicht/")
    examiner.look(page, "error")


def _desks(examiner: Examiner, base: str, page: Page, number: str) -> None:
    _clerk(examiner, base, page, number)
    _colleagues(examiner, base, page)


def _clerk(examiner: Examiner, base: str, page: Page, number: str) -> None:
    page.goto(f"{base}/paderborn/amt/anmelden/")
    examiner.look(page, "login")
    log_in(page, base, "paderborn", "anna.muster")
    examiner.look(page, "desk")
    page.get_by_role("link", name="Eingang").click()
    examiner.look(page, "inbox")
    page.get_by_label(f"{number} Auswählen").check()
    page.get_by_role("button", name="Auswahl abgeben").click()
    examiner.look(page, "collect")
    page.go_back()
    page.get_by_label(f"{number} Auswählen").check()
    page.get_by_role("button", name="Auswahl übernehmen").click()
    examiner.look(page, "inbox")
    page.goto(f"{base}/paderborn/amt/vorgaenge/?meine=1")
    page.get_by_text("Ansichten", exact=True).click()
    page.get_by_label("Diese Liste merken unter dem Namen").fill("Meine")
    page.get_by_role("button", name="Ansicht speichern").click()
    page.get_by_text("Ansichten", exact=True).click()
    examiner.look(page, "inbox")
    page.get_by_role("link", name=number).click()
    _beside_the_case(examiner, base, page)
    page.get_by_role("button", name="Empfang bescheinigen").click()
    page.get_by_role("button", name="Vorgang abschließen").wait_for()
    until(page, "zugestellt")
    crawl(
        page,
        base,
        [
            "/paderborn/amt/vorgaenge/",
            "/paderborn/amt/vorgaenge/?zeige=alle",
            "/paderborn/amt/gewerberegister/",
        ],
        examiner,
    )
    notices(examiner, base, page, number)
    _file_of_its_own(page, base, examiner)
    for words in ("muster", "gibtesnicht", ""):
        page.goto(f"{base}/paderborn/amt/suche/?suche={words}")
        examiner.look(page, "find")


def _colleagues(examiner: Examiner, base: str, page: Page) -> None:
    log_in(page, base, "paderborn", "emil.pruefmann")
    page.goto(f"{base}/paderborn/amt/akten/?zeige=alle")
    page.locator("td a.mr-number").first.click()
    examiner.look(page, "purpose")
    log_in(page, base, "paderborn", "gisela.ordnung")
    crawl(page, base, ["/paderborn/amt/aktenplan/", "/paderborn/amt/aussonderung/"], examiner)
    log_in(page, base, "paderborn", "bernd.beispiel")
    examiner.look(page, "desk")
    crawl(page, base, ["/paderborn/amt/stoerungen/", "/paderborn/amt/ablaeufe/"], examiner)
    log_in(page, base, "paderborn", "admin")
    crawl(page, base, ["/paderborn/amt/leistungen/"], examiner)
    page.goto(f"{base}/paderborn/amt/bestaetigen/")
    examiner.look(page, "confirm")
    crawl(page, base, [f"/paderborn/amt/ablaeufe/{SERVICE}/umstellen/"], examiner)
    taking_over(examiner, base, page)
    cash_office(examiner, base, page)
    log_in(page, base, "ihk-ostwestfalen", "empfang")
    crawl(page, base, ["/ihk-ostwestfalen/amt/eingaenge/"], examiner)


def _beside_the_case(examiner: Examiner, base: str, page: Page) -> None:
    """From the case that is shown, look at what lies beside it, and come back."""
    page.get_by_role("link", name="Berichtigen").first.click()
    examiner.look(page, "correct")
    page.go_back()
    case = page.url
    consultation(examiner, base, page)
    log_in(page, base, "paderborn", "anna.muster")
    taking_up(examiner, base, page)
    page.goto(case)


def _file_of_its_own(page: Page, base: str, examiner: Examiner) -> None:
    """Open a file, put a document and an e-mail in, let it circulate; look at each page with something on it."""
    page.goto(f"{base}/paderborn/amt/akten/neu/")
    examiner.look(page, "new_file")
    page.get_by_label("Stelle im Aktenplan").select_option(
        label="32.30.02 Erlaubnisse nach der Gewerbeordnung"
    )
    page.get_by_label("Betreff").fill("Spielhalle am Markt")
    page.get_by_role("button", name="Akte anlegen").click()
    address = page.url
    page.locator("#datei").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": written_pdf("Plan")}
    )
    page.get_by_role("button", name="Ablegen", exact=True).click()
    page.get_by_text("Wiedervorlage eintragen").click()
    page.locator("#am").fill("2099-05-04")
    page.locator("#grund").first.fill("Antwort da?")
    page.get_by_role("button", name="Eintragen").click()
    examiner.look(page, "file")
    page.get_by_role("link", name="plan.pdf").click()
    page.get_by_label("Verfügung").first.select_option("inform")
    page.get_by_label("An", exact=True).first.select_option(label="Anna Muster")
    page.get_by_role("button", name="Starten").click()
    examiner.look(page, "document")
    page.goto(f"{address}akteneinsicht/")
    examiner.look(page, "inspection")
    page.get_by_label("Für wen").fill("RA Dr. Beispiel")
    page.get_by_label("Grund der Einsicht").fill("§ 29 VwVfG NRW")
    for button in ("Als ein PDF", "Als ZIP mit den Originalen"):
        with page.expect_download():  # the page stays after a file, and so do its buttons
            press(page, button)
    crawl(
        page,
        base,
        ["/paderborn/amt/laufmappen/", "/paderborn/amt/wiedervorlagen/", "/paderborn/amt/post/"],
        examiner,
    )
    page.goto(f"{base}/paderborn/amt/post/")
    page.locator("#datei").set_input_files(
        {"name": "m.eml", "mimeType": "message/rfc822", "buffer": email("Frage", "Anbei")}
    )
    page.get_by_role("button", name="Aufnehmen").click()
    examiner.look(page, "mail")
    page.goto(f"{base}/paderborn/amt/scans/")
    examiner.look(page, "scans")
    page.locator("#datei").set_input_files(
        {"name": "stapel.pdf", "mimeType": "application/pdf", "buffer": written_pdf("Brief")}
    )
    page.get_by_label("Ergebnis der Prüfung").fill("lesbar")
    page.get_by_role("button", name="Aufnehmen").click()
    until(page, "Teil 1")
    page.get_by_text("Anders teilen oder beiseitelegen").click()
    examiner.look(page, "scan")
