"""Start, second start, Ctrl-C, an installation without demo data, and what a crash of the supervisor leaves."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from modellregion.site import embedded_postgres
from tests.support.browser import ROOT, Installation, open_up, organise, start
from tests.support.patient import PatientClient


def test_a_second_start_on_the_same_data_says_so_and_changes_nothing(installation: Installation) -> None:
    command = [sys.executable, "-m", "modellregion", "up", "--port", "1", "--data", str(installation.data)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 0
    assert f"already running on this data folder: {installation.address}" in second.stdout
    with urllib.request.urlopen(f"{installation.address}/gesundheit") as answer:
        assert answer.status == 200


def test_an_empty_installation_has_a_portal_and_no_demo_people(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    running = start(tmp_path / "data", "--empty")
    with urllib.request.urlopen(running.address) as answer:
        page = answer.read().decode()
    assert "modellregion-demo" not in running.said()
    assert "Paderborn" not in page
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{running.address}/paderborn/")
    assert running.stop() == 0
    assert "Stopped." in running.said()
    assert "{" not in running.said(), "nothing but what a person wants to know"


REGION = """
[[municipality]]
key = "05974040"
units = [{ name = "Gewerbeamt" }]
staff = [{ login = "erika.muster", name = "Erika Muster", roles = { Gewerbeamt = "clerk" } }]
services = [{ folder = "SERVICES/gewerbeanmeldung", unit = "Gewerbeamt" }]

[[receiver]]
slug = "ihk-arnsberg"
units = [{ name = "Eingang" }]
staff = [{ login = "empfang", name = "Emil Empfang", roles = { Eingang = "recipient" } }]
"""


def test_an_empty_installation_is_set_up_from_a_file(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    running = start(tmp_path / "data", "--empty")
    wrong = organise(running.data, REGION.replace("roles = { Eingang", "roles = { Ausgang"), tmp_path)
    assert wrong.returncode == 1
    assert "There is no unit »Ausgang«" in wrong.stderr
    nowhere = organise(running.data, REGION.replace("05974040", "05999999"), tmp_path)
    assert nowhere.returncode == 1
    assert "05999999" in nowhere.stderr
    first = organise(running.data, REGION, tmp_path)
    assert first.returncode == 0, first.stderr
    second = organise(running.data, REGION, tmp_path)
    assert "Everything is there already." in second.stdout
    client = PatientClient(running.address)
    assert "Gewerbe anmelden" in client.get("/soest/").content.decode()
    for slug, login in (("soest", "erika.muster"), ("ihk-arnsberg", "empfang")):
        found = re.search(rf"at /{slug}/amt/ as {login} with the first password (\S+)", first.stdout)
        assert found, first.stdout
        PatientClient(running.address).begin(slug, login, found[1])
    assert running.stop() == 0


def test_what_does_not_run_yet_is_set_up_too(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    result = organise(tmp_path / "data", REGION, tmp_path)
    assert "Stadt Soest added: /soest/" in result.stdout, result.stderr
    running = start(tmp_path / "data", "--empty")
    assert "Gewerbe anmelden" in PatientClient(running.address).get("/soest/").content.decode()
    assert running.stop() == 0


def test_a_server_of_ones_own(tmp_path: Path) -> None:
    open_up(tmp_path / "server")
    (tmp_path / "server").mkdir(mode=0o755)
    server = embedded_postgres.prepare(tmp_path / "server")
    process = embedded_postgres.start(server)
    superuser = server.address("postgres", "modellregion_superuser")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("CREATE ROLE stadt LOGIN CREATEROLE")
        connection.execute("CREATE DATABASE stadt OWNER stadt")
    url = f"postgresql:///stadt?host={server.socket}&user=stadt"
    environment = {"DATABASE_URL": url}
    running = start(tmp_path / "data", "--empty", environment=environment)
    assert not (tmp_path / "data" / "postgresql").exists()
    said = organise(tmp_path / "data", REGION, tmp_path, environment=environment)
    assert said.returncode == 0, said.stderr
    assert "Gewerbe anmelden" in PatientClient(running.address).get("/soest/").content.decode()
    assert running.stop() == 0
    refused = subprocess.run(
        [sys.executable, "-m", "modellregion", "up", "--port", "1", "--data", str(tmp_path / "other")],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": superuser_url(server)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "is a superuser" in refused.stderr
    embedded_postgres.stop(server, process)


def superuser_url(server: embedded_postgres.EmbeddedServer) -> str:
    """Return the address an operator should not use."""
    return f"postgresql:///stadt?host={server.socket}&user=modellregion_superuser"


def test_after_a_crash_of_the_supervisor_the_next_start_cleans_up(tmp_path: Path) -> None:
    open_up(tmp_path / "data")
    crashed = start(tmp_path / "data", "--empty")
    os.kill(crashed.process.pid, signal.SIGKILL)
    crashed.process.wait()
    running = start(tmp_path / "data", "--empty")
    time.sleep(0.5)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(crashed.address, timeout=2)
    with urllib.request.urlopen(f"{running.address}/gesundheit") as answer:
        assert answer.status == 200
    assert running.stop() == 0
