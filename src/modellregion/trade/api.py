"""The trade office's face to other rooms."""

from modellregion.trade.operations import BusinessState
from modellregion.trade.queries import (
    BusinessRow,
    BusinessView,
    RegisterPage,
    business_view,
    propose_entries,
    search_register,
)

__all__ = [
    "BusinessRow",
    "BusinessState",
    "BusinessView",
    "RegisterPage",
    "business_view",
    "propose_entries",
    "search_register",
]
