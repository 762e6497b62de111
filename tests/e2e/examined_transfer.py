"""The pages of taking over and adapting services, as the walk over every page sees them."""

from playwright.sync_api import Page

from modellregion.packages.api import SigningKey, seal_bundle
from tests.e2e.examiner import Examiner, crawl, press
from tests.e2e.journey import Journey, log_in
from tests.support.answers import as_typed
from tests.support.packages import files_of, replaced
from tests.support.personas import persona

SERVICE = "gewerbeanmeldung"
_KEY = SigningKey(b"a" * 32)


def taking_over(examiner: Examiner, base: str, page: Page) -> None:
    """Look at every step of adapting, proposing, an upgrade with a conflict, an adoption: empty and with what is missing."""
    _adapting(examiner, base, page)
    _proposing(examiner, base, page)
    _upgrading(examiner, base, page)
    _adopting(examiner, base, page)


def _adapting(examiner: Examiner, base: str, page: Page) -> None:
    journey = Journey(page, base)
    journey.begin(SERVICE)
    journey.fill_page(as_typed(persona(SERVICE, "friseur")))
    journey.next()
    draft = page.url.partition("seite/")[0]
    texts = f"{base}/paderborn/amt/leistungen/{SERVICE}/texte/?teil=seite-vorhaben"
    page.goto(texts)
    page.locator("[name='text:fields.toml/fields/rechtsform/label']").fill("Unternehmensform")
    press(page, "In Betrieb nehmen")
    examiner.look(page, "service_texts")
    page.get_by_label("Warum passen Sie das an?").fill("Beschluss")
    press(page, "Vorschau")
    examiner.look(page, "service_texts")
    press(page, "In Betrieb nehmen")
    examiner.look(page, "service_texts")
    page.goto(f"{base}/paderborn/amt/leistungen/{SERVICE}/felder/")
    page.locator("summary").last.click()
    press(page, "In Betrieb nehmen")
    examiner.look(page, "service_fields")
    page.locator("details:has(#frage) > summary").click()
    page.locator("#frage").fill("Zusatz zur Anmeldung")
    page.locator("#zweck").fill("Rückfragen")
    page.locator("#ort").select_option(index=1)
    page.locator("#grund-neu").fill("Beschluss")
    page.locator("form:has(#frage)").get_by_role("button", name="In Betrieb nehmen").click()
    page.wait_for_load_state()
    page.goto(f"{draft}neue-fassung/")
    examiner.look(page, "renewal")
    for path in ("versionen", "vergleich"):
        page.goto(f"{base}/paderborn/amt/leistungen/{SERVICE}/{path}/")
        examiner.look(page, {"versionen": "service_history", "vergleich": "service_comparison"}[path])


def _proposing(examiner: Examiner, base: str, page: Page) -> None:
    service = f"{base}/paderborn/amt/leistungen/{SERVICE}"
    page.goto(f"{service}/schritte/?stelle=f_eingang")
    press(page, "In Betrieb nehmen")
    examiner.look(page, "service_steps")
    page.goto(f"{service}/veroeffentlichen/")
    press(page, "Zurückrufen")
    examiner.look(page, "service_publishing")
    page.goto(f"{base}/paderborn/amt/kataloge/")
    press(page, "Abonnieren")
    examiner.look(page, "subscriptions")
    page.goto(f"{service}/vorschlagen/")
    press(page, "Vorschlagen")
    examiner.look(page, "service_propose")
    page.locator("[name=anpassung]").first.check()
    page.get_by_label("Warum sollten es alle bekommen?").fill("Hilft allen")
    press(page, "Vorschlagen")
    examiner.look(page, "proposals")
    page.locator("#eingegangen td a").first.click()
    press(page, "Ablehnen")
    examiner.look(page, "proposal")


def _upgrading(examiner: Examiner, base: str, page: Page) -> None:
    page.goto(f"{base}/paderborn/amt/uebernahmen/")
    press(page, "Hochladen und ansehen")
    examiner.look(page, "adopt")
    page.get_by_label("Paketdatei", exact=True).set_input_files(
        {"name": "neu.zip", "mimeType": "application/zip", "buffer": _newer_bundle()}
    )
    press(page, "Hochladen und ansehen")
    press(page, "Zustimmen")
    examiner.look(page, "preparation")
    page.get_by_label("Schlüssel, wie ihn der Herausgeber vorliest").fill(_KEY.public.fingerprint)
    press(page, "Zustimmen")
    crawl(page, base, [page.url.removeprefix(base)], examiner)
    page.goto(f"{base}/paderborn/amt/uebernahmen/")
    page.get_by_role("link", name="Gewerbe anmelden 1.1.0").click()
    page.get_by_role("link", name="2. Auswirkungen").click()
    press(page, "Auswirkungen ausrechnen")
    examiner.look(page, "preparation_impact")
    page.get_by_role("link", name="3. Entscheiden").click()
    press(page, "Speichern und weiter")
    examiner.look(page, "preparation_decisions")


def _adopting(examiner: Examiner, base: str, page: Page) -> None:
    log_in(page, base, "kreis-paderborn", "gerda.leistung")
    page.goto(f"{base}/kreis-paderborn/amt/uebernahmen/")
    page.get_by_role("button", name="Übernehmen").click()
    page.wait_for_load_state()
    press(page, "Ja, Paketen dieses Herausgebers zustimmen")
    crawl(page, base, [page.url.removeprefix(base)], examiner)
    page.goto(f"{base}/kreis-paderborn/amt/uebernahmen/")
    page.get_by_role("link", name="Gewerbe anmelden 1.0.0").click()
    page.get_by_role("link", name="3. Erproben").click()
    press(page, "Durchspielen")
    examiner.look(page, "preparation_trial")
    page.get_by_role("link", name="Formular öffnen").click()
    press(page, "Weiter")
    examiner.look(page, "preparation_preview")
    while page.locator("h1").inner_text() != "So sähe die Prüfseite aus":
        forced = page.get_by_role("button", name="Trotzdem weiter")
        press(page, "Trotzdem weiter" if forced.count() else "Weiter")
    examiner.look(page, "preparation_preview")


def _newer_bundle() -> bytes:
    """Return a later version that changes what was adapted."""
    files = replaced(files_of(SERVICE), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    files = replaced(files, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')
    return seal_bundle(files, publisher="Stadt Anderswo", key=_KEY)
