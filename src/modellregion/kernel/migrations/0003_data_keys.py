"""Data keys: one for each case, draft, file …, wrapped with a key that lies beside the database (decision 180)."""

from django.db import migrations, models

from modellregion.kernel.tenancy import KeepTenantsApart


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_allowance")]

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "holder",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("holder", models.UUIDField()),
                ("id", models.UUIDField()),
                ("kek", models.TextField()),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "db_table": "kernel_data_key",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "kek", "holder", "id"], name="kernel_data_key_by_kek"
                    )
                ],
            },
        ),
        KeepTenantsApart("kernel_data_key"),
    ]
