"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Business",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("number", models.TextField()),
                ("name", models.TextField()),
                ("trader", models.TextField()),
                ("activity", models.TextField()),
                ("address", models.TextField()),
                ("search", models.TextField()),
                ("state", models.TextField()),
                ("since", models.DateField(null=True)),
                ("ceased_on", models.DateField(null=True)),
                ("facts", models.BinaryField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "trade_business",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id", "number"), name="trade_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisteredNotice",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("business_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("sheet", models.IntegerField()),
                ("kind", models.TextField()),
                ("form", models.TextField()),
                ("number", models.TextField()),
                ("effective_on", models.DateField(null=True)),
                ("registered_at", models.DateTimeField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "trade_notice",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "business_id", "id"], name="trade_notice_of_business"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "case_id", "sheet"), name="trade_notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Retrieval",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("staff_id", models.UUIDField()),
                ("staff_name", models.TextField()),
                ("business_id", models.UUIDField(null=True)),
                ("purpose", models.TextField()),
            ],
            options={
                "db_table": "trade_retrieval",
                "indexes": [models.Index(fields=["municipality_id", "at"], name="trade_retrieval_time")],
            },
        ),
        tenancy.KeepTenantsApart("trade_business"),
        tenancy.KeepTenantsApart("trade_notice"),
        tenancy.KeepTenantsApart("trade_retrieval"),
        tenancy.ReferenceInsideTenant("trade_notice", "business_id", "trade_business"),
        migrations.RunSQL(
            "CREATE INDEX trade_business_active ON trade_business (municipality_id, number DESC) WHERE state = 'active'"
        ),
        migrations.RunSQL(
            "CREATE INDEX trade_business_search ON trade_business USING gin (to_tsvector('simple', search))"
        ),
    ]
