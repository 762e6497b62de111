"""The first table of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CertificateRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("content", models.BinaryField()),
                ("fingerprint", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("is_made_here", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "seals_certificate",
                "constraints": (
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("municipality_id",),
                        name="seals_one_in_use",
                    ),
                ),
            },
        ),
        tenancy.KeepTenantsApart("seals_certificate"),
    ]
