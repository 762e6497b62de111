"""From the release at the desk to the open numbers: counted once, after the period, with small ones hidden."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from modellregion.journal.models import Entry
from modellregion.kernel.clock import rehearsed_time
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.opendata.commands.release_figure import release_figure, withdraw_figure
from modellregion.opendata.counting import count_released
from modellregion.opendata.jobs import count_all
from modellregion.opendata.models import PublishedCount
from modellregion.packages.api import check_package
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.packages import files_of, with_file
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
ADDRESS = f"/paderborn/zahlen/{SERVICE}/rechtsformen/"
QUARTER = "2025-Q3"


@contextmanager
def _on(year: int, month: int, day: int) -> Iterator[None]:
    with rehearsed_time(datetime(year, month, day, 9, 0, tzinfo=UTC)):
        yield


def _file(count: int, scenario: str) -> None:
    answers = persona(SERVICE, scenario)
    days = {name: date(2025, 7, 1) for name, value in answers.items() if isinstance(value, date)}
    for _ in range(count):
        file(citizen(), SERVICE, answers | days)


def _released() -> None:
    """Seven hairdressers and two companies in the summer of 2025, and a person who releases the figure."""
    with _on(2025, 8, 1):
        _file(7, "friseur")
        _file(2, "gmbh_co_kg")
    with _on(2025, 9, 30):
        _file(1, "friseur")
    with _on(2025, 10, 1):
        _file(1, "friseur")
    with _on(2025, 10, 20):
        release_figure(staff("gerda.leistung"), service=SERVICE, figure="rechtsformen")
        work_off()


def _data(client: Client) -> dict[str, Any]:
    answer = client.get(f"{ADDRESS}zahlen.json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.django_db
def test_what_is_released_is_counted_and_open_to_everybody() -> None:
    client = Client()
    assert client.get(ADDRESS).status_code == 404, "nothing is open that nobody released"
    _released()
    assert "Gewerbe-Anmeldungen nach Rechtsform" in client.get("/paderborn/zahlen/").content.decode()
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    elsewhere = client.get(f"{ADDRESS}zahlen.json", headers=foreign)
    assert (elsewhere.status_code, elsewhere.headers["Access-Control-Allow-Origin"]) == (200, "*")
    found = next(one for one in _data(client)["periods"] if one["name"] == QUARTER)
    assert found["total"] == 10
    assert found["others_together"] == 10, (
        "two small companies alone could be computed from total and hairdressers"
    )
    assert found["cells"] == []
    page = client.get(f"{ADDRESS}?zeitraum={QUARTER}").content.decode()
    assert "3. Quartal 2025" in page
    assert "Übrige zusammen" in page
    assert client.get(f"{ADDRESS}?zeitraum=gibtesnicht").status_code == 200
    table = client.get(f"{ADDRESS}zahlen.csv").content.decode()
    assert f"{QUARTER};Übrige zusammen;;10" in table
    assert client.get("/bielefeld/zahlen/gewerbeanmeldung/rechtsformen/").status_code == 404


@pytest.mark.django_db
def test_a_number_stays_as_it_was_published() -> None:
    _released()
    before = _data(Client())["periods"]
    with _on(2025, 9, 29):
        _file(6, "gmbh_co_kg")
    count_all(timestamp=0)
    after = {one["name"]: one for one in _data(Client())["periods"]}
    assert all(after[one["name"]] == one for one in before)
    assert "2025-Q4" in after, "what ended since is counted too"


@pytest.mark.django_db
def test_a_period_is_counted_two_weeks_after_its_end() -> None:
    with _on(2025, 8, 1):
        _file(6, "friseur")
    ctx = system_context(citizen().municipality)
    with _on(2025, 10, 14):
        release_figure(staff("gerda.leistung"), service=SERVICE, figure="gruende")
        count_released(ctx)
        with tenant(ctx):
            assert not PublishedCount.objects.filter(
                municipality_id=ctx.municipality, period=QUARTER
            ).exists()
    with _on(2025, 10, 15):
        count_released(ctx)
        with tenant(ctx):
            found = PublishedCount.objects.get(municipality_id=ctx.municipality, period=QUARTER)
    assert (found.cells, found.rest, found.total) == ([[["neugruendung"], 6]], 0, 6)
    page = Client().get(f"/paderborn/zahlen/{SERVICE}/gruende/?zeitraum={QUARTER}").content.decode()
    assert "100 %" in page


@pytest.mark.django_db
def test_taken_back_it_is_gone_and_the_journal_knows_who() -> None:
    _released()
    manager = staff("gerda.leistung")
    for refused in (release_figure, withdraw_figure):
        with pytest.raises(NotAllowedError):
            refused(staff(), service=SERVICE, figure="rechtsformen")
    with pytest.raises(NotFoundError):
        release_figure(manager, service=SERVICE, figure="gibtesnicht")
    client = Client()
    log_in(client, "gerda.leistung", "paderborn")
    page = client.get("/paderborn/amt/zahlen/").content.decode()
    assert "Zurückziehen" in page
    sent = {"leistung": SERVICE, "zahl": "rechtsformen"}
    assert client.post("/paderborn/amt/zahlen/zurueckziehen/", sent).status_code == 302
    assert client.post("/paderborn/amt/zahlen/zurueckziehen/", sent).status_code == 404, "only once"
    assert Client().get(ADDRESS).status_code == 404
    with tenant(manager):
        told = Entry.objects.filter(municipality_id=manager.municipality, subject_kind="figure")
        assert list(told.order_by("id").values_list("action", flat=True)) == [
            "figure_released",
            "figure_published",
            "figure_withdrawn",
        ]


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ('id = "a"\ntitle = "A"\nby = ["gibtesnicht"]', "There is no field »gibtesnicht«."),
        ('id = "a"\ntitle = "A"\nby = ["taetigkeit"]', "no choice and no yes or no"),
        ('id = "a"\ntitle = "A"\nby = ["betriebsart"]', "no choice and no yes or no"),
        (
            'id = "a"\ntitle = "A"\nby = ["grund"]\n[[figures]]\nid = "b"\ntitle = "B"\nby = ["grund", "reisegewerbe"]',
            "what one hides, the other may tell",
        ),
        ('id = "a"\ntitle = "A"\nby = ["grund"]\nminimum = 2', "minimum"),
        ('id = "a"\ntitle = "A"\nby = ["grund"]\nperiod = "day"', "period"),
        (
            'id = "a"\ntitle = "A"\nby = ["grund"]\n[[figures]]\nid = "a"\ntitle = "B"\nby = ["rechtsform"]',
            "Two figures are called »a«.",
        ),
    ],
)
def test_the_check_names_what_cannot_be_published(figures: str, sentence: str) -> None:
    files = with_file(files_of(SERVICE), "statistics.toml", f"[[figures]]\n{figures}\n")
    found = [one for one in check_package(files) if one.file == "statistics.toml"]
    assert found, "a finding"
    assert any(sentence in str(one) for one in found), [str(one) for one in found]
    assert all(one.line for one in found)


def test_who_counts_at_the_same_time_counts_once(own_database: str) -> None:
    del own_database
    with _on(2025, 8, 1):
        _file(3, "friseur")
    release_figure(staff("gerda.leistung"), service=SERVICE, figure="rechtsformen")
    ctx, gate = system_context(citizen().municipality), Barrier(4)

    def count(_: int) -> int:
        gate.wait()
        try:
            return count_released(ctx)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        published = list(threads.map(count, range(4)))
    with tenant(ctx):
        rows = PublishedCount.objects.filter(municipality_id=ctx.municipality, service=SERVICE)
        assert max(published) == sum(published) == rows.count() > 0
