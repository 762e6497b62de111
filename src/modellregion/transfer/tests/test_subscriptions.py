"""Catalogues of other installations: pulled over HTTP, signed, pinned; whatever the other side does, what was known stays."""

import base64
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import msgspec
import pytest
from django.test import Client
from pytest_django import Settings

from modellregion.kernel.context import Context
from modellregion.packages.api import SigningKey, seal_bundle, verify_bundle
from modellregion.transfer.api import (
    SubscriptionError,
    UnknownCatalogueError,
    list_subscriptions,
    offer_from,
    pull,
    pull_all,
    subscribe,
    trust_publisher,
    unsubscribe,
)
from modellregion.transfer.catalogue import FORMAT as INDEX_FORMAT
from modellregion.transfer.catalogue import Index, forget_catalogue, offering, offerings
from modellregion.transfer.models import Subscription
from modellregion.transfer.offers import OfferedBasis, Offering, RunBy
from modellregion.transfer.subscriptions.signing import FORMAT, SignedIndex, sign_index, verify_index
from modellregion.transfer.withdrawals import WithdrawalNotice, withdrawal_of
from tests.support.packages import files_of, replaced
from tests.support.people import staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
KEY = SigningKey(bytes(range(32)))
OTHER = SigningKey(bytes(range(1, 33)))
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DOG = replaced(
    replaced(files_of(), "package.toml", 'id = "gewerbeanmeldung"', 'id = "hundesteuer"'),
    "package.toml", 'title = "Gewerbe anmelden"', 'title = "Hund anmelden"',
)  # fmt: skip
BUNDLE = seal_bundle(DOG, publisher="Stadt Aachen", key=KEY)


