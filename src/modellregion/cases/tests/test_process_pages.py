"""The pages on processes: the map with its figures, one case's process with its forms, the list of failed steps."""

import html
import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.processes import BEGIN, filed, offer, places, state_of
from tests.support.world import log_in

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"
HAIRDRESSER = persona(SERVICE, "friseur")


def desk(login: str) -> Client:
    client = Client(raise_request_exception=False)
    log_in(client, login, "paderborn")
    return client


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/paderborn/amt/{path}")
    assert answer.status_code == status, path
    return html.unescape(answer.content.decode())


def row(page: str, step: str) -> str:
    rows: list[str] = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return next(line for line in rows if f'data-label="Schritt">{step}<' in line)


def send(client: Client, case: UUID, action: str, **values: str) -> int:
    return int(client.post(f"/paderborn/amt/vorgaenge/{case}/ablauf/{action}/", values).status_code)


def test_the_map_shows_how_many_stand_where_in_picture_and_table() -> None:
    for _ in range(3):
        file(citizen(), SERVICE, HAIRDRESSER)
    page = shown(desk("anna.muster"), f"ablaeufe/{SERVICE}/")
    assert "3 laufende Vorgänge" in page
    assert "<svg" in page
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "Anzeige prüfen: 3, meist 1 Minute" in picture
    line = row(page, "Anzeige prüfen")
    assert ">3<" in re.sub(r"\s", "", line)
    assert "1 Minute" in line
    assert "–" in row(page, "Ins Register eintragen")


def test_the_map_costs_the_same_however_many_cases_there_are() -> None:
    client = desk("anna.muster")
    shown(client, f"ablaeufe/{SERVICE}/")
    counts = []
    for _ in range(2):
        for _ in range(4):
            file(citizen(), SERVICE, HAIRDRESSER)
        with CaptureQueriesContext(connection) as seen:
            shown(client, f"ablaeufe/{SERVICE}/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10, counts


def test_a_case_shows_where_it_stands() -> None:
    case = file(citizen(), SERVICE, HAIRDRESSER).case
    page = shown(desk("anna.muster"), f"vorgaenge/{case}/ablauf/")
    assert "Der Vorgang steht hier: Anzeige prüfen" in page
    assert "wartet auf eine Person" in page
    assert "fällig" in page, "the date of § 15 Abs. 1 GewO"
    assert "Aufgabe zuweisen" in page
    assert "Verfahren einstellen" not in page, "a clerk does not steer"


def test_whoever_leads_the_team_steers_on_the_page() -> None:
    offer(f"{BEGIN}\nservice call\nuser check\nend e\ns -> call -> check -> e")
    case = filed().case
    work_off()
    client = desk("bernd.beispiel")
    assert f"/paderborn/amt/vorgaenge/{case}/ablauf/" in shown(client, "stoerungen/")
    page = shown(client, f"vorgaenge/{case}/ablauf/")
    assert "gestört" in page
    job = next(iter(state_of(case).jobs))
    refused = client.post(f"/paderborn/amt/vorgaenge/{case}/ablauf/ueberspringen/", {"schritt": job})
    assert (refused.status_code, "Begründung" in refused.content.decode()) == (422, True)
    assert send(client, case, "ueberspringen", schritt=job, begruendung="von Hand") == 302
    assert places(case) == ["check"]
    token = next(iter(state_of(case).tokens))
    assert 'value="check"' in shown(client, f"vorgaenge/{case}/ablauf/")
    assert send(client, case, "springen", stelle=token, ziel="call", begruendung="noch einmal") == 302
    assert places(case) == ["call"]
    assert send(client, case, "einstellen", begruendung="erledigt") == 302
    page = shown(client, f"vorgaenge/{case}/ablauf/")
    assert "Der Ablauf ist beendet." in page
    assert "Verfahren wieder aufnehmen" in page
    assert send(client, case, "aufnehmen", ziel="check", begruendung="doch nicht") == 302
    assert places(case) == ["check"]


@pytest.mark.parametrize(
    "values",
    [{}, {"schritt": "x"}, {"stelle": "1"}, {"aufgabe": "'; --"}, {"an": "niemand"}, {"ziel": "\x00"}],
    ids=str,
)
def test_invented_values_change_nothing(values: dict[str, str]) -> None:
    case = file(citizen(), SERVICE, HAIRDRESSER).case
    client = desk("bernd.beispiel")
    before = state_of(case)
    for action in ("wiederholen", "ueberspringen", "zuweisen", "zurueckziehen", "springen", "aufnehmen", "x"):
        assert send(client, case, action, begruendung="Versuch", **values) in {404, 409, 422}, action
    assert client.get(f"/paderborn/amt/vorgaenge/{case}/ablauf/springen/").status_code == 404
    assert state_of(case) == before


@pytest.mark.parametrize(
    ("login", "map_status", "incidents_status"),
    [
        ("anna.muster", 200, 403),
        ("bernd.beispiel", 200, 200),
        ("emil.pruefmann", 200, 403),
        ("admin", 200, 200),
    ],
)
def test_who_sees_what(login: str, map_status: int, incidents_status: int) -> None:
    client = desk(login)
    shown(client, "ablaeufe/", map_status)
    shown(client, f"ablaeufe/{SERVICE}/", map_status)
    shown(client, "ablaeufe/gibtesnicht/", 404)
    shown(client, "stoerungen/", incidents_status)
