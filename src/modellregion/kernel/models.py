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


class Allowance(models.Model):
    """What is left of a rate limit: when the bucket is full again. Of the installation, not of a tenant; see ``limits``."""

    bucket = models.BinaryField(primary_key=True)
    room = models.DurationField()
    full_at = models.DateTimeField()
    is_refused = models.BooleanField()

    class Meta:
        """Table name."""

        db_table = "kernel_allowance"
