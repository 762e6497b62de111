"""The service managers' pages: fees are changed with preview and reason, taken back, and rolled back."""

import json

import pytest
from django.test import Client

from modellregion.transfer.adoptions import Running
from modellregion.transfer.api import running_package
from tests.support.packages import TRADE_NOTICE
from tests.support.people import citizen
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
PAGE = f"/paderborn/amt/leistungen/{TRADE_NOTICE}/"
FEE = ["rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag"]


def _client(login: str) -> Client:
    client = Client()
    log_in(client, login, "paderborn")
    return client


def _running() -> Running:
    return running_package(citizen(), TRADE_NOTICE)


def test_a_fee_is_tried_changed_and_taken_back() -> None:
    client = _client("admin")
    assert "Gewerbe anmelden" in client.get("/paderborn/amt/leistungen/").content.decode()
    assert "Anzeige einer natürlichen Person" in client.get(PAGE).content.decode()

    preview = client.post(PAGE, {"betrag-0": "30", "vorschau": "1"})
    assert "30,00" in preview.content.decode()
    assert _running().overlay == ()

    saved = client.post(PAGE, {"betrag-0": "30", "grund": "Satzung vom 1. Juli 2026"})
    assert saved.status_code == 302
    page = client.get(PAGE).content.decode()
    assert "»26« wird zu »30«" in page
    assert "Satzung vom 1. Juli 2026" in page

    client.post(PAGE, {"zuruecknehmen": json.dumps(FEE)})
    assert _running().overlay == ()
    client.post(PAGE, {"zurueck": "1"})
    assert [str(owned.change.after) for owned in _running().overlay] == ["30"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"betrag-0": "30"}, "warum Sie das anpassen"),
        ({"betrag-0": "26", "grund": "x"}, "keinen Betrag geändert"),
        ({"betrag-0": "viel +", "grund": "x"}, "kern-alert--danger"),
        ({"zurueck": "1"}, "keine frühere Version"),
    ],
)
def test_what_does_not_work_is_said_and_keeps_what_was_typed(sent: dict[str, str], words: str) -> None:
    answer = _client("admin").post(PAGE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert sent.get("betrag-0", "") in page
    assert _running().overlay == ()


def test_who_may_not_change_does_not_see_how() -> None:
    lead = _client("bernd.beispiel")
    assert "betrag-0" not in lead.get(PAGE).content.decode()
    assert lead.post(PAGE, {"betrag-0": "30", "grund": "x"}).status_code in {403, 422}
    assert _client("anna.muster").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert _running().overlay == ()


def test_a_service_that_is_not_here_is_not_found() -> None:
    assert _client("admin").get("/paderborn/amt/leistungen/hundesteuer/").status_code == 404
