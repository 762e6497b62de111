"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy

# The only way to the words of an entry that is not reading them: it wants an entry that says that they were erased.
ERASE = """
CREATE FUNCTION journal_erase(entries uuid[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM journal_words w
        WHERE w.municipality_id = NULLIF(current_setting('app.municipality', true), '')::uuid AND w.id = ANY(entries)
        AND EXISTS (SELECT 1 FROM journal_entry e WHERE e.municipality_id = w.municipality_id AND e.subject_id = w.id
                    AND e.subject_kind = 'entry' AND e.action = 'erased')
        RETURNING 1
    ) SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION journal_erase(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_erase(uuid[]) TO modellregion_app;
"""
APPEND_ONLY = (
    "journal_entry",
    "journal_words",
    "journal_leaf",
    "journal_node",
    "journal_checkpoint",
    "journal_endorsement",
    "journal_seen",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CheckpointRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "size",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "journal_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("municipality_id", models.UUIDField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("frontier", models.BinaryField(default=bytes)),
            ],
            options={
                "db_table": "journal_head",
            },
        ),
        migrations.CreateModel(
            name="NodeRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "level",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": "journal_node",
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality", models.UUIDField()),
                ("entry", models.UUIDField()),
            ],
            options={
                "db_table": "journal_queue",
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("salt", models.BinaryField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "journal_words",
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "journal_endorsement",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "size", "kind", "name"), name="journal_said_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("subject_kind", models.TextField()),
                ("subject_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("action", models.TextField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.UUIDField(null=True)),
                ("is_public", models.BooleanField(default=False)),
                ("commitment", models.BinaryField()),
            ],
            options={
                "db_table": "journal_entry",
                "indexes": [
                    models.Index(fields=["municipality_id", "subject_id", "id"], name="journal_of_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("public", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "journal_key",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("municipality_id",),
                        name="journal_one_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeafRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("entry_id", models.UUIDField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": "journal_leaf",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "entry_id"), name="journal_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("origin", models.TextField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "journal_seen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "origin", "size"), name="journal_seen_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchedLog",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("origin", models.TextField()),
                ("key", models.TextField()),
            ],
            options={
                "db_table": "journal_watched",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "origin"), name="journal_watched_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WitnessRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("body_id", models.UUIDField(null=True)),
                ("address", models.TextField(blank=True, default="")),
                ("key", models.TextField()),
                ("size", models.BigIntegerField(default=0)),
                ("trouble", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "journal_witness",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "key"), name="journal_witness_once")
                ],
            },
        ),
        *(tenancy.KeepTenantsApart(table, append_only=True) for table in APPEND_ONLY),
        *(
            tenancy.KeepTenantsApart(table)
            for table in ("journal_head", "journal_key", "journal_witness", "journal_watched")
        ),
        migrations.RunSQL(
            "REVOKE UPDATE ON journal_queue FROM modellregion_app", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.RunSQL(ERASE, reverse_sql="DROP FUNCTION journal_erase(uuid[])"),
    ]
