"""Versions of a service: since when, by whom, with which changes; two of them side by side; their forms to try."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import Change
from modellregion.region.api import find_body
from modellregion.transfer.api import adapt_package, list_activations, roll_back, take_back_change
from tests.support.packages import TRADE_NOTICE
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
BASE = f"/paderborn/amt/leistungen/{TRADE_NOTICE}/"
FEE = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
LABEL = ("fields.toml", "fields", "rechtsform", "label")


def _ctx(slug: str = "paderborn") -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _client(login: str = "gerda.leistung", slug: str = "paderborn") -> Client:
    client = Client()
    log_in(client, login, slug)
    return client


def _adapt(*changes: Change, reason: str = "Satzung vom 1. Juli 2026") -> None:
    adapt_package(_ctx(), package=TRADE_NOTICE, changes=changes, reason=reason)


def test_each_version_keeps_its_changes_with_their_reasons() -> None:
    client = _client()
    assert "läuft hier seit der Einrichtung" in client.get(f"{BASE}versionen/").content.decode()
    _adapt(Change(FEE, "26", "30"))
    _adapt(Change(LABEL, "Rechtsform", "Unternehmensform"), reason="Beschluss")
    take_back_change(_ctx(), package=TRADE_NOTICE, path=FEE)
    page = client.get(f"{BASE}versionen/").content.decode()
    assert page.count("Satzung vom 1. Juli 2026") == 2, "of the first and of the second version"
    assert page.count("Beschluss") == 2, "of the second and of the third version"
    assert page.count("in Betrieb gegangen") == 3
    roll_back(_ctx(), package=TRADE_NOTICE)
    (now, *_before) = list_activations(_ctx(), TRADE_NOTICE)
    assert {owned.reason for owned in now.overlay} == {"Satzung vom 1. Juli 2026", "Beschluss"}


def test_two_versions_stand_side_by_side_by_structure() -> None:
    client = _client()
    assert "sind gleich" in client.get(f"{BASE}vergleich/").content.decode()
    _adapt(Change(FEE, "26", "30"), Change(LABEL, "Rechtsform", "Unternehmensform"))
    page = client.get(f"{BASE}vergleich/").content.decode()
    for words in (
        "<del>26</del>",
        "<ins>30</ins>",
        "<del>Rechtsform</del>",
        "<ins>Unternehmensform</ins>",
        "geändert",
    ):
        assert words in page, words
    assert page.index("Felder") < page.index("Gebühren und Regeln")
    first = list_activations(_ctx(), TRADE_NOTICE)[0].id
    same = client.get(f"{BASE}vergleich/", {"von": str(first), "mit": "jetzt"}).content.decode()
    assert "sind gleich" in same


def test_the_form_of_each_version_can_be_tried() -> None:
    _adapt(Change(LABEL, "Rechtsform", "Unternehmensform"))
    client = _client("bernd.beispiel")
    first = list_activations(_ctx(), TRADE_NOTICE)[0].id
    for version, label in (
        ("paket", "Rechtsform"),
        ("jetzt", "Unternehmensform"),
        (first, "Unternehmensform"),
    ):
        page = client.get(f"{BASE}formular/{version}/").content.decode()
        assert f">{label}" in page, version
    assert client.get(f"{BASE}formular/gestern/").status_code == 404


def test_a_version_of_elsewhere_is_not_found() -> None:
    _adapt(Change(FEE, "26", "30"))
    first = list_activations(_ctx(), TRADE_NOTICE)[0].id
    client = _client(slug="bielefeld")
    elsewhere = BASE.replace("paderborn", "bielefeld")
    assert client.get(f"{elsewhere}formular/{first}/").status_code == 404
    assert client.get(f"{elsewhere}vergleich/", {"von": str(first)}).status_code == 404
    assert _client("anna.muster").get(f"{BASE}versionen/").status_code == 403


PAGES = {
    f"{BASE}versionen/": 10,
    f"{BASE}vergleich/": 8,
    f"{BASE}formular/jetzt/": 16,
    f"{BASE}texte/": 16,
    f"{BASE}felder/": 16,
    "/paderborn/amt/uebernahmen/": 14,
}


@pytest.mark.parametrize(("page", "allowed"), PAGES.items())
def test_a_page_costs_the_same_for_many_versions(
    page: str, allowed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("region.tenants", "packages.library"):
        monkeypatch.setattr(f"modellregion.{room}.REFRESH_SECONDS", 3600)
    client = _client()
    costs = []
    for amount in ("30", "31"):
        _adapt(Change(FEE, "26", amount))
        assert client.get(page).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        costs.append(len(seen))
    assert costs == [allowed, allowed]
