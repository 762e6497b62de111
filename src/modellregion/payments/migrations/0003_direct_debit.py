"""Direct debits: mandates, what is collected with them, the files for the bank."""

from typing import Any

from django.db import migrations, models

from modellregion.kernel import tenancy


def _table(name: str, fields: list[tuple[str, Any]], **options: object) -> migrations.CreateModel:
    key = models.CompositePrimaryKey(
        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
    )
    own = [("pk", key), ("municipality_id", models.UUIDField()), ("id", models.UUIDField())]
    return migrations.CreateModel(name=name, fields=[*own, *fields], options=options)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_reminders")]

    operations = [
        migrations.AddField("settings", "creditor_id", models.TextField(blank=True, default="")),
        migrations.AddField("settings", "notice_days", models.IntegerField(default=14)),
        migrations.AddField("statementline", "debit_name", models.TextField(blank=True, default="")),
        migrations.AddField("statementline", "return_code", models.TextField(blank=True, default="")),
        _table(
            "Mandate",
            [
                ("claim_id", models.UUIDField()),
                ("reference", models.TextField()),
                ("recurring", models.BooleanField()),
                ("debtor", models.BinaryField()),
                ("state", models.TextField()),
                ("signed_on", models.DateField()),
                ("last_used_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            db_table="payments_mandate",
            constraints=[
                models.UniqueConstraint(
                    fields=("municipality_id", "reference"), name="payments_mandate_reference_once"
                )
            ],
        ),
        _table(
            "Collection",
            [
                ("number", models.IntegerField()),
                ("message_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("debits", models.IntegerField()),
                ("cents", models.BigIntegerField()),
                ("content", models.BinaryField()),
                ("sha256", models.TextField()),
            ],
            db_table="payments_collection",
            constraints=[
                models.UniqueConstraint(fields=("municipality_id", "number"), name="payments_collection_once")
            ],
        ),
        _table(
            "Debit",
            [
                ("mandate_id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("cents", models.BigIntegerField()),
                ("collect_on", models.DateField()),
                ("state", models.TextField()),
                ("end_to_end", models.TextField()),
                ("sequence", models.TextField(blank=True, default="")),
                ("collection_id", models.UUIDField(null=True)),
                ("batch", models.TextField(blank=True, default="")),
                ("return_code", models.TextField(blank=True, default="")),
                ("announced_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            db_table="payments_debit",
            constraints=[
                models.UniqueConstraint(
                    fields=("municipality_id", "end_to_end"), name="payments_debit_end_to_end_once"
                ),
                models.UniqueConstraint(
                    fields=("municipality_id", "claim_id"),
                    condition=models.Q(("ended_at", None)),
                    name="payments_one_live_debit",
                ),
                models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="payments_debit_positive"),
            ],
            indexes=[models.Index(fields=["municipality_id", "batch"], name="payments_debit_by_batch")],
        ),
        tenancy.KeepTenantsApart("payments_mandate"),
        tenancy.KeepTenantsApart("payments_collection"),
        tenancy.KeepTenantsApart("payments_debit"),
        tenancy.ReferenceInsideTenant("payments_mandate", "claim_id", "payments_claim"),
        tenancy.ReferenceInsideTenant("payments_debit", "mandate_id", "payments_mandate"),
        tenancy.ReferenceInsideTenant("payments_debit", "claim_id", "payments_claim"),
        tenancy.ReferenceInsideTenant("payments_debit", "collection_id", "payments_collection"),
    ]
