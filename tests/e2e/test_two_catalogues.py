"""Two installations: B follows A's catalogue, adopts from it, learns that A withdrew a version, and outlives A."""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from modellregion.transfer.catalogue import REFRESH_SECONDS
from tests.support.browser import ROOT, Installation, start
from tests.support.packages import TRADE_NOTICE, files_of, replaced


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the installation that offers."""
    found = start(_open_up(tmp_path_factory.mktemp("offering")) / "data")
    yield found
    if found.process.poll() is None:
        found.stop()


@pytest.fixture(scope="module")
def follower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the installation that follows; there is nothing in it yet."""
    found = start(_open_up(tmp_path_factory.mktemp("following")) / "data", "--empty")
    yield found
    found.stop()


def _open_up(folder: Path) -> Path:
    """Let the embedded database's user pass through the folders that pytest made for itself."""
    for parent in [folder, *folder.parents]:
        if parent.name.startswith("pytest-") or parent == folder:
            parent.chmod(0o755)
    return folder


def _run(at: Installation, *words: str, code: int = 0) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MODELLREGION_", "DJANGO_", "DATABASE_"))
    }
    environment |= {
        "MODELLREGION_HOME": os.environ["MODELLREGION_HOME"],
        "MODELLREGION_DATA": str(at.data),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "modellregion", *words]
    result = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout


def _page(at: Installation, path: str) -> str:
    with urllib.request.urlopen(at.address + path, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def _is_shown_soon(text: str, at: Installation, path: str) -> bool:
    """Look until a running platform shows what a command has changed; it reads the catalogue once a minute."""
    end = time.monotonic() + 2 * REFRESH_SECONDS
    while time.monotonic() < end:
        if text in _page(at, path):
            return True
        time.sleep(1)
    return False


def _fingerprint(said: str) -> str:
    return str(re.findall(r"Fingerprint: (\S+)", said)[0])


def test_a_catalogue_is_followed(author: Installation, follower: Installation, tmp_path: Path) -> None:
    publisher = _fingerprint(_run(author, "package", "publish", TRADE_NOTICE, "--for", "paderborn"))
    key = _fingerprint(_run(author, "catalogue", "key"))

    refused = _run(follower, "catalogue", "subscribe", author.address, code=1)
    assert key in refused
    assert "1 services" in _run(follower, "catalogue", "subscribe", author.address, "--trust", key)
    found = _page(follower, "/katalog/?" + urllib.parse.urlencode({"suche": "Gewerbeanmeldungen"}))
    assert "Gewerbe anmelden" in found
    assert author.address in found

    adopting = (
        "package",
        "adopt",
        TRADE_NOTICE,
        "--for",
        "bielefeld",
        "--from",
        "catalogue",
        "--trust",
        publisher,
    )
    assert "is live in bielefeld" in _run(follower, *adopting, "--create", "Gewerbeamt")
    dossier = tmp_path / "mappe.pdf"
    _run(follower, "package", "dossier", TRADE_NOTICE, "--for", "bielefeld", "--out", str(dossier))
    assert dossier.read_bytes().startswith(b"%PDF-")
    _proposal_and_answer(author, follower, tmp_path)

    new = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for name, content in new.contents.items():
        (tmp_path / "new" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "new" / name).write_bytes(content)
    _run(author, "package", "upgrade", TRADE_NOTICE, "--for", "paderborn", "--from", str(tmp_path / "new"))
    _run(author, "package", "publish", TRADE_NOTICE, "--for", "paderborn")
    _run(
        author, "package", "withdraw", TRADE_NOTICE, "--for", "paderborn", "--version", "1.0.0", "--reason", "Feld 31 ist weg.",
        "--law", "§ 14 Abs. 4 GewO", "--law-date", "2026-11-01", "--effective-from", "2027-01-01", "--successor", "1.1.0",
    )  # fmt: skip
    # The author's web process reads its catalogue once a minute.
    assert _is_shown_soon("1.1.0", author, "/katalog/index.json")
    assert "Nobody here" in _run(follower, "catalogue", "notices")
    assert "1 services" in _run(follower, "catalogue", "pull")
    told = _run(follower, "catalogue", "notices", code=1)
    assert "bielefeld" in told
    assert "§ 14 Abs. 4 GewO vom 01.11.2026" in told
    assert "Nehmen Sie stattdessen Version 1.1.0" in told
    _run(follower, "package", "upgrade", TRADE_NOTICE, "--for", "bielefeld", "--from", author.address)
    assert "Nobody here" in _run(follower, "catalogue", "notices")

    assert author.stop() == 0
    assert "cannot be reached" in _run(follower, "catalogue", "pull", code=1)
    listed = _run(follower, "catalogue", "list", code=1)
    assert "cannot be reached" in listed
    assert re.search(r"last good pull \d{4}-\d\d-\d\d", listed)
    assert "nicht auf dem neuesten Stand" in _page(follower, "/katalog/")
    assert "is not followed any more" in _run(follower, "catalogue", "unsubscribe", author.address)
    assert "There is no subscription." in _run(follower, "catalogue", "list")
    assert "Gewerbe anmelden" in _page(follower, f"/bielefeld/leistungen/{TRADE_NOTICE}/")


def _proposal_and_answer(author: Installation, follower: Installation, folder: Path) -> None:
    """Let B put a step of its own in, hand it in at A as a proposal, and learn from A what became of it."""
    step = folder / "schritt.toml"
    step.write_text('at = "f_eingang"\nname = "Zweite Prüfung"\nrole = "sachbearbeitung"\ndays = 2\n')
    at_b, at_a = ("--for", "bielefeld"), ("--for", "paderborn")
    _run(
        follower, "package", "step", "add", TRADE_NOTICE, *at_b, "--file", str(step), "--reason", "Beschluss"
    )
    said = _run(
        follower,
        "package",
        "propose",
        TRADE_NOTICE,
        *at_b,
        "--reason",
        "Hilft allen",
        "--send",
        author.address,
    )
    sent = re.findall(r"Handed in: (\S+)\.", said)[0]
    received = _run(author, "package", "proposals", "list", *at_a).split()[0]
    assert "Zweite Prüfung" in _run(author, "package", "proposals", "show", *at_a, "--id", received)
    _run(
        author, "package", "proposals", "decline", *at_a, "--id", received, "--reason", "Nur bei Ihnen nötig"
    )
    assert "declined" in _run(follower, "package", "proposals", "ask", *at_b, "--id", sent)
    assert "Nur bei Ihnen nötig" in _run(follower, "package", "proposals", "sent", *at_b)
