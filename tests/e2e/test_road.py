"""The whole road in a real browser: filed, certified, delivered; with scripts, and without scripts and cookies."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from modellregion.cli.programs import PDFTOTEXT
from tests.e2e.journey import Journey, log_in
from tests.support.answers import as_typed
from tests.support.browser import Installation
from tests.support.personas import persona

ROADS = [
    ("gewerbeanmeldung", "friseur", "GewA 1"),
    ("gewerbeummeldung", "logistikberatung", "GewA 2"),
    ("gewerbeabmeldung", "dj_catering", "GewA 3"),
]


def _pdf_text(page: Page, address: str, folder: Path) -> str:
    path = folder / "document.pdf"
    path.write_bytes(page.request.get(address).body())
    assert path.read_bytes().startswith(b"%PDF-"), address
    program = PDFTOTEXT.path()
    assert program, "pdftotext is missing"
    result = subprocess.run([program, "-layout", path, "-"], check=True, capture_output=True, text=True)
    return result.stdout


def _download(page: Page, base: str, link: str) -> str:
    href = page.get_by_role("link", name=link).first.get_attribute("href")
    assert href, link
    return base + href


def _until(page: Page, wanted: Locator) -> None:
    """Look again until the worker has done what is waited for."""
    for _ in range(80):
        page.reload()
        if wanted.count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(page.locator("main").inner_text())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("service", "scenario", "form"), ROADS)
def test_filed_certified_and_delivered(
    service: str,
    scenario: str,
    form: str,
    scripts: bool,
    installation: Installation,
    browser: Browser,
    tmp_path: Path,
) -> None:
    base = installation.address
    answers = as_typed(persona(service, scenario))
    applicant = browser.new_context(java_script_enabled=scripts, locale="de-DE")
    page = applicant.new_page()
    journey = Journey(page, base)
    journey.begin(service)
    journey.answer(answers)
    number = journey.submit()
    family = answers["personen"][0]["familienname"]
    assert family in _pdf_text(page, _download(page, base, "Antrag als PDF"), tmp_path)
    page.get_by_role("link", name="Zur Statusseite").click()
    status = page.url
    assert applicant.cookies() == []

    office = browser.new_context(java_script_enabled=scripts, locale="de-DE").new_page()
    log_in(office, base, "paderborn", "anna.muster")
    office.get_by_label("Nummer oder Name").fill(number)
    office.get_by_role("button", name="Anzeigen").click()
    office.get_by_role("link", name=number).or_(office.locator("tbody a")).first.click()
    expect(office.locator("h1")).to_be_visible()
    # With scripts only the page's content is exchanged; both ways end with the case as it is then.
    office.get_by_role("button", name="Empfang bescheinigen").click()
    expect(office.get_by_role("button", name="Vorgang abschließen")).to_be_visible()
    chambers_row = office.locator("tr", has_text="Industrie- und Handelskammer Ostwestfalen zu Bielefeld")
    _until(office, chambers_row.filter(has_text="zugestellt"))
    page.goto(status)
    certificate = _pdf_text(page, _download(page, base, "Empfangsbescheinigung"), tmp_path)
    assert number in certificate
    assert family in certificate

    chamber = browser.new_context(java_script_enabled=scripts, locale="de-DE").new_page()
    log_in(chamber, base, "ihk-ostwestfalen", "empfang")
    chamber.get_by_role("link", name=number).click()
    expect(chamber.locator("main")).to_contain_text(form)
    received = json.loads(chamber.request.get(_download(chamber, base, "JSON")).body())
    assert family in json.dumps(received, ensure_ascii=False)
    assert family in _pdf_text(chamber, _download(chamber, base, "PDF"), tmp_path)
    _until(office, chambers_row.filter(has_text="abgerufen"))
