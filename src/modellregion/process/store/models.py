"""Tables of running processes; the columns are the fields of ``process.rows``, plus tenant and case."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Instance(TenantModel):
    """A running process (Prozessinstanz) of a case; ``definition`` is the hash of its graph."""

    case_id = models.UUIDField()
    package_hash = models.TextField()
    definition = models.TextField()
    state = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(null=True)
    values = models.JSONField(default=dict)

    class Meta:
        """Table name and keys."""

        db_table = "process_instance"
        indexes = (models.Index(fields=("municipality_id", "case_id"), name="process_instance_case"),)


class InstanceRow(TenantModel):
    """A row that belongs to an instance."""

    instance_id = models.UUIDField()

    class Meta:
        """Columns only."""

        abstract = True


class Scope(InstanceRow):
    """A room tokens live in."""

    kind = models.TextField()
    level = models.TextField()
    node = models.TextField(null=True)
    parent_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    state = models.TextField()
    live = models.IntegerField(default=0)
    index = models.IntegerField(null=True)
    mi_total = models.IntegerField(default=0)
    mi_started = models.IntegerField(default=0)
    mi_done = models.IntegerField(default=0)
    values = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_scope"


class Token(InstanceRow):
    """Where a process stands."""

    scope_id = models.UUIDField()
    node = models.TextField()
    state = models.TextField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_token"


class WorkItem(InstanceRow):
    """A user task in somebody's inbox (Aufgabe)."""

    scope_id = models.UUIDField()
    token_id = models.UUIDField()
    node = models.TextField()
    title = models.TextField()
    role = models.TextField()
    form = models.TextField()
    due = models.TextField()
    state = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    assignee = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(null=True)
    outcome = models.TextField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_work_item"


class JoinArrival(models.Model):
    """A token that waits at a join."""

    pk = models.CompositePrimaryKey("municipality_id", "token_id")
    municipality_id = models.UUIDField()
    token_id = models.UUIDField()
    instance_id = models.UUIDField()
    scope_id = models.UUIDField()
    node = models.TextField()
    flow = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "process_join_arrival"
        indexes = (models.Index(fields=("municipality_id", "instance_id"), name="process_arrival_instance"),)


class Subscription(InstanceRow):
    """A message that is waited for."""

    scope_id = models.UUIDField()
    node = models.TextField()
    message = models.TextField()
    state = models.TextField()
    created_at = models.DateTimeField()
    token_id = models.UUIDField(null=True)
    correlation = models.TextField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_subscription"


class Job(InstanceRow):
    """Something to happen outside or later, or an incident that needs a person."""

    scope_id = models.UUIDField()
    node = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    token_id = models.UUIDField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.TextField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_job"


class Receipt(models.Model):
    """A message that was delivered."""

    pk = models.CompositePrimaryKey("municipality_id", "instance_id", "message_id")
    municipality_id = models.UUIDField()
    instance_id = models.UUIDField()
    message_id = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "process_receipt"


class Event(TenantModel):
    """What happened in a process, append only."""

    instance_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.TextField()
    node = models.TextField(null=True)
    scope_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    actor = models.TextField(null=True)
    reason = models.TextField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        """Table name and keys."""

        db_table = "process_event"
        indexes = (
            models.Index(fields=("municipality_id", "instance_id", "id"), name="process_event_instance"),
        )


class KeptMessage(TenantModel):
    """A message that came before anybody waited for it; deleted when it is delivered."""

    instance_id = models.UUIDField()
    message_id = models.TextField()
    message = models.TextField()
    correlation = models.TextField(null=True)
    values = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "process_kept_message"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "instance_id", "message_id"), name="process_kept_message_once"
            ),
        )


class Migration(TenantModel):
    """An order to move running instances to another version (Umstellung laufender Vorgänge): the plan as data."""

    source = models.TextField()
    target = models.TextField()
    source_package = models.TextField()
    target_package = models.TextField()
    nodes = models.JSONField(default=dict)
    reason = models.TextField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(blank=True, default="")
    ordered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "process_migration"
        indexes = (
            models.Index(fields=("municipality_id", "target_package", "id"), name="process_migration_target"),
        )


class MigrationResult(models.Model):
    """What became of one instance: moved, or left untouched with the reasons why."""

    pk = models.CompositePrimaryKey("municipality_id", "migration_id", "instance_id")
    municipality_id = models.UUIDField()
    migration_id = models.UUIDField()
    instance_id = models.UUIDField()
    case_id = models.UUIDField()
    is_moved = models.BooleanField()
    problems = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "process_migration_result"
