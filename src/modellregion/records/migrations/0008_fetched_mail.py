"""What was fetched from mailboxes; tenants apart."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_scans"),
    ]

    operations = [
        migrations.CreateModel(
            name="FetchedMail",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("mailbox", models.TextField()),
                ("validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("sha256", models.TextField(blank=True, default="")),
                ("refused", models.TextField(blank=True, default="")),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "db_table": "records_fetched_mail",
                "indexes": [
                    models.Index(fields=["municipality_id", "sha256"], name="records_fetched_content")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "mailbox", "validity", "uid"), name="records_fetched_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("records_fetched_mail"),
    ]
