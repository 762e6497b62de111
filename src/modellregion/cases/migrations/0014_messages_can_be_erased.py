"""The words of a message can be erased when its case is disposed of: everything else of it stays as it was written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_lexemes")]

    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (text) ON cases_message TO modellregion_app",
            reverse_sql="REVOKE UPDATE (text) ON cases_message FROM modellregion_app",
        )
    ]
