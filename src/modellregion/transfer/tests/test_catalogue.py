"""The catalogue: what was published is found, by people and programs, and can be taken as it was sealed."""

import json

import pytest
from django.test import Client

from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import Change, verify_bundle
from modellregion.region.api import find_body
from modellregion.transfer.api import adapt_package, publish_package, signing_fingerprint
from modellregion.transfer.catalogue import forget_catalogue
from tests.support.packages import TRADE_NOTICE, files_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published() -> str:
    """Let Paderborn publish its trade notice; return the fingerprint."""
    forget_catalogue()
    return publish_package(_paderborn(), package=TRADE_NOTICE)


def _paderborn() -> Context:
    body = find_body("paderborn")
    assert body is not None
    return system_context(body.id)


def test_people_find_it() -> None:
    client = Client()
    for words in ("gewerbe", "Selbständig", "99050012104000", "paderborn", "unternehmen_gruenden"):
        assert "Gewerbe anmelden" in client.get("/katalog/", {"suche": words}).content.decode(), words
    assert "nichts gefunden" in client.get("/katalog/", {"suche": "xyzzy"}).content.decode()


def test_it_says_who_publishes_and_who_runs_it(published: str) -> None:
    fee = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
    adapt_package(_paderborn(), package=TRADE_NOTICE, changes=[Change(fee, "26", "30")], reason="Satzung")
    page = Client().get(f"/katalog/{TRADE_NOTICE}/").content.decode()
    assert published in page
    assert signing_fingerprint(_paderborn()) == published
    assert "Stadt Bielefeld" in page
    entry = json.loads(Client().get("/katalog/index.json").content)["entries"][0]
    changes = {one["name"]: one["own_changes"] for one in entry["run_by"]}
    assert changes["Stadt Paderborn"] == 1
    assert changes["Stadt Bielefeld"] == 0
    assert entry["fingerprint"] == published


def test_the_bundle_is_handed_out_as_it_was_sealed(published: str) -> None:
    answer = Client().get(f"/katalog/{TRADE_NOTICE}/paket.zip")
    bundle = verify_bundle(answer.content)
    assert bundle.files == files_of()
    assert bundle.key.fingerprint == published
    assert answer.headers["X-Bundle-SHA256"] == bundle.files.hash


def test_what_nobody_published_is_not_there() -> None:
    assert Client().get("/katalog/hundesteuer/").status_code == 404
    assert Client().get("/katalog/hundesteuer/paket.zip").status_code == 404
