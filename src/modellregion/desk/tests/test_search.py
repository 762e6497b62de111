"""The search of the desk: what each of the staff finds, against a plain look at all rows they may see (§ 7.3 no. 13)."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.api import claim_case
from modellregion.cases.drafts import open_answers
from modellregion.cases.models import Case
from modellregion.cases.parties import search_values
from modellregion.forms.api import Search, read_search
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import package_by_hash
from modellregion.records.models import File
from tests.support.contents import written_pdf
from tests.support.demo import invent
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"
DESK = "/paderborn/amt"


def _client(login: str = "anna.muster", slug: str = "paderborn") -> Client:
    client = Client()
    log_in(client, login, slug)
    return client


def _search(client: Client, words: str, slug: str = "paderborn", **more: str) -> str:
    answer = client.get(f"/{slug}/amt/suche/", {"suche": words, **more})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return unescape(answer.content.decode())


def _ids(client: Client, words: str, **more: str) -> list[UUID]:
    """Return what all pages show, one after the other."""
    found: list[UUID] = []
    page = _search(client, words, **more)
    while True:
        listed = re.search(r'<ol class="mr-hits".*?</ol>', page, re.DOTALL)
        links = re.findall(r'<a class="kern-link" href="([^"]+)"', listed[0]) if listed else []
        found += [UUID(link.rstrip("/").rpartition("/")[2]) for link in links]
        key = re.search(
            r"[?&]ab=([0-9a-f-]{36})", page.rpartition("</ol>")[2]
        )  # above, the language link has it
        if key is None:
            return found
        page = _search(client, words, **more, ab=key[1])


def _case(family: str, firm: str = "Pilzhof") -> UUID:
    answers = persona(SERVICE, "friseur", eingetragener_name=f"{firm} e.K.")
    answers["personen"] = [{**answers["personen"][0], "familienname": family}]
    return file(citizen(), SERVICE, answers).case


def test_a_case_is_found_by_everybody_in_it_however_the_name_is_written() -> None:
    case, anna = _case("Müßig-Łuczak"), _client()
    for words in ("Müßig", "muessig", "MUSSIG", "lucza", "pilzhof müßig", "Pilzhöfe"):
        page = _search(anna, words)
        assert str(case) in page, words
        assert "<mark>" in page
    assert "<mark>Müßig-Łuczak</mark>" in _search(anna, "mussig")
    assert str(case) not in _search(anna, "mussig gibtesnicht")
    assert "klingen ähnlich" in _search(anna, "Müsik")
    assert _ids(anna, "Müsik", art="vorgaenge") == [case]
    _case("Musik")
    assert case not in _ids(anna, "Musik", art="vorgaenge")
    assert case in _ids(anna, "Musik", art="vorgaenge", aehnlich="1")


def test_a_whole_number_leads_straight_to_its_case() -> None:
    case, anna = _case("Beispiel"), _client()
    with tenant(staff()):
        number = Case.objects.get(id=case).number
    answer = anna.get(f"{DESK}/suche/", {"suche": number.lower(), "direkt": "1"})
    assert answer.headers["Location"] == f"{DESK}/vorgaenge/{case}/"
    assert str(case) in _search(anna, number)
    assert str(case) in _search(anna, number[:-1], direkt="1")
    stranger = _client("dora.exempel")
    assert stranger.get(f"{DESK}/suche/", {"suche": number, "direkt": "1"}).status_code == 200


def test_what_documents_say_is_shown_to_those_whose_work_it_is() -> None:
    case, anna = _case("Beispiel"), _client()
    with tenant(staff()):
        folder = Case.objects.get(id=case).file_id
    text = SimpleUploadedFile("lage.pdf", written_pdf("Der Betrieb liegt", "neben alten Kastanienbaumen"))
    assert anna.post(f"{DESK}/akten/{folder}/hochladen/", {"datei": text, "titel": "Lage"}).status_code == 302
    work_off()
    page = _search(anna, "Kastanienbaum")
    assert "<mark>Kastanienbaumen</mark>" in page
    assert "neben alten" in page
    # Sees all files, and states a purpose before it reads.
    registry = _search(_client("gisela.ordnung"), "Kastanienbäume")
    assert "<span>Lage</span></a>" in registry
    assert "neben alten" not in registry
    for login, slug in (("dora.exempel", "paderborn"), ("anna.muster", "bielefeld")):
        page = _search(_client(login, slug), "Kastanienbaum", slug)
        assert "Nichts gefunden" in page
        assert "Lage" not in page
    assert _client("admin").get(f"{DESK}/suche/", {"suche": "Lage"}).status_code == 403


def test_filters_narrow_the_list() -> None:
    case, anna = _case("Beispiel"), _client()
    today = staff().today().isoformat()
    assert case in _ids(anna, "Pilzhof", von=today, bis=today)
    assert case not in _ids(anna, "Pilzhof", bis="2020-01-01")
    assert case not in _ids(anna, "Pilzhof", art="akten")
    assert case in _ids(anna, "Pilzhof", art="unfug", von="gestern", stelle="nirgends", ab="x")
    order = next(unit for unit in staff("dora.exempel").actor.units)
    assert _ids(anna, "Pilzhof", stelle=str(order)) == []


@pytest.mark.parametrize("login", ["anna.muster", "dora.exempel", "emil.pruefmann", "gisela.ordnung"])
def test_the_search_finds_exactly_what_a_look_at_every_row_finds(login: str) -> None:
    invent(60)
    ctx, anna = staff(login), staff()
    handed = next(iter(staff("dora.exempel").actor.units))
    with tenant(ctx):
        for case in Case.objects.order_by("id")[5:8]:
            Case.objects.filter(id=case.id).update(unit_id=handed)
            File.objects.filter(id=case.file_id).update(unit_id=handed)
        rows, files = list(Case.objects.order_by("-id")), list(File.objects.order_by("-id"))
    open_case = next(row for row in rows if row.state == "received" and row.unit_id != handed)
    claim_case(anna, case=open_case.id)
    sees_cases, sees_all_cases = (
        "cases.see" in ctx.actor.permissions,
        "cases.see_all" in ctx.actor.permissions,
    )
    sees_all_files = "records.see_all" in ctx.actor.permissions
    client, compared = _client(login), 0
    for words in ("muster", "beispiele", "gew-2026", "musterfrau gew", "e.k.", "00001"):
        search = read_search(words)
        cases = [
            row.id
            for row in rows
            if sees_cases and (sees_all_cases or row.unit_id in ctx.actor.units) and _answers(search, row)
        ]
        of_cases = {row.file_id for row in rows if row.id in cases}
        found = [
            row.id
            for row in files
            if (sees_all_files or row.unit_id in ctx.actor.units)
            and row.id not in of_cases
            and search.is_answered_by(f"{row.reference} {row.subject}")
        ]
        expected = sorted([*cases, *found], reverse=True)
        shown = [one for one in _ids(client, words) if one in {row.id for row in [*rows, *files]}]
        assert shown == expected, words
        compared += len(expected)
    assert compared > 20 or login == "dora.exempel"


def _answers(search: Search, row: Case) -> bool:
    package = package_by_hash(row.package_hash)
    said = search_values(package, open_answers(package.form, row))
    return search.is_answered_by(" ".join([row.number, row.subject, *said]))
