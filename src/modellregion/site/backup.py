"""Backups that only their recipients open (age, c2sp.org/age), and the way back into an empty data folder.

Four files: the database without its data keys, those, the documents, and the key files, each of its own, so that keys can be
kept elsewhere, and data keys for a shorter time: what was erased here is erased in a backup when no data keys of then are left.
What is read is encrypted on its way; nothing is written in the clear.
"""

import hashlib
import io
import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import pyrage

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.site import database, embedded_postgres
from modellregion.site.supervisor import DATABASE_NAME

DATABASE, DOCUMENTS, KEYS = "database.dump.age", "documents.tar.age", "keys.tar.age"
DATA_KEYS = "data-keys.dump.age"
_DATA_KEYS_TABLE = "kernel_data_key"
CONTENTS = "contents.json"
_SUPERUSER = "modellregion_superuser"
# The database has a file of its own, the others are made again.
_NOT_KEYS = frozenset({"postgresql", "postgresql.log", "files", "cache", "running.json"})


class BackupError(Exception):
    """A backup cannot be made, or not be brought back; the message says why and what to do."""


def read_recipients(texts: Sequence[str]) -> list[Any]:
    """Return whom a backup is for.

    :raises BackupError: when one of them is no public key of age.
    """
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError as error:
        raise BackupError(f"A recipient is a public key of age, age1…: {error}") from error


def make_backup(data: Path, into: Path, recipients: Sequence[Any], *, files: Path | None) -> Path:
    """Write the files and their checksums into a new folder below ``into``; return it.

    The embedded server must be running. The database comes first: every document and data key that its rows need is then there.

    :param files: the folder of the documents, or None where they lie in an object store with a backup of its own.
    """
    folder = into / f"{SYSTEM_CLOCK.now():%Y%m%dT%H%M%SZ}"
    unfinished = folder.with_suffix(".unfinished")
    unfinished.mkdir(parents=True, mode=0o700)
    server = embedded_postgres.prepare(data)
    dump = [server.programs / "pg_dump", "-h", server.socket, "-U", _SUPERUSER, "-Fc", DATABASE_NAME]
    without = [*dump, f"--exclude-table-data={_DATA_KEYS_TABLE}"]
    _encrypted(unfinished / DATABASE, recipients, lambda into: _output_of(without, into))
    alone = [*dump, "--data-only", f"--table={_DATA_KEYS_TABLE}"]
    _encrypted(unfinished / DATA_KEYS, recipients, lambda into: _output_of(alone, into))
    if files is not None:
        _encrypted(unfinished / DOCUMENTS, recipients, lambda into: _packed(files, into, frozenset()))
    _encrypted(unfinished / KEYS, recipients, lambda into: _packed(data, into, _NOT_KEYS))
    sums = {path.name: _checksum(path) for path in sorted(unfinished.iterdir())}
    (unfinished / CONTENTS).write_text(json.dumps({"sha256": sums}, indent=1) + "\n", encoding="ascii")
    unfinished.rename(folder)
    return folder


def restore_backup(folder: Path, identity: Path, data: Path, *, data_keys: Path | None = None) -> None:
    """Bring a backup back into a data folder that is empty or not there; the platform is started afterwards.

    :param data_keys: the folder of another, later backup whose data keys are to be taken, where those of this one are gone.
    :raises BackupError: when the folder is not empty, a file was changed, or the identity does not open it.
    """
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} is not empty. Name a folder that is: nothing is ever written over.")
    identities = _read_identities(identity)
    _check_sums(folder, without=frozenset({DATA_KEYS}) if data_keys else frozenset())
    if data_keys is not None:
        _check_sums(data_keys, only=frozenset({DATA_KEYS}))
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _unpack(folder / KEYS, identities, data)
        if (folder / DOCUMENTS).exists():
            _unpack(folder / DOCUMENTS, identities, data / "files")
        keys = (data_keys or folder) / DATA_KEYS
        _restore_database([folder / DATABASE, *([keys] if keys.exists() else [])], identities, data)
    except pyrage.DecryptError as error:
        raise BackupError(f"{identity} does not open this backup: {error}. {data} may be deleted.") from error


