"""Documents are found by what is known of them, and files by how their names sound."""

from typing import Any

from django.db import migrations

from modellregion.forms.api import name_key, search_key
from modellregion.kernel import tenancy

BATCH = 5_000


def fill(_apps: Any, schema_editor: Any) -> None:
    """Write the search keys anew, tenant by tenant: row-level security binds the owner, too."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (body,) in cursor.fetchall():
            cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, str(body)])
            _fill(cursor, body, "records_file", "reference || ' ' || subject", "''")
            _fill(cursor, body, "records_document", "sender", "title || ' ' || name")
        cursor.execute("SELECT set_config(%s, '', true)", [tenancy.SETTING])


def _fill(cursor: Any, body: Any, table: str, names: str, words: str) -> None:
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        cursor.execute(
            f"SELECT id, {names}, {words}, search FROM {table} "  # noqa: S608 - constants
            "WHERE municipality_id = %s AND id > %s ORDER BY id "
            f"LIMIT {BATCH}",
            [body, last],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        keys = [
            (f"{search_key(said)} {name_key(named)}".strip(), body, row, old)
            for row, named, said, old in rows
        ]
        changed = [entry[:3] for entry in keys if entry[0] != entry[3]]
        update = f"UPDATE {table} SET search = %s WHERE municipality_id = %s AND id = %s"  # noqa: S608 - constants
        cursor.executemany(update, changed)


class Migration(migrations.Migration):
    dependencies = [("records", "0005_final_stays"), ("region", "0001_initial")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE INDEX records_document_search ON records_document USING gin (to_tsvector('simple', search))",
            reverse_sql="DROP INDEX records_document_search",
        ),
    ]
