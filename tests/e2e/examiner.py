"""Looks at pages in the real browser: what axe says, and what sticks out."""

from typing import Any, Literal
from urllib.parse import urljoin

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.support.browser import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The rules of axe whose verdict may change with the width of the window or the colours of the scheme.
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
PAGES_MAX = 150
PATIENCE = 60
STICKING_OUT = """() => document.scrollingElement.scrollWidth <= window.innerWidth ? '' :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
    .map(e => e.tagName + '.' + e.className + ' ' + (e.id || e.getAttribute('name') || e.textContent.trim().slice(0, 40))).slice(-3).join(', ') || 'something'"""
# Two hundred countries in a list take axe a second a look and are all alike; they stand aside while it runs.
RUN = """async wanted => {
  const aside = [...document.querySelectorAll('select')].flatMap(list => [...list.options].slice(5))
    .filter(option => !option.selected).map(option => [option, option.parentNode, option.nextSibling]);
  aside.forEach(([option]) => option.remove());
  try { return await axe.run(wanted); }
  finally { aside.reverse().forEach(([option, parent, next]) => parent.insertBefore(option, next)); }
}"""
# What a page is made of: each element with those around it, by tag, classes and state; not what it says.
SHAPES = """text => {
  const page = text === null ? document : new DOMParser().parseFromString(text, 'text/html');
  const STATES = ['role', 'type', 'open', 'hidden', 'disabled', 'required', 'href', 'for', 'lang', 'tabindex', 'style'];
  const found = new Set();
  const walk = (element, around) => {
    const states = [...element.attributes].filter(one => one.name.startsWith('aria-') || STATES.includes(one.name))
      .map(one => ['aria-invalid', 'aria-current', 'aria-expanded', 'aria-hidden', 'role', 'type'].includes(one.name)
        ? one.name + '=' + one.value : one.name).sort();
    const shape = around + '>' + [element.localName, ...[...element.classList].sort(), ...states].join('.');
    found.add(shape);
    for (const inner of element.children) walk(inner, shape);
  };
  if (page.body) walk(page.body, '');
  const links = [...page.querySelectorAll('a[href]')].map(link => link.getAttribute('href'));
  return {shapes: [...found], links};
}"""
NOT_PAGES = {
    "claim_mandate": "a document",
    "basket_receipt": "a document",
    "put_into_basket": "only takes what is sent",
    "account_basket": "only takes what is sent",
    "instalments_letter": "a document",
    "instalments_action": "only takes what is sent, or shows the page again",
    "collection_action": "a document",
    "debits_action": "only takes what is sent, or shows the page again",
    "begin": "leads to the first page, which is examined as »page«",
    "continue": "leads on",
    "views": "only takes what is sent",
    "logout": "leads on",
    "login_with_passkey": "leads on, or asks a passkey",
    "own_passkeys": "likewise",
    "confirm_with_passkey": "likewise",
    "sso": "leads on",
    "sso_answer": "leads on",
    "redraw": "a part of a page",
    "case_action": "only takes what is sent",
    "process_action": "only takes what is sent",
    "consultation_action": "only takes what is sent, or shows codes, which are looked at",
    "opinion_file": "a document",
    "received_file": "a document",
    "status_document": "a document",
    "case_document": "a document",
    "inbox_export": "a table",
    "inbox_spreadsheet": "a table",
    "register_extract": "a document",
    "delivery_json": "a document",
    "api_description": "a document",
    "catalogue_index": "a document",
    "catalogue_bundle": "a document",
    "catalogue_signed_index": "a document",
    "catalogue_dossier": "a document",
    "catalogue_export": "a table",
    "service_dossier": "a document",
    "processing_record": "a document",
    "proposal_file": "a document",
    "proposal_state": "a document",
    "hand_in_proposal": "only takes what is sent",
    "delivery_pdf": "a document",
    "files_export": "a table",
    "files_spreadsheet": "a table",
    "follow_ups_spreadsheet": "a table",
    "follow_ups_export": "a table",
    "contents_export": "a table",
    "new_file_action": "only takes what is sent",
    "file_action": "only takes what is sent",
    "document_action": "only takes what is sent",
    "inspection_action": "only takes what is sent",
    "node_action": "only takes what is sent",
    "plan_action": "only takes what is sent",
    "mail_action": "only takes what is sent",
    "mails_action": "only takes what is sent",
    "disposal_action": "only takes what is sent",
    "disposals_action": "only takes what is sent",
    "document_file": "a document",
    "document_picture": "a picture",
    "case_picture": "a picture",
    "routing_slip": "a document",
    "separator": "a document",
    "open_figure_table": "a table",
    "open_figure_data": "a document",
    "releasing_action": "only takes what is sent",
    "scan_picture": "a picture",
    "scan_action": "only takes what is sent",
    "scans_action": "only takes what is sent",
    "offer_file": "a document",
    "receipt_file": "a document",
    "account_draft": "only takes what is sent",
    "account_answer": "only takes what is sent",
    "account_metadata": "a document",
    "account_file": "a document",
    "account_logout": "only takes what is sent",
    "seal_certificates": "a document",
    "journal_key": "a document",
    "journal_checkpoint": "a document",
    "add_checkpoint": "only takes what is sent",
    "notice_new": "only takes what is sent",
    "notice_action": "only takes what is sent",
    "notice_preview": "a part of a page",
    "notice_file": "a document",
    "notice_of_document": "leads on",
    "outgoing_table": "a table",
    "mails_table": "a table",
    "scans_table": "a table",
    "circulations_table": "a table",
    "due_table": "a table",
    "opinions_table": "a table",
    "register_table": "a table",
    "deliveries_table": "a table",
    "outgoing_action": "only takes what is sent",
    "text_module_action": "only takes what is sent",
    "status_notice": "a document",
    "claim_code": "a picture",
    "claim_request": "a document",
    "claim_receipt": "a document",
    "payment_receipt": "a document",
    "payment_letter": "a document",
    "claims_export": "a table",
    "claims_spreadsheet": "a table",
    "cash_book_export": "a table",
    "cash_book_spreadsheet": "a table",
    "payment_reminder": "a document",
    "run_letters": "a document",
    "run_export": "a table",
    "run_spreadsheet": "a table",
    "reminders_action": "only takes what is sent",
    "payment_action": "only takes what is sent",
    "clearing_action": "only takes what is sent",
    "close_today": "only takes what is sent",
    "statement_action": "only takes what is sent",
    "statements_action": "only takes what is sent",
}


