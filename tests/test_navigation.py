"""The desk's navigation: what somebody may not do is not there, where they are is marked, menus need no script."""

import re

import pytest
from django.test import Client

from tests.support.world import log_in

pytestmark = pytest.mark.django_db
DESK = "/paderborn/amt/"


def _navigation(login: str, path: str) -> str:
    client = Client()
    log_in(client, login, "paderborn")
    page = client.get(f"{DESK}{path}").content.decode()
    return page.partition('<nav class="mr-nav" aria-label="Hauptmenü">')[2].partition("</nav>")[0]


def _menus(navigation: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>|\s*\(hier sind Sie\)", "", text).strip()
        for text in re.findall(r"<summary[^>]*>(.*?)</summary>", navigation)
    ]


def _here(navigation: str) -> list[str]:
    return re.findall(r'aria-current="page"[^>]*>([^<]+)</a>', navigation)


def test_a_team_lead_has_few_words_in_one_line_and_everything_one_click_away() -> None:
    navigation = _navigation("bernd.beispiel", "")
    assert _menus(navigation)[0] == "Akten"
    assert _menus(navigation)[-1] == "Bernd Beispiel"
    assert len(_menus(navigation)) <= 6, "more words do not fit into one line"
    assert _here(navigation) == ["Mein Tag"]
    for place in (
        "vorgaenge",
        "akten",
        "post",
        "aktenplan",
        "aussonderung",
        "stoerungen",
        "vertretung",
        "hilfe",
    ):
        assert f'href="{DESK}{place}/"' in navigation, place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("vorgaenge/", "Eingang"),
        ("aktenplan/", "Aktenplan"),
        ("akten/neu/", "Akten"),
        ("hilfe/", "Alle Hilfen"),
    ],
)
def test_the_place_and_its_menu_are_marked(path: str, place: str) -> None:
    navigation = _navigation("bernd.beispiel", path)
    assert _here(navigation) == [place]
    assert ("(hier sind Sie)" in navigation) is (place != "Eingang")


def test_an_archivist_sees_what_archivists_do_and_no_menu_of_one() -> None:
    navigation = _navigation("henrik.ewig", "aussonderung/")
    assert _menus(navigation) == ["Henrik Ewig"]
    assert _here(navigation) == ["Aussonderung"]
    assert "vorgaenge" not in navigation
