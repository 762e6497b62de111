"""A letter's form for the long term says until when its last time-stamp can be judged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0010_lexemes"),)

    operations = (
        migrations.AddField(
            model_name="rendition", name="lasts_until", field=models.DateTimeField(null=True)
        ),
    )
