"""Tables: drafts, cases, messages, clocks, notices; the history is the journal's."""

from django.db import models

from modellregion.cases.consulting.models import AuthorityRequest, ReceivedRequest, Round
from modellregion.cases.notices.models import Consent, Delivery, Notice, RemedyClock, TextModule
from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel

__all__ = [
    "AdHocTask",
    "AuthorityRequest",
    "BulkAction",
    "Case",
    "Clock",
    "Consent",
    "Delivery",
    "Draft",
    "Held",
    "Message",
    "Notice",
    "Party",
    "Proposal",
    "ReceivedRequest",
    "RemedyClock",
    "Round",
    "TextModule",
]


class Draft(TenantModel):
    """An application being filled in (Entwurf), found by its access code alone.

    ``channel``, ``received_at`` and ``entered_by`` tell of one that staff type for somebody: how and when it really came.
    ``is_represented``: begun with an account for somebody else; for whom stands with what holds it.
    """

    code_digest = models.BinaryField()
    package = models.TextField()
    package_hash = models.TextField()
    content = SealedField()
    language = models.TextField(default="de")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    channel = models.TextField(default="portal")
    received_at = models.DateTimeField(null=True)
    entered_by = models.TextField(blank=True, default="")
    is_represented = models.BooleanField(db_default=False, default=False)
    case_id = models.UUIDField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_draft"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "code_digest"), name="cases_draft_code_once"),
        )
        indexes = (models.Index(fields=("municipality_id", "expires_at"), name="cases_draft_expiry"),)


class Case(TenantModel):
    """A case (Vorgang). ``search`` holds search keys, ``due_on`` the nearest statutory date."""

    number = models.TextField()
    package = models.TextField()
    package_hash = models.TextField()
    subject = models.TextField()
    search = models.TextField()
    state = models.TextField()
    unit_id = models.UUIDField()
    assignee_id = models.UUIDField(null=True)
    answers = SealedField()
    code_digest = models.BinaryField()
    file_id = models.UUIDField()
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    channel = models.TextField(default="portal")
    language = models.TextField(default="de")
    fee_cents = models.BigIntegerField(default=0)
    marks = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        """Table name and keys; the indexes of the inbox stand in the migration, because they are partial."""

        db_table = "cases_case"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "number"), name="cases_number_once"),
            models.UniqueConstraint(fields=("municipality_id", "code_digest"), name="cases_code_once"),
        )


class Held(TenantModel):
    """A draft or case that somebody holds by an account (über ein Konto gestellt): a second way to it, beside its code.

    ``code`` is hidden with a key beside the database; ``origins``, sealed: what the account filled in, and how sure it
    was. ``is_beginning``: it was begun by this login, not only added to the account afterwards. ``standing``, sealed: for
    whom it was begun, when for somebody else; ``acting_id`` is the account of the person who did, ``mandate_id`` by which.
    """

    account_id = models.UUIDField(null=True)
    code_digest = models.BinaryField()
    code = models.BinaryField()
    profile = models.TextField()
    level = models.IntegerField()
    origins = SealedField()
    since = models.DateTimeField()
    is_beginning = models.BooleanField()
    acting_id = models.UUIDField(null=True)
    principal_id = models.UUIDField(null=True)
    mandate_id = models.UUIDField(null=True)
    standing = SealedField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_held"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "code_digest", "account_id"), name="cases_held_once"
            ),
        )
        indexes = (
            models.Index(fields=("municipality_id", "account_id", "id"), name="cases_held_by_account"),
            models.Index(fields=("municipality_id", "mandate_id"), name="cases_held_by_mandate"),
        )


class Message(TenantModel):
    """A question of the office or an answer of the applicant; the text is sealed."""

    case_id = models.UUIDField()
    at = models.DateTimeField()
    is_from_office = models.BooleanField()
    author = models.TextField(blank=True, default="")
    text = SealedField(holder="case_id")

    class Meta:
        """Table name and keys."""

        db_table = "cases_message"
        indexes = (models.Index(fields=("municipality_id", "case_id", "id"), name="cases_message_of_case"),)


class Clock(TenantModel):
    """A statutory clock (Fristenuhr) of a case or of a request to another authority, driven by a dated rule of law.

    ``course`` is empty while nothing happened to it but its start; else what ``deadlines`` keeps, sealed, because reasons
    are words about people. ``effect_on``: the first day on which the effect of its rule holds.
    """

    case_id = models.UUIDField()
    request_id = models.UUIDField(null=True)
    rule = models.TextField()
    started_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    effect_on = models.DateField(null=True)
    course = SealedField(holder="case_id", null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_clock"
        indexes = (models.Index(fields=("municipality_id", "case_id"), name="cases_clock_of_case"),)


class AdHocTask(TenantModel):
    """Work that no process model foresaw (Ad-hoc-Aufgabe): added by hand to an open case; texts are sealed."""

    case_id = models.UUIDField()
    title = SealedField(holder="case_id")
    state = models.TextField()
    assignee_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True, default="")
    result = SealedField(holder="case_id", default=bytes)

    class Meta:
        """Table name and keys."""

        db_table = "cases_ad_hoc_task"
        indexes = (
            models.Index(fields=("municipality_id", "case_id", "id"), name="cases_ad_hoc_task_of_case"),
        )


class BulkAction(TenantModel):
    """Many cases assigned at once (Sammelaktion). ``before``: per case who had it where, so that it can be undone."""

    staff_id = models.UUIDField()
    at = models.DateTimeField()
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "cases_bulk_action"


class Party(TenantModel):
    """Somebody who takes part in a case beside the people of the application (Beteiligte, § 13 VwVfG); ``content`` is sealed.

    ``role``: representative, guardian, recipient …; ``represents`` is the row of the people represented, all when empty.
    """

    case_id = models.UUIDField()
    role = models.TextField()
    mandate = models.TextField(blank=True, default="")
    represents = models.IntegerField(null=True)
    content = SealedField(holder="case_id")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by = models.TextField(blank=True, default="")
    ended_by = models.TextField(blank=True, default="")

    class Meta:
        """Table name and keys."""

        db_table = "cases_party"
        indexes = (models.Index(fields=("municipality_id", "case_id", "id"), name="cases_party_of_case"),)


class Proposal(TenantModel):
    """A decision that waits for a second person (Vier-Augen-Prinzip); ``content`` and ``remark`` are sealed."""

    case_id = models.UUIDField()
    action = models.TextField()
    content = SealedField(holder="case_id")
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField(null=True)
    proposed_by = models.TextField(blank=True, default="")
    state = models.TextField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True, default="")
    remark = SealedField(holder="case_id", null=True)

    class Meta:
        """Table name and keys: one proposal waits at a time."""

        db_table = "cases_proposal"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "case_id"),
                condition=models.Q(state="open"),
                name="cases_proposal_one_open",
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "case_id", "id"), name="cases_proposal_of_case"),)
