"""The pictures of the clerks' handbook: who logs in, where they go, what of the page is shown."""

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from modellregion.cli.programs import CHROMIUM
from modellregion.cli.up import DEMO_PASSWORD

WIDTH, HEIGHT = 1120, 760
BYTES_MAX = 100 * 1024
RELOADS_MAX = 120
PATIENCE_MS = 120_000
COLOURS_MIN = 20
BODY = "paderborn"
DESK = f"/{BODY}/amt/"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, whose desk, how to get to it, and how high it may be in pixels."""

    name: str
    login: str
    reach: Callable[[Page], None]
    height: int = HEIGHT


def _page(path: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.goto(_base(page) + DESK + path)

    return reach


def _base(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def _open(page: Page, selector: str) -> None:
    """Follow the first link that is found."""
    page.locator(selector).first.click()
    page.wait_for_load_state()


def _first_case(page: Page) -> None:
    _page("vorgaenge/?bearbeitung=niemand")(page)
    _open(page, "main td a[href*='/vorgaenge/']")


def _waiting_case(page: Page) -> None:
    _page("vorgaenge/?zeige=wartet")(page)
    _open(page, "main td a[href*='/vorgaenge/']")


def _history(page: Page) -> None:
    _waiting_case(page)
    page.evaluate("document.getElementById('verlauf').scrollIntoView()")


def _menu(page: Page) -> None:
    _page("")(page)
    page.locator("details.mr-menu > summary").first.click()


def _first_day(page: Page) -> None:
    _page("hilfe/")(page)


def _guide(page: Page) -> None:
    _page("vorgaenge/")(page)
    page.locator("details.mr-guide > summary").click()


def _shortcuts(page: Page) -> None:
    _page("vorgaenge/")(page)
    page.keyboard.press("?")


def _file(page: Page) -> None:
    _page("akten/")(page)
    _open(page, "main td a[href*='/akten/']")


def _document(page: Page) -> None:
    _file(page)
    _open(page, "main a[href*='/dokumente/']")


def _certified(page: Page) -> None:
    """Certify a case and wait until what follows from it is seen on its page."""
    _page("vorgaenge/?bearbeitung=niemand&leistung=gewerbeanmeldung")(page)
    _open(page, "main td a[href*='/vorgaenge/']")
    with page.expect_response(lambda answer: "bescheinigen" in answer.url):
        page.locator("button[data-key='b']").click()
    _reload_until(page, "text=zugestellt")
    page.evaluate("document.getElementById('uebermittlungen').scrollIntoView()")


def _delivery(page: Page) -> None:
    page.goto(f"{_base(page)}/ihk-ostwestfalen/amt/eingaenge/")
    _reload_until(page, "main td a[href*='/eingaenge/']")


def _reload_until(page: Page, selector: str) -> None:
    for _ in range(RELOADS_MAX):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(500)
        page.reload()


PICTURES = (
    Picture("mein-tag", "anna.muster", _page("")),
    Picture("erster-tag", "anna.muster", _first_day),
    Picture("hilfe", "anna.muster", _guide, 520),
    Picture("menue", "bernd.beispiel", _menu, 420),
    Picture("eingang", "anna.muster", _page("vorgaenge/?zeige=alle")),
    Picture("tastenkuerzel", "anna.muster", _shortcuts),
    Picture("suche", "anna.muster", _page("suche/?suche=muster")),
    Picture("erfassen", "anna.muster", _page("vorgaenge/erfassen/"), 620),
    Picture("vorgang", "anna.muster", _first_case, 900),
    Picture("bescheinigt", "anna.muster", _certified, 620),
    Picture("verlauf", "bernd.beispiel", _history, 520),
    Picture("akten", "anna.muster", _page("akten/")),
    Picture("akte", "anna.muster", _file, 900),
    Picture("dokument", "anna.muster", _document, 900),
    Picture("post", "anna.muster", _page("post/"), 520),
    Picture("scans", "anna.muster", _page("scans/"), 620),
    Picture("wiedervorlagen", "anna.muster", _page("wiedervorlagen/"), 520),
    Picture("team", "bernd.beispiel", _page("#team")),
    Picture("aktenplan", "gisela.ordnung", _page("aktenplan/")),
    Picture("aussonderung", "gisela.ordnung", _page("aussonderung/")),
    Picture("archiv", "henrik.ewig", _page("aussonderung/"), 520),
    Picture("empfangen", "ihk-ostwestfalen:empfang", _delivery, 620),
)


def take_pictures(base: str, into: Path, only: Collection[str] = ()) -> list[Path]:
    """Take the pictures of a running demo region; return the files.

    :raises RuntimeError: when a name of ``only`` is none, or a picture stays larger than 100 KB.
    """
    unknown = sorted(set(only) - {picture.name for picture in PICTURES})
    if unknown:
        raise RuntimeError(f"there is no picture {', '.join(unknown)}")
    into.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM.path(), args=["--no-sandbox"])
        desks: dict[str, Page] = {}
        for picture in PICTURES:
            if only and picture.name not in only:
                continue
            if picture.login not in desks:
                desks[picture.login] = _log_in(browser, base, picture.login)
            made.append(_take(desks[picture.login], picture, into))
        browser.close()
    return made


def _log_in(browser: Browser, base: str, login: str) -> Page:
    body, _, name = login.rpartition(":")
    page = browser.new_context(locale="de-DE", viewport={"width": WIDTH, "height": HEIGHT}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base}/{body or BODY}/amt/anmelden/")
    page.locator("#name").fill(name)
    page.locator("#passwort").fill(DEMO_PASSWORD)
    page.locator("main button").click()
    page.wait_for_load_state()
    return page


def _take(page: Page, picture: Picture, into: Path) -> Path:
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    picture.reach(page)
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = into / f"{picture.name}.webp"
    if len(image.getcolors(WIDTH * picture.height) or ()) < COLOURS_MIN:
        raise RuntimeError(f"{picture.name} shows nothing; is the page there?")
    for quality in (80, 65, 50, 35):
        image.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= BYTES_MAX:
            return path
    raise RuntimeError(f"{path.name} stays larger than {BYTES_MAX // 1024} KB")
