"""Indexes for loading parts, messages that came early, and migrations of running instances."""

from django.db import migrations, models

from modellregion.kernel import tenancy

_LIVE_SCOPE = "state IN ('active', 'interrupted')"
_LIVE_JOB = "state IN ('open', 'incident')"


def _index(name: str, table: str, columns: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON {table} (municipality_id, {columns}) WHERE {condition}",
        reverse_sql=f"DROP INDEX {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("process", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeptMessage",
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
                ("message_id", models.TextField()),
                ("message", models.TextField()),
                ("correlation", models.TextField(null=True)),
                ("values", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "process_kept_message",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["municipality_id", "instance_id", "message_id"],
                        name="process_kept_message_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Migration",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("source", models.TextField()),
                ("target", models.TextField()),
                ("source_package", models.TextField()),
                ("target_package", models.TextField()),
                ("nodes", models.JSONField(default=dict)),
                ("reason", models.TextField()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.TextField(blank=True, default="")),
                ("ordered_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "process_migration",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "target_package", "id"], name="process_migration_target"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MigrationResult",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "migration_id",
                        "instance_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("migration_id", models.UUIDField()),
                ("instance_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("is_moved", models.BooleanField()),
                ("problems", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "process_migration_result"},
        ),
        tenancy.KeepTenantsApart("process_kept_message"),
        tenancy.KeepTenantsApart("process_migration"),
        tenancy.KeepTenantsApart("process_migration_result", append_only=True),
        # What a part of an instance is found by: the token it hangs on, or the scope that waits.
        _index("process_scope_of_token", "process_scope", "token_id", _LIVE_SCOPE),
        _index("process_work_item_of_token", "process_work_item", "token_id", "state = 'open'"),
        _index("process_subscription_of_token", "process_subscription", "token_id", "state = 'open'"),
        _index(
            "process_subscription_of_scope",
            "process_subscription",
            "scope_id",
            "state = 'open' AND token_id IS NULL",
        ),
        _index("process_job_of_token", "process_job", "token_id", _LIVE_JOB),
        _index("process_job_of_scope", "process_job", "scope_id", f"{_LIVE_JOB} AND token_id IS NULL"),
        migrations.RunSQL(
            "CREATE INDEX process_arrival_scope ON process_join_arrival (municipality_id, scope_id)",
            reverse_sql="DROP INDEX process_arrival_scope",
        ),
        # Lists over many instances: incidents, the map of a version, its finished work of the last weeks.
        _index("process_job_incident", "process_job", "created_at, id", "state = 'incident'"),
        _index("process_instance_running", "process_instance", "definition, id", "state = 'active'"),
        _index("process_work_item_done", "process_work_item", "done_at", "state = 'done'"),
    ]
