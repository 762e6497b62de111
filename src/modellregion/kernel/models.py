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


class DataKey(models.Model):
    """A key with which somebody's or something's data are sealed: a case, a draft, a file.

    ``holder`` is the id of what it belongs to; ``wrapped`` the key, sealed with the municipality's key ``kek``, which lies
    beside the database. To delete the row is to erase what it opens, wherever copies of that lie.
    """

    pk = models.CompositePrimaryKey("municipality_id", "holder", "id")
    municipality_id = models.UUIDField()
    holder = models.UUIDField()
    id = models.UUIDField()
    kek = models.TextField()
    wrapped = models.BinaryField()

    class Meta:
        """Table name and keys; the second index finds what a change of the municipality's key has left."""

        db_table = "kernel_data_key"
        indexes = (
            models.Index(fields=("municipality_id", "kek", "holder", "id"), name="kernel_data_key_by_kek"),
        )
