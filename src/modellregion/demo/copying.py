"""Rows on their way into the database in bulk: as lines of COPY's text format, first beside the tables, then into them.

Row-level security forbids COPY into a tenant's table. The lines go into temporary tables, and from there one tenant
after the other into the real ones, under the same policies as every other statement; nothing is switched off.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.apps import apps
from django.db import connection
from django.db.models import Model

from modellregion.cases.models import Case
from modellregion.demo.sealing import Sealer
from modellregion.journal.api import commitment
from modellregion.journal.models import Entry, Words
from modellregion.kernel.envelope import open_plain, plain
from modellregion.kernel.tenancy import tenant
from modellregion.process.store.tables import TABLES

Line = tuple[str, str]
"""Table and line, without the line break."""

_FLUSH_LINES = 60_000
_SEALED = plain(b"")
_ANSWERS_HASH = re.compile(r'("answers":")[0-9a-f]{64}')
_UNESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def model_line(row: Model) -> Line:
    """Return a Django model's row as a line."""
    table, _, attributes = _model_columns(type(row))
    return table, "\t".join([_text(getattr(row, name)) for name in attributes])


def process_line(row: Any, municipality: UUID, **extra: Any) -> Line:
    """Return a row of the process engine as a line; ``extra`` are the columns that only the store knows."""
    table = TABLES[type(row)]
    known = {"municipality_id": municipality, **extra}
    _, _, attributes = _model_columns(process_models()[table])
    values = [known[name] if name in known else getattr(row, name) for name in attributes]
    return table, "\t".join([_text(value) for value in values])


@cache
def process_models() -> dict[str, type[Model]]:
    """Return the process engine's tables."""
    return {model._meta.db_table: model for model in apps.get_app_config("process").get_models()}  # noqa: SLF001 - Django's own documented API


@cache
def _model_columns(model: type[Model]) -> tuple[str, list[str], list[str]]:
    fields = [field for field in model._meta.concrete_fields if field.column is not None]  # noqa: SLF001 - Django's own documented API
    return model._meta.db_table, [str(f.column) for f in fields], [f.attname for f in fields]  # noqa: SLF001 - likewise


def _text(value: Any) -> str:
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Enum):
        return str(value.value)
    return _escape(msgspec.json.encode(value).decode())


def _escape(text: str) -> str:
    # Four passes in C are many times faster than str.translate, which looks every letter up.
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _bytes(value: bytes) -> str:
    """Return bytes so that sealed text stays text: siblings.py exchanges names inside."""
    try:
        text = value.decode() if value.startswith(_SEALED) else None
    except UnicodeDecodeError:
        text = None  # a digest that begins like sealed text
    if text is None:
        return f"\\\\x{value.hex()}"
    # PostgreSQL's escape format wants a backslash doubled and a zero byte in octal; then COPY doubles backslashes again.
    return _escape(text.replace("\\", "\\\\").replace("\x00", "\\000"))


def _read_bytes(text: str) -> bytes:
    """Return what ``_bytes`` wrote."""
    once = _UNESCAPE.sub(lambda found: _ESCAPED[found[1]], text)
    if once.startswith("\\x"):
        return bytes.fromhex(once[2:])
    return _SEALED + once.removeprefix("\\000").replace("\\\\", "\\").encode()


def committed_anew(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which the words of journal entries have changed, with the commitments that belong to them now."""
    changed = _with_new_hashes(lines)
    commitments = {}
    for table, line in changed:
        if table == Words._meta.db_table:  # noqa: SLF001 - Django's own documented API
            _, identifier, salt, content = line.split("\t")
            made = commitment(_read_bytes(salt), open_plain(_read_bytes(content)))
            commitments[identifier] = made.hex()
    found = []
    for table, line in changed:
        if table == Entry._meta.db_table:  # noqa: SLF001 - likewise
            head, _, old = line.rpartition("\\\\x")
            identifier = head.split("\t", 2)[1]
            found.append((table, f"{head}\\\\x{commitments.get(identifier, old)}"))
        else:
            found.append((table, line))
    return found


def _with_new_hashes(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which the journal's words of a filing name the hash of the answers as they are now."""
    table, columns, _ = _model_columns(Case)
    place = columns.index("answers")
    answers = next((line.split("\t")[place] for name, line in lines if name == table), None)
    if answers is None:
        return list(lines)
    hashed = hashlib.sha256(_read_bytes(answers)).hexdigest()
    return [
        (name, _ANSWERS_HASH.sub(rf"\g<1>{hashed}", line) if name == Words._meta.db_table else line)  # noqa: SLF001 - likewise
        for name, line in lines
    ]


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _escape,
    type(None): lambda _: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    UUID: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    bytes: _bytes,
}


class Loader:
    """Collects lines and brings them into the database; must live inside one transaction."""

    def __init__(self, models: Sequence[type[Model]]) -> None:
        """Make the temporary tables for ``models``, in the order in which their rows are to be written."""
        self._columns = {table: columns for table, columns, _ in map(_model_columns, models)}
        self._sealer = Sealer(self._columns, read=_read_bytes, write=_bytes, line_of=model_line)
        self._lines: dict[str, list[str]] = {table: [] for table in self._columns}
        self._tenants: dict[str, set[UUID]] = {table: set() for table in self._columns}
        self._count = 0
        with connection.cursor() as cursor:
            for table in self._columns:
                cursor.execute(f"CREATE TEMP TABLE demo_{table} (LIKE {table}) ON COMMIT DROP")

    def add(self, municipality: UUID, lines: Iterable[Line]) -> None:
        """Take lines of one tenant, and seal what is to be sealed."""
        for table, line in self._sealer.sealed(municipality, lines):
            self._lines[table].append(line)
            self._tenants[table].add(municipality)
            self._count += 1
        if self._count >= _FLUSH_LINES:
            self._flush()

    def finish(self) -> None:
        """Write what is left, and leave nothing beside the tables."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(f'demo_{table}' for table in self._columns)}")

    def _flush(self) -> None:
        self._sealer.forget()
        for table, lines in self._lines.items():
            if lines:
                self._copy(table, lines)
                lines.clear()
        self._count = 0
        for municipality in set().union(*self._tenants.values()):
            tables = [table for table in self._columns if municipality in self._tenants[table]]
            with tenant(municipality), connection.cursor() as cursor:
                for table in tables:
                    names = ", ".join(f'"{name}"' for name in self._columns[table])
                    cursor.execute(
                        f"INSERT INTO {table} ({names}) SELECT {names} FROM demo_{table} "  # noqa: S608 - our own tables
                        "WHERE municipality_id = %s",
                        [municipality],
                    )
        with connection.cursor() as cursor:
            filled = [f"demo_{table}" for table, tenants in self._tenants.items() if tenants]
            if filled:
                cursor.execute(f"TRUNCATE {', '.join(filled)}")
        for tenants in self._tenants.values():
            tenants.clear()

    def _copy(self, table: str, lines: list[str]) -> None:
        names = ", ".join(f'"{name}"' for name in self._columns[table])
        with connection.cursor() as cursor, cursor.copy(f"COPY demo_{table} ({names}) FROM STDIN") as copy:
            copy.write("\n".join([*lines, ""]))
