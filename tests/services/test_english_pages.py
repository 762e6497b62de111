"""Nobody who reads English meets German on the way: start, service, assistant, review, receipt, status; nor at the desk."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from modellregion.cases.api import (
    Action,
    ask_applicant,
    certify_receipt,
    claim_case,
    refuse_notice,
    withdraw_application,
)
from modellregion.cases.models import Case
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import SITUATIONS
from modellregion.region.api import list_bodies
from tests.support.assistant import Assistant
from tests.support.filing import begin, file
from tests.support.german import german_on
from tests.support.jobs import work_off
from tests.support.notices import NOTICES, package
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

PERSONAS = {
    "gewerbeanmeldung": "friseur",
    "gewerbeummeldung": "elektro_erweiterung",
    "gewerbeabmeldung": "tischlerei_alter",
}
# What stays German in English: words that people meet on letters and must recognise.
GERMAN_TERMS = (
    "Herstellung von Möbeln",
    "Großhandel mit Lebensmitteln",
    "Ombudsstelle für barrierefreie Informationstechnik",
    "zu den Akten",
    "Registratur",
)


def _typed(value: Any) -> Iterator[str]:
    """Yield every text a person typed, line by line as pages show it."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _typed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _typed(inner)
    elif isinstance(value, str):
        yield from (value, *value.splitlines())


def _names() -> list[str]:
    names = [text for body in list_bodies() for text in (body.name, body.short_name, body.street)]
    norms = [basis.norm for service in NOTICES for basis in package(service).legal_bases]
    return [*names, *norms, *GERMAN_TERMS]


def _expect_english(client: Client, address: str, *, typed: Any = (), status: int = 200) -> None:
    answer = client.get(address)
    assert answer.status_code == status, address
    assert german_on(answer.content, known=[*_names(), *_typed(typed)]) == [], address


def test_german_is_found_where_it_is() -> None:
    page = Client().get("/paderborn/").content.replace(b'lang="de"', b'lang="en"')
    assert "Schon begonnen oder abgeschickt?" in german_on(page, known=_names())


def test_the_start_pages() -> None:
    client = Client()
    for address in ("", "suche/", "suche/?leistung=gewerbe", "suche/?leistung=xyzzy", "suche/?ort=Lage"):
        _expect_english(client, f"/en/{address}")
    for address in ("impressum/", "datenschutz/", "barrierefreiheit/", "paderborn/", "paderborn/fortsetzen/"):
        _expect_english(client, f"/en/{address}")
    for situation in SITUATIONS:
        _expect_english(client, f"/en/lagen/{situation}/")
    _expect_english(client, "/en/paderborn/gibt-es-nicht/", status=404)


@pytest.mark.parametrize("service", NOTICES)
def test_the_way_to_the_receipt(service: str) -> None:
    answers = persona(service, PERSONAS[service])
    _expect_english(Client(), f"/en/paderborn/leistungen/{service}/")
    assistant = Assistant(service, language="/en")
    client = assistant.client
    _expect_english(client, f"/en/paderborn/leistungen/{service}/antrag/")
    known = [*_names(), *_typed(answers)]
    for page in package(service).form.pages:
        refused = assistant.post(page.id, {})
        if refused.status_code == 422:
            assert german_on(refused.content, known=known) == [], page.id
    assistant.answer(answers)
    for page in package(service).form.pages:
        _expect_english(client, assistant.address("seite", page.id), typed=answers)
    for place in ("pruefen", "gespeichert", "loeschen"):
        _expect_english(client, assistant.address(place), typed=answers)
    filed = assistant.submit()
    assert filed.status_code == 302
    _expect_english(client, filed.headers["Location"], typed=answers)


def _filed(answers: dict[str, Any]) -> tuple[str, Case]:
    ctx = citizen()
    code = begin(ctx, "gewerbeanmeldung", answers)
    assert Client().post(f"/en/paderborn/antrag/{code}/pruefen/").status_code == 302
    with tenant(ctx):
        row = Case.objects.get(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
    claim_case(staff(), case=row.id)
    return code, row


@pytest.mark.parametrize(
    "outcome", [None, Action.QUESTION_ASKED, Action.CERTIFIED, Action.REFUSED, Action.WITHDRAWN]
)
def test_the_status_page_in_every_state(outcome: Action | None) -> None:
    answers = persona("gewerbeanmeldung", "friseur")
    code, row = _filed(answers)
    said = "Please tell us the number of the register."
    if outcome is Action.QUESTION_ASKED:
        ask_applicant(staff(), case=row.id, text=said)
    elif outcome is Action.CERTIFIED:
        certify_receipt(staff(), case=row.id)
    elif outcome is Action.REFUSED:
        refuse_notice(staff(), case=row.id, reason=said)
    elif outcome is Action.WITHDRAWN:
        withdraw_application(citizen(), code=code)
    work_off()
    client, address = Client(), f"/en/paderborn/vorgang/{code}/"
    _expect_english(client, address, typed=answers)
    _expect_english(client, f"{address}zuruecknehmen/", typed=answers)
    if outcome is Action.QUESTION_ASKED:
        empty = client.post(address, {"antwort": ""})
        assert empty.status_code == 422
        assert german_on(empty.content, known=[*_names(), *_typed(answers)]) == []


def test_letters_are_named_in_english_and_stay_german() -> None:
    code, row = _filed(persona("gewerbeanmeldung", "gbr_catering"))
    certify_receipt(staff(), case=row.id)
    work_off()
    english = Client().get(f"/en/paderborn/vorgang/{code}/").content.decode()
    assert ">Register a business</a>" in english
    assert ">Certificate of receipt 1</a>" in english
    assert ">Empfangsbescheinigung 1</a>" in Client().get(f"/paderborn/vorgang/{code}/").content.decode()


def test_a_mistyped_code_is_answered_in_english() -> None:
    answer = Client().post("/en/paderborn/fortsetzen/", {"code": "nothing"})
    assert answer.status_code == 422
    assert german_on(answer.content, known=_names()) == []


def test_an_impossible_date_is_answered_in_english() -> None:
    assistant = Assistant(language="/en")
    refused = assistant.post("taetigkeit", {"beginn.tag": "31", "beginn.monat": "2", "beginn.jahr": "2026"})
    assert any("31 February 2026" in sentence for sentence in assistant.errors(refused))
    assert german_on(refused.content, known=_names()) == []


def test_the_desk() -> None:
    answers = persona("gewerbeanmeldung", "friseur")
    filed = file(citizen(), "gewerbeanmeldung", answers)
    client = Client()
    _expect_english(client, "/en/paderborn/amt/anmelden/")
    log_in(client, "bernd.beispiel", "paderborn")
    for place in (
        "vorgaenge/",
        "vorgaenge/?suche=xyzzy",
        "gewerberegister/",
        "vertretung/",
        "ablaeufe/",
        "stoerungen/",
    ):
        _expect_english(client, f"/en/paderborn/amt/{place}", typed=answers)
    shown = client.get(f"/en/paderborn/amt/vorgaenge/{filed.case}/")
    assert shown.status_code == 200
    table = client.get("/en/paderborn/amt/vorgaenge/tabelle.csv").content.decode("utf-8-sig")
    assert table.startswith("Number;Subject;Status;Handled by;Received;Deadline")
    _expect_english(client, f"/en/paderborn/amt/vorgaenge/{filed.case}/", typed=answers)
