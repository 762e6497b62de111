"""The pages of payments, as the walk over every page sees them: the payer's way to the provider and back, the cashier's day."""

from playwright.sync_api import Page

from tests.e2e.examiner import Examiner, crawl, press
from tests.e2e.journey import log_in
from tests.support.payments import camt

KASSE = "/paderborn/amt/kasse"


def paying(examiner: Examiner, page: Page) -> None:
    """Pay a fee online from the basket: look at what is to pay, at the basket before, meanwhile and after, and the way back."""
    status = page.url
    page.get_by_role("link", name="Jetzt bezahlen").click()
    examiner.look(page, "paying")
    press(page, "In den Warenkorb")
    examiner.look(page, "basket")
    press(page, "26,00 € an Stadt Paderborn online bezahlen")
    examiner.look(page, "basket")
    page.goto(f"{status}bezahlen/")
    examiner.look(page, "paying")
    page.get_by_role("link", name="Weiter zur Bezahlseite").click()
    assert "Hier fließt kein Geld" in page.locator("main").inner_text()
    page.get_by_role("button", name="Bezahlen", exact=True).click()
    page.get_by_text("Die Zahlung ist angekommen").wait_for()
    examiner.look(page, "payment_return")
    page.get_by_role("link", name="Zum Warenkorb").click()
    examiner.look(page, "basket")
    press(page, "Bezahltes herausnehmen")
    examiner.look(page, "basket")
    page.goto(f"{status}bezahlen/")
    examiner.look(page, "paying")
    page.goto(status)


def cash_office(examiner: Examiner, base: str, page: Page) -> None:
    """Take a statement in, look at everything the cashier sees, take cash, and close the day, first without saying why."""
    log_in(page, base, "paderborn", "klara.kasse")
    page.goto(f"{base}{KASSE}/kontoauszuege/")
    entries = [("20.00", "CRDT", "Erika Muster", "danke"), ("3.00", "DBIT", "Bank", "Entgelt")]
    file = {"name": "auszug.xml", "mimeType": "text/xml", "buffer": camt(entries)}
    page.get_by_label("Kontoauszug der Bank").set_input_files(file)  # type: ignore[arg-type]
    press(page, "Einlesen")
    examiner.look(page, "statement")
    page.goto(f"{base}{KASSE}/tagesabschluss/")
    page.get_by_label("Gezählt in Euro").fill("1,00")
    press(page, "Tag abschließen")
    examiner.look(page, "closings")
    page.get_by_label("Woher kommt der Unterschied?").fill("Wechselgeld")
    press(page, "Tag abschließen")
    examiner.look(page, "closing")
    page.goto(f"{base}{KASSE}/lastschriften/")
    examiner.look(page, "debits")
    press(page, "Datei für die Bank erstellen")
    examiner.look(page, "collection")
    page.goto(f"{base}{KASSE}/mahnung/")
    examiner.look(page, "reminders")
    press(page, "Auswahl mahnen")
    examiner.look(page, "payment_run")
    page.locator("main tbody a").first.click()
    page.get_by_role("link", name="Ratenplan").click()
    examiner.look(page, "instalments")
    press(page, "Raten berechnen")
    examiner.look(page, "instalments")
    crawl(
        page,
        base,
        [f"{KASSE}/zahlungen/?zeige=alle", f"{KASSE}/klaerung/", f"{KASSE}/tagesabschluss/"],
        examiner,
    )
