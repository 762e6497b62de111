"""Views of every list, not only of the inbox: the table of the cases becomes the region's, with what was kept in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("region", "0002_put_away"), ("cases", "0010_held"))

    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE cases_saved_view RENAME TO region_saved_view; "
                    "ALTER TABLE region_saved_view ADD COLUMN shown text NOT NULL DEFAULT 'inbox'; "
                    "ALTER TABLE region_saved_view ALTER COLUMN shown DROP DEFAULT; "
                    "ALTER TABLE region_saved_view DROP CONSTRAINT cases_saved_view_once; "
                    "ALTER TABLE region_saved_view ADD CONSTRAINT region_saved_view_once "
                    "UNIQUE (municipality_id, staff_id, shown, name)",
                    reverse_sql="DELETE FROM region_saved_view WHERE shown <> 'inbox'; "
                    "ALTER TABLE region_saved_view DROP CONSTRAINT region_saved_view_once; "
                    "ALTER TABLE region_saved_view ADD CONSTRAINT cases_saved_view_once "
                    "UNIQUE (municipality_id, staff_id, name); "
                    "ALTER TABLE region_saved_view DROP COLUMN shown; "
                    "ALTER TABLE region_saved_view RENAME TO cases_saved_view",
                ),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "municipality_id",
                                "id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("municipality_id", models.UUIDField()),
                        ("id", models.UUIDField()),
                        ("staff_id", models.UUIDField()),
                        ("shown", models.TextField()),
                        ("name", models.TextField()),
                        ("query", models.TextField()),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "region_saved_view",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality_id", "staff_id", "shown", "name"),
                                name="region_saved_view_once",
                            )
                        ],
                    },
                ),
            ],
        ),
    )
