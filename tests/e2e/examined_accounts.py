"""The pages of accounts, as the walk over every page sees them: login at the simulated provider, a form filled in, the account."""

from playwright.sync_api import Page

from tests.e2e.examined_trust import certificate
from tests.e2e.examiner import Examiner, press
from tests.e2e.journey import Journey
from tests.support.answers import as_typed
from tests.support.personas import persona


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
    page.goto(f"{base}/paderborn/konto/frueher/")
    page.get_by_label("E-Mail-Adresse").fill("nobody@example.org")
    press(page, "Code schicken")
    examiner.look(page, "account_former")
    page.get_by_role("link", name="Mein Konto").first.click()
    page.get_by_role("link", name="Postfach").click()
    examiner.look(page, "account_mailbox")
    page.get_by_role("link", name="Zugriffe").click()
    examiner.look(page, "account_looks")
    page.get_by_role("link", name="Meine Daten").click()
    examiner.look(page, "account_data")
    press(page, "Konto löschen")
    examiner.look(page, "account_data")
    certificate(examiner, base, page)
    page.goto(f"{base}/paderborn/konto/")
    page.get_by_role("button", name="Abmelden").click()
    acting(examiner, base, page)


def acting(examiner: Examiner, base: str, page: Page) -> None:
    """Invite a member and give a mandate as a firm, take it as its adviser, and begin an application by it."""
    _business(page, base, "Muster Handel GmbH")
    page.get_by_role("link", name="Mitglieder").click()
    examiner.look(page, "account_members")
    press(page, "Code für die Einladung machen")
    examiner.look(page, "account_members")
    invited = page.locator("main strong.mr-number").inner_text()
    page.goto(f"{base}/paderborn/konto/")
    page.get_by_role("link", name="Vollmachten").click()
    page.get_by_role("link", name="Vollmacht erteilen").click()
    examiner.look(page, "account_mandate_new")
    press(page, "Vollmacht erteilen und Code machen")
    examiner.look(page, "account_mandate_new")
    page.get_by_label("Für alle Leistungen").check()
    page.get_by_label("Formulare dürfen").check()
    press(page, "Vollmacht erteilen und Code machen")
    code = page.locator("main strong.mr-number").inner_text()
    page.goto(f"{base}/paderborn/konto/")
    page.get_by_role("button", name="Abmelden").click()
    _log_in(page, base, "BundID", "Nora Nachname")
    _accept(page, invited)
    page.get_by_role("link", name="Muster Handel GmbH").click()
    examiner.look(page, "account_for")
    page.goto(f"{base}/paderborn/konto/")
    page.get_by_role("button", name="Abmelden").click()
    _business(page, base, "Exempel Steuerberatung")
    _by_mandate(examiner, base, page, code)


def _by_mandate(examiner: Examiner, base: str, page: Page, code: str) -> None:
    page.get_by_role("link", name="Code eingeben").click()
    examiner.look(page, "account_code")
    page.get_by_label("Code der Einladung").fill(code)
    press(page, "Ansehen")
    examiner.look(page, "account_code")
    press(page, "Annehmen")
    page.get_by_role("link", name="Vollmachten").click()
    examiner.look(page, "account_mandates")
    page.get_by_role("link", name="Jemanden vertreten").click()
    examiner.look(page, "account_mandate_declare")
    press(page, "Erklären und weiter")
    examiner.look(page, "account_mandate_declare")
    page.goto(f"{base}/paderborn/leistungen/gewerbeanmeldung/antrag/konto/")
    examiner.look(page, "begin_with_account")
    page.get_by_label("für Muster Handel GmbH, mit Vollmacht").check()
    press(page, "Weiter")
    press(page, "Antrag beginnen")
    examiner.look(page, "page")
    journey = Journey(page, base)
    journey.answer(as_typed(persona("gewerbeanmeldung", "friseur")))
    number = journey.submit()
    page.goto(f"{base}/paderborn/konto/")
    assert number in page.locator("main").inner_text()
    examiner.look(page, "account")
    page.get_by_role("link", name="Vollmachten").click()
    page.get_by_role("link", name="Muster Handel GmbH").click()
    examiner.look(page, "account_mandate")
    press(page, "Vollmacht niederlegen")
    examiner.look(page, "account_mandate")


def _accept(page: Page, code: str) -> None:
    page.get_by_role("link", name="Code eingeben").click()
    page.get_by_label("Code der Einladung").fill(code)
    press(page, "Ansehen")
    press(page, "Annehmen")


def _business(page: Page, base: str, name: str) -> None:
    _log_in(page, base, "Mein Unternehmenskonto", name)


def _log_in(page: Page, base: str, account: str, name: str) -> None:
    page.goto(f"{base}/paderborn/konto/anmelden/")
    press(page, f"Weiter mit {account}")
    page.get_by_role("button", name=f"Weiter zu {account}").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Daten übergeben").click()
    page.wait_for_url("**/konto/")
