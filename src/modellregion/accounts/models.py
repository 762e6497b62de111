"""Tables: connections to identity providers, logins, used assertions, accounts, sessions; members and mandates."""

from django.db import models

from modellregion.kernel.sealed_fields import SealedField
from modellregion.kernel.tenancy import TenantModel


class Connection(TenantModel):
    """How a municipality is connected to an identity provider (Anbindung), one a profile.

    ``entity_id`` is the municipality's own name there and never changes: people's pseudonyms hang on it.
    """

    profile = models.TextField()
    entity_id = models.TextField()
    provider_entity_id = models.TextField()
    sso_url = models.TextField()
    certificates = models.TextField()
    online_service = models.TextField(blank=True, default="")
    is_production = models.BooleanField(default=True)
    is_simulated = models.BooleanField(default=False)
    signs_response = models.BooleanField(default=True)
    signs_assertion = models.BooleanField(default=True)
    is_pss = models.BooleanField(default=True)
    set_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "accounts_connection"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "profile"), name="accounts_connection_once"),
        )


class Login(TenantModel):
    """A login under way: what was asked, and the browser that asked; digests only of what the browser holds."""

    profile = models.TextField()
    request_id = models.TextField()
    relay_digest = models.BinaryField()
    browser_digest = models.BinaryField()
    level = models.IntegerField()
    target = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "accounts_login"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "relay_digest"), name="accounts_login_once"),
        )


class UsedAssertion(TenantModel):
    """An assertion that opened a session; it opens no second one."""

    digest = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "accounts_used_assertion"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "digest"), name="accounts_assertion_once"),
        )


class Account(TenantModel):
    """An account (Nutzerkonto) at this municipality: who issued it, and the pseudonym the issuer gave it here.

    ``facts`` is what the account said at the last login, sealed.
    """

    profile = models.TextField()
    issuer = models.TextField()
    subject = models.TextField()
    facts = SealedField()
    level = models.IntegerField()
    created_at = models.DateTimeField()
    last_login_at = models.DateTimeField()

    class Meta:
        """Table name and keys: never an e-mail address among them."""

        db_table = "accounts_account"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "issuer", "subject"), name="accounts_account_once"
            ),
        )


class AccountSession(TenantModel):
    """Somebody who is logged in; without an account when the login was a temporary one (einmalige Anmeldung)."""

    token_digest = models.BinaryField()
    account_id = models.UUIDField(null=True)
    profile = models.TextField()
    level = models.IntegerField()
    facts = SealedField()
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        """Table name and keys."""

        db_table = "accounts_session"
        constraints = (
            models.UniqueConstraint(fields=("municipality_id", "token_digest"), name="accounts_session_once"),
        )
        indexes = (
            models.Index(fields=("municipality_id", "account_id"), name="accounts_session_of_account"),
        )


class Member(TenantModel):
    """Somebody who acts for an organisation account (Mitglied eines Organisationskontos): by an account of their own.

    While invited, ``account_id`` is empty and ``code_digest`` names the code of the invitation.
    """

    organisation_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    role = models.TextField()
    label = SealedField(holder="organisation_id")
    code_digest = models.BinaryField(null=True)
    code_expires_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField()
    since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys: an account is a member once at a time."""

        db_table = "accounts_member"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "organisation_id", "account_id"),
                condition=models.Q(ended_at=None),
                name="accounts_member_once",
            ),
            models.UniqueConstraint(
                fields=("municipality_id", "code_digest"), name="accounts_member_code_once"
            ),
        )
        indexes = (models.Index(fields=("municipality_id", "account_id"), name="accounts_member_by_account"),)


class Mandate(TenantModel):
    """A mandate (Vollmacht, § 14 Abs. 1 VwVfG): the agent's account may file for the principal.

    ``principal_id`` is empty when the agent declared the mandate and the principal has no account here; ``agent_id`` is
    empty until the code of ``code_digest`` was taken. ``content``, sealed: names, address, document. No ``services``: all.
    """

    principal_id = models.UUIDField(null=True)
    agent_id = models.UUIDField(null=True)
    content = SealedField()
    services = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_declared = models.BooleanField()
    shares_facts = models.BooleanField()
    code_digest = models.BinaryField(null=True)
    code_expires_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "accounts_mandate"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "code_digest"), name="accounts_mandate_code_once"
            ),
        )
        indexes = (
            models.Index(fields=("municipality_id", "principal_id"), name="accounts_mandate_by_principal"),
            models.Index(fields=("municipality_id", "agent_id"), name="accounts_mandate_by_agent"),
        )


class FormerHolding(TenantModel):
    """An application that a former account held (Servicekonto.NRW), kept until its owner takes it over; then it is deleted.

    Of the e-mail address only a digest, of the code what only the key beside the database opens. ``asked_by``: the account
    that wants it; ``address``, sealed, is where the code of ``confirm_digest`` goes.
    """

    email_digest = models.BinaryField()
    code_digest = models.BinaryField()
    code = models.BinaryField()
    imported_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    address = SealedField(null=True)
    confirm_digest = models.BinaryField(null=True)
    confirm_until = models.DateTimeField(null=True)

    class Meta:
        """Table name and keys."""

        db_table = "accounts_former_holding"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality_id", "email_digest", "code_digest"), name="accounts_former_once"
            ),
        )
