"""Single sign-on of staff: the directory, logins under way, who is who."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("region", "0003_saved_views")]

    operations = [
        migrations.CreateModel(
            name="SsoConnection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("issuer", models.TextField()),
                ("client_id", models.TextField()),
                ("secret_file", models.TextField()),
                ("name", models.TextField()),
                ("login_claim", models.TextField(blank=True, default="")),
                ("groups_claim", models.TextField(blank=True, default="")),
                ("roles", models.JSONField(default=list)),
                ("creates_staff", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "region_sso_connection",
                "constraints": [models.UniqueConstraint(fields=("municipality_id",), name="region_sso_once")],
            },
        ),
        migrations.CreateModel(
            name="SsoLogin",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("state_digest", models.BinaryField()),
                ("browser_digest", models.BinaryField()),
                ("nonce", models.TextField()),
                ("verifier", models.TextField()),
                ("target", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "region_sso_login",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "state_digest"), name="region_sso_login_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffIdentity",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("staff_id", models.UUIDField()),
                ("issuer", models.TextField()),
                ("subject", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "region_staff_identity",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "issuer", "subject"), name="region_staff_identity_once"
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "issuer", "staff_id"), name="region_staff_identity_one"
                    ),
                ],
            },
        ),
        tenancy.KeepTenantsApart("region_sso_connection"),
        tenancy.KeepTenantsApart("region_sso_login"),
        tenancy.KeepTenantsApart("region_staff_identity"),
        tenancy.ReferenceInsideTenant("region_staff_identity", "staff_id", "region_staff_member"),
    ]