class Examiner:
    """Looks at pages and remembers what it found and which routes it has seen."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.found: list[str] = []
        self.looks = 0
        self._shapes: set[str] = set()

    def look(self, page: Page, name: str) -> None:
        """Run axe on what is shown, narrow in one scheme and wide in the other; the next page has them another way round.

        Only the first look runs every rule; what depends on neither width nor scheme cannot change with the second. Of
        a page that was seen already, in another state, one look is enough: narrow, where things stick out. When all that
        it is made of was looked at before, there, or on another page, it is only measured.
        """
        is_first = name not in self.seen
        is_new = self.note_shapes(page.evaluate(SHAPES, None)["shapes"]) or is_first
        self.seen.add(name)
        self.looks += 1
        size = page.viewport_size
        schemes = SCHEMES[:: 1 if self.looks & 1 else -1]
        for number, (width, scheme) in enumerate(zip(WIDTHS, schemes, strict=True)):
            if number and not is_first:
                break
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate(STICKING_OUT)
            if wide:
                self.found.append(f"{name} at {width} px: {wide} sticks out ({page.url})")
            if is_new:
                page.emulate_media(color_scheme=scheme)
                self._axe(page, f"{name} at {width} px, {scheme}", OF_LOOKS if number else [])
        if is_new:
            page.emulate_media(color_scheme="light")
        if size:
            page.set_viewport_size(size)

    def note_shapes(self, shapes: list[str]) -> bool:
        """Remember what a page is made of; tell whether something of it was never looked at."""
        new = set(shapes) - self._shapes
        self._shapes |= new
        return bool(new)

    def knows(self, shapes: list[str]) -> bool:
        """Tell whether all that a page is made of was looked at."""
        return self._shapes.issuperset(shapes)

    def _axe(self, page: Page, where: str, rules: list[str]) -> None:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        wanted = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        result: dict[str, Any] = page.evaluate(RUN, wanted)
        for violation in result["violations"]:
            targets = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
            self.found.append(f"{where}: {violation['id']} ({violation['help']}) at {targets}")


def crawl(page: Page, base: str, start: list[str], examiner: Examiner) -> None:
    """Follow every link once a route, as often as new routes turn up; show only what is not known yet."""
    waiting, known = list(start), set(start)
    looked: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        name = _route(path)
        if name is None or name in NOT_PAGES or name in looked:
            continue
        looked.add(name)
        assert len(looked) <= PAGES_MAX, "pages without end"
        for href in _shown(page, base + path, name, examiner):
            path = href.removeprefix(base).partition("#")[0]
            if href.startswith(base) and path not in known and not path.startswith("/static/"):
                known.add(path)
                waiting.append(path)


def _shown(page: Page, address: str, name: str, examiner: Examiner) -> list[str]:
    """Look at a page unless it was seen, and is made of what was; return where its links lead."""
    if name in examiner.seen and page.url.startswith("http"):
        peeked: dict[str, list[str]] = page.evaluate(SHAPES, page.request.get(address).text())
        if examiner.knows(peeked["shapes"]):
            return [urljoin(address, link) for link in peeked["links"]]
    page.goto(address)
    examiner.look(page, name)
    return [urljoin(address, link) for link in page.evaluate(SHAPES, None)["links"]]


def _route(path: str) -> str | None:
    try:
        return resolve(path.partition("?")[0]).url_name
    except Resolver404:
        return None


def press(page: Page, name: str) -> None:
    """Press a button of the page's main part and wait for what comes."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def until(page: Page, words: str) -> None:
    """Load a page anew until its main part says something that is done beside it."""
    for _ in range(PATIENCE):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words} never came: {page.url}")
