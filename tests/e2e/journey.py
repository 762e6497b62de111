"""Fills in and files applications through the assistant, as a person with a browser does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.patient import OWN_PASSWORD

Value = object
_WORDS = {"True": "ja", "False": "nein"}
Answers = Mapping[str, Value]


@dataclass
class Journey:
    """One applicant in one browser page."""

    page: Page
    base: str
    slug: str = "paderborn"

    def begin(self, service: str) -> None:
        """Open the service's page and start."""
        self.page.goto(f"{self.base}/{self.slug}/leistungen/{service}/")
        self.page.get_by_role("link", name="Jetzt online ausfüllen").click()

    def answer(self, answers: Answers) -> None:
        """Fill in pages, one after the other, until the review; each field is found where it is asked."""
        stuck = 0
        for _ in range(40):
            if self.page.locator("h1").inner_text() == "Bitte prüfen Sie Ihre Angaben":
                return
            before = self.page.url
            self.fill_page(answers)
            self.next()
            # Without a script, questions that depend on answers of this page appear only now, maybe in steps.
            stuck = stuck + 1 if self.page.url == before else 0
            assert stuck < 4, (self.page.url, self.errors())
        raise AssertionError(f"no end: {self.page.url} {self.errors()}")

    def next(self) -> None:
        """Press »Weiter«."""
        self.page.locator("form.mr-form > .mr-actions button").first.click()
        self.page.wait_for_load_state()

    def errors(self) -> list[str]:
        """Return what the error summary or the notice about new questions says."""
        notes = self.page.locator(".mr-error-summary li, main > .kern-alert--info .kern-body")
        return notes.all_inner_texts()

    def fill_page(self, answers: Answers) -> None:
        """Fill in everything on this page that ``answers`` knows."""
        folded = self.page.locator("details.mr-folded:not([open]) > summary")
        while folded.count():
            folded.first.click()
        for name, value in answers.items():
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self._rows(name, value)
            else:
                self._field(name, value)

    def _rows(self, name: str, rows: Sequence[Answers]) -> None:
        if not self.page.locator(f"fieldset#{name}").count():
            return
        for number, row in enumerate(rows):
            if not self.page.locator(f"[name^='{name}.{number}.']").count():
                self.page.locator(f"button[name=_hinzufuegen][value={name}]").click()
                self.page.wait_for_load_state()
            for sub, value in row.items():
                self._field(f"{name}.{number}.{sub}", value)

    def _field(self, name: str, value: Value) -> None:
        if isinstance(value, Mapping):
            for part, text in value.items():
                self._field(f"{name}.{part}", text)
            return
        if isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value) and self._has(f"{name}.jahr"):
            year, month, day = [*value.split("-"), "", ""][:3]
            for part, text in (("tag", day), ("monat", month), ("jahr", year)):
                self._field(f"{name}.{part}", text)
            return
        if not self._has(name):
            return
        field = self.page.locator(f"[name='{name}']:not([type=hidden])")
        kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            self._choose(name, value if isinstance(value, list) else [_WORDS.get(str(value), value)])
        elif kind == "select":
            field.select_option(str(value))
            self._redrawn()
        elif kind == "file":
            field.set_input_files(value)  # type: ignore[arg-type]
        else:
            field.fill(str(value))

    def _choose(self, name: str, codes: list[Any]) -> None:
        for code in codes:
            option = self.page.locator(f"[name='{name}'][value='{code}']")
            if not option.is_checked():
                self.page.locator(f"label[for='{option.get_attribute('id')}']").click()
            expect(option).to_be_checked()
            self._redrawn()

    def _has(self, name: str) -> bool:
        return self.page.locator(f"[name='{name}']:not([type=hidden])").count() > 0

    def _redrawn(self) -> None:
        """With a script, wait until the page was drawn anew."""
        expect(self.page.locator("form[aria-busy=true]")).to_have_count(0)

    def submit(self) -> str:
        """File what the review shows; return the number."""
        self.page.get_by_role("button", name="Jetzt absenden").click()
        expect(self.page.locator("h1")).to_have_text("Ihr Antrag ist eingegangen")
        return self.page.locator(".mr-code").first.inner_text()

    def code(self) -> str:
        """Return the code that the receipt shows."""
        return self.page.locator(".mr-code").nth(1).inner_text()


def log_in(page: Page, base: str, slug: str, login: str, password: str = "modellregion-demo") -> None:
    """Log in at a desk."""
    page.goto(f"{base}/{slug}/amt/anmelden/")
    page.get_by_label("Name").fill(login)
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_load_state()


def set_own_password(page: Page, first: str) -> None:
    """Whoever came with a first password gives themselves one of their own, and goes on to the desk."""
    for label, text in (
        ("Ihr jetziges Passwort", first),
        ("Neues Passwort", OWN_PASSWORD),
        ("Neues Passwort noch einmal", OWN_PASSWORD),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Passwort ändern").click()
    page.get_by_text("Ihr Passwort ist geändert").wait_for()
    page.goto(re.sub(r"/amt/.*", "/amt/", page.url))
