"""A document is looked at beside the case it belongs to, page by page, without leaving the case."""

import io
import re
from html import unescape
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from modellregion.cases.models import Case
from modellregion.kernel.tenancy import tenant
from tests.support.contents import blank_pdf, written_pdf
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"


def _client(login: str = "anna.muster", slug: str = "paderborn") -> Client:
    client = Client()
    log_in(client, login, slug)
    return client


def _case() -> UUID:
    return file(citizen(), SERVICE, persona(SERVICE, "friseur")).case


def _documents(client: Client, case: UUID) -> dict[str, str]:
    """Return the addresses behind the titles in the case's list of documents."""
    page = unescape(client.get(f"/paderborn/amt/vorgaenge/{case}/").content.decode())
    listed = re.search(r'id="dokumente".*?</ul>', page, re.DOTALL)
    assert listed
    return {title: target for target, title in re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', listed[0])}


def _picture(client: Client, page: str) -> Image.Image:
    found = re.search(r'<img src="([^"]+seite-\d+\.png)"', page)
    assert found, page
    answer = client.get(found[1])
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


def test_the_application_is_seen_beside_the_answers_before_the_worker_made_it() -> None:
    case, anna = _case(), _client()
    (address,) = _documents(anna, case).values()
    page = unescape(anna.get(address).content.decode())
    assert page.index("Angaben</h2>") < page.index("Ansicht schließen")
    assert _picture(anna, page).width > 500
    assert "In der Akte öffnen" in page


def _upload(client: Client, case: UUID, title: str, content: bytes) -> None:
    with tenant(staff()):
        folder = Case.objects.get(id=case).file_id
    sent = {"datei": SimpleUploadedFile("plan.pdf", content), "titel": title}
    assert client.post(f"/paderborn/amt/akten/{folder}/hochladen/", sent).status_code == 302
    work_off()


def test_one_turns_its_pages_and_reads_its_text() -> None:
    case, anna = _case(), _client()
    _upload(anna, case, "Pläne", blank_pdf(2))
    first = unescape(anna.get(_documents(anna, case)["Pläne"]).content.decode())
    assert "Seite 1 von 2" in first
    turned = re.search(r'href="([^"]+seite=2[^"]*)"', first)
    assert turned
    assert "Seite 2 von 2" in unescape(anna.get(turned[1]).content.decode())
    _upload(anna, case, "Brief", written_pdf("Grundriss", "Ansicht von Westen"))
    letter = unescape(anna.get(_documents(anna, case)["Brief"]).content.decode())
    assert "Grundriss" in letter, "the text stands below, for those who do not see the picture"


@pytest.mark.parametrize(
    "wanted", ["unfug", "00000000-0000-7000-8000-000000000000", "", "1&seite=-1", "1&seite=99999999"]
)
def test_an_address_that_names_nothing_shows_the_case(wanted: str) -> None:
    case, anna = _case(), _client()
    answer = anna.get(f"/paderborn/amt/vorgaenge/{case}/?dokument={wanted}")
    assert answer.status_code == 200
    assert "Ansicht schließen" not in answer.content.decode()


def test_a_page_there_is_not_is_the_nearest_one_and_its_picture_is_none() -> None:
    case, anna = _case(), _client()
    (address,) = _documents(anna, case).values()
    page = unescape(anna.get(address.replace("#ansicht", "&seite=999")).content.decode())
    last = re.search(r'src="([^"]+)seite-(\d+)\.png"', page)
    assert last
    assert anna.get(f"{last[1]}seite-{int(last[2]) + 1}.png").status_code == 404
    assert anna.get(f"{last[1]}seite-0.png").status_code == 404
    for login, slug in (("anna.muster", "bielefeld"), ("dora.exempel", "paderborn")):
        stranger = _client(login, slug)
        assert stranger.get(f"{last[1]}seite-{last[2]}.png").status_code in {302, 403, 404}
