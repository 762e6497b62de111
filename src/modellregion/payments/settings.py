"""A municipality's bank account and payment provider: checked when they are set, read whenever something is to be paid."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.errors import PaymentSettingsError, PaymentsNotSetUpError
from modellregion.payments.models import Settings
from modellregion.payments.references import plain_holder

NOTICE_DAYS = 14
"""Days between the pre-notification and the debit where nothing else is agreed (SEPA Core rulebook, AT-T025)."""
_CREDITOR_ID = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
GRACE_DAYS = 14
KEPT_YEARS = 8
"""Names, accounts and addresses of payers are kept for so many full years at least (decision 199)."""
MOST_KEPT_YEARS = 30
MOST_NOTICE_DAYS = 90
GERMAN_CREDITOR_ID = 18
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where transfers go (Bankverbindung), and in ``counter`` where and when cash is taken.

    ``creditor_id`` (Gläubiger-Identifikationsnummer) lets direct debits be collected, announced ``notice_days`` before.
    A plan of instalments ends when one is open for more than ``grace_days``. Payers' data are erased after ``kept_years``.
    """

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""
    counter: str = ""
    creditor_id: str = ""
    notice_days: int = NOTICE_DAYS
    grace_days: int = GRACE_DAYS
    kept_years: int = KEPT_YEARS

    @property
    def shown_iban(self) -> str:
        """The IBAN in groups of four, as it is printed."""
        return " ".join(self.iban[start : start + 4] for start in range(0, len(self.iban), 4))


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A payment provider that speaks XBezahldienste 1.0. Secrets are named by file, never held.

    ``auth`` is ``oauth`` (client credentials: ``token_address``, ``client``, ``secret_file``) or ``mtls``
    (``certificate_file`` and ``key_file``, PEM). ``ca_file`` replaces the system's trusted certificates.
    """

    name: str
    address: str
    originator: str
    endpoint: str
    auth: str
    token_address: str = ""
    client: str = ""
    secret_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    booking: Mapping[str, str] | None = None


def configure_payments(ctx: Context, *, account: BankAccount, provider: ProviderSettings | None) -> bool:
    """Set bank account and provider; return whether anything changed. Called with the operator's file.

    :raises PaymentSettingsError: when one of them cannot be used.
    """
    checked = check_account(account)
    check_provider(provider)
    values = {**asdict(checked), "provider": asdict(provider) if provider else {}}
    with tenant(ctx):
        row = Settings.objects.select_for_update().filter(municipality_id=ctx.municipality).first()
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return False
        if row is None:
            row = Settings(municipality_id=ctx.municipality, id=new_id())
            row.updated_at = ctx.now()
            for name, value in values.items():
                setattr(row, name, value)
            row.save(force_insert=True)
        else:
            Settings.objects.filter(municipality_id=ctx.municipality).update(**values, updated_at=ctx.now())
        append(ctx, NewEntry(Subject("payments", row.id), "payments_set", data=values))
    return True


def check_account(account: BankAccount) -> BankAccount:
    """Return the account with its IBAN checked and written without blanks.

    :raises PaymentSettingsError: when IBAN or BIC is none, or the holder is missing.
    """
    try:
        iban = IBAN(account.iban)
        bic = str(BIC(account.bic)) if account.bic else ""
    except SchwiftyException as error:
        raise PaymentSettingsError(
            f"The bank account {account.iban} {account.bic} is not valid: {error}"
        ) from error
    if not account.holder.strip():
        raise PaymentSettingsError("The bank account has no holder.")
    creditor_id = "".join(account.creditor_id.upper().split())
    if creditor_id and not is_creditor_id(creditor_id):
        raise PaymentSettingsError(
            f"The creditor identifier {account.creditor_id} is not valid; its check digits do not fit."
        )
    if not 1 <= account.notice_days <= MOST_NOTICE_DAYS:
        raise PaymentSettingsError("Direct debits are announced 1 to 90 days before (notice_days).")
    if not 0 <= account.grace_days <= MOST_NOTICE_DAYS:
        raise PaymentSettingsError("An instalment may be late by 0 to 90 days (grace_days).")
    if not KEPT_YEARS <= account.kept_years <= MOST_KEPT_YEARS:
        raise PaymentSettingsError(
            f"Payers' data are kept for {KEPT_YEARS} to {MOST_KEPT_YEARS} years (kept_years): longer, never shorter than the law."
        )
    return replace(
        account, holder=plain_holder(account.holder), iban=str(iban), bic=bic, creditor_id=creditor_id
    )


def is_creditor_id(text: str) -> bool:
    """Tell whether a text without blanks is a creditor identifier: its check digits leave the three signs of the branch out.

    EPC262-08: country, two check digits (ISO 7064 MOD 97-10), three signs of the creditor's own, national number; the German
    one has 18 signs.
    """
    if not _CREDITOR_ID.fullmatch(text) or (text.startswith("DE") and len(text) != GERMAN_CREDITOR_ID):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[7:] + text[:4])) % 97 == 1


def check_provider(provider: ProviderSettings | None) -> None:
    """Check that a provider can be asked with these settings.

    :raises PaymentSettingsError: when not; the message says what is missing.
    """
    if provider is None:
        return
    needed = {
        "oauth": ("token_address", "client", "secret_file"),
        "mtls": ("certificate_file", "key_file"),
    }.get(provider.auth)
    if needed is None:
        raise PaymentSettingsError('The provider\'s auth is "oauth" or "mtls".')
    for name in ("name", "address", "originator", "endpoint", *needed):
        if not getattr(provider, name):
            raise PaymentSettingsError(f"The provider's {name} is missing; {provider.auth} needs it.")
    for address in filter(None, (provider.address, provider.token_address)):
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise PaymentSettingsError(f"The provider's address {address} must begin with https://.")
    for name in ("originator", "endpoint"):
        text = getattr(provider, name)
        if len(text) > 36 or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in text):
            raise PaymentSettingsError(
                f"The provider's {name} may hold letters, digits, - and _, at most 36."
            )


def can_be_paid(ctx: Context) -> bool:
    """Tell whether the municipality takes payments here."""
    return _row(ctx) is not None


def is_set_up(ctx: Context) -> bool:
    """Tell whether something can be paid here. Inside a ``tenant`` block."""
    return Settings.objects.filter(municipality_id=ctx.municipality).exists()


def bank_account(ctx: Context) -> BankAccount:
    """Return the account that transfers go to.

    :raises PaymentsNotSetUpError: when there is none.
    """
    row = _row(ctx)
    if row is None:
        raise PaymentsNotSetUpError("no bank account")
    return _account(row)


def _account(row: Settings) -> BankAccount:
    return BankAccount(
        row.holder,
        row.iban,
        row.bic,
        row.bank,
        row.counter,
        row.creditor_id,
        row.notice_days,
        row.grace_days,
        row.kept_years,
    )


def provider_settings(ctx: Context) -> ProviderSettings | None:
    """Return the provider of this municipality, if it has one."""
    row = _row(ctx)
    return ProviderSettings(**row.provider) if row is not None and row.provider else None


def _row(ctx: Context) -> Settings | None:
    with tenant(ctx):
        return Settings.objects.filter(municipality_id=ctx.municipality).first()


def is_own_iban(ctx: Context, iban: str) -> bool:
    """Tell whether an IBAN is this municipality's."""
    return "".join(iban.split()) == bank_account(ctx).iban
