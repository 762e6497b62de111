"""The history of cases becomes the journal's: its lines are entered there with their ids, then the old table goes."""

import secrets
from typing import Any

import msgspec
from django.db import migrations

from modellregion.journal.proofs.leaves import SALT_LENGTH, Payload, commitment
from modellregion.kernel.envelope import open_plain, plain

BATCH = 5_000
_WRITE = """
WITH entry AS (
    INSERT INTO journal_entry (municipality_id, id, subject_kind, subject_id, at, action, actor_kind, actor_id, is_public, commitment)
    SELECT %(municipality)s, id, 'case', subject, at, action, kind, actor, public, commitment
    FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(at)s::timestamptz[], %(actions)s::text[], %(kinds)s::text[],
                %(actors)s::uuid[], %(public)s::boolean[], %(commitments)s::bytea[])
         AS given (id, subject, at, action, kind, actor, public, commitment)
), words AS (
    INSERT INTO journal_words (municipality_id, id, salt, content)
    SELECT %(municipality)s, * FROM unnest(%(ids)s::uuid[], %(salts)s::bytea[], %(contents)s::bytea[])
)
INSERT INTO journal_queue (municipality, entry) SELECT %(municipality)s, unnest(%(ids)s::uuid[])
"""


def enter_history(_apps: Any, schema_editor: Any) -> None:
    """Enter every line, tenant by tenant: the owner of the tables, too, sees only one at a time."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (municipality,) in cursor.fetchall():
            cursor.execute("SELECT set_config('app.municipality', %s, true)", [str(municipality)])
            last = "00000000-0000-0000-0000-000000000000"
            while True:
                cursor.execute(
                    "SELECT id, case_id, at, action, actor_kind, actor_id, actor_name, note, data, is_public FROM cases_event "
                    "WHERE municipality_id = %s AND id > %s ORDER BY id LIMIT %s",
                    [municipality, last, BATCH],
                )
                rows = cursor.fetchall()
                if not rows:
                    break
                cursor.execute(_WRITE, {"municipality": municipality, **_values(rows)})
                last = rows[-1][0]
        cursor.execute("SELECT set_config('app.municipality', '', true)")


def _values(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    contents = [
        Payload(name, note, None if data is None else msgspec.json.decode(open_plain(data))).to_bytes()
        for *_, name, note, data, _ in rows
    ]
    salts = [secrets.token_bytes(SALT_LENGTH) for _ in rows]
    return {
        "ids": [row[0] for row in rows],
        "subjects": [row[1] for row in rows],
        "at": [row[2] for row in rows],
        "actions": [row[3] for row in rows],
        "kinds": [row[4] for row in rows],
        "actors": [row[5] for row in rows],
        "public": [row[9] for row in rows],
        "commitments": [commitment(salt, content) for salt, content in zip(salts, contents, strict=True)],
        "salts": salts,
        "contents": [plain(content) for content in contents],
    }


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0004_lists_of_people"),
        ("journal", "0001_initial"),
        ("region", "0001_initial"),
    )

    operations = (
        migrations.RunPython(enter_history, migrations.RunPython.noop),
        migrations.DeleteModel("CaseEvent"),
    )
