"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("slug", models.SlugField(unique=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("short_name", models.TextField()),
                ("regional_key", models.TextField(blank=True)),
                ("street", models.TextField(blank=True)),
                ("postcode", models.TextField(blank=True)),
                ("town", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "region_body",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("parent_id", models.UUIDField(null=True)),
                ("name", models.TextField()),
                ("short_name", models.TextField()),
                ("email", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("room", models.TextField(blank=True)),
            ],
            options={
                "db_table": "region_unit",
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
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
                ("unit_id", models.UUIDField()),
                ("role", models.TextField()),
            ],
            options={
                "db_table": "region_role_assignment",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "staff_id", "unit_id", "role"), name="region_role_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("login", models.TextField()),
                ("name", models.TextField()),
                ("password", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("failed_logins", models.IntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "region_staff_member",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "login"), name="region_staff_login_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffSession",
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
                ("staff_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "region_staff_session",
                "indexes": [
                    models.Index(fields=["municipality_id", "staff_id"], name="region_session_staff")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "token_digest"), name="region_session_token_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("absent_staff_id", models.UUIDField()),
                ("substitute_staff_id", models.UUIDField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
            ],
            options={
                "db_table": "region_substitution",
                "indexes": [
                    models.Index(fields=["municipality_id", "substitute_staff_id"], name="region_substitute")
                ],
            },
        ),
        tenancy.KeepTenantsApart("region_unit"),
        tenancy.KeepTenantsApart("region_staff_member"),
        tenancy.KeepTenantsApart("region_role_assignment"),
        tenancy.KeepTenantsApart("region_substitution"),
        tenancy.KeepTenantsApart("region_staff_session"),
        tenancy.ReferenceInsideTenant("region_role_assignment", "staff_id", "region_staff_member"),
        tenancy.ReferenceInsideTenant("region_role_assignment", "unit_id", "region_unit"),
        tenancy.ReferenceInsideTenant("region_staff_session", "staff_id", "region_staff_member"),
        tenancy.ReferenceInsideTenant("region_substitution", "absent_staff_id", "region_staff_member"),
        tenancy.ReferenceInsideTenant("region_substitution", "substitute_staff_id", "region_staff_member"),
    ]
