"""What a case is found by is kept as PostgreSQL compares it: made anew for each row that a list walks past, it cost the most."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_represented")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case ADD COLUMN lexemes tsvector "
            "GENERATED ALWAYS AS (strip(to_tsvector('simple', search))) STORED; "
            "DROP INDEX cases_search; "
            "CREATE INDEX cases_search ON cases_case USING gin (lexemes)",
            reverse_sql="DROP INDEX cases_search; ALTER TABLE cases_case DROP COLUMN lexemes; "
            "CREATE INDEX cases_search ON cases_case USING gin (to_tsvector('simple', search))",
        )
    ]
