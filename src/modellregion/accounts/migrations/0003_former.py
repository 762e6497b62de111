"""What former accounts held."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_members_and_mandates")]

    operations = [
        migrations.CreateModel(
            name="FormerHolding",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("email_digest", models.BinaryField()),
                ("code_digest", models.BinaryField()),
                ("code", models.BinaryField()),
                ("imported_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("address", models.BinaryField(null=True)),
                ("confirm_digest", models.BinaryField(null=True)),
                ("confirm_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "accounts_former_holding",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "email_digest", "code_digest"), name="accounts_former_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("accounts_former_holding"),
    ]
