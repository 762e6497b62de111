"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("direction", models.TextField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("bytes", models.BigIntegerField(default=0)),
                ("sha256", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField(blank=True, default="")),
                ("is_public", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "records_document",
                "indexes": [
                    models.Index(fields=["municipality_id", "file_id", "created_at"], name="records_of_file")
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("reference", models.TextField()),
                ("subject", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_file",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "reference"), name="records_reference_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("records_file"),
        tenancy.KeepTenantsApart("records_document"),
        tenancy.ReferenceInsideTenant("records_document", "file_id", "records_file"),
    ]
