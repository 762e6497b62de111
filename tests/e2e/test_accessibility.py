"""Every page there is, in the real browser: axe finds nothing, light and dark, narrow and wide; nothing sticks out."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page

from modellregion.packages.api import SigningKey, seal_bundle
from modellregion.site.urls import DESK, PORTAL
from tests.e2e.journey import Journey, log_in
from tests.support.answers import as_typed
from tests.support.browser import ROOT, Installation
from tests.support.contents import email, written_pdf
from tests.support.packages import files_of, replaced
from tests.support.personas import persona

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERVICE = "gewerbeanmeldung"
OTHERS = {"gewerbeummeldung": "logistikberatung", "gewerbeabmeldung": "dj_catering"}
WIDTHS = (320, 1280)
_KEY = SigningKey(b"a" * 32)
PAGES_MAX = 150
STICKING_OUT = """() => document.scrollingElement.scrollWidth <= window.innerWidth ? '' :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
    .map(e => e.tagName + '.' + e.className + ' ' + (e.id || e.getAttribute('name') || e.textContent.trim().slice(0, 40))).slice(-3).join(', ') || 'something'"""
NOT_PAGES = {
    "begin": "leads to the first page, which is examined as »page«",
    "continue": "leads on",
    "views": "only takes what is sent",
    "logout": "leads on",
    "redraw": "a part of a page",
    "case_action": "only takes what is sent",
    "process_action": "only takes what is sent",
    "status_document": "a document",
    "case_document": "a document",
    "inbox_export": "a table",
    "inbox_spreadsheet": "a table",
    "register_extract": "a document",
    "delivery_json": "a document",
    "catalogue_index": "a document",
    "catalogue_bundle": "a document",
    "catalogue_signed_index": "a document",
    "catalogue_dossier": "a document",
    "catalogue_export": "a table",
    "service_dossier": "a document",
    "delivery_pdf": "a document",
    "files_export": "a table",
    "follow_ups_export": "a table",
    "contents_export": "a table",
    "new_file_action": "only takes what is sent",
    "file_action": "only takes what is sent",
    "document_action": "only takes what is sent",
    "inspection_action": "only takes what is sent",
    "node_action": "only takes what is sent",
    "plan_action": "only takes what is sent",
    "mail_action": "only takes what is sent",
    "mails_action": "only takes what is sent",
    "disposal_action": "only takes what is sent",
    "disposals_action": "only takes what is sent",
    "document_file": "a document",
    "document_picture": "a picture",
    "routing_slip": "a document",
    "offer_file": "a document",
}


class Examiner:
    """Looks at pages and remembers what it found and which routes it has seen."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.found: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Run axe on what is shown, in both schemes and widths."""
        self.seen.add(name)
        size = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate(STICKING_OUT)
            if wide:
                self.found.append(f"{name} at {width} px: {wide} sticks out ({page.url})")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                self._axe(page, f"{name} at {width} px, {scheme}")
        page.emulate_media(color_scheme="light")
        if size:
            page.set_viewport_size(size)

    def _axe(self, page: Page, where: str) -> None:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
        for violation in result["violations"]:
            targets = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
            self.found.append(f"{where}: {violation['id']} ({violation['help']}) at {targets}")


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


def _crawl(page: Page, base: str, start: list[str], examiner: Examiner) -> None:
    """Follow every link once a route, as often as new routes turn up."""
    waiting, known = list(start), set(start)
    looked: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        name = _route(path)
        if name is None or name in NOT_PAGES or name in looked:
            continue
        looked.add(name)
        assert len(looked) <= PAGES_MAX, "pages without end"
        page.goto(base + path)
        examiner.look(page, name)
        hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for href in hrefs:
            path = href.removeprefix(base).partition("#")[0]
            if href.startswith(base) and path not in known and not path.startswith("/static/"):
                known.add(path)
                waiting.append(path)


def _route(path: str) -> str | None:
    try:
        return resolve(path.partition("?")[0]).url_name
    except Resolver404:
        return None


def test_every_page(examiner: Examiner, installation: Installation, context: BrowserContext) -> None:
    base = installation.address
    number = _assistant(examiner, base, context.new_page())
    for service, scenario in OTHERS.items():
        _filled_pages(examiner, base, context.new_page(), service, scenario)
    _portal(examiner, base, context.new_page())
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
    page.goto(f"{page.url}zuruecknehmen/")
    examiner.look(page, "withdraw")
    return number


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
    ]
    _crawl(page, base, start, examiner)
    page.goto(f"{base}/gibt/es/nicht/")
    examiner.look(page, "error")


