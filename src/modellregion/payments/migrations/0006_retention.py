"""How long payment data are kept, and when they were erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_several_claims_one_payment")]

    operations = [
        migrations.AddField("settings", "kept_years", models.IntegerField(default=8)),
        migrations.AddField("claim", "erased_on", models.DateField(null=True)),
        migrations.AddField("mandate", "erased_on", models.DateField(null=True)),
        migrations.AddField("statement", "erased_on", models.DateField(null=True)),
    ]
