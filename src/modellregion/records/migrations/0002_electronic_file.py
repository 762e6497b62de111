"""Tables of the electronic file, the first part."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

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
    ]
