"""Appending an entry to the journal, in the transaction of the act itself, and reading what an object's entries say.

An entry gets its position within a second or so (``sequencing.py``); until then it stands in the queue.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from modellregion.journal.models import Entry, Words
from modellregion.journal.proofs.leaves import SALT_LENGTH, Payload, commitment
from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.envelope import open_plain, plain
from modellregion.kernel.ids import new_id
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.statements import run_parts
from modellregion.kernel.tenancy import tenant

_ENTRY = (
    "municipality_id, id, subject_kind, subject_id, at, action, actor_kind, actor_id, is_public, commitment"
)
_WORDS = "municipality_id, id, salt, content"
_QUEUE = "journal_queue (municipality, entry)"
# Who may come in, with which keys things are signed, where money and data go; and what else people change at the desk. A
# whole organisation set up by the operator's file would be a hundred lines of the others.
_SETTINGS = frozenset(
    {"staff", "staff_login", "certificate", "account_connection", "account_key", "data_key", "payments"}
)
_SETTINGS_BY_STAFF = _SETTINGS | {"unit", "body", "route", "file_plan"}
_TYPES = {
    "id": "uuid",
    "subject_kind": "text",
    "subject_id": "uuid",
    "at": "timestamptz",
    "action": "text",
    "actor_kind": "text",
    "actor_id": "uuid",
    "is_public": "boolean",
    "commitment": "bytea",
    "salt": "bytea",
    "content": "bytea",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was done to: the kind of object, a word of small letters, and its id."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An act to be entered. Note and data may hold personal data; ``data`` is plain JSON-like.

    ``is_public`` shows it to the person the subject belongs to.
    """

    subject: Subject
    action: str
    note: str = ""
    data: Any = None
    is_public: bool = False
    id: UUID = field(default_factory=new_id)
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(SALT_LENGTH))


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it is read; without its words when they were erased."""

    id: UUID
    at: datetime
    action: str
    actor_kind: str
    actor_id: UUID | None
    actor: str
    note: str
    data: Any
    is_erased: bool


def append(ctx: Context, *entries: NewEntry) -> None:
    """Append entries, with one statement. Must run inside the ``tenant`` block of the act."""
    _tell_of_settings(ctx, entries)
    parts, values = statement_parts(ctx, entries)
    run_parts(parts, values)


def _tell_of_settings(ctx: Context, entries: Sequence[NewEntry]) -> None:
    """Let the security log know that what an installation hangs on was changed, once that is committed."""
    kinds = _SETTINGS_BY_STAFF if ctx.actor.kind is ActorKind.STAFF else _SETTINGS
    for entry in entries:
        if entry.subject.kind in kinds:
            told_later = partial(
                told,
                Event.CONFIG_CHANGED,
                action=entry.action,
                kind=entry.subject.kind,
                object=entry.subject.id,
                actor_kind=ctx.actor.kind.value,
                staff=ctx.actor.id,
                municipality_id=ctx.municipality,
            )
            transaction.on_commit(told_later)


def statement_parts(
    ctx: Context, entries: Sequence[NewEntry], *, only_in: str = ""
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return named INSERT statements and their values, to be made parts of a larger statement (WITH name AS …).

    :param only_in: name of a part with a column ``id``: only entries with these ids are written.
    """
    values: dict[str, Any] = {"journal_municipality": ctx.municipality}
    rows: dict[str, list[str]] = {"entry": [], "words": [], "queue": []}
    for number, new in enumerate(entries):
        entry, words = rows_of(ctx, new)
        mine = {
            "id": entry.id,
            "subject_kind": entry.subject_kind,
            "subject_id": entry.subject_id,
            "at": entry.at,
            "action": entry.action,
            "actor_kind": entry.actor_kind,
            "actor_id": entry.actor_id,
            "is_public": entry.is_public,
            "commitment": entry.commitment,
            "salt": words.salt,
            "content": words.content,
        }
        values |= {f"journal_{number}_{name}": value for name, value in mine.items()}
        rows["entry"].append(_row(number, _ENTRY))
        rows["words"].append(_row(number, _WORDS))
        rows["queue"].append(_row(number, "municipality_id, id"))
    columns = {"entry": _ENTRY, "words": _WORDS, "queue": "municipality_id, id"}
    condition = f" WHERE id IN (SELECT id FROM {only_in})" if only_in else ""
    tables = {"entry": f"journal_entry ({_ENTRY})", "words": f"journal_words ({_WORDS})", "queue": _QUEUE}
    parts = [
        (
            f"journal_{name}_written",
            f"INSERT INTO {table} SELECT * FROM (VALUES {', '.join(rows[name])}) AS given ({columns[name]}){condition}",
        )
        for name, table in tables.items()
    ]
    return parts, values


