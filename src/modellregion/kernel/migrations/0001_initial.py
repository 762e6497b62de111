"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id",
                        "series",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("series", models.TextField()),
                ("last", models.BigIntegerField()),
            ],
            options={
                "db_table": "kernel_counter",
            },
        ),
        tenancy.KeepTenantsApart("kernel_counter"),
    ]
