"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("hash", models.TextField(primary_key=True, serialize=False)),
                ("package", models.TextField()),
                ("version", models.TextField()),
                ("publisher", models.TextField()),
                ("key", models.TextField()),
                ("content", models.BinaryField()),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_bundle",
            },
        ),
        migrations.CreateModel(
            name="Activation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("package", models.TextField()),
                ("version", models.TextField()),
                ("upstream_hash", models.TextField()),
                ("version_hash", models.TextField()),
                ("overlay", models.JSONField(default=list)),
                ("starts_on", models.DateField()),
                ("state", models.TextField()),
                ("report", models.JSONField(default=list)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "transfer_activation",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "package", "id"], name="transfer_activation_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("package", models.TextField()),
                ("upstream_hash", models.TextField()),
                ("publisher", models.TextField()),
                ("key", models.TextField(blank=True, default="")),
                ("origin", models.TextField(blank=True, default="")),
                ("slots", models.JSONField(default=dict)),
                ("adopted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_adoption",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "package"), name="transfer_adopted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("package", models.TextField()),
                ("path", models.JSONField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("behind", models.TextField(null=True)),
                ("reason", models.TextField()),
                ("author_id", models.UUIDField(null=True)),
                ("author", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_own_change",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "package", "path"), name="transfer_changed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnScenario",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("package", models.TextField()),
                ("name", models.TextField()),
                ("content", models.TextField()),
            ],
            options={
                "db_table": "transfer_own_scenario",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "package", "name"), name="transfer_scenario_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
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
                ("private", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "transfer_signing_key",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("municipality_id",),
                        name="transfer_one_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedPublisher",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("publisher", models.TextField()),
                ("key", models.TextField()),
                ("agreed_by", models.TextField()),
                ("agreed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_trusted_publisher",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "publisher"), name="transfer_trusted_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("transfer_signing_key"),
        tenancy.KeepTenantsApart("transfer_trusted_publisher"),
        tenancy.KeepTenantsApart("transfer_adoption"),
        tenancy.KeepTenantsApart("transfer_own_change"),
        tenancy.KeepTenantsApart("transfer_own_scenario"),
        tenancy.KeepTenantsApart("transfer_activation"),
    ]
