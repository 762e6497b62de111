"""The tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("profile", models.TextField()),
                ("issuer", models.TextField()),
                ("subject", models.TextField()),
                ("facts", models.BinaryField()),
                ("level", models.IntegerField()),
                ("created_at", models.DateTimeField()),
                ("last_login_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_account",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "issuer", "subject"), name="accounts_account_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("token_digest", models.BinaryField()),
                ("account_id", models.UUIDField(null=True)),
                ("profile", models.TextField()),
                ("level", models.IntegerField()),
                ("facts", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_session",
                "indexes": [
                    models.Index(fields=["municipality_id", "account_id"], name="accounts_session_of_account")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "token_digest"), name="accounts_session_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("profile", models.TextField()),
                ("entity_id", models.TextField()),
                ("provider_entity_id", models.TextField()),
                ("sso_url", models.TextField()),
                ("certificates", models.TextField()),
                ("online_service", models.TextField(blank=True, default="")),
                ("is_production", models.BooleanField(default=True)),
                ("is_simulated", models.BooleanField(default=False)),
                ("signs_response", models.BooleanField(default=True)),
                ("signs_assertion", models.BooleanField(default=True)),
                ("is_pss", models.BooleanField(default=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_connection",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "profile"), name="accounts_connection_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("profile", models.TextField()),
                ("request_id", models.TextField()),
                ("relay_digest", models.BinaryField()),
                ("browser_digest", models.BinaryField()),
                ("level", models.IntegerField()),
                ("target", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_login",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "relay_digest"), name="accounts_login_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsedAssertion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("digest", models.BinaryField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_used_assertion",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "digest"), name="accounts_assertion_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("accounts_account"),
        tenancy.KeepTenantsApart("accounts_session"),
        tenancy.KeepTenantsApart("accounts_connection"),
        tenancy.KeepTenantsApart("accounts_login"),
        tenancy.KeepTenantsApart("accounts_used_assertion"),
        tenancy.ReferenceInsideTenant("accounts_session", "account_id", "accounts_account"),
    ]
