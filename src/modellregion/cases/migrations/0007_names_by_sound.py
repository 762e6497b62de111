"""Cases are found by how the names in them sound."""

from typing import Any

from django.db import migrations

from modellregion.forms.api import name_key
from modellregion.kernel import tenancy

BATCH = 5_000


def fill(_apps: Any, schema_editor: Any) -> None:
    """Add the sounds to the keys that are there, tenant by tenant: row-level security binds the owner, too."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (body,) in cursor.fetchall():
            cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, str(body)])
            last = "00000000-0000-0000-0000-000000000000"
            while True:
                cursor.execute(
                    "SELECT id, search FROM cases_case WHERE municipality_id = %s AND id > %s ORDER BY id LIMIT %s",
                    [body, last, BATCH],
                )
                rows = cursor.fetchall()
                if not rows:
                    break
                last = rows[-1][0]
                cursor.executemany(
                    "UPDATE cases_case SET search = %s WHERE municipality_id = %s AND id = %s",
                    [(name_key(search), body, row) for row, search in rows if search],
                )
        cursor.execute("SELECT set_config(%s, '', true)", [tenancy.SETTING])


class Migration(migrations.Migration):
    dependencies = (("cases", "0006_files_have_units"), ("region", "0001_initial"))

    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
