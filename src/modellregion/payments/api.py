"""The payments' face to other rooms."""

from modellregion.payments.baskets import open_claims
from modellregion.payments.claims import (
    NewClaim,
    Position,
    change_code_of_claims,
    question_claims,
    raise_claim,
    take_cash,
)
from modellregion.payments.errors import PaymentSettingsError
from modellregion.payments.letters import receipt_pdf
from modellregion.payments.pages.basket import add_to_basket
from modellregion.payments.queries import ClaimView, ToPay, claim_to_pay, claims_of_case, to_pay
from modellregion.payments.settings import (
    GRACE_DAYS,
    KEPT_YEARS,
    NOTICE_DAYS,
    BankAccount,
    ProviderSettings,
    can_be_paid,
    configure_payments,
    provider_settings,
)
from modellregion.payments.states import CLAIM_STATE_NAMES, ClaimState, Trouble

__all__ = [
    "CLAIM_STATE_NAMES",
    "GRACE_DAYS",
    "KEPT_YEARS",
    "NOTICE_DAYS",
    "BankAccount",
    "ClaimState",
    "ClaimView",
    "NewClaim",
    "PaymentSettingsError",
    "Position",
    "ProviderSettings",
    "ToPay",
    "Trouble",
    "add_to_basket",
    "can_be_paid",
    "change_code_of_claims",
    "claim_to_pay",
    "claims_of_case",
    "configure_payments",
    "open_claims",
    "provider_settings",
    "question_claims",
    "raise_claim",
    "receipt_pdf",
    "take_cash",
    "to_pay",
]
