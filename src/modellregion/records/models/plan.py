"""Tables: the file plan (Aktenplan), which service files where, and who may see what."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from modellregion.kernel.tenancy import TenantModel


class PlanNode(TenantModel):
    """A unit of the file plan (Aktenplaneinheit).

    ``path`` holds the ids from the root down to this node, ``level`` the highest confidentiality on that path.
    ``retention_years`` counts from the end of the year of closure, None is for ever; ``result_years`` has other periods
    by result. ``disposal`` is xdomea's Aussonderungsart: A archive, B appraise, V destroy.
    """

    parent_id = models.UUIDField(null=True)
    code = models.TextField()
    title = models.TextField()
    path = ArrayField(models.UUIDField())
    reference_pattern = models.TextField(blank=True, default="")
    retention_years = models.SmallIntegerField(null=True)
    result_years = models.JSONField(default=dict)
    disposal = models.TextField(default="B")
    confidentiality = models.SmallIntegerField(default=0)
    level = models.SmallIntegerField(default=0)
    valid_from = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "records_plan_node"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "code"), name="records_plan_code_once"),
        )


class ServiceNode(TenantModel):
    """Where the files of a service's cases lie."""

    service = models.TextField()
    node_id = models.UUIDField()

    class Meta:
        """Table name and keys."""

        db_table = "records_service_node"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "service"), name="records_service_once"),
        )


class Grant(TenantModel):
    """A right (see, or work) on a node and all below it, or on one file; for a unit or a person, perhaps until a day."""

    node_id = models.UUIDField(null=True)
    file_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    staff_id = models.UUIDField(null=True)
    right = models.TextField()
    ends_on = models.DateField(null=True)
    reason = models.TextField()
    granted_at = models.DateTimeField()
    granted_by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "records_grant"
        indexes = (
            models.Index(fields=("municipality_id", "staff_id"), name="records_grant_staff"),
            models.Index(fields=("municipality_id", "unit_id"), name="records_grant_unit"),
            models.Index(fields=("municipality_id", "file_id"), name="records_grant_file"),
        )


class Clearance(TenantModel):
    """Up to which confidentiality a person may see (Ermächtigung). Nobody needs one for what is open."""

    staff_id = models.UUIDField()
    level = models.SmallIntegerField()

    class Meta:
        """Table name and keys."""

        db_table = "records_clearance"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "staff_id"), name="records_clearance_once"),
        )
