"""Tables: keys, trusted publishers, bundles, adoptions, own changes and scenarios, activations."""

from django.db import models

from modellregion.kernel.tenancy import TenantModel


class Bundle(models.Model):
    """A bundle of this installation as it was sealed, by the hash of its files; passed on unchanged."""

    hash = models.TextField(primary_key=True)
    package = models.TextField()
    version = models.TextField()
    publisher = models.TextField()
    key = models.TextField()
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "transfer_bundle"


class SigningKey(TenantModel):
    """The key with which a municipality signs what it publishes; the private half is sealed."""

    public = models.TextField()
    private = models.BinaryField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "transfer_signing_key"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id",), condition=models.Q(retired_at=None), name="transfer_one_key"
            ),
        )


class TrustedPublisher(TenantModel):
    """A publisher from whom a municipality takes packages, with the key a person compared."""

    publisher = models.TextField()
    key = models.TextField()
    agreed_by = models.TextField()
    agreed_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "transfer_trusted_publisher"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "publisher"), name="transfer_trusted_once"),
        )


class Adoption(TenantModel):
    """A municipality runs a package of somebody's: which version it goes by, from where, and how its slots are filled."""

    package = models.TextField()
    upstream_hash = models.TextField()
    publisher = models.TextField()
    key = models.TextField(blank=True, default="")
    origin = models.TextField(blank=True, default="")
    slots = models.JSONField(default=dict)
    adopted_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "transfer_adoption"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "package"), name="transfer_adopted_once"),
        )


class OwnChange(TenantModel):
    """One change of the overlay (Anpassung): path, before, after as tagged JSON; who made it why and when."""

    package = models.TextField()
    path = models.JSONField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    behind = models.TextField(null=True)
    reason = models.TextField()
    author_id = models.UUIDField(null=True)
    author = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "transfer_own_change"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "package", "path"), name="transfer_changed_once"
            ),
        )


class OwnScenario(TenantModel):
    """A scenario of the municipality's own, tried at every upgrade beside those of the package."""

    package = models.TextField()
    name = models.TextField()
    content = models.TextField()

    class Meta:
        """Table name and keys."""

        db_table = "transfer_own_scenario"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "package", "name"), name="transfer_scenario_once"
            ),
        )


class Activation(TenantModel):
    """A version goes live in a municipality on a day: the upstream's, with the overlay as it was then.

    States: planned, active, past, cancelled. ``report`` holds the sentences a person saw.
    """

    package = models.TextField()
    version = models.TextField()
    upstream_hash = models.TextField()
    version_hash = models.TextField()
    overlay = models.JSONField(default=list)
    starts_on = models.DateField()
    state = models.TextField()
    report = models.JSONField(default=list)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "transfer_activation"
        indexes = (
            models.Index(fields=("municipality_id", "package", "id"), name="transfer_activation_order"),
        )


class ScenarioOutcome(models.Model):
    """What the scenarios of a version gave, by the hash of its files; a version never changes, so it is played once."""

    hash = models.TextField(primary_key=True)
    lines = models.JSONField(default=list)
    tested_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "transfer_scenario_outcome"


class Withdrawal(models.Model):
    """A version that its publisher withdrew (Rückruf), here or in a catalogue this installation subscribes to.

    ``origin`` is the address of the subscribed catalogue, empty for one of this installation.
    """

    hash = models.TextField(primary_key=True)
    package = models.TextField()
    version = models.TextField()
    publisher = models.TextField()
    reason = models.TextField()
    law = models.TextField()
    law_date = models.DateField()
    effective_from = models.DateField()
    successor = models.TextField(blank=True, default="")
    origin = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "transfer_withdrawal"


class InstallationKey(models.Model):
    """The key with which this installation signs its catalogue; the private half is sealed. There is one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    public = models.TextField()
    private = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        """Table name and the one row."""

        db_table = "transfer_installation_key"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="transfer_one_installation"),)


class Subscription(models.Model):
    """The catalogue of another installation (Abonnement): its address, its pinned key, the last good index, what went wrong.

    ``offered_key`` is a key that the other side showed and nobody here has agreed to. ``is_checked``: somebody typed the
    address at the desk of the body ``added_for``, so only public addresses are asked. ``news`` is what the last pull that
    brought anything changed, since ``changed_at``.
    """

    address = models.TextField(primary_key=True)
    key = models.TextField()
    agreed_at = models.DateTimeField()
    index = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")
    offered_key = models.TextField(blank=True, default="")
    is_checked = models.BooleanField(default=False)
    added_for = models.UUIDField(null=True)
    agreed_by = models.TextField(blank=True, default="")
    news = models.JSONField(default=list)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        """Table name."""

        db_table = "transfer_subscription"


class Proposal(TenantModel):
    """A change proposal (Änderungsvorschlag) that a publisher received, as it was signed; states: open, accepted, declined.

    ``trial`` is what came of the last trial.
    """

    package = models.TextField()
    sha256 = models.TextField()
    proposer = models.TextField()
    content = models.BinaryField()
    state = models.TextField()
    answer = models.TextField(blank=True, default="")
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True, default="")
    trial = models.JSONField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "transfer_proposal"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "sha256"), name="transfer_proposed_once"),
        )


class SentProposal(TenantModel):
    """A change proposal that a municipality made, as it was signed, where it went, and what became of it there.

    ``address`` is that of the other installation, empty for a publisher of this one or when it was only saved as a file;
    ``status_path`` is where it says what became of it. States: saved, open, accepted, declined.
    """

    package = models.TextField()
    version = models.TextField()
    publisher = models.TextField()
    sha256 = models.TextField()
    content = models.BinaryField()
    address = models.TextField(blank=True, default="")
    status_path = models.TextField(blank=True, default="")
    reason = models.TextField()
    state = models.TextField()
    answer = models.TextField(blank=True, default="")
    problem = models.TextField(blank=True, default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "transfer_sent_proposal"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "sha256"), name="transfer_sent_once"),
        )


class Preparation(TenantModel):
    """An adoption or an upgrade being prepared (Vorbereitung): the sealed bundle, and what was said so far.

    ``said`` fills the slots by their ids; ``decisions`` answer conflicts; ``trial`` is what came of the last trial,
    ``impact`` what the upgrade would touch; ``withdrawal`` what the source said about one. Kept
    until it goes live or is given up, so that somebody else can go on.
    """

    package = models.TextField()
    version = models.TextField()
    content = models.BinaryField()
    origin = models.TextField()
    said = models.JSONField(default=dict)
    decisions = models.JSONField(default=list)
    trial = models.JSONField(null=True)
    impact = models.JSONField(null=True)
    withdrawal = models.TextField(blank=True, default="")
    begun_by = models.TextField()
    begun_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "transfer_preparation"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "package"), name="transfer_prepared_once"),
        )
