"""What a person has put away on their pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("region", "0001_initial"),)

    operations = (
        migrations.AddField(
            model_name="staffmember",
            name="put_away",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
    )
