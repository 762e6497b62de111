"""The trade office's face to other rooms."""

from modellregion.trade.certifying import EntryNotChosenError, check_choice
from modellregion.trade.entries import BusinessRow, BusinessState
from modellregion.trade.identifying import NEW_ENTRY, Proposal, choice_name, propose_entries
from modellregion.trade.queries import BusinessView, RegisterPage, business_view, search_register

__all__ = [
    "NEW_ENTRY",
    "BusinessRow",
    "BusinessState",
    "BusinessView",
    "EntryNotChosenError",
    "Proposal",
    "RegisterPage",
    "business_view",
    "check_choice",
    "choice_name",
    "propose_entries",
    "search_register",
]