class Elsewhere:
    """Another installation: whatever lies in ``answers`` is what it answers."""

    def __init__(self) -> None:
        """Begin to answer."""
        answers = self.answers = dict[str, bytes]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = answers.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def offer(self, index: Index, *, key: SigningKey = KEY, made_at: datetime = NOW) -> None:
        """Offer a catalogue, signed."""
        text = msgspec.json.encode(index).decode()
        signed = SignedIndex(format=FORMAT, made_at=made_at, key=key.public.text, signature="", index=text)
        signature = base64.b64encode(key.sign(signed.message)).decode()
        content = msgspec.json.encode(msgspec.structs.replace(signed, signature=signature))
        self.answers["/katalog/index.signed.json"] = content

    def close(self) -> None:
        """Answer no more."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    forget_catalogue()
    found = Elsewhere()
    found.offer(_index())
    found.answers["/katalog/hundesteuer/paket.zip"] = BUNDLE
    yield found
    found.close()


def _offering(**changes: object) -> Offering:
    entry = Offering(
        package="hundesteuer",
        titles={"de": "Hund anmelden", "en": "Register a dog"},
        teasers={"de": "Für alle mit einem Hund.", "en": "For everybody with a dog."},
        archetype="anzeige",
        leika="99102013104000",
        situations=[],
        keywords=["Hundesteuer"],
        legal_bases=[OfferedBasis(norm="§ 3 KAG NRW", title="Steuern", as_of=NOW.date())],
        version="1.0.0",
        licence="EUPL-1.2",
        publisher="Stadt Aachen",
        fingerprint=KEY.public.fingerprint,
        sha256=DOG.hash,
        published_on=NOW.date(),
        scenarios=13,
        run_by=[RunBy(name="Stadt Aachen", version="1.0.0", own_changes=2, slug="aachen")],
    )
    return msgspec.structs.replace(entry, **changes)


def _index(*entries: Offering, withdrawals: list[WithdrawalNotice] | None = None) -> Index:
    return Index(format=INDEX_FORMAT, entries=list(entries) or [_offering()], withdrawals=withdrawals or [])


def _notice() -> WithdrawalNotice:
    return WithdrawalNotice(
        hash=DOG.hash, package="hundesteuer", version="1.0.0", publisher="Stadt Aachen",
        reason="Die Steuer wurde abgeschafft.", law="§ 3 KAG NRW", law_date=NOW.date(), effective_from=NOW.date(),
        made_at=NOW,
    )  # fmt: skip


def _subscribed(elsewhere: Elsewhere) -> None:
    assert subscribe(address=elsewhere.address, trust=KEY.public.fingerprint) == 1


def _manager() -> Context:
    return staff("admin")


def test_its_services_are_in_the_catalogue_here(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    page = Client().get("/katalog/", {"suche": "Hunde"}).content.decode()
    assert "Hund anmelden" in page
    assert elsewhere.address in page
    entry = Client().get("/katalog/hundesteuer/").content.decode()
    assert f"--from {elsewhere.address}" in entry
    assert "Stadt Aachen" in entry
    assert offering("hundesteuer").origin == elsewhere.address
    assert "Hund anmelden" not in Client().get("/katalog/", {"katalog": "hier"}).content.decode()
    assert "Hund anmelden" in Client().get("/katalog/", {"katalog": "anderswo"}).content.decode()


def test_it_can_be_adopted_from_there(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    trust_publisher(_manager(), bundle=verify_bundle(BUNDLE), fingerprint=KEY.public.fingerprint)
    for source in ("catalogue", elsewhere.address):
        assert offer_from(_manager(), source=source, package="hundesteuer").publisher == "Stadt Aachen"


def test_a_key_nobody_agreed_to_is_refused(elsewhere: Elsewhere) -> None:
    for trust in ("", OTHER.public.fingerprint):
        with pytest.raises(UnknownCatalogueError) as refused:
            subscribe(address=elsewhere.address, trust=trust)
        assert refused.value.fingerprint == KEY.public.fingerprint
    assert list_subscriptions() == []


def test_a_changed_key_is_refused_until_a_person_agrees(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    elsewhere.offer(_index(_offering(titles={"de": "Katze anmelden"})), key=OTHER)
    with pytest.raises(UnknownCatalogueError, match="another key than before"):
        pull(elsewhere.address)
    (entry,) = list_subscriptions()
    assert entry.offered_fingerprint == OTHER.public.fingerprint
    assert offering("hundesteuer").title("de") == "Hund anmelden"
    subscribe(address=elsewhere.address, trust=OTHER.public.fingerprint)
    assert offering("hundesteuer").title("de") == "Katze anmelden"
    assert list_subscriptions()[0].offered_fingerprint == ""


def test_who_cannot_be_reached_is_shown_with_the_last_good_pull(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    before = list_subscriptions()[0].pulled_at
    elsewhere.answers.clear()
    assert list(pull_all()) == [elsewhere.address]
    (entry,) = list_subscriptions()
    assert "404" in entry.problem
    assert entry.pulled_at == before
    page = Client().get("/katalog/").content.decode()
    assert "nicht auf dem neuesten Stand" in page
    assert "Hund anmelden" in page
    Subscription.objects.update(pulled_at=NOW - timedelta(days=400), problem="")
    assert list_subscriptions()[0].is_stale
    elsewhere.offer(_index())
    assert pull(elsewhere.address) == 1
    assert (list_subscriptions()[0].problem, list_subscriptions()[0].is_stale) == ("", False)


def _changed(content: bytes) -> bytes:
    return content.replace(b"Hund anmelden", b"Geld abholen!")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no readable"),
        (b"<html>", "no readable"),
        (b"{" * 100_000, "no readable"),
        (b"x" * (9 * 1024 * 1024), "at most 8 MB"),
    ],
)
def test_what_is_no_catalogue_is_refused(elsewhere: Elsewhere, content: bytes, words: str) -> None:
    _subscribed(elsewhere)
    elsewhere.answers["/katalog/index.signed.json"] = content
    with pytest.raises(SubscriptionError, match=words):
        pull(elsewhere.address)
    assert offering("hundesteuer").title("de") == "Hund anmelden"


def test_a_catalogue_that_was_changed_on_the_way_is_refused(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    elsewhere.answers["/katalog/index.signed.json"] = _changed(
        elsewhere.answers["/katalog/index.signed.json"]
    )
    with pytest.raises(SubscriptionError, match="was changed"):
        pull(elsewhere.address)


def test_an_older_catalogue_is_not_taken_for_the_newest(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    elsewhere.offer(_index(), made_at=NOW - timedelta(days=1))
    with pytest.raises(SubscriptionError, match="older than the one known"):
        pull(elsewhere.address)


@pytest.mark.parametrize(
    "hostile",
    [
        _offering(package="../../admin"),
        _offering(package="x" * 500),
        _offering(sha256="javascript:alert(1)"),
    ],
)
def test_entries_without_a_proper_name_are_refused(elsewhere: Elsewhere, hostile: Offering) -> None:
    elsewhere.offer(_index(hostile))
    with pytest.raises(SubscriptionError, match="proper name or hash"):
        subscribe(address=elsewhere.address, trust=KEY.public.fingerprint)
    assert list_subscriptions() == []


def test_whatever_else_an_entry_says_is_shown_as_text(elsewhere: Elsewhere) -> None:
    hostile = _offering(
        titles={"de": "<script>alert(1)</script>"},
        facts={"funding_total_euros": "viel", "milestones": 7},
        bundle="@evil.example/x.zip",
        dossier="javascript:alert(1)",
    )
    elsewhere.offer(_index(hostile))
    _subscribed(elsewhere)
    for address in ("/katalog/", "/katalog/hundesteuer/"):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page
        assert "evil.example" not in page
        assert "javascript:" not in page
    assert offering("hundesteuer").facts == {}


def test_withdrawals_come_with_the_catalogue_and_go_with_it(elsewhere: Elsewhere) -> None:
    elsewhere.offer(_index(withdrawals=[_notice()]))
    _subscribed(elsewhere)
    notice = withdrawal_of(DOG.hash)
    assert notice is not None
    assert "§ 3 KAG NRW vom 21.11.2026" in notice.sentence("de")
    elsewhere.offer(_index())
    pull(elsewhere.address)
    assert withdrawal_of(DOG.hash) is None


def test_a_subscription_ends(elsewhere: Elsewhere) -> None:
    _subscribed(elsewhere)
    unsubscribe(elsewhere.address + "/katalog/")
    assert "hundesteuer" not in {one.package for one in offerings()}
    for act in (unsubscribe, pull):
        with pytest.raises(SubscriptionError, match="no subscription"):
            act(elsewhere.address)
    with pytest.raises(SubscriptionError, match="https://"):
        subscribe(address="ftp://x.example", trust="")


def test_what_this_installation_signs_can_be_verified() -> None:
    answer = Client().get("/katalog/index.signed.json")
    signed, key = verify_index(answer.content)
    assert msgspec.json.decode(signed.index, type=Index).format == INDEX_FORMAT
    assert verify_index(sign_index(b"{}"))[1] == key


def _page(login: str = "admin") -> tuple[Client, str]:
    client = Client()
    log_in(client, login, "paderborn")
    return client, "/paderborn/amt/kataloge/"


def test_a_page_subscribes_pulls_tells_what_changed_and_ends(
    elsewhere: Elsewhere, settings: Settings
) -> None:
    client, page = _page()
    settings.PERMITTED_SOURCES = set()
    inside = client.post(page, {"adresse": elsewhere.address, "schluessel": KEY.public.fingerprint})
    assert "in einem internen Netz" in inside.content.decode()
    settings.PERMITTED_SOURCES = {"127.0.0.1"}
    for typed, words in (
        ({"adresse": ""}, "Adresse der Installation"),
        ({"adresse": elsewhere.address}, f"Schlüssel {KEY.public.fingerprint} signiert. Rufen Sie"),
        (
            {"adresse": elsewhere.address, "schluessel": OTHER.public.fingerprint},
            "nicht mit dem, den Sie kennen",
        ),
    ):
        refused = client.post(page, typed)
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert list_subscriptions() == []
    sent = {"adresse": f"{elsewhere.address}/katalog", "schluessel": KEY.public.fingerprint.lower()}
    assert client.post(page, sent).status_code == 302
    shown = client.get(page).content.decode()
    for words in (elsewhere.address, KEY.public.fingerprint, "Seit dem Abonnement hat sich nichts geändert."):
        assert words in shown, words

    elsewhere.offer(
        _index(_offering(version="1.1.0", sha256="a" * 64), _offering(package="katzen", titles={"de": "Katze"}),
               withdrawals=[_notice()]),
        made_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    manager, _page_of = _page("gerda.leistung")
    assert manager.post(page, {"laden": elsewhere.address}).status_code == 302
    told = manager.get(page).content.decode()
    for words in (
        "Neue Version: Hund anmelden 1.1.0 statt 1.0.0",
        "Neu: Katze 1.0.0",
        "Zurückgezogen: Hund anmelden 1.0.0",
    ):
        assert words in told, words
    elsewhere.offer(_index(), key=OTHER, made_at=NOW + timedelta(hours=2))
    assert manager.post(page, {"laden": elsewhere.address}).status_code == 422
    assert f"anderen Schlüssel signiert: {OTHER.public.fingerprint}" in manager.get(page).content.decode()

    assert manager.post(page, {"beenden": elsewhere.address}).status_code == 403
    neighbour = Client()
    log_in(neighbour, "admin", "bielefeld")
    assert neighbour.post("/bielefeld/amt/kataloge/", {"beenden": elsewhere.address}).status_code == 403
    assert client.post(page, {"beenden": elsewhere.address}).status_code == 302
    assert list_subscriptions() == []
