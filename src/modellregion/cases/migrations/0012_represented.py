"""Applications that are begun for somebody else: for whom, by whom, by which mandate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_views_of_every_list")]

    operations = [
        migrations.AddField("draft", "is_represented", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("held", "acting_id", models.UUIDField(null=True)),
        migrations.AddField("held", "principal_id", models.UUIDField(null=True)),
        migrations.AddField("held", "mandate_id", models.UUIDField(null=True)),
        migrations.AddField("held", "standing", models.BinaryField(null=True)),
        migrations.AddIndex(
            "held", models.Index(fields=["municipality_id", "mandate_id"], name="cases_held_by_mandate")
        ),
    ]
