"""The desk without a mouse: keys do what the help says, never while somebody types, and can be switched off."""

import re

from playwright.sync_api import Browser, expect

from tests.e2e.journey import log_in
from tests.support.browser import Installation


def test_a_clerk_works_with_keys_alone(installation: Installation, browser: Browser) -> None:
    page = browser.new_context(locale="de-DE").new_page()
    log_in(page, installation.address, "paderborn", "anna.muster")
    page.keyboard.press("e")
    expect(page.locator("h1")).to_have_text("Eingang")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/vorgaenge/[0-9a-f-]{36}/$"))
    page.keyboard.press("?")
    help_table = page.locator("#tastenkuerzel")
    expect(help_table).to_be_visible()
    expect(help_table.locator("tr", has_text="Mein Tag")).to_contain_text("t")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("h1")).to_have_text("Mein Tag")
    page.keyboard.press("/")
    page.keyboard.type("te?")
    expect(page.get_by_label("Nummer oder Name")).to_have_value("te?")
    expect(page.locator("h1")).to_have_text("Mein Tag")


def test_the_keys_can_be_switched_off_for_good(installation: Installation, browser: Browser) -> None:
    page = browser.new_context(locale="de-DE").new_page()
    log_in(page, installation.address, "paderborn", "anna.muster")
    page.get_by_role("button", name="Tastenkürzel").click()
    page.get_by_label("Tastenkürzel ausschalten").check()
    page.get_by_role("button", name="Schließen").click()
    page.reload()
    page.keyboard.press("e")
    page.wait_for_timeout(300)
    expect(page.locator("h1")).to_have_text("Mein Tag")
