"""Tables of the electronic file, the second part, and what files and documents get."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_electronic_file")]

    operations = [
        migrations.CreateModel(
            name="Part",
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
                ("parent_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("number", models.IntegerField()),
                ("reference", models.TextField()),
                ("subject", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_part",
            },
        ),
        migrations.CreateModel(
            name="PlanNode",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("parent_id", models.UUIDField(null=True)),
                ("code", models.TextField()),
                ("title", models.TextField()),
                ("path", ArrayField(base_field=models.UUIDField(), size=None)),
                ("reference_pattern", models.TextField(blank=True, default="")),
                ("retention_years", models.SmallIntegerField(null=True)),
                ("result_years", models.JSONField(default=dict)),
                ("disposal", models.TextField(default="B")),
                ("confidentiality", models.SmallIntegerField(default=0)),
                ("level", models.SmallIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "records_plan_node",
            },
        ),
        migrations.CreateModel(
            name="RecordEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("file_id", models.UUIDField(null=True)),
                ("document_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("action", models.TextField()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.TextField(blank=True, default="")),
                ("data", models.BinaryField()),
            ],
            options={
                "db_table": "records_event",
            },
        ),
        migrations.CreateModel(
            name="Rendition",
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
                ("document_id", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                ("role", models.TextField()),
                ("media_type", models.TextField()),
                ("bytes", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("made_with", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "records_rendition",
            },
        ),
        migrations.CreateModel(
            name="ServiceNode",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("service", models.TextField()),
                ("node_id", models.UUIDField()),
            ],
            options={
                "db_table": "records_service_node",
            },
        ),
        migrations.CreateModel(
            name="Version",
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
                ("document_id", models.UUIDField()),
                ("number", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("bytes", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField()),
            ],
            options={
                "db_table": "records_version",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="confidentiality",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="document",
            name="finalised_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="finalised_by",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="message_id",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="parent_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="part_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="rendered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="rendition_note",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="scan",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="search",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="sender",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="state",
            field=models.TextField(db_default="final", default="final"),
        ),
        migrations.AddField(
            model_name="document",
            name="thread",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="document",
            name="written_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="confidentiality",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="file",
            name="disposal",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="file",
            name="medium",
            field=models.TextField(db_default="electronic", default="electronic"),
        ),
        migrations.AddField(
            model_name="file",
            name="node_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="paper_location",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="file",
            name="responsible_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="result",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="file",
            name="retain_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="retention_years",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="file",
            name="search",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="file",
            name="service",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="file",
            name="unit_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["municipality_id", "sha256"], name="records_content"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("message_id", ""), _negated=True),
                fields=["municipality_id", "message_id"],
                name="records_message",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("thread", ""), _negated=True),
                fields=["municipality_id", "thread"],
                name="records_thread",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(
                    ("rendered_at", None), ("state", "final"), models.Q(("sha256", ""), _negated=True)
                ),
                fields=["municipality_id", "id"],
                name="records_unrendered",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("scan", "waiting")),
                fields=["municipality_id", "id"],
                name="records_unscanned",
            ),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["municipality_id", "unit_id", "id"], name="records_file_unit"),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["municipality_id", "node_id", "id"], name="records_file_node"),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["municipality_id", "responsible_id"], name="records_file_responsible"),
        ),
    ]
