"""Tables: which figures a municipality has released, and the numbers as they were published."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Release(TenantModel):
    """A figure of a service that may be published."""

    service = models.TextField()
    figure = models.TextField()
    released_at = models.DateTimeField()
    released_by = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "opendata_release"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "service", "figure"), name="opendata_released_once"
            ),
        )


class PublishedCount(TenantModel):
    """The numbers of a figure in one period; ``cells`` is a list of values and count, as they may be shown."""

    service = models.TextField()
    figure = models.TextField()
    period = models.TextField()
    begins_on = models.DateField()
    version = models.TextField()
    fields = models.JSONField()
    cells = models.JSONField()
    rest = models.IntegerField()
    total = models.IntegerField(null=True)
    minimum = models.IntegerField()
    published_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "opendata_published_count"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "service", "figure", "period"), name="opendata_counted_once"
            ),
        )
