"""Passkeys, questions to them, roles that need them; sessions know how their person came in."""

from typing import Any

from django.db import migrations, models

from modellregion.kernel import tenancy


def _key() -> list[tuple[str, Any]]:
    composite = models.CompositePrimaryKey(
        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
    )
    return [("pk", composite), ("municipality_id", models.UUIDField()), ("id", models.UUIDField())]


class Migration(migrations.Migration):
    dependencies = [("region", "0005_sessions")]

    operations = [
        migrations.AddField(
            model_name="staffsession",
            name="means",
            field=models.TextField(db_default="password", default="password"),
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                *_key(),
                ("staff_id", models.UUIDField()),
                ("name", models.TextField()),
                ("credential_id", models.BinaryField()),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "region_passkey",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "credential_id"), name="region_passkey_once"
                    )
                ],
                "indexes": [
                    models.Index(fields=["municipality_id", "staff_id"], name="region_passkey_staff")
                ],
            },
        ),
        migrations.CreateModel(
            name="PasskeyQuestion",
            fields=[
                *_key(),
                ("challenge_digest", models.BinaryField()),
                ("purpose", models.TextField()),
                ("staff_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "region_passkey_question",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "challenge_digest"), name="region_passkey_question_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PasskeyRule",
            fields=[*_key(), ("role", models.TextField())],
            options={
                "db_table": "region_passkey_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "role"), name="region_passkey_rule_once"
                    )
                ],
            },
        ),
        tenancy.KeepTenantsApart("region_passkey"),
        tenancy.KeepTenantsApart("region_passkey_question"),
        tenancy.KeepTenantsApart("region_passkey_rule"),
        tenancy.ReferenceInsideTenant("region_passkey", "staff_id", "region_staff_member"),
        tenancy.ReferenceInsideTenant("region_passkey_question", "staff_id", "region_staff_member"),
    ]
