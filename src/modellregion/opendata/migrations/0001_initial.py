"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy

_KEYS = [
    (
        "pk",
        models.CompositePrimaryKey(
            "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
        ),
    ),
    ("municipality_id", models.UUIDField()),
    ("id", models.UUIDField()),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                *_KEYS,
                ("service", models.TextField()),
                ("figure", models.TextField()),
                ("released_at", models.DateTimeField()),
                ("released_by", models.TextField()),
            ],
            options={
                "db_table": "opendata_release",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "service", "figure"), name="opendata_released_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                *_KEYS,
                ("service", models.TextField()),
                ("figure", models.TextField()),
                ("period", models.TextField()),
                ("begins_on", models.DateField()),
                ("version", models.TextField()),
                ("fields", models.JSONField()),
                ("cells", models.JSONField()),
                ("rest", models.IntegerField()),
                ("total", models.IntegerField(null=True)),
                ("minimum", models.IntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "opendata_published_count",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "service", "figure", "period"),
                        name="opendata_counted_once",
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("opendata_release"),
        tenancy.KeepTenantsApart("opendata_published_count"),
    ]
