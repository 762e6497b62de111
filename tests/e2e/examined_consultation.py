"""Looks at the pages of a participation: asking, codes, both ways to answer; and at the first page of entry on behalf."""

from playwright.sync_api import Page

from tests.e2e.examiner import Examiner, press
from tests.e2e.journey import log_in


def consultation(examiner: Examiner, base: str, page: Page) -> None:
    """Ask a body with a desk and one without from the case that is shown; look at both ways to answer."""
    page.get_by_role("link", name="Andere Stellen beteiligen").click()
    press(page, "Stellen fragen")
    examiner.look(page, "consultation")
    page.get_by_label("Kreis Paderborn", exact=True).check()
    page.get_by_label("Andere Stellen, eine je Zeile").fill("Musterverband")
    page.get_by_label("Ihre Frage").fill("Bestehen Bedenken?")
    press(page, "Stellen fragen")
    examiner.look(page, "consultation_action")
    code = page.locator(".mr-code").first.inner_text()
    page.goto(f"{base}/paderborn/stellungnahme/")
    press(page, "Weiter")
    examiner.look(page, "opinion_entry")
    page.get_by_label("Code").fill(code)
    press(page, "Weiter")
    press(page, "Stellungnahme abgeben")
    examiner.look(page, "opinion")
    page.get_by_label("Keine Bedenken", exact=True).check()
    press(page, "Stellungnahme abgeben")
    examiner.look(page, "opinion")
    log_in(page, base, "kreis-paderborn", "dora.exempel")
    for _ in range(60):
        page.goto(f"{base}/kreis-paderborn/amt/beteiligungen/")
        if page.locator("td a.mr-number").count():
            break
        page.wait_for_timeout(250)
    examiner.look(page, "opinions")
    page.locator("td a.mr-number").first.click()
    press(page, "Stellungnahme abgeben")
    examiner.look(page, "received_request")


def taking_up(examiner: Examiner, base: str, page: Page) -> None:
    """Look at the page that begins an application for somebody, empty and refused."""
    page.goto(f"{base}/paderborn/amt/vorgaenge/erfassen/")
    press(page, "Weiter zum Antrag")
    examiner.look(page, "take_up")
