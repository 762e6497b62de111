"""Clocks with a course of their own, parties, requests to other authorities, decisions that wait for a second person."""

from django.db import migrations, models

from modellregion.kernel import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_names_by_sound"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="course",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="effect_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="request_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="channel",
            field=models.TextField(default="portal"),
        ),
        migrations.AddField(
            model_name="draft",
            name="entered_by",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="received_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="due_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="started_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="AuthorityRequest",
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
                ("round_id", models.UUIDField()),
                ("key", models.TextField(blank=True, default="")),
                ("name", models.TextField()),
                ("body_id", models.UUIDField(null=True)),
                ("legal_basis", models.TextField(blank=True, default="")),
                ("silence", models.TextField()),
                ("silence_basis", models.TextField(blank=True, default="")),
                ("enquiry", models.BinaryField()),
                ("state", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.TextField(blank=True, default="")),
                ("remind_on", models.DateField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("code_digest", models.BinaryField(null=True)),
                ("code_expires_on", models.DateField(null=True)),
                ("verdict", models.TextField(blank=True, default="")),
                ("opinion", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_late", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "cases_authority_request",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id", "id"], name="cases_request_of_case")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "code_digest"), name="cases_authority_code_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                ("role", models.TextField()),
                ("mandate", models.TextField(blank=True, default="")),
                ("represents", models.IntegerField(null=True)),
                ("content", models.BinaryField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.TextField(blank=True, default="")),
                ("ended_by", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "cases_party",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id", "id"], name="cases_party_of_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("action", models.TextField()),
                ("content", models.BinaryField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by_id", models.UUIDField(null=True)),
                ("proposed_by", models.TextField(blank=True, default="")),
                ("state", models.TextField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(blank=True, default="")),
                ("remark", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "cases_proposal",
                "indexes": [
                    models.Index(fields=["municipality_id", "case_id", "id"], name="cases_proposal_of_case")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("municipality_id", "case_id"),
                        name="cases_proposal_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedRequest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("municipality_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("sender_id", models.UUIDField()),
                ("request_id", models.UUIDField()),
                ("number", models.TextField()),
                ("subject", models.TextField()),
                ("search", models.TextField()),
                ("enquiry", models.BinaryField()),
                ("due_on", models.DateField(null=True)),
                ("arrived_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("read_by", models.TextField(blank=True, default="")),
                ("reminded_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("verdict", models.TextField(blank=True, default="")),
                ("opinion", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "cases_received_request",
                "indexes": [
                    models.Index(fields=["municipality_id", "due_on", "id"], name="cases_received_by_date")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_id", "sender_id", "request_id"),
                        name="cases_request_arrived_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
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
                ("completion", models.TextField()),
                ("for_process", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_consultation_round",
                "indexes": [models.Index(fields=["municipality_id", "case_id"], name="cases_round_of_case")],
            },
        ),
        tenancy.KeepTenantsApart("cases_authority_request"),
        tenancy.KeepTenantsApart("cases_consultation_round"),
        tenancy.KeepTenantsApart("cases_received_request"),
        tenancy.KeepTenantsApart("cases_party"),
        tenancy.KeepTenantsApart("cases_proposal"),
        tenancy.ReferenceInsideTenant("cases_consultation_round", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_authority_request", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_authority_request", "round_id", "cases_consultation_round"),
        tenancy.ReferenceInsideTenant("cases_clock", "request_id", "cases_authority_request"),
        tenancy.ReferenceInsideTenant("cases_party", "case_id", "cases_case"),
        tenancy.ReferenceInsideTenant("cases_proposal", "case_id", "cases_case"),
    ]
