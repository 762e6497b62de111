"""Tables of scanning; tenants apart."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScanBatch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("unit_id", models.UUIDField()),
                ("sha256", models.TextField()),
                ("name", models.TextField()),
                ("bytes", models.BigIntegerField()),
                ("scanned_by", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("profile", models.TextField()),
                ("checked", models.TextField()),
                ("paper_location", models.TextField(blank=True, default="")),
                ("destroy_on", models.DateField(null=True)),
                ("state", models.TextField(default="reading")),
                ("note", models.TextField(blank=True, default="")),
                ("pages", models.IntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "records_scan_batch",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["municipality_id", "unit_id", "id"],
                        name="records_scan_open",
                    ),
                    models.Index(fields=["municipality_id", "sha256"], name="records_scan_content"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanBundle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("batch_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("first", models.IntegerField()),
                ("last", models.IntegerField()),
                ("blank", models.JSONField(default=list)),
                ("to_file", models.UUIDField(null=True)),
                ("to_part", models.UUIDField(null=True)),
                ("text", models.BinaryField()),
                ("document_id", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True, default="")),
                ("aside", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "records_scan_bundle",
                "indexes": [
                    models.Index(
                        fields=["municipality_id", "batch_id", "first"], name="records_scan_bundle_order"
                    ),
                    models.Index(
                        condition=models.Q(("document_id", None), _negated=True),
                        fields=["municipality_id", "document_id"],
                        name="records_scan_document",
                    ),
                ],
            },
        ),
        tenancy.KeepTenantsApart("records_scan_batch"),
        tenancy.KeepTenantsApart("records_scan_bundle"),
        tenancy.ReferenceInsideTenant("records_scan_bundle", "batch_id", "records_scan_batch"),
    ]
