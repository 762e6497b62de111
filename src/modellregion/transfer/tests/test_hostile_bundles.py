"""Bundles made to do harm, well sealed by a publisher the municipality trusts: refused in sentences, nothing is installed."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from modellregion.kernel.errors import ProductError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    PackageError,
    PackageFiles,
    SigningKey,
    seal_bundle,
    verify_bundle,
)
from modellregion.transfer.api import SourceError, offer_from, trust_publisher
from modellregion.transfer.catalogue import catalogue, forget_catalogue
from tests.support.bundles import KEY, PUBLISHER, sealed, zipped
from tests.support.packages import files_of, replaced, with_file
from tests.support.people import staff

pytestmark = pytest.mark.django_db
OTHER = SigningKey(bytes(range(1, 33)))
PACKAGE = "hundesteuer"
TABLES = (
    "packages_version",
    "packages_installation",
    "transfer_bundle",
    "transfer_adoption",
    "transfer_activation",
)


def _package() -> PackageFiles:
    return replaced(files_of(), "package.toml", 'id = "gewerbeanmeldung"', f'id = "{PACKAGE}"')


def _seal(files: PackageFiles, key: SigningKey = KEY) -> bytes:
    return seal_bundle(files, publisher=PUBLISHER, key=key)


def _symlink(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("package.toml")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def _two(archive: zipfile.ZipFile) -> None:
    for name in "ab":
        archive.writestr(f"texts/{name}.toml", b"0" * 50_000)


def _crowd(archive: zipfile.ZipFile) -> None:
    for number in range(100_000):
        archive.writestr(f"texts/{number}.toml", "")


def _overlapping() -> bytes:
    """Two entries of the directory that point at the same packed bytes, as the densest bombs do."""
    archive = bytearray(zipped(_two))
    first = archive.index(b"PK\x01\x02")
    second = archive.index(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", archive, second + 42, 0)
    return bytes(archive)


def _changed_byte() -> bytes:
    content = bytearray(_seal(_package()))
    content[len(content) // 2] ^= 1
    return bytes(content)


def _with(file: str, old: str, new: str) -> bytes:
    return _seal(replaced(_package(), file, old, new))


CORPUS: dict[str, Callable[[], bytes]] = {
    "path traversal": lambda: sealed(zipped(lambda z: z.writestr("../../etc/cron.d/x", "x"))),
    "absolute path": lambda: sealed(zipped(lambda z: z.writestr("/etc/passwd", "x"))),
    "zip bomb": lambda: sealed(zipped(lambda z: z.writestr("package.toml", b"0" * (2 * 1024 * 1024 - 1)))),
    "entries that overlap": lambda: sealed(_overlapping()),
    "a bomb in a bomb": lambda: sealed(
        zipped(lambda z: z.writestr("notices/x.zip", zipped(lambda y: y.writestr("x", b"0" * 10_000_000))))
    ),
    "100 000 files": lambda: sealed(zipped(_crowd)),
    "a link": lambda: sealed(zipped(_symlink)),
    "somebody else's signature": lambda: _seal(_package(), OTHER),
    "a changed byte": _changed_byte,
    "a letter that reads /etc/passwd": lambda: _seal(
        with_file(_package(), "notices/antrag.typ", '#read("/etc/passwd")')
    ),
    "a letter that never ends": lambda: _seal(
        with_file(_package(), "notices/antrag.typ", "#let f(n) = f(n + 1)\n#f(0)")
    ),
    "a FEEL bomb": lambda: _with(
        "fields.toml",
        "when = 'rechtsform_eintrag != \"no\"'",
        "when = 'count(for a in 1..100000, b in 1..100000 return a) > 0'",
    ),
    "a FEEL bomb in a table": lambda: _with(
        "rules/gebuehren.dmn",
        "<text>26</text>",
        "<text>count(for a in 1..1000000, b in 1..9 return a)</text>",
    ),
    "a process with a script": lambda: _with(
        "process.bpmn", '<bpmn:serviceTask id="register" ', '<bpmn:scriptTask id="register" '
    ),
    "an entity that reads a file": lambda: _with(
        "process.bpmn",
        "<bpmn:definitions",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><bpmn:definitions',
    ),
    "entities that swell": lambda: _with(
        "rules/gebuehren.dmn",
        "<definitions",
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><definitions',
    ),
    "a text with a script": lambda: _with(
        "texts/de.toml", 'teaser = "', 'teaser = "<script>alert(1)</script>'
    ),
    "a drawing with a script": lambda: _seal(
        with_file(
            _package(),
            "notices/wappen.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        )
    ),
    "a field of 1 GB": lambda: _with("fields.toml", "max_length = 80", "max_length = 1_000_000_000"),
    "an upload of 1 GB": lambda: _with("fields.toml", "max_length = 80", "max_megabytes = 1024"),
    "a program": lambda: _seal(with_file(_package(), "notices/evil.py", "import os")),
}


@pytest.fixture(autouse=True)
def trusting() -> None:
    """Let Paderborn trust the key with which everything here is sealed."""
    forget_catalogue()
    bundle = verify_bundle(_seal(_package()))
    trust_publisher(staff("admin"), bundle=bundle, fingerprint=KEY.public.fingerprint)


def _rows() -> dict[str, int]:
    counts = {}
    with tenant(staff("admin")), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names stand above
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize("name", CORPUS)
def test_it_is_refused_and_nothing_is_installed(name: str, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(CORPUS[name]())
    before = _rows()
    with pytest.raises((ProductError, PackageError, SourceError)) as refused:
        offer_from(staff("admin"), source=str(file), package=PACKAGE)
    lines = str(refused.value).splitlines()
    assert lines
    assert max(map(len, lines)) < 400
    if isinstance(refused.value, ProductError):
        assert len(lines) == 1
    assert _rows() == before
    forget_catalogue()
    assert PACKAGE not in {entry.package.id for entry in catalogue()}
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]


def test_the_same_package_without_the_poison_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(_seal(_package()))
    assert offer_from(staff("admin"), source=str(file), package=PACKAGE).publisher == PUBLISHER
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert len(archive.namelist()) > 10
