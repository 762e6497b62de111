"""Indexes for the lists of one person: their open cases, what nobody has yet, their open tasks; and saved views."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_ad_hoc_tasks")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX cases_of_assignee ON cases_case "
            "(municipality_id, assignee_id, coalesce(due_on, 'infinity'::date), id) "
            "WHERE closed_at IS NULL AND decided_at IS NULL AND assignee_id IS NOT NULL",
            reverse_sql="DROP INDEX cases_of_assignee",
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_of_nobody ON cases_case "
            "(municipality_id, unit_id, coalesce(due_on, 'infinity'::date), id) "
            "WHERE closed_at IS NULL AND decided_at IS NULL AND assignee_id IS NULL",
            reverse_sql="DROP INDEX cases_of_nobody",
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_ad_hoc_task_open ON cases_ad_hoc_task (municipality_id, assignee_id, due_on, id) "
            "WHERE state = 'open'",
            reverse_sql="DROP INDEX cases_ad_hoc_task_open",
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("staff_id", models.UUIDField()),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_saved_view",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "staff_id", "name"), name="cases_saved_view_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("cases_saved_view"),
        migrations.CreateModel(
            name="BulkAction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("staff_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("before", models.JSONField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "cases_bulk_action"},
        ),
        tenancy.KeepTenantsApart("cases_bulk_action"),
    ]
