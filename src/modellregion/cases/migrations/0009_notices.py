"""Notices, their deliveries, the period of their remedy; text modules; consents to retrieval."""

from typing import Any

from django.db import migrations, models

from modellregion.kernel import tenancy


def _table(name: str, fields: list[tuple[str, Any]], **options: object) -> migrations.CreateModel:
    key = models.CompositePrimaryKey(
        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
    )
    head = [("pk", key), ("municipality_id", models.UUIDField()), ("id", models.UUIDField())]
    return migrations.CreateModel(name=name, fields=[*head, *fields], options=options)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_clocks_parties_authorities")]

    operations = [
        _table(
            "Notice",
            [
                ("case_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("state", models.TextField()),
                ("revision", models.IntegerField(default=0)),
                ("content", models.BinaryField()),
                ("by_post", models.BooleanField(default=False)),
                ("document_id", models.UUIDField(null=True)),
                ("about_id", models.UUIDField(null=True)),
                ("relation", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField()),
                ("edited_at", models.DateTimeField()),
                ("edited_by_id", models.UUIDField(null=True)),
                ("edited_by", models.TextField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_by", models.TextField(blank=True, default="")),
            ],
            db_table="cases_notice",
            indexes=[
                models.Index(fields=["municipality_id", "case_id", "id"], name="cases_notice_of_case"),
                models.Index(fields=["municipality_id", "document_id"], name="cases_notice_of_document"),
            ],
        ),
        tenancy.KeepTenantsApart("cases_notice"),
        tenancy.ReferenceInsideTenant("cases_notice", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_notice", "about_id", "cases_notice"),
        _table(
            "Delivery",
            [
                ("case_id", models.UUIDField()),
                ("notice_id", models.UUIDField()),
                ("way", models.TextField()),
                ("state", models.TextField()),
                ("addressee", models.BinaryField()),
                ("email", models.BinaryField(default=bytes)),
                ("created_at", models.DateTimeField()),
                ("sent_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("retrieved_at", models.DateTimeField(null=True)),
                ("received_on", models.DateField(null=True)),
                ("notified_on", models.DateField(null=True)),
                ("over_on", models.DateField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("hint_attempts", models.SmallIntegerField(default=0)),
                ("hint_trouble", models.TextField(blank=True, default="")),
            ],
            db_table="cases_delivery",
            indexes=[
                models.Index(fields=["municipality_id", "notice_id"], name="cases_delivery_of_notice"),
                models.Index(fields=["municipality_id", "case_id"], name="cases_delivery_of_case"),
                models.Index(
                    fields=["municipality_id", "id"],
                    condition=models.Q(state__in=("waiting", "provided")),
                    name="cases_delivery_open",
                ),
                models.Index(fields=["municipality_id", "sent_on", "id"], name="cases_delivery_sent"),
            ],
        ),
        tenancy.KeepTenantsApart("cases_delivery"),
        tenancy.ReferenceInsideTenant("cases_delivery", "notice_id", "cases_notice"),
        _table(
            "RemedyClock",
            [
                ("case_id", models.UUIDField()),
                ("notice_id", models.UUIDField()),
                ("delivery_id", models.UUIDField()),
                ("rule", models.TextField()),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                ("stopped_on", models.DateField(null=True)),
                ("end", models.TextField(blank=True, default="")),
            ],
            db_table="cases_remedy_clock",
            indexes=[models.Index(fields=["municipality_id", "case_id"], name="cases_remedy_of_case")],
        ),
        tenancy.KeepTenantsApart("cases_remedy_clock"),
        tenancy.ReferenceInsideTenant("cases_remedy_clock", "delivery_id", "cases_delivery"),
        _table(
            "TextModule",
            [
                ("service", models.TextField(blank=True, default="")),
                ("part", models.TextField(blank=True, default="")),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("revision", models.IntegerField(default=0)),
                ("edited_at", models.DateTimeField()),
                ("edited_by", models.TextField()),
            ],
            db_table="cases_text_module",
            constraints=[
                models.UniqueConstraint(
                    fields=("municipality_id", "service", "title"), name="cases_text_module_once"
                )
            ],
        ),
        tenancy.KeepTenantsApart("cases_text_module"),
        _table(
            "Consent",
            [
                ("case_id", models.UUIDField()),
                ("email", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            db_table="cases_consent",
            constraints=[
                models.UniqueConstraint(fields=("municipality_id", "case_id"), name="cases_consent_once")
            ],
        ),
        tenancy.KeepTenantsApart("cases_consent"),
        tenancy.ReferenceInsideTenant("cases_consent", "case_id", "cases_case"),
    ]
