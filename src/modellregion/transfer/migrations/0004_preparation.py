"""What is being prepared: adoptions and upgrades that are not live yet."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("transfer", "0003_proposals")]

    operations = [
        migrations.CreateModel(
            name="Preparation",
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
                ("content", models.BinaryField()),
                ("origin", models.TextField()),
                ("said", models.JSONField(default=dict)),
                ("decisions", models.JSONField(default=list)),
                ("trial", models.JSONField(null=True)),
                ("withdrawal", models.TextField(blank=True, default="")),
                ("begun_by", models.TextField()),
                ("begun_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_preparation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "package"), name="transfer_prepared_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("transfer_preparation"),
    ]
