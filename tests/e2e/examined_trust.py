"""A certificate in the real browser: ordered with an account, paid, certified and sealed, in the mailbox, checked by everybody."""

from playwright.sync_api import Page, expect

from tests.e2e.examiner import PATIENCE, Examiner, press, until
from tests.e2e.journey import Journey, log_in
from tests.support.answers import as_typed
from tests.support.orders import SERVICE, order


def certificate(examiner: Examiner, base: str, page: Page) -> None:
    """Let whoever is logged in with BundID order a certificate, pay it, get it from the mailbox and have it checked."""
    page.goto(f"{base}/paderborn/leistungen/{SERVICE}/antrag/konto/")
    press(page, "Antrag beginnen")
    journey = Journey(page, base)
    assert page.locator("[name='personen.0.familienname']").count() == 0, (
        "the first page asks whose entry it is"
    )
    journey.answer(as_typed(order()))
    number = journey.submit()
    page.get_by_role("link", name="Zur Statusseite").click()
    status = page.url
    page.get_by_role("link", name="Jetzt bezahlen").click()
    press(page, "12,00 € online bezahlen")
    page.get_by_role("link", name="Weiter zur Bezahlseite").click()
    page.get_by_role("button", name="Bezahlen", exact=True).click()
    page.get_by_text("Die Zahlung ist angekommen").wait_for()
    _certified(base, page, number)
    page.goto(f"{base}/paderborn/konto/postfach/")
    until(page, number)
    examiner.look(page, "account_mailbox")
    page.goto(status)
    until(page, "Bescheinigung aus dem Gewerberegister")
    examiner.look(page, "status")
    letter = page.get_by_role("link", name="Bescheinigung aus dem Gewerberegister").last
    content = page.request.get(f"{base}{letter.get_attribute('href')}").body()
    page.goto(f"{base}/paderborn/siegel-pruefen/")
    file = {"name": "bescheinigung.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    press(page, "Prüfen")
    said = page.locator("main").inner_text()
    assert "echt und unverändert" in said
    assert "Mustermann" not in said, "who checks learns no more than they have in hand"
    examiner.look(page, "check_letter")


def _certified(base: str, page: Page, number: str) -> None:
    """Let a clerk certify, once the payment has reached the case."""
    browser = page.context.browser
    assert browser is not None
    elsewhere = browser.new_context(locale="de-DE")
    desk = elsewhere.new_page()
    log_in(desk, base, "paderborn", "anna.muster")
    desk.goto(f"{base}/paderborn/amt/vorgaenge/?suche={number}")
    desk.locator("td a.mr-number").first.click()
    for _ in range(PATIENCE):
        if desk.get_by_role("button", name="Bescheinigen").count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    desk.get_by_role("button", name="Bescheinigen").first.click()
    expect(desk.locator("main")).not_to_contain_text("wartet auf die Zahlung")
    elsewhere.close()
