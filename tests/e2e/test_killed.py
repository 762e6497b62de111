"""``kill -9`` of web, worker and database at random moments while people file and clerks certify: nothing lost, nothing double."""

import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from modellregion.site.embedded_postgres import prepare
from modellregion.site.supervisor import DATABASE_NAME
from tests.support.assistant import Assistant
from tests.support.browser import Installation, open_up, organise, processes_of, start
from tests.support.patient import OWN_PASSWORD, PatientClient
from tests.support.personas import persona

SERVICE = "gewerbeanmeldung"
SUBMISSIONS = 200
CERTIFIED = 40
AT_ONCE = 6
PAUSE_SECONDS = (0.5, 5.0)
SETTLED_SECONDS_MAX = 150
RECOVERED_SECONDS_MAX = 60
HAIRDRESSER = persona(SERVICE, "friseur")


REGION = """
[[municipality]]
key = "05774032"
units = [{ name = "Gewerbeamt" }]
staff = [{ login = "anna.muster", name = "Anna Muster", roles = { Gewerbeamt = "clerk" } }]
services = [{ folder = "SERVICES/gewerbeanmeldung", unit = "Gewerbeamt" }]
"""


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """Return an installation whose processes may be killed, and the clerk's password."""
    open_up(tmp_path / "data")
    running = start(tmp_path / "data", "--empty")
    said = organise(running.data, REGION, tmp_path)
    assert said.returncode == 0, said.stderr
    first = re.findall(r"as anna.muster with the first password (\S+)", said.stdout)[0]
    PatientClient(running.address).begin("paderborn", "anna.muster", first)
    yield running, OWN_PASSWORD
    assert len(processes_of(running.data)) >= 2, "web and worker are found, so what is left would be too"
    assert running.stop() == 0, running.said()[-2000:]
    assert processes_of(running.data) == []


class Killer(threading.Thread):
    """Kills one of the three again and again; ``killed`` counts which."""

    def __init__(self, installation: Installation, seed: int) -> None:
        super().__init__(daemon=True)
        self.installation, self.random = installation, random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(self.random.uniform(*PAUSE_SECONDS)):
            name = self.random.choice(("web", "worker", "database"))
            with suppress(ProcessLookupError, FileNotFoundError, ValueError, IndexError):
                self._kill(name)
                self.killed[name] += 1

    def _kill(self, name: str) -> None:
        if name == "database":
            status = prepare(self.installation.data).cluster / "postmaster.pid"
            os.kill(int(status.read_text().split("\n", 1)[0]), signal.SIGKILL)
        else:
            running = json.loads((self.installation.data / "running.json").read_text())
            pid = running["children"][0 if name == "web" else 1]
            os.kill(self.random.choice([pid, *_children(pid)]), signal.SIGKILL)
        self._wait_for_an_answer()

    def _wait_for_an_answer(self) -> None:
        """Let it come back: killed again while it does, it would be down for as long as a slow machine likes."""
        end = time.monotonic() + RECOVERED_SECONDS_MAX
        while time.monotonic() < end and not self.enough.wait(0.2):
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"{self.installation.address}/paderborn/", timeout=10).close()
                return


def _children(pid: int) -> list[int]:
    shown = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True
    )
    return [int(word) for word in shown.stdout.split()]


def _file(base: str, number: int) -> str:
    """File one notice however often that takes; return the number the receipt shows."""
    answers = HAIRDRESSER | {"personen": [{**HAIRDRESSER["personen"][0], "familienname": _name(number)}]}
    assistant = Assistant(SERVICE, client=PatientClient(base))
    assistant.answer(answers)
    answer = assistant.submit()
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    receipt = assistant.text(assistant.client.get(answer.headers["Location"]))
    found = re.search(r"GEW-\d{4}-\d{6}", receipt)
    assert found, receipt[-2000:]
    return found[0]


def _name(number: int) -> str:
    return "Zähl" + "".join("abcdefghij"[int(digit)] for digit in f"{number:04}")


