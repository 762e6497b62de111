"""The pages of notices, as the walk over every page sees them: written, sent round, signed, posted; text modules; consent."""

from playwright.sync_api import Page, expect

from tests.e2e.examiner import Examiner, press
from tests.e2e.journey import log_in


def consent(examiner: Examiner, page: Page) -> None:
    """Look at the page on which an applicant says how notices come, from the status page: empty, wrong, and given."""
    status = page.url
    page.goto(f"{status}zustellung/")
    examiner.look(page, "notice_consent")
    press(page, "Ich möchte abrufen")
    examiner.look(page, "notice_consent")
    page.goto(status)


def notices(examiner: Examiner, base: str, page: Page, number: str) -> None:
    """Draft a notice while the preview follows, send it round, sign it, and look at each page with something on it."""
    page.goto(f"{base}/paderborn/amt/vorgaenge/?zeige=alle")
    page.get_by_role("link", name=number).click()
    page.get_by_text("Bescheid entwerfen", exact=True).click()
    page.get_by_label("Welcher Bescheid?").select_option("betriebsverhinderung")
    press(page, "Entwerfen")
    examiner.look(page, "notice")
    page.get_by_label("Was einzustellen ist, und bis wann").fill(
        "Der Salon ist ab dem 1. Januar 2027 zu schließen."
    )
    page.get_by_label("Begründung").fill("Es fehlt die Handwerkskarte.")
    # The preview saves and draws by itself while somebody types.
    expect(page.locator("[data-save-state]")).to_have_text("Gespeichert", timeout=20_000)
    assert page.locator("[name=stand]").input_value() != "0"
    page.get_by_label("Schlusszeichnung", exact=True).select_option(label="Bernd Beispiel")
    press(page, "Zur Zeichnung geben")
    examiner.look(page, "notice")
    address = page.url
    log_in(page, base, "paderborn", "bernd.beispiel")
    page.goto(address)
    examiner.look(page, "notice")
    press(page, "Schlusszeichnen")
    examiner.look(page, "notice")
    page.goto(f"{base}/paderborn/amt/postausgang/")
    examiner.look(page, "outgoing")
    press(page, "Versand vermerken")
    examiner.look(page, "outgoing")
    page.goto(address)
    for summary in page.locator("main summary").all():
        summary.click()
    examiner.look(page, "notice")
    page.goto(f"{base}/paderborn/amt/textbausteine/")
    page.locator("#name").fill("Gruß")
    page.locator("#text").fill("Guten Tag {person},")
    press(page, "Speichern")
    examiner.look(page, "text_modules")
    page.get_by_role("link", name="Gruß").click()
    examiner.look(page, "text_module")
    log_in(page, base, "paderborn", "anna.muster")
