"""What files, documents and texts are found by is kept as PostgreSQL compares it (docs/decisions/0173)."""

from django.db import migrations

_INDEXES = {
    "records_file": "records_file_search",
    "records_document": "records_document_search",
    "records_document_text": "records_text_search",
}


def _kept(table: str, index: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD COLUMN lexemes tsvector "
        "GENERATED ALWAYS AS (strip(to_tsvector('simple', search))) STORED; "
        f"DROP INDEX {index}; CREATE INDEX {index} ON {table} USING gin (lexemes)",
        reverse_sql=f"DROP INDEX {index}; ALTER TABLE {table} DROP COLUMN lexemes; "
        f"CREATE INDEX {index} ON {table} USING gin (to_tsvector('simple', search))",
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0009_steps_by_substitutes")]

    operations = [
        *(_kept(table, index) for table, index in _INDEXES.items()),
        migrations.RunSQL(
            "CREATE INDEX records_file_of_no_case ON records_file (municipality_id, id) WHERE service = ''",
            reverse_sql="DROP INDEX records_file_of_no_case",
        ),
        migrations.RunSQL(
            "CREATE INDEX records_text_file ON records_document_text (municipality_id, file_id)",
            reverse_sql="DROP INDEX records_text_file",
        ),
    ]