def _certify(base: str, password: str, cases: list[str]) -> None:
    clerk = PatientClient(base)
    clerk.log_in("paderborn", "anna.muster", password)
    for case in cases:
        page = f"/paderborn/amt/vorgaenge/{case}/"
        for _ in range(10):
            shown = clerk.get(page).content.decode()
            if "Empfang bescheinigen" not in shown:
                break
            clerk.post(f"{page}bescheinigen/", {"csrfmiddlewaretoken": clerk.token(page)})
        else:
            raise AssertionError(f"not certified: {shown[-3000:]}")


class Books:
    """Looks into the tables from outside."""

    def __init__(self, data: Path) -> None:
        self.address = prepare(data).address(DATABASE_NAME, "modellregion_superuser")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(query).fetchall()

    def wait_until_settled(self) -> None:
        end = time.monotonic() + SETTLED_SECONDS_MAX
        left: list[tuple[object, ...]] = []
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError):
                left = self.rows(
                    "SELECT task_name, status, attempts FROM procrastinate_jobs "
                    "WHERE attempts > 0 OR coalesce(scheduled_at, now()) < now() + interval '5 minutes'"
                )
                if not left:
                    return
            time.sleep(0.5)
        raise AssertionError(f"jobs never done: {left[:10]}")


def test_nothing_is_lost_and_nothing_double(fragile: tuple[Installation, str]) -> None:
    installation, password = fragile
    base, books = installation.address, Books(installation.data)
    killer = Killer(installation, seed=20261121)
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as people:
        half = list(people.map(lambda number: _file(base, number), range(SUBMISSIONS // 2)))
        cases = [str(row[0]) for row in _eventually(books, "SELECT id FROM cases_case ORDER BY number")][
            :CERTIFIED
        ]
        clerk = people.submit(_certify, base, password, cases)
        numbers = half + list(
            people.map(lambda number: _file(base, number), range(SUBMISSIONS // 2, SUBMISSIONS))
        )
        clerk.result()
    killer.enough.set()
    killer.join()
    books.wait_until_settled()
    assert min(killer.killed[name] for name in ("web", "worker", "database")) > 0, killer.killed

    filed = books.rows("SELECT number, subject FROM cases_case ORDER BY number")
    assert sorted(numbers) == [number for number, _ in filed]
    assert [number for number, _ in filed] == [
        f"GEW-{str(filed[0][0])[4:8]}-{n:06}" for n in range(1, SUBMISSIONS + 1)
    ]
    submitted = books.rows(
        "SELECT subject_id, count(*) FROM journal_entry WHERE action = 'submitted' GROUP BY subject_id"
    )
    assert [count for _, count in submitted] == [1] * SUBMISSIONS
    documents = books.rows(
        "SELECT file_id, kind, count(*), min(length(sha256)) FROM records_document GROUP BY file_id, kind"
    )
    assert Counter(str(kind) for _, kind, _, _ in documents) == {
        "application": SUBMISSIONS,
        "certificate": CERTIFIED,
    }
    assert {count for _, _, count, _ in documents} == {1}
    assert all(length for _, _, _, length in documents), "a document without content"
    assert books.rows("SELECT state, count(*) FROM cases_case GROUP BY state ORDER BY state") == [
        ("certified", CERTIFIED),
        ("received", SUBMISSIONS - CERTIFIED),
    ]
    sent = books.rows("SELECT case_id, recipient, sheet, state FROM exchange_transmission")
    assert len(sent) == len(set(sent)) == 13 * CERTIFIED
    assert {state for *_, state in sent} == {"delivered"}
    arrived = books.rows("SELECT transmission_id, count(*) FROM exchange_delivery GROUP BY transmission_id")
    assert [count for _, count in arrived] == [1] * len(sent)
    noted = books.rows("SELECT count(*) FROM journal_entry WHERE action = 'delivered'")
    assert noted == [(len(sent),)], "each delivery stands in the history once"
    assert books.rows("SELECT count(*) FROM trade_business") == [(CERTIFIED,)]


def _eventually(books: Books, query: str) -> list[tuple[object, ...]]:
    for _ in range(60):
        with suppress(psycopg.OperationalError):
            return books.rows(query)
        time.sleep(0.5)
    raise AssertionError("the database does not come back")
