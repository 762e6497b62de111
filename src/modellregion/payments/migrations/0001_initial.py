"""The first tables of this room."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Claim",
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
                ("code_digest", models.BinaryField()),
                ("number", models.TextField()),
                ("subject", models.TextField()),
                ("purpose", models.TextField()),
                ("reference", models.TextField()),
                ("search", models.TextField()),
                ("titles", models.JSONField(default=dict)),
                ("positions", models.JSONField(default=list)),
                ("amount_cents", models.BigIntegerField()),
                ("reduced_cents", models.BigIntegerField(default=0)),
                ("paid_cents", models.BigIntegerField(default=0)),
                ("refunded_cents", models.BigIntegerField(default=0)),
                ("state", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_claim",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id"], name="payments_claim_of_case"),
                    models.Index(fields=["municipality_id", "code_digest"], name="payments_claim_by_code"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "reference"), name="payments_claim_reference_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payments_claim_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_cents__gte", 0), ("reduced_cents__gte", 0), ("refunded_cents__gte", 0)
                        ),
                        name="payments_claim_sums",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClearingItem",
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
                ("claim_id", models.UUIDField(null=True)),
                ("intent_id", models.UUIDField(null=True)),
                ("line_id", models.UUIDField(null=True)),
                ("cents", models.BigIntegerField(default=0)),
                ("detail", models.TextField(blank=True, default="")),
                ("opened_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decision", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "payments_clearing_item",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "intent_id", "kind"),
                        name="payments_clearing_of_intent_once",
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "line_id", "kind"), name="payments_clearing_of_line_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("day", models.DateField()),
                ("number", models.IntegerField()),
                ("sums", models.JSONField()),
                ("expected_cents", models.BigIntegerField()),
                ("counted_cents", models.BigIntegerField()),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            options={
                "db_table": "payments_closing",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "day"), name="payments_closing_day_once"
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "number"), name="payments_closing_number_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Intent",
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
                ("return_digest", models.BinaryField()),
                ("return_url", models.TextField()),
                ("amount_cents", models.BigIntegerField()),
                ("state", models.TextField()),
                ("transaction_id", models.TextField(null=True)),
                ("pay_url", models.TextField(blank=True, default="")),
                ("provider_reference", models.TextField(blank=True, default="")),
                ("method", models.TextField(blank=True, default="")),
                ("attempts", models.IntegerField(default=0)),
                ("next_look_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_intent",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "transaction_id"), name="payments_transaction_once"
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "return_digest"), name="payments_return_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("municipality_id", "claim_id"),
                        name="payments_one_live_intent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payments_intent_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                ("debit", models.TextField()),
                ("credit", models.TextField()),
                ("cents", models.BigIntegerField()),
                ("claim_id", models.UUIDField(null=True)),
                ("intent_id", models.UUIDField(null=True)),
                ("line_id", models.UUIDField(null=True)),
                ("booked_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "payments_posting",
                "indexes": [
                    models.Index(fields=["municipality_id", "claim_id"], name="payments_posting_of_claim"),
                    models.Index(fields=["municipality_id", "booked_on"], name="payments_posting_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="payments_posting_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="payments_posting_two_accounts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "payment")),
                        fields=("municipality_id", "intent_id"),
                        name="payments_intent_booked_once",
                    ),
                    models.UniqueConstraint(
                        fields=("municipality_id", "line_id"), name="payments_line_booked_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settings",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("holder", models.TextField()),
                ("iban", models.TextField()),
                ("bic", models.TextField(blank=True, default="")),
                ("bank", models.TextField(blank=True, default="")),
                ("counter", models.TextField(blank=True, default="")),
                ("provider", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_settings",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_id",), name="payments_settings_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("name", models.TextField()),
                ("sha256", models.TextField()),
                ("bank_id", models.TextField()),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("opening_cents", models.BigIntegerField(null=True)),
                ("closing_cents", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            options={
                "db_table": "payments_statement",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "bank_id"), name="payments_statement_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("statement_id", models.UUIDField()),
                ("position", models.IntegerField()),
                ("cents", models.BigIntegerField()),
                ("booked_on", models.DateField()),
                ("name", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
                ("state", models.TextField()),
                ("claim_id", models.UUIDField(null=True)),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "payments_statement_line",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "statement_id", "position"),
                        name="payments_statement_line_once",
                    )
                ],
            },
        ),
        *(
            tenancy.KeepTenantsApart(f"payments_{name}")
            for name in ("settings", "claim", "intent", "clearing_item", "statement", "statement_line")
        ),
        # What is posted or closed stays as it is.
        tenancy.KeepTenantsApart("payments_posting", append_only=True),
        tenancy.KeepTenantsApart("payments_closing", append_only=True),
        *(
            tenancy.ReferenceInsideTenant(f"payments_{table}", column, f"payments_{target}")
            for table, column, target in (
                ("intent", "claim_id", "claim"),
                ("posting", "claim_id", "claim"),
                ("posting", "intent_id", "intent"),
                ("posting", "line_id", "statement_line"),
                ("clearing_item", "claim_id", "claim"),
                ("clearing_item", "intent_id", "intent"),
                ("statement_line", "statement_id", "statement"),
            )
        ),
        migrations.RunSQL(
            "CREATE INDEX payments_claim_list ON payments_claim (municipality_id, state, id DESC)"
        ),
        migrations.RunSQL(
            "CREATE INDEX payments_claim_search ON payments_claim USING gin (to_tsvector('simple', search))"
        ),
        migrations.RunSQL(
            "CREATE INDEX payments_intent_due ON payments_intent (municipality_id, next_look_at) WHERE ended_at IS NULL"
        ),
        migrations.RunSQL(
            "CREATE INDEX payments_clearing_open ON payments_clearing_item (municipality_id, id DESC) WHERE decided_at IS NULL"
        ),
    ]
