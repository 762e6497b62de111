"""Two installations, two databases: B takes a service over from A, adapts it, upgrades it, and lives on without A."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from modellregion.packages.library import REFRESH_SECONDS
from tests.support.browser import ROOT, Installation, start
from tests.support.packages import TRADE_NOTICE, replaced, whole_files_of


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the installation of the author municipality."""
    found = start(_open_up(tmp_path_factory.mktemp("author")) / "data")
    yield found
    if found.process.poll() is None:
        found.stop()


@pytest.fixture(scope="module")
def adopter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run an installation in which there is nothing yet."""
    found = start(_open_up(tmp_path_factory.mktemp("adopter")) / "data", "--empty")
    yield found
    found.stop()


def _open_up(folder: Path) -> Path:
    """Let the embedded database's user pass through the folders that pytest made for itself."""
    for parent in [folder, *folder.parents]:
        if parent.name.startswith("pytest-") or parent == folder:
            parent.chmod(0o755)
    return folder


def _package(at: Installation, *words: str, code: int = 0) -> str:
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
    command = [sys.executable, "-m", "modellregion", "package", *words]
    result = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout


def _is_shown_soon(text: str, installation: Installation, path: str) -> bool:
    """Look until a running platform shows what a command has changed; it reads what is installed every half minute."""
    end = time.monotonic() + 2 * REFRESH_SECONDS
    while time.monotonic() < end:
        if text in _page(installation, path):
            return True
        time.sleep(1)
    return False


def _page(at: Installation, path: str) -> str:
    with urllib.request.urlopen(at.address + path, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def _write(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_a_service_travels(author: Installation, adopter: Installation, tmp_path: Path) -> None:
    published = _package(author, "publish", TRADE_NOTICE, "--for", "paderborn")
    fingerprint = re.findall(r"Fingerprint: (\S+)", published)[0]
    assert "Stadt Paderborn" in _page(author, "/katalog/")
    assert fingerprint in _page(author, f"/katalog/{TRADE_NOTICE}/")

    adopting = (
        "adopt",
        TRADE_NOTICE,
        "--for",
        "bielefeld",
        "--from",
        author.address,
        "--create",
        "Gewerbeamt",
    )
    assert "is not known here" in _package(adopter, *adopting, code=1)
    assert "is live in bielefeld" in _package(adopter, *adopting[:-2], "--trust", fingerprint)
    assert "Gewerbe anmelden" in _page(adopter, f"/bielefeld/leistungen/{TRADE_NOTICE}/")

    ours = replaced(
        whole_files_of(TRADE_NOTICE), "texts/de.toml", 'teaser = "', 'teaser = "In Bielefeld geht das so: '
    )
    ours = replaced(ours, "rules/gebuehren.dmn", "<text>26</text>", "<text>30</text>")
    folder = _write(dict(ours.contents), tmp_path / "ours")
    said = _package(
        adopter, "adapt", TRADE_NOTICE, "--for", "bielefeld", "--with", str(folder), "--reason", "Satzung"
    )
    assert "Gebühr »Anzeige einer natürlichen Person«: Ihre Anpassung (»30«) bleibt." in said

    new = replaced(whole_files_of(TRADE_NOTICE), "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    new = replaced(new, "fields.toml", 'label = "Rechtsform"', 'label = "Rechtsform des Betriebs"')
    newer = _write(dict(new.contents), tmp_path / "newer")
    _package(author, "upgrade", TRADE_NOTICE, "--for", "paderborn", "--from", str(newer))
    _package(author, "publish", TRADE_NOTICE, "--for", "paderborn")
    upgraded = _package(adopter, "upgrade", TRADE_NOTICE, "--for", "bielefeld", "--from", author.address)
    assert "Rechtsform des Betriebs" in upgraded
    assert "Ihre Anpassung (»30«) bleibt" in upgraded

    assert author.stop() == 0
    said = _package(adopter, "upgrade", TRADE_NOTICE, "--for", "bielefeld", "--from", author.address, code=1)
    assert "cannot be reached" in said
    assert "1.0.0 is live" in _package(adopter, "rollback", TRADE_NOTICE, "--for", "bielefeld")
    assert _is_shown_soon("In Bielefeld geht das so", adopter, f"/bielefeld/leistungen/{TRADE_NOTICE}/")
