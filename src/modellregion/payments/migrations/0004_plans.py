"""Plans of instalments."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_direct_debit")]

    operations = [
        migrations.AddField("settings", "grace_days", models.IntegerField(default=14)),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("state", models.TextField()),
                ("parts", models.JSONField()),
                ("kept_cents", models.BigIntegerField()),
                ("reduced_cents", models.BigIntegerField()),
                ("grace_days", models.IntegerField()),
                ("agreed_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_plan",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "claim_id"),
                        condition=models.Q(("ended_at", None)),
                        name="payments_one_running_plan",
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("payments_plan"),
        tenancy.ReferenceInsideTenant("payments_plan", "claim_id", "payments_claim"),
    ]
