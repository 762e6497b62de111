"""Every page of the desk has its guide, in both languages; each person puts it away and finds it again, without scripts."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from modellregion.desk.guide import STANDS_FOR, guides
from modellregion.kernel.context import system_context
from modellregion.region.api import Role, add_staff_member, list_units
from modellregion.site.urls import DESK
from tests.e2e.examiner import NOT_PAGES
from tests.support.people import citizen
from tests.support.world import log_in

WITHOUT_GUIDE = {"login": "nobody is there yet"}
PASSWORD = "ein-langes-kennwort"
HERE = "/paderborn/amt/hilfe/"


def test_every_page_has_one_in_both_languages() -> None:
    pages = {str(route.name) for route in DESK} - set(NOT_PAGES) - set(WITHOUT_GUIDE)
    for language in ("de", "en"):
        said = guides(language)
        assert sorted(pages - set(said)) == [], "add these pages to desk/data/guide.*.toml"
        assert sorted(set(said) - pages) == [], "these pages are no longer there"
        for guide in said.values():
            for text in (guide.purpose, guide.first, guide.next):
                assert 20 < len(text) < 260, f"{guide.page}: {text}"
                assert text.endswith((".", "?")), f"{guide.page}: {text}"
    assert [page for page, guide in guides("de").items() if guide.first == guides("en")[page].first] == []


def test_what_draws_another_page_stands_for_a_page_that_is_there() -> None:
    names = {str(route.name) for route in DESK}
    assert set(STANDS_FOR) <= names
    assert set(STANDS_FOR.values()) <= set(guides("de"))


@pytest.fixture
def newcomer() -> Client:
    """Somebody whose account was made today."""
    ctx = system_context(citizen().municipality)
    unit = next(unit.id for unit in list_units(ctx) if unit.name == "Gewerbeamt")
    known = make_password(PASSWORD)
    add_staff_member(ctx, login="nina.neu", name="Nina Neu", password_hash=known, roles=[(Role.CLERK, unit)])
    client = Client()
    client.post("/paderborn/amt/anmelden/", {"name": "nina.neu", "passwort": PASSWORD})
    return client


def _guide(client: Client, path: str) -> str:
    """Return the opening tag of the page's guide."""
    found = re.search(r'<details class="mr-guide"[^>]*>', client.get(path).content.decode())
    assert found is not None, path
    return found[0]


@pytest.mark.django_db
def test_a_newcomer_sees_it_open_puts_it_away_and_brings_it_back(newcomer: Client) -> None:
    inbox, files = "/paderborn/amt/vorgaenge/", "/paderborn/amt/akten/"
    assert "open" in _guide(newcomer, inbox)
    answer = newcomer.post(HERE, {"was": "zuklappen", "seite": "inbox", "weiter": f"{inbox}?zeige=alle"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{inbox}?zeige=alle")
    assert "open" not in _guide(newcomer, inbox)
    assert "open" in _guide(newcomer, files), "only the one was put away"
    newcomer.post(HERE, {"was": "alle-zuklappen"})
    assert "open" not in _guide(newcomer, files)
    newcomer.post(HERE, {"was": "aufklappen", "seite": "inbox"})
    assert "open" in _guide(newcomer, inbox)
    newcomer.post(HERE, {"was": "alle-aufklappen"})
    assert "open" in _guide(newcomer, files)
    colleague = Client()
    log_in(colleague, "anna.muster", "paderborn")
    assert "open" not in _guide(colleague, inbox), "each person for themselves"


@pytest.mark.django_db
def test_the_first_day_is_a_list_that_ends(newcomer: Client) -> None:
    day = "/paderborn/amt/"
    shown = newcomer.get(day).content.decode()
    assert "Ihr erster Tag" in shown
    assert "Nachsehen, wie viel Arbeit im Team" not in shown, "only what a clerk may do"
    assert "Your first day" in newcomer.get("/en/paderborn/amt/").content.decode()
    newcomer.post(HERE, {"was": "erster-tag", "erledigt": ["claim", "find", "nonsense"]})
    shown = newcomer.get(day).content.decode()
    assert re.findall(r'value="(\w+)" checked', shown) == ["claim", "find"]
    newcomer.post(HERE, {"was": "erster-tag-vorbei"})
    assert "Ihr erster Tag" not in newcomer.get(day).content.decode()
    assert "Ihr erster Tag" in newcomer.get(HERE).content.decode(), "it can be looked at again"


@pytest.mark.django_db
def test_leading_back_leads_nowhere_else(newcomer: Client) -> None:
    for target in ("https://elsewhere.example/", "//elsewhere.example/paderborn/amt/", "/paderborn/"):
        answer = newcomer.post(HERE, {"was": "zuklappen", "seite": "inbox", "weiter": target})
        assert answer.headers["Location"] == "/paderborn/amt/"
