"""Drafts and cases that accounts hold."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Held",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("account_id", models.UUIDField(null=True)),
                ("code_digest", models.BinaryField()),
                ("code", models.BinaryField()),
                ("profile", models.TextField()),
                ("level", models.IntegerField()),
                ("origins", models.BinaryField()),
                ("since", models.DateTimeField()),
                ("is_beginning", models.BooleanField()),
            ],
            options={
                "db_table": "cases_held",
                "indexes": [
                    models.Index(fields=["municipality_id", "account_id", "id"], name="cases_held_by_account")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest", "account_id"), name="cases_held_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("cases_held"),
    ]
