"""Outcomes of scenarios, withdrawals, the installation's own key, subscriptions to other catalogues."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfer", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ScenarioOutcome",
            fields=[
                ("hash", models.TextField(primary_key=True, serialize=False)),
                ("lines", models.JSONField(default=list)),
                ("tested_at", models.DateTimeField()),
            ],
            options={"db_table": "transfer_scenario_outcome"},
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("hash", models.TextField(primary_key=True, serialize=False)),
                ("package", models.TextField()),
                ("version", models.TextField()),
                ("publisher", models.TextField()),
                ("reason", models.TextField()),
                ("law", models.TextField()),
                ("law_date", models.DateField()),
                ("effective_from", models.DateField()),
                ("successor", models.TextField(blank=True, default="")),
                ("origin", models.TextField(blank=True, default="")),
                ("made_at", models.DateTimeField()),
            ],
            options={"db_table": "transfer_withdrawal"},
        ),
        migrations.CreateModel(
            name="InstallationKey",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("public", models.TextField()),
                ("private", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "transfer_installation_key",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="transfer_one_installation")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("address", models.TextField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("agreed_at", models.DateTimeField()),
                ("index", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(null=True)),
                ("pulled_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True, default="")),
                ("offered_key", models.TextField(blank=True, default="")),
            ],
            options={"db_table": "transfer_subscription"},
        ),
    ]
