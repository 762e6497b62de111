"""Attempts to pay online get parts: several claims of a municipality are paid with one payment."""

from typing import Any

from django.db import migrations, models

from modellregion.kernel import tenancy


def fill(_apps: Any, schema_editor: Any) -> None:
    """Give every attempt that was made before its one part; the part is named as the attempt is."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (body,) in cursor.fetchall():
            cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, str(body)])
            cursor.execute(
                "INSERT INTO payments_intent_part (municipality_id, id, intent_id, claim_id, cents, ended_at) "
                "SELECT municipality_id, id, id, claim_id, amount_cents, ended_at FROM payments_intent"
            )
        cursor.execute("SELECT set_config(%s, '', true)", [tenancy.SETTING])
        # Nothing of an insert may be left to check when the tables are altered in the same transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_plans"), ("region", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="IntentPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("intent_id", models.UUIDField()),
                ("claim_id", models.UUIDField()),
                ("cents", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_intent_part",
                "indexes": [
                    models.Index(fields=["municipality_id", "claim_id"], name="payments_part_of_claim")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "intent_id", "claim_id"), name="payments_part_once"
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "claim_id"),
                        condition=models.Q(("ended_at", None)),
                        name="payments_one_live_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="payments_part_positive"
                    ),
                ],
            },
        ),
        tenancy.KeepTenantsApart("payments_intent_part"),
        tenancy.ReferenceInsideTenant("payments_intent_part", "intent_id", "payments_intent"),
        tenancy.ReferenceInsideTenant("payments_intent_part", "claim_id", "payments_claim"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveConstraint("intent", "payments_one_live_intent"),
        # Takes its foreign key along.
        migrations.RemoveField("intent", "claim_id"),
        migrations.RemoveConstraint("posting", "payments_intent_booked_once"),
        migrations.AddConstraint(
            "posting",
            models.UniqueConstraint(
                fields=("municipality_id", "intent_id", "claim_id"),
                condition=models.Q(("kind", "payment")),
                name="payments_part_booked_once",
            ),
        ),
        migrations.RemoveConstraint("clearingitem", "payments_clearing_of_intent_once"),
        migrations.AddConstraint(
            "clearingitem",
            models.UniqueConstraint(
                fields=("municipality_id", "intent_id", "claim_id", "kind"),
                name="payments_clearing_of_part_once",
            ),
        ),
    ]
