"""A backup is opened by its recipient alone, with another program too, and brings everything back."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

ROOT = Path(__file__).resolve().parents[1]
ORGANISATION = """
[[municipality]]
key = "05774004"
units = [{ name = "Gewerbeamt", short_name = "32.3" }]
[[municipality.staff]]
login = "anna.muster"
name = "Anna Muster"
roles = { Gewerbeamt = "clerk" }
"""

pytestmark = pytest.mark.slow


def _run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    keep = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MODELLREGION_", "DJANGO_", "DATABASE_"))
    }
    environment = {
        **keep,
        "MODELLREGION_HOME": os.environ["MODELLREGION_HOME"],
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "modellregion", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's own user can enter."""
    with tempfile.TemporaryDirectory(prefix="modellregion-backup-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_what_was_backed_up_comes_back(place: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (place / "key").write_text(f"# a comment\n{identity}\n", encoding="ascii")
    (place / "region.toml").write_text(ORGANISATION, encoding="utf-8")
    assert _run("organise", place / "region.toml", "--data", place / "data").returncode == 0
    (place / "data" / "files" / "ab").mkdir(parents=True)
    (place / "data" / "files" / "ab" / "document").write_bytes(b"Bescheid")
    (place / "data" / "seals").mkdir(exist_ok=True)
    (place / "data" / "seals" / "key.pem").write_bytes(b"secret")
    made = _run("backup", place / "backups", "--recipient", identity.to_public(), "--data", place / "data")
    assert made.returncode == 0, made.stderr
    [folder] = (place / "backups").iterdir()
    _only_the_recipient_opens_it(folder, place)
    keys = folder.with_name("later")
    shutil.copytree(folder, keys)
    (folder / "data-keys.dump.age").unlink()
    lacking = _run("restore", folder, "--identity", place / "key", "--data", place / "lacking")
    assert "data-keys.dump.age is missing" in lacking.stderr
    back = _run(
        "restore", folder, "--data-keys", keys, "--identity", place / "key", "--data", place / "other"
    )
    assert back.returncode == 0, back.stderr
    assert (place / "other" / "files" / "ab" / "document").read_bytes() == b"Bescheid"
    assert (place / "other" / "seals" / "key.pem").read_bytes() == b"secret"
    again = _run("organise", place / "region.toml", "--data", place / "other")
    assert again.returncode == 0, again.stderr
    assert "anna.muster" not in again.stdout, "she is there already, so nothing is added"
    assert (
        "is not empty"
        in _run("restore", folder, "--identity", place / "key", "--data", place / "other").stderr
    )
    (folder / "keys.tar.age").write_bytes(b"x")
    assert (
        "is not what was written"
        in _run("restore", folder, "--identity", place / "key", "--data", place / "n").stderr
    )


def _only_the_recipient_opens_it(folder: Path, place: Path) -> None:
    for path in folder.glob("*.age"):
        content = path.read_bytes()
        assert content.startswith(b"age-encryption.org/v1\n")
        assert b"Anna Muster" not in content
    (place / "stranger").write_text(f"{pyrage.x25519.Identity.generate()}\n", encoding="ascii")
    refused = _run("restore", folder, "--identity", place / "stranger", "--data", place / "nothing")
    assert "does not open this backup" in refused.stderr
    program = shutil.which("age")
    if program is None:
        pytest.skip(
            "age is not installed (Debian: apt-get install age), so no other program opened the backup"
        )
    opened = place / "keys.tar"
    subprocess.run([program, "-d", "-i", place / "key", "-o", opened, folder / "keys.tar.age"], check=True)
    with tarfile.open(opened) as archive:
        assert "seals/key.pem" in archive.getnames()
        assert "postgresql" not in archive.getnames()
