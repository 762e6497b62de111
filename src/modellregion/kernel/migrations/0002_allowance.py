"""What is left of rate limits; unlogged, because losing it with a crash costs nothing and writing it ahead would."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("bucket", models.BinaryField(primary_key=True, serialize=False)),
                ("room", models.DurationField()),
                ("full_at", models.DateTimeField()),
                ("is_refused", models.BooleanField()),
            ],
            options={"db_table": "kernel_allowance"},
        ),
        migrations.RunSQL(
            "ALTER TABLE kernel_allowance SET UNLOGGED", reverse_sql="ALTER TABLE kernel_allowance SET LOGGED"
        ),
    ]