def _encrypted(path: Path, recipients: Sequence[Any], write: Callable[[IO[bytes]], None]) -> None:
    """Encrypt into a file what ``write`` writes, while it is being written."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with os.fdopen(writing, "wb") as into:
                write(into)
        except BaseException as error:  # noqa: BLE001 - told in the thread that asked
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    with os.fdopen(reading, "rb") as source, path.open("xb") as target:
        pyrage.encrypt_io(source, target, recipients)
        target.flush()
        os.fsync(target.fileno())
    thread.join()
    if failed:
        raise BackupError(f"{path.name} was not finished: {failed[0]}") from failed[0]


def _output_of(command: Sequence[object], into: IO[bytes]) -> None:
    done = subprocess.run([str(part) for part in command], stdout=into, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise BackupError(done.stderr.decode(errors="replace").strip())


def _packed(folder: Path, into: IO[bytes], without: frozenset[str]) -> None:
    with tarfile.open(fileobj=into, mode="w|") as archive:
        for path in sorted(folder.iterdir()):
            if path.name not in without:
                archive.add(path, arcname=path.name)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_sums(
    folder: Path, *, without: frozenset[str] = frozenset(), only: frozenset[str] = frozenset()
) -> None:
    try:
        told = json.loads((folder / CONTENTS).read_text(encoding="ascii"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(f"{folder} is no backup: it has no readable {CONTENTS}.") from error
    for name, wanted in told.items():
        path = folder / name
        if name in without or (only and name not in only):
            continue
        if not path.is_file() or _checksum(path) != wanted:
            raise BackupError(f"{path} is missing or is not what was written. Take another backup.")


def _read_identities(path: Path) -> list[Any]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} holds no secret key of age: {error}") from error


def _unpack(path: Path, identities: Sequence[Any], into: Path) -> None:
    into.mkdir(exist_ok=True, mode=0o700)
    opened = into / f".{path.name}"
    with path.open("rb") as source, opened.open("wb") as target:
        pyrage.decrypt_io(source, target, identities)
    with tarfile.open(opened) as archive:
        for member in archive.getmembers():
            inside = (into / member.name).resolve().is_relative_to(into.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise BackupError(
                    f"{path} holds {member.name}, which no backup writes. Nothing of it was unpacked."
                )
        # Python knows filters since 3.11.4; Debian 12 has 3.11.2.
        if hasattr(tarfile, "tar_filter"):
            archive.extraction_filter = tarfile.tar_filter
        archive.extractall(into)  # noqa: S202 - each member was looked at
    opened.unlink()


def _restore_database(paths: Sequence[Path], identities: Sequence[Any], data: Path) -> None:
    server = embedded_postgres.prepare(data)
    process = embedded_postgres.start(server)
    try:
        roles = {
            role: server.address(DATABASE_NAME, role) for role in (database.OWNER_ROLE, database.APP_ROLE)
        }
        database.prepare_embedded(server.address("postgres", _SUPERUSER), DATABASE_NAME, roles)
        command = [server.programs / "pg_restore", "-h", server.socket, "-U", _SUPERUSER, "-d", DATABASE_NAME]
        for path in paths:
            _fed_from(path, identities, [*map(str, command), "--exit-on-error", "--single-transaction"])
    finally:
        embedded_postgres.stop(server, process)


def _fed_from(path: Path, identities: Sequence[Any], command: Sequence[str]) -> None:
    restoring = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert restoring.stdin is not None  # noqa: S101 - a pipe was asked for
    with path.open("rb") as source, restoring.stdin as into:
        pyrage.decrypt_io(source, into, identities)
    told = (restoring.stderr or io.BytesIO()).read().decode(errors="replace").strip()
    if restoring.wait():
        raise BackupError(f"The database could not be brought back: {told}")
