"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("sender_id", models.UUIDField()),
                ("transmission_id", models.UUIDField()),
                ("number", models.TextField()),
                ("sheet", models.IntegerField()),
                ("form", models.TextField()),
                ("recipient", models.TextField()),
                ("legal_basis", models.TextField()),
                ("subject", models.TextField()),
                ("search", models.TextField()),
                ("payload", models.BinaryField()),
                ("arrived_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(null=True)),
                ("fetched_by", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "exchange_delivery",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "sender_id", "transmission_id"),
                        name="exchange_arrived_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("recipient", models.TextField()),
                ("body_id", models.UUIDField(null=True)),
                ("waived_forms", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "exchange_route",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "recipient"), name="exchange_route_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transmission",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("number", models.TextField()),
                ("sheet", models.IntegerField()),
                ("form", models.TextField()),
                ("recipient", models.TextField()),
                ("recipient_name", models.TextField()),
                ("legal_basis", models.TextField()),
                ("body_id", models.UUIDField(null=True)),
                ("payload", models.BinaryField()),
                ("state", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("fetched_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "exchange_transmission",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "case_id", "sheet", "recipient"), name="exchange_sent_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("exchange_route"),
        tenancy.KeepTenantsApart("exchange_transmission"),
        tenancy.KeepTenantsApart("exchange_delivery"),
        migrations.RunSQL(
            "CREATE INDEX exchange_delivery_list ON exchange_delivery (municipality_id, id DESC)"
        ),
        migrations.RunSQL(
            "CREATE INDEX exchange_delivery_open ON exchange_delivery (municipality_id, id DESC) WHERE done_at IS NULL"
        ),
        migrations.RunSQL(
            "CREATE INDEX exchange_delivery_search ON exchange_delivery USING gin (to_tsvector('simple', search))"
        ),
    ]
