"""Sessions know their device and when the password was asked for; first passwords end; guessing is counted elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("region", "0004_sso")]

    operations = [
        migrations.RemoveField(model_name="staffmember", name="failed_logins"),
        migrations.RemoveField(model_name="staffmember", name="locked_until"),
        migrations.AddField(
            model_name="staffmember", name="first_password_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="staffsession", name="confirmed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="staffsession",
            name="device",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
