"""Taking a service over by hand: through the pages, as a service manager does, and what is refused on the way."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import SigningKey, seal_bundle
from modellregion.region.api import find_body
from modellregion.transfer.api import publish_package, running_package
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.errors import NotAdoptedError
from modellregion.transfer.models import Preparation, TrustedPublisher
from tests.support.filing import file
from tests.support.packages import TRADE_NOTICE, files_of, replaced
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
CHOOSE = "/kreis-paderborn/amt/uebernahmen/"
STRANGER = SigningKey(b"s" * 32)


@pytest.fixture(autouse=True)
def published() -> None:
    """Let Paderborn publish its trade notice."""
    forget_catalogue()
    publish_package(_system("paderborn"), package=TRADE_NOTICE)


def _system(slug: str) -> Context:
    body = find_body(slug)
    assert body is not None
    return system_context(body.id)


def _client(login: str = "gerda.leistung", slug: str = "kreis-paderborn") -> Client:
    client = Client()
    log_in(client, login, slug)
    return client


def _begin(client: Client, **sent: object) -> str:
    """Choose a service; return the address of the preparation."""
    answer = client.post(CHOOSE, sent or {"quelle": "katalog", "paket": TRADE_NOTICE})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def _unit(page: str, name: str) -> str:
    found = re.search(rf'<option value="([^"]+)"[^>]*>{name}', page)
    assert found is not None
    return found[1]


def _bundle(**changes: str) -> SimpleUploadedFile:
    files = files_of()
    for old, new in changes.items():
        files = replaced(files, "package.toml", f'{old} = "', f'{old} = "{new}')
    content = seal_bundle(files, publisher="Stadt Anderswo", key=STRANGER)
    return SimpleUploadedFile("paket.zip", content, content_type="application/zip")


def test_a_service_is_taken_over_by_hand() -> None:
    client = _client()
    assert "Gewerbe anmelden" in client.get(CHOOSE).content.decode()
    overview = _begin(client)
    page = client.get(overview).content.decode()
    assert "arbeitet auf derselben Installation" in page
    assert "Fragen des Formulars" not in page, "nothing of the package before somebody agreed"
    assert client.post(overview, {"zustimmen": "1"}).status_code == 302
    page = client.get(overview).content.decode()
    for words in (
        "Rechtsform",
        "Anzeige einer natürlichen Person",
        "§ 14 GewO",
        "EUPL-1.2",
        "sachbearbeitung",
    ):
        assert words in page, words

    slots = client.get(f"{overview}festlegen/").content.decode()
    assert "2 Festlegungen fehlen noch" in slots
    answer = client.post(
        f"{overview}festlegen/", {"festlegung:fee_statute": "Satzung vom 1. Juli", "spaeter": "1"}
    )
    assert answer.headers["Location"] == CHOOSE
    assert "Gewerbe anmelden" in client.get(CHOOSE).content.decode()
    slots = client.get(f"{overview}festlegen/").content.decode()
    assert "Satzung vom 1. Juli" in slots
    sent = {
        "festlegung:competent_unit": _unit(slots, "Gewerbeamt"),
        "festlegung:fee_statute": "Satzung vom 1. Juli",
    }
    assert client.post(f"{overview}festlegen/", sent).headers["Location"].endswith("/erproben/")

    assert client.post(f"{overview}erproben/").status_code == 302
    assert "Prüffälle sind bestanden" in client.get(f"{overview}erproben/").content.decode()
    assert client.get(f"{overview}in-betrieb/").status_code == 200
    with pytest.raises(NotAdoptedError):
        running_package(_system("kreis-paderborn"), TRADE_NOTICE)
    answer = client.post(f"{overview}in-betrieb/")
    assert answer.headers["Location"].startswith(f"/kreis-paderborn/amt/leistungen/{TRADE_NOTICE}/")
    running = running_package(_system("kreis-paderborn"), TRADE_NOTICE)
    assert (running.publisher, running.slots["fee_statute"]) == ("Stadt Paderborn", "Satzung vom 1. Juli")
    assert file(citizen("kreis-paderborn"), TRADE_NOTICE, persona(TRADE_NOTICE, "friseur")).number
    assert client.get(overview).status_code == 404, "what is live is no longer being prepared"


def test_it_does_not_go_live_before_everything_is_settled() -> None:
    client = _client()
    overview = _begin(client)
    assert client.post(f"{overview}in-betrieb/").headers["Location"] == overview
    client.post(overview, {"zustimmen": "1"})
    answer = client.post(f"{overview}in-betrieb/")
    assert answer.status_code == 422
    assert "Zuständige Stelle" in answer.content.decode()


def test_a_stranger_is_agreed_to_by_the_administration_with_the_key_as_it_was_told() -> None:
    manager, admin = _client(), _client("admin")
    overview = _begin(manager, quelle="datei", datei=_bundle())
    assert "Ihre Administration muss zuerst zustimmen" in manager.get(overview).content.decode()
    assert manager.post(overview, {"schluessel": STRANGER.public.fingerprint}).status_code == 422
    wrong = admin.post(overview, {"schluessel": "AAAA-AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "AAAA-AAAA-AAAA-AAAA" in wrong.content.decode()
    for step in ("festlegen", "erproben"):
        assert manager.get(f"{overview}{step}/").headers["Location"] == overview
    assert manager.get(f"{overview}formular/").status_code == 422
    assert admin.post(overview, {"schluessel": STRANGER.public.fingerprint.lower()}).status_code == 302
    assert "Fragen des Formulars" in manager.get(overview).content.decode()
    forged = seal_bundle(files_of(), publisher="Stadt Anderswo", key=SigningKey(b"f" * 32))
    manager.post(overview, {"verwerfen": "1"})
    overview = _begin(manager, quelle="datei", datei=SimpleUploadedFile("paket.zip", forged))
    assert "mit einem anderen Schlüssel bekannt" in manager.get(overview).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Bitte wählen Sie eine Leistung"),
        ({"quelle": "datei"}, "Bitte wählen Sie eine Paketdatei"),
        (
            {"quelle": "datei", "datei": SimpleUploadedFile("x.zip", b"PK no")},
            "kein unversehrtes Leistungspaket",
        ),
        ({"quelle": "adresse", "adresse": "ftp://x"}, "keine Adresse einer Installation"),
        ({"quelle": "adresse", "adresse": "http://10.0.0.1/paket.zip"}, "in einem internen Netz"),
        ({"quelle": "adresse", "adresse": "http://[::1]:1/"}, "in einem internen Netz"),
        ({"quelle": "adresse", "adresse": "http://127.0.0.1:1/"}, "antwortet nicht wie erwartet"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(sent: dict[str, object], words: str) -> None:
    answer = _client().post(CHOOSE, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert str(sent.get("adresse", "")) in page
    with tenant(_system("kreis-paderborn")):
        assert not Preparation.objects.exists()


class _OtherInstallation(BaseHTTPRequestHandler):
    """Answers as another installation does: its index, one bundle, a way elsewhere, and something else."""

    bundle = b""

    def do_GET(self) -> None:
        entry = {
            "package": TRADE_NOTICE,
            "titles": {"de": "Gewerbe anmelden"},
            "version": "1.0.0",
            "licence": "EUPL-1.2",
        }
        index = {"format": "modellregion-catalogue/1", "entries": [{**entry, "publisher": "Stadt Anderswo"}]}
        answers = {
            "/katalog/index.json": json.dumps(index).encode(),
            f"/katalog/{TRADE_NOTICE}/paket.zip": self.bundle,
            "/fremd/katalog/index.json": b"<html>",
        }
        content = answers.get(self.path)
        self.send_response(200 if content is not None else 302)
        self.send_header("Location", "http://10.0.0.1/")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Run another installation; return its address."""
    _OtherInstallation.bundle = seal_bundle(files_of(), publisher="Stadt Anderswo", key=STRANGER)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _OtherInstallation)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_of_another_installation_is_found_by_its_address(elsewhere: str) -> None:
    client = _client()
    listed = client.post(CHOOSE, {"quelle": "adresse", "adresse": elsewhere}).content.decode()
    assert "Stadt Anderswo" in listed
    overview = _begin(client, quelle="adresse", adresse=elsewhere, paket=TRADE_NOTICE)
    assert f"{elsewhere}/katalog/{TRADE_NOTICE}/paket.zip" in client.get(overview).content.decode()
    for wrong, words in (
        (f"{elsewhere}/fremd", "kein Transferkatalog"),
        (f"{elsewhere}/weiter", "antwortet nicht"),
    ):
        answer = client.post(CHOOSE, {"quelle": "adresse", "adresse": wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode(), wrong


def test_an_unfit_package_is_shown_with_its_faults() -> None:
    manager, admin = _client(), _client("admin")
    broken = replaced(files_of(), "process.bpmn", "userTask", "manualTask")
    content = seal_bundle(broken, publisher="Stadt Anderswo", key=STRANGER)
    overview = _begin(manager, quelle="datei", datei=SimpleUploadedFile("paket.zip", content))
    admin.post(overview, {"schluessel": STRANGER.public.fingerprint})
    page = manager.get(overview).content.decode()
    assert "Das Paket hat Fehler" in page
    assert "process.bpmn" in page
    for step in ("festlegen", "erproben", "in-betrieb"):
        assert manager.post(f"{overview}{step}/").headers["Location"] == overview, step


def test_the_form_is_clicked_through_and_nothing_is_kept() -> None:
    client = _client()
    overview = _begin(client)
    client.post(overview, {"zustimmen": "1"})
    form = f"{overview}formular/"
    first = client.get(form).content.decode()
    assert "Nichts wird gespeichert" in first
    empty = client.post(form, {"_seite": "vorhaben", "_weiter": "1"})
    assert empty.status_code == 422
    plan = {
        "rechtsform": "210",
        "grund": "neuerrichtung",
        "niederlassungsart": "hauptniederlassung",
        "reisegewerbe": "nein",
    }
    answers = {name: value for name, value in plan.items() if f'name="{name}"' in first}
    assert set(answers) == set(plan)
    second = client.post(form, {"_seite": "vorhaben", "_trotzdem": "1", **answers}).content.decode()
    assert 'name="_seite" value="unternehmen"' in second
    assert '<input type="hidden" name="reisegewerbe" value="nein">' in second
    review = client.post(form, {"_seite": "pruefen", **answers}).content.decode()
    assert "So sähe die Prüfseite aus" in review
    back = client.post(form, {"_seite": "unternehmen", "_zurueck": "1", **answers}).content.decode()
    assert 'name="_seite" value="vorhaben"' in back


def test_only_service_managers_prepare_and_only_their_own() -> None:
    overview = _begin(_client())
    assert _client("anna.muster").get(CHOOSE).status_code == 403
    assert (
        _client("bernd.beispiel").post(CHOOSE, {"quelle": "katalog", "paket": TRADE_NOTICE}).status_code
        == 403
    )
    identifier = UUID(overview.rstrip("/").rpartition("/")[2])
    elsewhere = f"/bielefeld/amt/uebernahmen/{identifier}/"
    other = _client(slug="bielefeld")
    for step in ("", "festlegen/", "entscheiden/", "erproben/", "formular/", "in-betrieb/"):
        assert other.get(elsewhere + step).status_code == 404, step
        assert other.post(elsewhere + step).status_code in {404, 302}, step
    with tenant(_system("kreis-paderborn")):
        assert Preparation.objects.count() == 1
        assert not TrustedPublisher.objects.exists()
