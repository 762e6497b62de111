"""What ``modellregion doctor`` asks of a municipality's payments: the account, and whether the provider answers."""

from uuid import UUID

from modellregion.kernel.context import system_context
from modellregion.payments.errors import PaymentSettingsError, PaymentsNotSetUpError
from modellregion.payments.online import provider_of
from modellregion.payments.providers.answers import ProviderError
from modellregion.payments.settings import bank_account, check_account, check_provider, provider_settings


def payment_trouble(municipality: UUID) -> str | None:
    """Return what is wrong with a municipality's payments, "" when all is well, None when none are set up."""
    ctx = system_context(municipality)
    try:
        check_account(bank_account(ctx))
        provider = provider_settings(ctx)
        check_provider(provider)
        if provider is not None and not provider_of(ctx).is_ready():
            return f"The payment provider {provider.name} at {provider.address} does not answer."
    except PaymentsNotSetUpError:
        return None
    except (PaymentSettingsError, ProviderError) as error:
        return str(error)
    return ""
