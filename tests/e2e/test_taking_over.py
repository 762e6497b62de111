"""Another municipality takes a service over by hand, in a real browser: through the pages, with and without scripts."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.journey import Journey, log_in, set_own_password
from tests.support.answers import as_typed
from tests.support.browser import Installation, organise
from tests.support.packages import TRADE_NOTICE
from tests.support.personas import persona

MINUTES_MAX = 5
REGION = """
[[municipality]]
key = "{key}"
street = "Königstraße 16"
postcode = "33142"
units = [{{ name = "Bürgeramt" }}, {{ name = "Gewerbeamt" }}]
staff = [
    {{ login = "lena.leistung", name = "Lena Leistung", roles = {{ "Gewerbeamt" = "service_manager" }} }},
    {{ login = "karl.klerk", name = "Karl Klerk", roles = {{ "Gewerbeamt" = "clerk" }} }},
]
"""


def _go_on(page: Page, role: str, name: str) -> None:
    # Buttons and links that lead on are links or buttons of the page itself, never of the frame around it.
    page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
    page.wait_for_load_state()


def _click_through_the_form(page: Page) -> None:
    """Try the form: answer, go on, come to the review, go back; nothing is kept."""
    expect(page.locator("main")).to_contain_text("Nichts wird gespeichert")
    journey = Journey(page, "")
    answers = as_typed(persona(TRADE_NOTICE, "friseur"))
    for _ in range(30):
        if page.locator("h1").inner_text() == "So sähe die Prüfseite aus":
            break
        journey.fill_page(answers)
        journey.next()
    expect(page.locator("h1")).to_have_text("So sähe die Prüfseite aus")
    expect(page.locator("main")).to_contain_text("26,00")
    _go_on(page, "button", "Zurück")
    expect(page.locator("h1")).not_to_have_text("So sähe die Prüfseite aus")
    _go_on(page, "link", "Ausprobieren beenden")


@pytest.mark.parametrize(
    ("slug", "key", "scripts"),
    [("bueren", "05774016", True), ("lichtenau", "05774028", False)],
    ids=["scripts", "no-scripts"],
)
def test_from_nothing_to_the_first_application(
    slug: str, key: str, scripts: bool, installation: Installation, browser: Browser, tmp_path: Path
) -> None:
    said = organise(installation.data, REGION.format(key=key), tmp_path)
    assert said.returncode == 0, said.stderr
    found = re.search(rf"at /{slug}/amt/ as lena.leistung with the first password (\S+)", said.stdout)
    assert found, said.stdout
    base = installation.address
    page = browser.new_context(locale="de-DE", java_script_enabled=scripts).new_page()
    started = time.monotonic()
    log_in(page, base, slug, "lena.leistung", found[1])
    set_own_password(page, found[1])
    expect(page.locator("h1")).to_have_text("Leistungen")
    _go_on(page, "link", "Leistung übernehmen oder aktualisieren")
    _go_on(page, "button", "Übernehmen")
    _go_on(page, "button", "Ja, Paketen dieses Herausgebers zustimmen")
    expect(page.locator("main")).to_contain_text("53 Fragen")
    _go_on(page, "link", "Weiter: Festlegen")
    page.get_by_label("Rechtsgrundlage der Gebühr").fill("Verwaltungsgebührensatzung vom 1. Juli 2026")
    _go_on(page, "button", "Speichern und weiter")
    expect(page.locator("main")).to_contain_text("2 Festlegungen fehlen noch")
    expect(page.get_by_label("Rechtsgrundlage der Gebühr")).to_have_value(
        "Verwaltungsgebührensatzung vom 1. Juli 2026"
    )
    page.get_by_label("Zuständige Stelle").select_option(label="Gewerbeamt")
    _go_on(page, "button", "Speichern und weiter")
    _go_on(page, "link", "Formular öffnen")
    _click_through_the_form(page)
    _go_on(page, "button", "Durchspielen")
    expect(page.locator("main")).to_contain_text("13 Prüffälle sind bestanden")
    _go_on(page, "link", "Weiter: In Betrieb nehmen")
    _go_on(page, "button", "In Betrieb nehmen")
    expect(page.locator("h1")).to_have_text("Gewerbe anmelden")

    citizen = browser.new_context(locale="de-DE", java_script_enabled=scripts).new_page()
    journey = Journey(citizen, base, slug)
    journey.begin(TRADE_NOTICE)
    journey.answer(as_typed(persona(TRADE_NOTICE, "friseur")))
    assert journey.submit().startswith("GEW-")
    assert time.monotonic() - started < MINUTES_MAX * 60
