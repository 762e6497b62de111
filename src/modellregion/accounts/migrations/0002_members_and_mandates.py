"""Members of organisation accounts, and mandates; where a login began, for as long as it is open."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("account_id", models.UUIDField(null=True)),
                ("role", models.TextField()),
                ("label", models.BinaryField()),
                ("code_digest", models.BinaryField(null=True)),
                ("code_expires_at", models.DateTimeField(null=True)),
                ("invited_at", models.DateTimeField()),
                ("since", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "accounts_member",
                "indexes": [
                    models.Index(fields=["municipality_id", "account_id"], name="accounts_member_by_account")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "organisation_id", "account_id"),
                        condition=models.Q(ended_at=None),
                        name="accounts_member_once",
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest"), name="accounts_member_code_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("principal_id", models.UUIDField(null=True)),
                ("agent_id", models.UUIDField(null=True)),
                ("content", models.BinaryField()),
                ("services", models.JSONField(default=list)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("is_declared", models.BooleanField()),
                ("shares_facts", models.BooleanField()),
                ("code_digest", models.BinaryField(null=True)),
                ("code_expires_at", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "accounts_mandate",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "principal_id"], name="accounts_mandate_by_principal"
                    ),
                    models.Index(fields=["municipality_id", "agent_id"], name="accounts_mandate_by_agent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest"), name="accounts_mandate_code_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("accounts_member"),
        tenancy.KeepTenantsApart("accounts_mandate"),
    ]
