"""Every list of the desk can be kept as it is filtered, by each person for themselves, and is found again above the list."""

from html import unescape

import pytest
from django.test import Client

from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.commands.keep_view import List, keep_view, views_of
from modellregion.region.errors import TooManyViewsError, ViewNameMissingError
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
WHO = {
    List.DELIVERIES: ("empfang", "ihk-ostwestfalen"),
    List.OPINIONS: ("dora.exempel", "paderborn"),
    List.CASH_DESK: ("klara.kasse", "paderborn"),
}


def _client(login: str = "anna.muster", slug: str = "paderborn") -> Client:
    client = Client()
    log_in(client, login, slug)
    return client


def _send(client: Client, slug: str, **sent: str) -> str:
    answer = client.post(url("views", slug=slug), sent, follow=True)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return unescape(answer.content.decode())


@pytest.mark.parametrize("shown", List)
def test_a_list_is_kept_found_again_and_forgotten(shown: List) -> None:
    login, slug = WHO.get(shown, ("anna.muster", "paderborn"))
    client = _client(login, slug)
    filtered = unescape(client.get(url(shown.value, slug=slug), {"suche": "Muster"}).content.decode())
    assert "Ansicht speichern" in filtered
    assert f'name="wo" value="{shown.value}"' in filtered
    kept = _send(client, slug, wo=shown.value, name="  Alle   Muster ", liste="suche=Muster")
    assert '<a class="kern-link" href="?suche=Muster" aria-current="page">Alle Muster</a>' in kept
    view = kept.split('name="loeschen" value="')[1].split('"')[0]
    assert "Alle Muster</a>" not in _send(client, slug, wo=shown.value, loeschen=view)


def test_a_view_of_the_same_name_takes_its_place_and_is_its_owners_alone() -> None:
    clerk, colleague = staff(), staff("cem.vorlage")
    keep_view(clerk, shown=List.INBOX, name="Meine Späten", query="frist=ueberfaellig")
    keep_view(clerk, shown=List.INBOX, name="Meine Späten", query="frist=ueberfaellig&meine=1")
    keep_view(clerk, shown=List.FILES, name="Meine Späten", query="zeige=offen")
    with tenant(clerk):
        assert [(one.name, one.query) for one in views_of(clerk, List.INBOX)] == [
            ("Meine Späten", "frist=ueberfaellig&meine=1")
        ]
        assert [one.query for one in views_of(clerk, List.FILES)] == ["zeige=offen"]
        assert views_of(colleague, List.INBOX) == []


def test_what_cannot_be_kept_is_said_on_the_list() -> None:
    clerk, client = staff(), _client()
    with pytest.raises(ViewNameMissingError):
        keep_view(clerk, shown=List.INBOX, name=" ", query="")
    for number in range(20):
        keep_view(clerk, shown=List.INBOX, name=f"Ansicht {number}", query="")
    with pytest.raises(TooManyViewsError):
        keep_view(clerk, shown=List.INBOX, name="Eine zu viel", query="")
    keep_view(clerk, shown=List.FILES, name="Diese geht noch", query="")
    assert "Mehr als 20 Ansichten" in _send(client, "paderborn", wo="inbox", name="Neu", liste="meine=1")
    assert "Bitte geben Sie einen Namen ein" in _send(
        client, "paderborn", wo="files", name="", liste="suche=x"
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"wo": "inbox", "loeschen": "unfug"},
        {"wo": "inbox", "loeschen": "00000000-0000-7000-8000-000000000000"},
        {"wo": "inbox", "name": "A" * 5000, "liste": "ab=x&gesammelt=y&" + "z=1&" * 2000},
        {"wo": "inbox", "name": "<script>alert(1)</script>", "liste": "suche=<b>&javascript:alert(1)"},
    ],
)
def test_anything_sent_leads_back_to_the_list(sent: dict[str, str]) -> None:
    assert "<h1" in _send(_client(), "paderborn", **sent)


@pytest.mark.parametrize("shown", ["", "unfug", "account", "login"])
def test_only_lists_can_be_kept(shown: str) -> None:
    client = _client()
    assert client.post(url("views", slug="paderborn"), {"wo": shown, "name": "x"}).status_code == 404
    assert client.get(url("views", slug="paderborn")).status_code == 404
