"""A step of a circulation says whether a substitute did it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0008_fetched_mail"),)

    operations = (
        migrations.AddField(
            model_name="circulationstep",
            name="by_substitute",
            field=models.BooleanField(db_default=False, default=False),
        ),
    )
