"""Proposals of other municipalities to change a package."""

from typing import ClassVar

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    """Make the table."""

    dependencies: ClassVar = [("transfer", "0002_catalogues")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Proposal",
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
                ("sha256", models.TextField()),
                ("proposer", models.TextField()),
                ("content", models.BinaryField()),
                ("state", models.TextField()),
                ("answer", models.TextField(blank=True, default="")),
                ("received_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "transfer_proposal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "sha256"), name="transfer_proposed_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("transfer_proposal"),
    ]
