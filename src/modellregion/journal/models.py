"""Tables: entries and their words, the tree over them, checkpoints and what others say of them, keys, witnesses."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Entry(TenantModel):
    """An act (Journaleintrag), append only: all that its leaf says but the position."""

    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    action = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.UUIDField(null=True)
    is_public = models.BooleanField(default=False)
    commitment = models.BinaryField()

    class Meta:
        """Table name and keys."""

        db_table = "journal_entry"
        indexes = (models.Index(fields=("municipality_id", "subject_id", "id"), name="journal_of_subject"),)


class Words(TenantModel):
    """The words of an entry with the same id, sealed, and the salt of its commitment. Erased by ``journal_erase`` alone."""

    salt = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        """Table name."""

        db_table = "journal_words"


class Waiting(models.Model):
    """An entry that has no position yet: a queue of the whole installation, like that of the jobs, with ids only."""

    pk = models.CompositePrimaryKey("municipality", "entry")
    municipality = models.UUIDField()
    entry = models.UUIDField()

    class Meta:
        """Table name."""

        db_table = "journal_queue"


class LeafRow(models.Model):
    """The leaf at a position: which entry it is, and its hash. Append only."""

    pk = models.CompositePrimaryKey("municipality_id", "position")
    municipality_id = models.UUIDField()
    position = models.BigIntegerField()
    entry_id = models.UUIDField()
    hash = models.BinaryField()

    class Meta:
        """Table name and keys."""

        db_table = "journal_leaf"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "entry_id"), name="journal_entry_once"),
        )


class NodeRow(models.Model):
    """The hash of a perfect subtree, of every fourth level. Append only."""

    pk = models.CompositePrimaryKey("municipality_id", "level", "number")
    municipality_id = models.UUIDField()
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        """Table name."""

        db_table = "journal_node"


class Head(models.Model):
    """Where a municipality's tree ends: its size, and the hashes that the next leaf is added to."""

    municipality_id = models.UUIDField(primary_key=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)

    class Meta:
        """Table name."""

        db_table = "journal_head"


class CheckpointRow(models.Model):
    """A checkpoint as it was signed. Append only."""

    pk = models.CompositePrimaryKey("municipality_id", "size")
    municipality_id = models.UUIDField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "journal_checkpoint"


class Endorsement(TenantModel):
    """What somebody else says of a checkpoint: a witness's signature line, or a time-stamp. Append only."""

    size = models.BigIntegerField()
    kind = models.TextField()
    name = models.TextField()
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "journal_endorsement"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "size", "kind", "name"), name="journal_said_once"
            ),
        )


class KeyRow(TenantModel):
    """The public half of a key; the private one lies in the data folder."""

    public = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "journal_key"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id",), condition=models.Q(retired_at=None), name="journal_one_key"
            ),
        )


class WitnessRow(TenantModel):
    """Who is asked to sign our checkpoints too: a neighbour here (``body_id``), or an address elsewhere."""

    body_id = models.UUIDField(null=True)
    address = models.TextField(blank=True, default="")
    key = models.TextField()
    size = models.BigIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "journal_witness"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "key"), name="journal_witness_once"),
        )


class WatchedLog(TenantModel):
    """A journal whose checkpoints this municipality signs as a witness, under the key that was agreed on."""

    origin = models.TextField()
    key = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "journal_watched"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "origin"), name="journal_watched_once"),
        )


class Seen(TenantModel):
    """A checkpoint of another journal that this municipality has signed as a witness. Append only."""

    origin = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "journal_seen"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "origin", "size"), name="journal_seen_once"),
        )
