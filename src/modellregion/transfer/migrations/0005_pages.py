"""What the pages keep: proposals sent, trials of those received, impacts, who subscribed and what a pull changed."""

from typing import ClassVar

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    """Make the table and the columns."""

    dependencies: ClassVar = [("transfer", "0004_preparation")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SentProposal",
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
                ("publisher", models.TextField()),
                ("sha256", models.TextField()),
                ("content", models.BinaryField()),
                ("address", models.TextField(blank=True, default="")),
                ("status_path", models.TextField(blank=True, default="")),
                ("reason", models.TextField()),
                ("state", models.TextField()),
                ("answer", models.TextField(blank=True, default="")),
                ("problem", models.TextField(blank=True, default="")),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "transfer_sent_proposal",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "sha256"), name="transfer_sent_once")
                ],
            },
        ),
        tenancy.KeepTenantsApart("transfer_sent_proposal"),
        migrations.AddField("proposal", "trial", models.JSONField(null=True)),
        migrations.AddField("preparation", "impact", models.JSONField(null=True)),
        migrations.AddField("subscription", "is_checked", models.BooleanField(default=False)),
        migrations.AddField("subscription", "added_for", models.UUIDField(null=True)),
        migrations.AddField("subscription", "agreed_by", models.TextField(blank=True, default="")),
        migrations.AddField("subscription", "news", models.JSONField(default=list)),
        migrations.AddField("subscription", "changed_at", models.DateTimeField(null=True)),
    ]
