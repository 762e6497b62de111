"""Files of cases get the unit in charge and the service from their case, tenant by tenant."""

from typing import Any

from django.db import migrations

from modellregion.kernel import tenancy


def fill(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (body,) in cursor.fetchall():
            cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, str(body)])
            cursor.execute(
                "UPDATE records_file f SET unit_id = c.unit_id, service = c.package FROM cases_case c "
                "WHERE (c.municipality_id, c.file_id) = (f.municipality_id, f.id) AND f.unit_id IS NULL"
            )
        cursor.execute("SELECT set_config(%s, '', true)", [tenancy.SETTING])


class Migration(migrations.Migration):
    dependencies = (
        ("cases", "0005_history_in_the_journal"),
        ("records", "0005_final_stays"),
        ("region", "0001_initial"),
    )

    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