def _row(number: int, columns: str) -> str:
    _, *own = columns.split(", ")
    given = (f"%(journal_{number}_{name})s::{_TYPES[name]}" for name in own)
    return f"(%(journal_municipality)s::uuid, {', '.join(given)})"


def rows_of(ctx: Context, new: NewEntry) -> tuple[Entry, Words]:
    """Return the rows of an entry, not yet written."""
    content = Payload(ctx.actor.name, new.note, new.data).to_bytes()
    entry = Entry(
        municipality_id=ctx.municipality,
        id=new.id,
        subject_kind=new.subject.kind,
        subject_id=new.subject.id,
        at=ctx.now(),
        action=str(new.action),
        actor_kind=ctx.actor.kind.value,
        actor_id=ctx.actor.id,
        is_public=new.is_public,
        commitment=commitment(new.salt, content),
    )
    return entry, Words(municipality_id=ctx.municipality, id=new.id, salt=new.salt, content=plain(content))


def entries_of(ctx: Context, subject: UUID, *, public_only: bool = False) -> list[EntryView]:
    """Return what was done to an object, the oldest first. The caller has checked the right to see it."""
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at, e.action, e.actor_kind, e.actor_id, w.content FROM journal_entry e "
            "LEFT JOIN journal_words w ON w.municipality_id = e.municipality_id AND w.id = e.id "
            "WHERE e.municipality_id = %s AND e.subject_id = %s AND (e.is_public OR NOT %s) ORDER BY e.id",
            [ctx.municipality, subject, public_only],
        )
        return [_view(*row) for row in cursor.fetchall()]


def entries_by_id(ctx: Context, entries: Sequence[UUID]) -> list[EntryView]:
    """Return these entries, the oldest first. The caller has checked the right to see what they were done to."""
    if not entries:
        return []
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at, e.action, e.actor_kind, e.actor_id, w.content FROM journal_entry e "
            "LEFT JOIN journal_words w ON w.municipality_id = e.municipality_id AND w.id = e.id "
            "WHERE e.municipality_id = %s AND e.id = ANY(%s) ORDER BY e.id",
            [ctx.municipality, list(entries)],
        )
        return [_view(*row) for row in cursor.fetchall()]


def entries_saying(ctx: Context, text: str, *, but: str) -> list[EntryView]:
    """Return the entries whose words contain a text, whatever its case, the oldest first; ``but`` is a kind left out.

    All words are read, since they are sealed: for rare wishes, not for pages. The caller authorises.
    """
    sought = text.casefold()
    statement = (
        "SELECT e.id, e.at, e.action, e.actor_kind, e.actor_id, w.content FROM journal_entry e "
        "JOIN journal_words w ON w.municipality_id = e.municipality_id AND w.id = e.id "
        "WHERE e.municipality_id = %s AND e.subject_kind <> %s AND e.id > %s ORDER BY e.id LIMIT 5000"
    )
    found: list[EntryView] = []
    last = UUID(int=0)
    with tenant(ctx), connection.cursor() as cursor:
        while True:
            cursor.execute(statement, [ctx.municipality, but, last])
            rows = cursor.fetchall()
            found += [_view(*row) for row in rows if sought in open_plain(row[-1]).decode().casefold()]
            if not rows:
                return found
            last = rows[-1][0]


def _view(
    identifier: UUID, at: datetime, action: str, actor_kind: str, actor_id: UUID | None, content: bytes | None
) -> EntryView:
    payload = Payload() if content is None else Payload.from_bytes(open_plain(content))
    return EntryView(
        identifier,
        at,
        action,
        actor_kind,
        actor_id,
        payload.actor,
        payload.note,
        payload.data,
        content is None,
    )


def erase_words(ctx: Context, *, entries: Sequence[UUID], reason: str) -> int:
    """Erase the words of entries for good, with their salts; that it was done is an entry itself. Return how many.

    What they were committed to stays in the tree and says nothing any more. The caller authorises.
    """
    if not entries:
        return 0
    with tenant(ctx), connection.cursor() as cursor:
        append(ctx, *(NewEntry(Subject("entry", entry), "erased", note=reason) for entry in entries))
        cursor.execute("SELECT journal_erase(%s)", [list(entries)])
        (count,) = cursor.fetchone()
    return int(count)


def with_words(ctx: Context, subjects: Sequence[UUID]) -> list[UUID]:
    """Return the entries of these objects whose words are still there, the oldest first. The caller authorises."""
    with tenant(ctx), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM journal_entry e JOIN journal_words w ON w.municipality_id = e.municipality_id AND w.id = e.id "
            "WHERE e.municipality_id = %s AND e.subject_id = ANY(%s) ORDER BY e.id",
            [ctx.municipality, list(subjects)],
        )
        return [entry for (entry,) in cursor.fetchall()]
