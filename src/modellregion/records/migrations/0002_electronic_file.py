"""The electronic file: plan, parts, versions, renditions, rights, follow-ups, circulation, disposal."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Access",
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
                ("document_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.TextField(blank=True, default="")),
                ("purpose", models.TextField()),
            ],
            options={
                "db_table": "records_access",
            },
        ),
        migrations.CreateModel(
            name="Circulation",
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
                ("sha256", models.TextField()),
                ("state", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("started_by_id", models.UUIDField(null=True)),
                ("started_by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_circulation",
            },
        ),
        migrations.CreateModel(
            name="CirculationStep",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("circulation_id", models.UUIDField()),
                ("number", models.SmallIntegerField()),
                ("order", models.TextField()),
                ("staff_id", models.UUIDField()),
                ("staff_name", models.TextField()),
                ("due_on", models.DateField(null=True)),
                ("state", models.TextField()),
                ("remark", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
                ("signed_sha256", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "records_circulation_step",
            },
        ),
        migrations.CreateModel(
            name="Clearance",
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
                ("level", models.SmallIntegerField()),
            ],
            options={
                "db_table": "records_clearance",
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("kind", models.TextField()),
                ("xdomea", models.TextField()),
                ("archive", models.TextField()),
                ("state", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("started_by", models.TextField()),
                ("started_by_id", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_disposal",
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("disposal_id", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("reference", models.TextField()),
                ("subject", models.TextField()),
                ("plan_code", models.TextField(blank=True, default="")),
                ("retain_until", models.DateField()),
                ("proposal", models.TextField()),
                ("decision", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("transferred_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.TextField(blank=True, default="")),
                ("archive_reference", models.TextField(blank=True, default="")),
                ("refusal", models.TextField(blank=True, default="")),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_by", models.TextField(blank=True, default="")),
                ("documents", models.IntegerField(default=0)),
                ("proof", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "records_disposal_item",
            },
        ),
        migrations.CreateModel(
            name="DisposedContent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("disposal_id", models.UUIDField()),
                ("sha256", models.TextField()),
                ("gone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_disposed_content",
            },
        ),
        migrations.CreateModel(
            name="DocumentText",
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
                ("search", models.TextField()),
            ],
            options={
                "db_table": "records_document_text",
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                ("document_id", models.UUIDField(null=True)),
                ("due_on", models.DateField()),
                ("owner_id", models.UUIDField()),
                ("reason", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "records_follow_up",
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("node_id", models.UUIDField(null=True)),
                ("file_id", models.UUIDField(null=True)),
                ("unit_id", models.UUIDField(null=True)),
                ("staff_id", models.UUIDField(null=True)),
                ("right", models.TextField()),
                ("ends_on", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.TextField()),
            ],
            options={
                "db_table": "records_grant",
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                ("reason", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.TextField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.TextField(blank=True, default="")),
                ("lifted_for", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "records_hold",
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("unit_id", models.UUIDField()),
                ("sha256", models.TextField()),
                ("name", models.TextField()),
                ("bytes", models.BigIntegerField()),
                ("subject", models.TextField()),
                ("sender", models.TextField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("message_id", models.TextField(blank=True, default="")),
                ("thread", models.TextField(blank=True, default="")),
                ("attachments", models.IntegerField(default=0)),
                ("received_at", models.DateTimeField()),
                ("received_by", models.TextField()),
                ("scan", models.TextField(blank=True, default="")),
                ("filed_at", models.DateTimeField(null=True)),
                ("filed_by", models.TextField(blank=True, default="")),
                ("document_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "records_intake",
            },
        ),
        migrations.CreateModel(
            name="Link",
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
                ("other_id", models.UUIDField()),
                ("reason", models.TextField(blank=True, default="")),
                ("linked_at", models.DateTimeField()),
                ("linked_by", models.TextField()),
            ],
            options={
                "db_table": "records_link",
            },
        ),
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
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                fields=["municipality_id", "retain_until", "id"], name="records_file_retention"
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["municipality_id", "file_id", "id"], name="records_access_of_file"),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                fields=["municipality_id", "actor_id", "file_id"], name="records_access_by_actor"
            ),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(
                fields=["municipality_id", "document_id"], name="records_circulation_document"
            ),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_circulation_file"),
        ),
        migrations.AddIndex(
            model_name="circulationstep",
            index=models.Index(
                fields=["municipality_id", "circulation_id", "number"], name="records_step_order"
            ),
        ),
        migrations.AddIndex(
            model_name="circulationstep",
            index=models.Index(
                condition=models.Q(("state", "current")),
                fields=["municipality_id", "staff_id"],
                name="records_step_mine",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "staff_id"), name="records_clearance_once"
            ),
        ),
        migrations.AddIndex(
            model_name="disposalitem",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_disposal_of_file"),
        ),
        migrations.AddConstraint(
            model_name="disposalitem",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "file_id"), name="records_disposed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposedcontent",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "sha256"), name="records_content_disposed_once"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["municipality_id", "owner_id", "due_on", "id"],
                name="records_follow_up_open",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_follow_up_of_file"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "staff_id"], name="records_grant_staff"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "unit_id"], name="records_grant_unit"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_grant_file"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_hold_of_file"),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(
                condition=models.Q(("filed_at", None)),
                fields=["municipality_id", "unit_id", "id"],
                name="records_intake_open",
            ),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(fields=["municipality_id", "sha256"], name="records_intake_content"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "file_id", "other_id"), name="records_link_once"
            ),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_part_of_file"),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "reference"), name="records_part_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannode",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "code"), name="records_plan_code_once"
            ),
        ),
        migrations.AddIndex(
            model_name="recordevent",
            index=models.Index(fields=["municipality_id", "file_id", "id"], name="records_event_of_file"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "document_id", "version", "role"), name="records_rendition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicenode",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "service"), name="records_service_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "document_id", "number"), name="records_version_once"
            ),
        ),
    ]
