"""The pages of accounts, as the walk over every page sees them: login at the simulated provider, a form filled in, the account."""

from playwright.sync_api import Page

from tests.e2e.examiner import Examiner, press


def accounts(examiner: Examiner, base: str, page: Page) -> None:
    """Log in on the way to an application, begin it, and look at the account with it."""
    page.goto(f"{base}/paderborn/leistungen/gewerbeanmeldung/")
    page.get_by_role("link", name="Mit Konto ausfüllen").click()
    examiner.look(page, "account_login")
    press(page, "Weiter mit BundID")
    examiner.look(page, "account_login")
    page.get_by_role("button", name="Weiter zu BundID").click()
    examiner.look(page, "simulator")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Daten übergeben").click()
    page.wait_for_url("**/antrag/konto/")
    examiner.look(page, "begin_with_account")
    press(page, "Antrag beginnen")
    page.goto(page.url.replace("vorhaben", "personen"))
    assert page.locator("#personen-0-familienname").input_value() == "Mustermann"
    examiner.look(page, "page")
    page.goto(f"{base}/paderborn/konto/")
    examiner.look(page, "account")
    page.get_by_label("Code des Antrags").fill("7K3M")
    press(page, "Zum Konto hinzufügen")
    examiner.look(page, "account")
    page.get_by_role("link", name="Postfach").click()
    examiner.look(page, "account_mailbox")