def _desks(examiner: Examiner, base: str, page: Page, number: str) -> None:
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
    page.get_by_role("link", name="Berichtigen").first.click()
    examiner.look(page, "correct")
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("button", name="Empfang bescheinigen").click()
    for _ in range(60):
        if "zugestellt" in page.locator("main").inner_text():
            break
        page.wait_for_timeout(250)
        page.reload()
    _crawl(
        page,
        base,
        [
            "/paderborn/amt/vorgaenge/",
            "/paderborn/amt/vorgaenge/?zeige=alle",
            "/paderborn/amt/gewerberegister/",
        ],
        examiner,
    )
    _file_of_its_own(page, base, examiner)
    for words in ("muster", "gibtesnicht", ""):
        page.goto(f"{base}/paderborn/amt/suche/?suche={words}")
        examiner.look(page, "find")
    log_in(page, base, "paderborn", "emil.pruefmann")
    page.goto(f"{base}/paderborn/amt/akten/?zeige=alle")
    page.locator("td a.mr-number").first.click()
    examiner.look(page, "purpose")
    log_in(page, base, "paderborn", "gisela.ordnung")
    _crawl(page, base, ["/paderborn/amt/aktenplan/", "/paderborn/amt/aussonderung/"], examiner)
    log_in(page, base, "paderborn", "bernd.beispiel")
    examiner.look(page, "desk")
    _crawl(page, base, ["/paderborn/amt/stoerungen/", "/paderborn/amt/ablaeufe/"], examiner)
    log_in(page, base, "paderborn", "admin")
    _crawl(page, base, ["/paderborn/amt/leistungen/"], examiner)
    _crawl(page, base, [f"/paderborn/amt/ablaeufe/{SERVICE}/umstellen/"], examiner)
    _taking_over(examiner, base, page)
    log_in(page, base, "ihk-ostwestfalen", "empfang")
    _crawl(page, base, ["/ihk-ostwestfalen/amt/eingaenge/"], examiner)


def _taking_over(examiner: Examiner, base: str, page: Page) -> None:
    """Look at every step of an adoption, and of an upgrade with a conflict, empty and with what is missing."""
    texts = f"{base}/paderborn/amt/leistungen/{SERVICE}/texte/?teil=seite-vorhaben"
    page.goto(texts)
    page.locator("[name='text:fields.toml/fields/rechtsform/label']").fill("Unternehmensform")
    _press(page, "In Betrieb nehmen")
    examiner.look(page, "service_texts")
    page.get_by_label("Warum passen Sie das an?").fill("Beschluss")
    _press(page, "Vorschau")
    examiner.look(page, "service_texts")
    _press(page, "In Betrieb nehmen")
    examiner.look(page, "service_texts")
    page.goto(f"{base}/paderborn/amt/leistungen/{SERVICE}/felder/")
    page.locator("summary").last.click()
    _press(page, "In Betrieb nehmen")
    examiner.look(page, "service_fields")
    for path in ("versionen", "vergleich"):
        page.goto(f"{base}/paderborn/amt/leistungen/{SERVICE}/{path}/")
        examiner.look(page, {"versionen": "service_history", "vergleich": "service_comparison"}[path])

    page.goto(f"{base}/paderborn/amt/uebernahmen/")
    _press(page, "Hochladen und ansehen")
    examiner.look(page, "adopt")
    page.get_by_label("Paketdatei", exact=True).set_input_files(
        {"name": "neu.zip", "mimeType": "application/zip", "buffer": _newer_bundle()}
    )
    _press(page, "Hochladen und ansehen")
    _press(page, "Zustimmen")
    examiner.look(page, "preparation")
    page.get_by_label("Schlüssel, wie ihn der Herausgeber vorliest").fill(_KEY.public.fingerprint)
    _press(page, "Zustimmen")
    _crawl(page, base, [page.url.removeprefix(base)], examiner)
    page.goto(f"{base}/paderborn/amt/uebernahmen/")
    page.get_by_role("link", name="Gewerbe anmelden 1.1.0").click()
    page.get_by_role("link", name="2. Entscheiden").click()
    _press(page, "Speichern und weiter")
    examiner.look(page, "preparation_decisions")

    log_in(page, base, "kreis-paderborn", "gerda.leistung")
    page.goto(f"{base}/kreis-paderborn/amt/uebernahmen/")
    page.get_by_role("button", name="Übernehmen").click()
    page.wait_for_load_state()
    _press(page, "Ja, Paketen dieses Herausgebers zustimmen")
    _crawl(page, base, [page.url.removeprefix(base)], examiner)
    page.goto(f"{base}/kreis-paderborn/amt/uebernahmen/")
    page.get_by_role("link", name="Gewerbe anmelden 1.0.0").click()
    page.get_by_role("link", name="3. Erproben").click()
    _press(page, "Durchspielen")
    examiner.look(page, "preparation_trial")
    page.get_by_role("link", name="Formular öffnen").click()
    _press(page, "Weiter")
    examiner.look(page, "preparation_preview")
    while page.locator("h1").inner_text() != "So sähe die Prüfseite aus":
        forced = page.get_by_role("button", name="Trotzdem weiter")
        _press(page, "Trotzdem weiter" if forced.count() else "Weiter")
    examiner.look(page, "preparation_preview")


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def _newer_bundle() -> bytes:
    """Return a later version that changes what was adapted."""
    files = replaced(files_of(SERVICE), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    files = replaced(files, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')
    return seal_bundle(files, publisher="Stadt Anderswo", key=_KEY)


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
    _crawl(
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
