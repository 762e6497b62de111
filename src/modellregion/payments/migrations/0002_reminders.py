"""Reminders and hand-overs to enforcement: their runs, and which run a claim belongs to."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("kind", models.TextField()),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("until", models.DateField(null=True)),
                ("claims", models.IntegerField()),
                ("cents", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_run",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "kind", "number"), name="payments_run_once"
                    )
                ],
            },
        ),
        migrations.AddField("claim", "debtor", models.BinaryField(default=bytes)),
        migrations.AddField("claim", "reminder_id", models.UUIDField(null=True)),
        migrations.AddField("claim", "reminded_until", models.DateField(null=True)),
        migrations.AddField("claim", "handover_id", models.UUIDField(null=True)),
        tenancy.KeepTenantsApart("payments_run", append_only=True),
        tenancy.ReferenceInsideTenant("payments_claim", "reminder_id", "payments_run"),
        tenancy.ReferenceInsideTenant("payments_claim", "handover_id", "payments_run"),
        migrations.RunSQL(
            "CREATE INDEX payments_claim_due ON payments_claim (municipality_id, due_on) "
            "WHERE state IN ('open', 'part_paid')"
        ),
    ]
