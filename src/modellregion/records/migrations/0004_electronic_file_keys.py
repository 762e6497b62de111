"""Keys and indexes of the electronic file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_electronic_file_contents")]

    operations = [
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                fields=["municipality_id", "retain_until", "id"], name="records_file_retention"
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["municipality_id", "file_id", "id"], name="records_access_of_file"),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                fields=["municipality_id", "actor_id", "file_id"], name="records_access_by_actor"
            ),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(
                fields=["municipality_id", "document_id"], name="records_circulation_document"
            ),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_circulation_file"),
        ),
        migrations.AddIndex(
            model_name="circulationstep",
            index=models.Index(
                fields=["municipality_id", "circulation_id", "number"], name="records_step_order"
            ),
        ),
        migrations.AddIndex(
            model_name="circulationstep",
            index=models.Index(
                condition=models.Q(("state", "current")),
                fields=["municipality_id", "staff_id"],
                name="records_step_mine",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "staff_id"), name="records_clearance_once"
            ),
        ),
        migrations.AddIndex(
            model_name="disposalitem",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_disposal_of_file"),
        ),
        migrations.AddConstraint(
            model_name="disposalitem",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "file_id"), name="records_disposed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposedcontent",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "disposal_id", "sha256"), name="records_content_disposed_once"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["municipality_id", "owner_id", "due_on", "id"],
                name="records_follow_up_open",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_follow_up_of_file"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "staff_id"], name="records_grant_staff"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "unit_id"], name="records_grant_unit"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_grant_file"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_hold_of_file"),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(
                condition=models.Q(("filed_at", None)),
                fields=["municipality_id", "unit_id", "id"],
                name="records_intake_open",
            ),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(fields=["municipality_id", "sha256"], name="records_intake_content"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "file_id", "other_id"), name="records_link_once"
            ),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["municipality_id", "file_id"], name="records_part_of_file"),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "reference"), name="records_part_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannode",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "code"), name="records_plan_code_once"
            ),
        ),
        migrations.AddIndex(
            model_name="recordevent",
            index=models.Index(fields=["municipality_id", "file_id", "id"], name="records_event_of_file"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "document_id", "version", "role"), name="records_rendition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicenode",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "service"), name="records_service_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("municipality_id", "document_id", "number"), name="records_version_once"
            ),
        ),
    ]
