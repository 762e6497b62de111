"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("scope_id", models.UUIDField()),
                ("node", models.TextField()),
                ("kind", models.TextField()),
                ("state", models.TextField()),
                ("run_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("token_id", models.UUIDField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.TextField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_job",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "instance_id",
                        "message_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("message_id", models.TextField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_receipt",
            },
        ),
        migrations.CreateModel(
            name="Scope",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("level", models.TextField()),
                ("node", models.TextField(null=True)),
                ("parent_id", models.UUIDField(null=True)),
                ("token_id", models.UUIDField(null=True)),
                ("state", models.TextField()),
                ("live", models.IntegerField(default=0)),
                ("index", models.IntegerField(null=True)),
                ("mi_total", models.IntegerField(default=0)),
                ("mi_started", models.IntegerField(default=0)),
                ("mi_done", models.IntegerField(default=0)),
                ("values", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_scope",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("scope_id", models.UUIDField()),
                ("node", models.TextField()),
                ("message", models.TextField()),
                ("state", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("token_id", models.UUIDField(null=True)),
                ("correlation", models.TextField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_subscription",
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("scope_id", models.UUIDField()),
                ("node", models.TextField()),
                ("state", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_token",
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("scope_id", models.UUIDField()),
                ("token_id", models.UUIDField()),
                ("node", models.TextField()),
                ("title", models.TextField()),
                ("role", models.TextField()),
                ("form", models.TextField()),
                ("due", models.TextField()),
                ("state", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("assignee", models.TextField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(null=True)),
                ("outcome", models.TextField(null=True)),
            ],
            options={
                "db_table": "process_work_item",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("node", models.TextField(null=True)),
                ("scope_id", models.UUIDField(null=True)),
                ("token_id", models.UUIDField(null=True)),
                ("actor", models.TextField(null=True)),
                ("reason", models.TextField(null=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "process_event",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "instance_id", "id"], name="process_event_instance"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Instance",
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
                ("package_hash", models.TextField()),
                ("definition", models.TextField()),
                ("state", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.TextField(null=True)),
                ("values", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "process_instance",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id"], name="process_instance_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinArrival",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "token_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("token_id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("scope_id", models.UUIDField()),
                ("node", models.TextField()),
                ("flow", models.TextField()),
            ],
            options={
                "db_table": "process_join_arrival",
                "indexes": [
                    models.Index(fields=["municipality_id", "instance_id"], name="process_arrival_instance")
                ],
            },
        ),
        tenancy.KeepTenantsApart("process_instance"),
        tenancy.KeepTenantsApart("process_scope"),
        tenancy.KeepTenantsApart("process_token"),
        tenancy.KeepTenantsApart("process_work_item"),
        tenancy.KeepTenantsApart("process_join_arrival"),
        tenancy.KeepTenantsApart("process_subscription"),
        tenancy.KeepTenantsApart("process_job"),
        tenancy.KeepTenantsApart("process_receipt", append_only=True),
        tenancy.KeepTenantsApart("process_event", append_only=True),
        migrations.RunSQL(
            "CREATE INDEX process_scope_live ON process_scope (municipality_id, instance_id) "
            "WHERE state IN ('active', 'interrupted')"
        ),
        migrations.RunSQL(
            "CREATE INDEX process_token_live ON process_token (municipality_id, instance_id) "
            "WHERE state IN ('active', 'joining', 'incident')"
        ),
        migrations.RunSQL(
            "CREATE INDEX process_work_item_live ON process_work_item (municipality_id, instance_id) WHERE state = 'open'"
        ),
        migrations.RunSQL(
            "CREATE INDEX process_subscription_live ON process_subscription (municipality_id, instance_id) WHERE state = 'open'"
        ),
        migrations.RunSQL(
            "CREATE INDEX process_job_live ON process_job (municipality_id, instance_id) WHERE state IN ('open', 'incident')"
        ),
    ]
