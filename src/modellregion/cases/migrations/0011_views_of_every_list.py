"""Kept views are the region's now: the table was renamed there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("cases", "0010_held"), ("region", "0003_saved_views"))

    operations = (
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="SavedView")]),
    )
