"""Proposals on pages and between installations: chosen, sent, looked at, tried, accepted into a draft, declined, told."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from modellregion.kernel.context import Context, system_context
from modellregion.packages.api import Change
from modellregion.region.api import find_body
from modellregion.transfer.api import (
    adapt_package,
    ask_about_all,
    list_proposals,
    list_sent,
    propose_changes,
    publish_package,
    running_package,
)
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.models import Bundle
from tests.support.packages import TRADE_NOTICE, files_of
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

HELP = ("fields.toml", "fields", "rechtsform", "help")
BEFORE = files_of().table("fields.toml")["fields"]["rechtsform"].get("help")
AFTER = "Steht im Auszug aus dem Register."
PROPOSE = f"/bielefeld/amt/leistungen/{TRADE_NOTICE}/vorschlagen/"
OURS, THEIRS = "/bielefeld/amt/vorschlaege/", "/paderborn/amt/vorschlaege/"
HAND_IN = "/katalog/vorschlaege/"


def _ctx(slug: str) -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _client(slug: str) -> Client:
    client = Client()
    log_in(client, "gerda.leistung", slug)
    return client


@pytest.fixture(autouse=True)
def adapted() -> Iterator[None]:
    """Let Paderborn be the publisher of what Bielefeld has adapted."""
    forget_catalogue()
    publish_package(_ctx("paderborn"), package=TRADE_NOTICE)
    changes = [Change(HELP, BEFORE, AFTER)]
    adapt_package(_ctx("bielefeld"), package=TRADE_NOTICE, changes=changes, reason="Viele fragen danach")
    yield
    forget_catalogue()


def _sent() -> dict[str, object]:
    return {"anpassung": json.dumps(HELP), "grund": "Hilft allen"}


def test_from_the_page_of_one_to_the_draft_of_the_other() -> None:
    ours, theirs = _client("bielefeld"), _client("paderborn")
    shown = ours.get(PROPOSE).content.decode()
    assert AFTER in shown
    assert "geht an Stadt Paderborn auf dieser Installation" in shown
    for missing, sentence in (("anpassung", "welche Anpassungen"), ("grund", "warum")):
        refused = ours.post(PROPOSE, {**_sent(), missing: ""})
        assert refused.status_code == 422
        assert sentence in refused.content.decode()
    assert list_sent(_ctx("bielefeld")) == []
    assert ours.post(PROPOSE, _sent()).status_code == 302
    assert "wartet auf Entscheidung" in ours.get(OURS).content.decode()

    assert "(1 wartet auf Entscheidung)" in theirs.get("/paderborn/amt/leistungen/").content.decode()
    assert "Stadt Bielefeld" in theirs.get(THEIRS).content.decode()
    (entry,) = list_proposals(_ctx("paderborn"))
    address = f"{THEIRS}{entry.id}/"
    page = theirs.get(address).content.decode()
    assert AFTER in page
    assert "Viele fragen danach" in page
    assert 'value="1.1.0"' in page
    assert theirs.post(address, {"erproben": "1"}).status_code == 302
    assert "Prüffälle sind bestanden" in theirs.get(address).content.decode()
    refused = theirs.post(address, {"annehmen": "1", "version": "1.0.0"})
    assert refused.status_code == 422
    assert "höhere Versionsnummer, zum Beispiel 1.1.0" in refused.content.decode()

    draft = theirs.post(address, {"annehmen": "1", "version": "1.1.0"}).headers["Location"]
    assert draft.startswith("/paderborn/amt/uebernahmen/")
    assert AFTER in theirs.get(draft).content.decode()
    assert running_package(_ctx("paderborn"), TRADE_NOTICE).version == "1.0.0", "nothing went live"
    assert theirs.post(address, {"ablehnen": "1", "begruendung": "doch nicht"}).status_code in {409, 422}
    assert theirs.post(f"{draft}in-betrieb/").status_code == 302
    running = running_package(_ctx("paderborn"), TRADE_NOTICE)
    assert (running.version, running.overlay) == ("1.1.0", ())
    assert running.upstream().table("fields.toml")["fields"]["rechtsform"]["help"] == AFTER

    (mine,) = list_sent(_ctx("bielefeld"))
    ours.post(OURS, {"fragen": str(mine.id)})
    told = ours.get(OURS).content.decode()
    assert "angenommen" in told
    assert "Wird Teil von Version 1.1.0." in told


def test_a_second_proposal_joins_the_draft_and_another_version_stops_it() -> None:
    author = _client("paderborn")
    addresses = []
    for text, reason in ((AFTER, "erstens"), ("Siehe Register.", "zweitens")):
        if text != AFTER:
            changes = [Change(("texts/de.toml", "service", "time"), "x", text)]
            adapt_package(_ctx("bielefeld"), package=TRADE_NOTICE, changes=changes, reason=reason)
        path = HELP if text == AFTER else ("texts/de.toml", "service", "time")
        content = propose_changes(_ctx("bielefeld"), package=TRADE_NOTICE, reason=reason, paths=[path])
        upload = {"datei": SimpleUploadedFile("vorschlag.json", content)}
        addresses.append(author.post(THEIRS, upload).headers["Location"])
    for address in addresses:
        draft = author.post(address, {"annehmen": "1", "version": "1.1.0"}).headers["Location"]
    both = author.get(draft).content.decode()
    assert AFTER in both
    assert "Siehe Register." in both


def test_declining_tells_why() -> None:
    ours, theirs = _client("bielefeld"), _client("paderborn")
    ours.post(PROPOSE, _sent())
    (entry,) = list_proposals(_ctx("paderborn"))
    assert theirs.post(f"{THEIRS}{entry.id}/", {"ablehnen": "1"}).status_code == 422
    assert (
        theirs.post(f"{THEIRS}{entry.id}/", {"ablehnen": "1", "begruendung": "Steht schon da."}).status_code
        == 302
    )
    ask_about_all(_ctx("bielefeld"))
    (mine,) = list_sent(_ctx("bielefeld"))
    assert (mine.state, mine.answer) == ("declined", "Steht schon da.")
    assert "Es ist noch kein" not in theirs.get(f"{THEIRS}?zeige=alle").content.decode()
    assert "Hier wartet kein Vorschlag." in theirs.get(THEIRS).content.decode()


def test_a_program_of_another_installation_hands_in_and_asks() -> None:
    content = propose_changes(_ctx("bielefeld"), package=TRADE_NOTICE, reason="Hilft allen", paths=[HELP])
    anybody = Client()
    answer = anybody.post(HAND_IN, content, content_type="application/json")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["state"], said["status"]) == ("open", f"/paderborn/vorschlaege/{said['sha256']}.json")
    assert anybody.post(HAND_IN, content, content_type="application/json").json() == said, "twice is once"
    assert len(list_proposals(_ctx("paderborn"))) == 1
    assert anybody.get(said["status"]).json() == said
    assert anybody.get(said["status"].replace("paderborn", "bielefeld")).status_code == 404
    assert anybody.get(f"/paderborn/vorschlaege/{'0' * 64}.json").status_code == 404
    for wrong, status in ((b"[]", 422), (content[:-9], 422), (b"x" * 1_100_000, 413), (b"", 422)):
        refused = anybody.post(HAND_IN, wrong, content_type="application/json")
        assert (refused.status_code, refused.json()["status"]) == (status, status)
        assert refused.json()["detail"].endswith(".")
    assert anybody.get(HAND_IN).status_code == 405
    unknown = content.replace(
        running_package(_ctx("bielefeld"), TRADE_NOTICE).upstream_hash.encode(), b"0" * 64
    )
    assert anybody.post(HAND_IN, unknown, content_type="application/json").status_code == 422, (
        "the seal is broken"
    )


class _Author(BaseHTTPRequestHandler):
    """Another installation with the author: takes what is handed in, and says what ``answer`` holds."""

    answer: dict[str, object]
    status = 200

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        self.send_response(type(self).status)
        self.end_headers()
        self.wfile.write(json.dumps(type(self).answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[str]:
    settings.PERMITTED_SOURCES = {"127.0.0.1"}
    server = HTTPServer(("127.0.0.1", 0), _Author)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_what_another_installation_says_is_kept_and_no_more(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Bundle.objects.all().delete()  # the author is not here
    client = _client("bielefeld")
    no_address = client.post(PROPOSE, {**_sent(), "adresse": ""})
    assert "Adresse der Installation" in no_address.content.decode()
    wrong = {
        "sha256": "0" * 64,
        "state": "open",
        "status": "/x.json",
        "received_at": datetime.now(UTC).isoformat(),
    }
    for answer, status in (
        ({}, 200),
        (wrong, 200),
        ({"sentence": "Not here (older)."}, 404),
        ({"detail": "Not published here."}, 404),
    ):
        monkeypatch.setattr(_Author, "answer", answer, raising=False)
        monkeypatch.setattr(_Author, "status", status)
        refused = client.post(PROPOSE, {**_sent(), "adresse": elsewhere})
        assert refused.status_code == 422
        if status == 404:
            assert next(iter(answer.values())) in refused.content.decode()
    assert "Not published here." in refused.content.decode()
    assert list_sent(_ctx("bielefeld")) == []
    file = client.post(PROPOSE, {**_sent(), "speichern": "1"})
    assert file.status_code == 302
    (saved,) = list_sent(_ctx("bielefeld"))
    handed_out = client.get(f"{OURS}{saved.id}/datei.json")
    assert json.loads(handed_out.content)["reason"] == "Hilft allen"
    assert saved.state == "saved"


def test_nobody_else_sees_or_decides() -> None:
    content = propose_changes(_ctx("bielefeld"), package=TRADE_NOTICE, reason="Hilft allen", paths=[HELP])
    Client().post(HAND_IN, content, content_type="application/json")
    (entry,) = list_proposals(_ctx("paderborn"))
    clerk, other = Client(), _client("bielefeld")
    log_in(clerk, "anna.muster", "paderborn")
    assert clerk.get(f"{THEIRS}{entry.id}/").status_code == 403
    assert other.get(f"{OURS}{entry.id}/").status_code == 404
    assert other.get(f"{OURS}{UUID(int=0)}/datei.json").status_code == 404
