"""Ad-hoc tasks: work that no process model foresaw."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_decided_by_date")]

    operations = [
        migrations.CreateModel(
            name="AdHocTask",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("title", models.BinaryField()),
                ("state", models.TextField()),
                ("assignee_id", models.UUIDField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
                ("result", models.BinaryField(default=bytes)),
            ],
            options={
                "db_table": "cases_ad_hoc_task",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "case_id", "id"], name="cases_ad_hoc_task_of_case"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("cases_ad_hoc_task"),
        tenancy.ReferenceInsideTenant("cases_ad_hoc_task", "case_id", "cases_case"),
    ]
