"""The catalogue: what was published is found, by people and programs, and can be taken as it was sealed."""

import csv
import io
import json

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import Change, verify_bundle
from modellregion.region.api import find_body
from modellregion.transfer.api import adapt_package, publish_package, signing_fingerprint
from modellregion.transfer.catalogue import Index, forget_catalogue, index_json, own_offerings
from modellregion.transfer.offers import Order, chosen, is_found
from modellregion.transfer.pages.facts import facts_of
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


def _page(**asked: str) -> str:
    return Client().get("/katalog/", asked).content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "gewerbe", "Selbständig", "selbstaendig", "SELBSTANDIG", "99050012104000", "paderborn", "unternehmen_gruenden",
        "Gewerbeanmeldungen", "ein Gewerbe anmelden", "Anmeldung eines Gewerbes", "§ 14 GewO", "Wirtschaft", "register a business",
    ],
)  # fmt: skip
def test_people_find_it(words: str) -> None:
    assert "Gewerbe anmelden" in _page(suche=words)


def test_what_is_not_there_is_not_found() -> None:
    assert "nichts gefunden" in _page(suche="xyzzy")
    assert "nichts gefunden" in _page(suche="Gewerbe Hundesteuer")


def test_it_is_filtered_and_sorted() -> None:
    assert "Gewerbe anmelden" in _page(lage="unternehmen_gruenden", art="anzeige", sortierung="genutzt")
    assert "nichts gefunden" in _page(lage="unternehmen_beenden")
    assert "nichts gefunden" in _page(art="bestellung")
    for nonsense in ({"sortierung": "x"}, {"katalog": "x"}):
        assert "Gewerbe anmelden" in _page(**nonsense)
    publish_package(_paderborn(), package="gewerbeabmeldung")
    titles = [one.title("de") for one in chosen(own_offerings(), order=Order.TITLE)]
    assert titles == ["Gewerbe abmelden", "Gewerbe anmelden"]
    newest = [one.package for one in chosen(own_offerings(), order=Order.NEWEST)]
    assert sorted(newest) == ["gewerbeabmeldung", TRADE_NOTICE]


def test_it_says_who_publishes_and_who_runs_it(published: str) -> None:
    fee = ("rules/gebuehren.dmn", "Gebührenpositionen", "natuerliche_person", "Betrag")
    adapt_package(_paderborn(), package=TRADE_NOTICE, changes=[Change(fee, "26", "30")], reason="Satzung")
    forget_catalogue()
    page = Client().get(f"/katalog/{TRADE_NOTICE}/").content.decode()
    assert published in page
    assert signing_fingerprint(_paderborn()) == published
    assert "Stadt Bielefeld" in page
    assert "2 von 2 bestanden" in page
    assert "Gebühren und Regeln (1)" in page
    assert "Nutzen für alle Kommunen" in page
    entry = json.loads(Client().get("/katalog/index.json").content)["entries"][0]
    changes = {one["name"]: one["own_changes"] for one in entry["run_by"]}
    assert changes["Stadt Paderborn"] == 1
    assert changes["Stadt Bielefeld"] == 0
    assert entry["fingerprint"] == published
    assert entry["adapted"] == {"rules": 1}
    assert entry["outcome"]["passed"] == entry["outcome"]["total"] == 2


def test_programs_read_what_people_see() -> None:
    index = msgspec.json.decode(index_json(), type=Index)
    (entry,) = index.entries
    assert (entry.sha256, entry.package, entry.version) == (files_of().hash, TRADE_NOTICE, "1.0.0")
    assert entry.legal_bases[0].norm == "§ 14 GewO"
    assert entry.facts["benefit"].startswith("Jede Kommune")


def test_the_table_opens_in_a_spreadsheet() -> None:
    answer = Client().get("/katalog/tabelle.csv", {"suche": "Gewerbe"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Paket"] for row in rows] == [TRADE_NOTICE]
    assert rows[0]["LeiKa-Schlüssel"] == "99050012104000"
    assert rows[0]["Prüffälle bestanden"] == "2/2"
    assert Client().get("/katalog/tabelle.csv", {"suche": "xyzzy"}).content.decode().count("\n") == 1


def test_the_bundle_is_handed_out_as_it_was_sealed(published: str) -> None:
    answer = Client().get(f"/katalog/{TRADE_NOTICE}/paket.zip")
    bundle = verify_bundle(answer.content)
    assert bundle.files == files_of()
    assert bundle.key.fingerprint == published
    assert answer.headers["X-Bundle-SHA256"] == bundle.files.hash


def test_the_page_costs_the_same_however_much_is_offered() -> None:
    def statements() -> int:
        Client().get("/katalog/")  # so that what is remembered is
        with CaptureQueriesContext(connection) as captured:
            Client().get("/katalog/")
        return len(captured)

    one = statements()
    publish_package(_paderborn(), package="gewerbeabmeldung")
    publish_package(_paderborn(), package="gewerbeummeldung")
    assert len(own_offerings()) == 3
    assert statements() == one <= 6


def test_what_nobody_published_is_not_there() -> None:
    assert Client().get("/katalog/hundesteuer/").status_code == 404
    assert Client().get("/katalog/hundesteuer/paket.zip").status_code == 404
    assert Client().get(f"/katalog/{TRADE_NOTICE}/", {"pruefsumme": "0" * 64}).status_code == 404


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"phase": "umsetzung"}, "Inbetriebnahme in den Modellregionen"),
        ({"funding_total_euros": 1_500_000}, "1.500.000,00 €"),
        ({"leader": {"name": "Anna Muster", "mail": "a@muster.example"}}, "Anna Muster, a@muster.example"),
        ({"milestones": [{"on": "2026-03-01", "text": "Start"}]}, "01.03.2026, Start"),
        ({"period_from": "2026-01-01"}, "01.01.2026"),
        ({"regions": ["Ostwestfalen-Lippe", "Aachen"]}, "Ostwestfalen-Lippe\nAachen"),
    ],
)
def test_the_fields_of_the_kdn_are_shown_as_people_read_them(facts: dict[str, object], words: str) -> None:
    ((_title, text),) = facts_of(facts, "de")
    assert words in text
    assert facts_of({"phase": "", "categories": [], "leader": {}}, "de") == []


@given(st.text(max_size=80))
def test_any_words_can_be_searched(words: str) -> None:
    (entry,) = [one for one in own_offerings() if one.package == TRADE_NOTICE]
    assert is_found(entry, "Gewerbe")
    assert not is_found(entry, f"Gewerbe {words} Xyzzyplugh"), "one word that is not there is enough"
    assert not is_found(entry, f"Xyzzyplugh {words} Gewerbe")
