"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("number", models.TextField()),
                ("package", models.TextField()),
                ("package_hash", models.TextField()),
                ("subject", models.TextField()),
                ("search", models.TextField()),
                ("state", models.TextField()),
                ("unit_id", models.UUIDField()),
                ("assignee_id", models.UUIDField(null=True)),
                ("answers", models.BinaryField()),
                ("code_digest", models.BinaryField()),
                ("file_id", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                ("due_on", models.DateField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("channel", models.TextField(default="portal")),
                ("language", models.TextField(default="de")),
                ("fee_cents", models.BigIntegerField(default=0)),
                ("marks", models.JSONField(default=list)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_case",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "number"), name="cases_number_once"),
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest"), name="cases_code_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
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
                ("at", models.DateTimeField()),
                ("action", models.TextField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("data", models.BinaryField(null=True)),
                ("is_public", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "cases_event",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id", "id"], name="cases_event_of_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
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
                ("rule", models.TextField()),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                ("stopped_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "cases_clock",
                "indexes": [models.Index(fields=["municipality_id", "case_id"], name="cases_clock_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("code_digest", models.BinaryField()),
                ("package", models.TextField()),
                ("package_hash", models.TextField()),
                ("content", models.BinaryField()),
                ("language", models.TextField(default="de")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("case_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "cases_draft",
                "indexes": [
                    models.Index(fields=["municipality_id", "expires_at"], name="cases_draft_expiry")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest"), name="cases_draft_code_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("at", models.DateTimeField()),
                ("is_from_office", models.BooleanField()),
                ("author", models.TextField(blank=True, default="")),
                ("text", models.BinaryField()),
            ],
            options={
                "db_table": "cases_message",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id", "id"], name="cases_message_of_case")
                ],
            },
        ),
        tenancy.KeepTenantsApart("cases_draft"),
        tenancy.KeepTenantsApart("cases_case"),
        tenancy.KeepTenantsApart("cases_event", append_only=True),
        tenancy.KeepTenantsApart("cases_message", append_only=True),
        tenancy.KeepTenantsApart("cases_clock"),
        tenancy.ReferenceInsideTenant("cases_event", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_message", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_clock", "case_id", "cases_case"),
        migrations.RunSQL(
            "CREATE INDEX cases_inbox_due ON cases_case (municipality_id, unit_id, coalesce(due_on, 'infinity'::date), id) "
            "WHERE closed_at IS NULL AND decided_at IS NULL"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_inbox_received ON cases_case (municipality_id, unit_id, received_at, id) "
            "WHERE closed_at IS NULL AND decided_at IS NULL"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_decided ON cases_case (municipality_id, unit_id, received_at, id) "
            "WHERE closed_at IS NULL AND decided_at IS NOT NULL"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_received ON cases_case (municipality_id, unit_id, received_at, id)"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_by_number ON cases_case (municipality_id, unit_id, number, id)"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_due_all ON cases_case (municipality_id, unit_id, coalesce(due_on, 'infinity'::date), id)"
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_search ON cases_case USING gin (to_tsvector('simple', search))"
        ),
    ]
