"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PackageVersion",
            fields=[
                ("hash", models.TextField(primary_key=True, serialize=False)),
                ("package", models.TextField()),
                ("version", models.TextField()),
                ("files", models.BinaryField()),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "db_table": "packages_version",
            },
        ),
        migrations.CreateModel(
            name="Installation",
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
                ("version_hash", models.TextField()),
                ("unit_id", models.UUIDField()),
                ("is_active", models.BooleanField(default=True)),
                ("installed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "packages_installation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "package"), name="packages_installed_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("packages_installation"),
    ]
