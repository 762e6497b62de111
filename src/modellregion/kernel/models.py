"""The kernel's own tables."""

from django.db import models


class Counter(models.Model):
    """The last number of a series (Nummernkreis) of a tenant."""

    pk = models.CompositePrimaryKey("municipality_id", "series")
    municipality_id = models.UUIDField()
    series = models.TextField()
    last = models.BigIntegerField()

    class Meta:
        """Table name."""

        db_table = "kernel_counter"
