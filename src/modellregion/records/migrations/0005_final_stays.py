"""Tenants apart, references inside them, search by words; and the database itself keeps final documents from changing."""

from typing import Any

from django.db import migrations

from modellregion.forms.api import search_key
from modellregion.kernel import tenancy

TABLES = {
    "records_plan_node": False,
    "records_service_node": False,
    "records_grant": False,
    "records_clearance": False,
    "records_part": False,
    "records_version": False,
    "records_rendition": False,
    "records_document_text": False,
    "records_link": False,
    "records_follow_up": False,
    "records_intake": False,
    "records_circulation": False,
    "records_circulation_step": False,
    "records_hold": False,
    "records_disposal": False,
    "records_disposal_item": False,
    "records_disposed_content": False,
    "records_event": True,
    "records_access": True,
}
REFERENCES = (
    ("records_plan_node", "parent_id", "records_plan_node"),
    ("records_service_node", "node_id", "records_plan_node"),
    ("records_grant", "node_id", "records_plan_node"),
    ("records_grant", "file_id", "records_file"),
    ("records_file", "node_id", "records_plan_node"),
    ("records_part", "file_id", "records_file"),
    ("records_part", "parent_id", "records_part"),
    ("records_document", "part_id", "records_part"),
    ("records_document", "parent_id", "records_document"),
    ("records_version", "document_id", "records_document"),
    ("records_rendition", "document_id", "records_document"),
    ("records_document_text", "file_id", "records_file"),
    ("records_link", "file_id", "records_file"),
    ("records_link", "other_id", "records_file"),
    ("records_follow_up", "file_id", "records_file"),
    ("records_circulation", "document_id", "records_document"),
    ("records_circulation_step", "circulation_id", "records_circulation"),
    ("records_hold", "file_id", "records_file"),
    ("records_disposal_item", "disposal_id", "records_disposal"),
    ("records_disposed_content", "disposal_id", "records_disposal"),
)
FINAL_STAYS = """
CREATE FUNCTION records_final_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'final' AND (
        NEW.state <> 'final' OR NEW.version <> OLD.version OR NEW.file_id <> OLD.file_id OR NEW.kind <> OLD.kind
        OR NEW.title <> OLD.title OR NEW.direction <> OLD.direction OR NEW.name <> OLD.name
        OR NEW.media_type <> OLD.media_type OR NEW.created_at <> OLD.created_at OR NEW.created_by <> OLD.created_by
        OR NEW.message_id <> OLD.message_id OR (OLD.sha256 <> '' AND (NEW.sha256 <> OLD.sha256 OR NEW.bytes <> OLD.bytes))
    ) THEN
        RAISE EXCEPTION 'document % is final', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_final_stays BEFORE UPDATE ON records_document FOR EACH ROW EXECUTE FUNCTION records_final_stays();
"""
FINAL_IS_KEPT = """
-- A file may go when it is closed, its date is over, nothing holds it, nobody looks into it again, and it is decided:
-- destroyed after a second person agreed, or handed over and confirmed by the archive.
CREATE FUNCTION records_may_go(municipality uuid, file uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM records_file f
        JOIN records_disposal_item i ON (i.municipality_id, i.file_id) = (f.municipality_id, f.id)
        WHERE f.municipality_id = municipality AND f.id = file
          AND f.closed_at IS NOT NULL AND f.retain_until < CURRENT_DATE
          AND i.confirmed_at IS NOT NULL AND i.decision IN ('A', 'V')
          AND (i.decision = 'V' OR i.transferred_at IS NOT NULL)
    ) AND NOT EXISTS (
        SELECT 1 FROM records_hold h WHERE h.municipality_id = municipality AND h.file_id = file AND h.lifted_at IS NULL
    ) AND NOT EXISTS (
        SELECT 1 FROM records_follow_up u WHERE u.municipality_id = municipality AND u.file_id = file AND u.done_at IS NULL
    )
$$;
CREATE FUNCTION records_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_file uuid := CASE WHEN TG_TABLE_NAME = 'records_file' THEN OLD.id ELSE (to_jsonb(OLD) ->> 'file_id')::uuid END;
    the_document uuid := (to_jsonb(OLD) ->> CASE WHEN TG_TABLE_NAME = 'records_document' THEN 'id' ELSE 'document_id' END)::uuid;
BEGIN
    IF TG_TABLE_NAME <> 'records_file' AND EXISTS (
        SELECT 1 FROM records_document d
        WHERE d.municipality_id = OLD.municipality_id AND d.id = the_document AND d.state = 'draft'
    ) THEN
        RETURN OLD;
    END IF;
    IF NOT records_may_go(OLD.municipality_id, the_file) THEN
        RAISE EXCEPTION 'file % is kept', the_file USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER records_is_kept BEFORE DELETE ON records_file FOR EACH ROW EXECUTE FUNCTION records_is_kept();
CREATE TRIGGER records_is_kept BEFORE DELETE ON records_document FOR EACH ROW EXECUTE FUNCTION records_is_kept();
CREATE TRIGGER records_is_kept BEFORE DELETE ON records_version FOR EACH ROW EXECUTE FUNCTION records_is_kept();
CREATE TRIGGER records_is_kept BEFORE DELETE ON records_rendition FOR EACH ROW EXECUTE FUNCTION records_is_kept();
REVOKE UPDATE ON records_version, records_rendition FROM modellregion_app;
"""
UNDO = """
DROP TRIGGER records_final_stays ON records_document;
DROP FUNCTION records_final_stays();
DROP TRIGGER records_is_kept ON records_file;
DROP TRIGGER records_is_kept ON records_document;
DROP TRIGGER records_is_kept ON records_version;
DROP TRIGGER records_is_kept ON records_rendition;
DROP FUNCTION records_is_kept();
DROP FUNCTION records_may_go(uuid, uuid);
"""


def fill_search(_apps: Any, schema_editor: Any) -> None:
    """Give the files that are there their search keys, tenant by tenant: row-level security binds the owner, too."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM region_body")
        for (body,) in cursor.fetchall():
            cursor.execute("SELECT set_config(%s, %s, true)", [tenancy.SETTING, str(body)])
            cursor.execute(
                "SELECT id, reference, subject FROM records_file WHERE municipality_id = %s", [body]
            )
            rows = [
                (search_key(f"{reference} {subject}"), body, file)
                for file, reference, subject in cursor.fetchall()
            ]
            cursor.executemany(
                "UPDATE records_file SET search = %s WHERE municipality_id = %s AND id = %s", rows
            )
        cursor.execute("SELECT set_config(%s, '', true)", [tenancy.SETTING])


class Migration(migrations.Migration):
    dependencies = [("records", "0004_electronic_file_keys"), ("region", "0001_initial")]

    operations = [
        *[tenancy.KeepTenantsApart(table, append_only=append_only) for table, append_only in TABLES.items()],
        *[tenancy.ReferenceInsideTenant(*reference) for reference in REFERENCES],
        migrations.RunPython(fill_search, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE INDEX records_file_search ON records_file USING gin (to_tsvector('simple', search))",
            reverse_sql="DROP INDEX records_file_search",
        ),
        migrations.RunSQL(
            "CREATE INDEX records_text_search ON records_document_text USING gin (to_tsvector('simple', search))",
            reverse_sql="DROP INDEX records_text_search",
        ),
        migrations.RunSQL(
            "CREATE INDEX records_plan_path ON records_plan_node USING gin (path)",
            reverse_sql="DROP INDEX records_plan_path",
        ),
        migrations.RunSQL(FINAL_STAYS + FINAL_IS_KEPT, reverse_sql=UNDO),
    ]
