"""The inbox shows decided cases by their date, like open ones; without this index it reads all of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("cases", "0001_initial"),)

    operations = (
        migrations.RunSQL(
            "CREATE INDEX cases_decided_due ON cases_case (municipality_id, unit_id, coalesce(due_on, 'infinity'::date), id) "
            "WHERE closed_at IS NULL AND decided_at IS NOT NULL",
            reverse_sql="DROP INDEX cases_decided_due",
        ),
    )
