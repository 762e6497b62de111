"""What the forms of the cashier's pages send: ids, ways of money."""

from uuid import UUID

from modellregion.kernel.errors import NotFoundError
from modellregion.payments.states import WAYS_BACK, Account


def identifier(text: str) -> UUID:
    """Return the id that was sent.

    :raises NotFoundError: when it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("no id") from None


def way_of(text: str) -> Account:
    """Return the way of money that was chosen; anything else is the bank's."""
    return next((way for way in WAYS_BACK if way == text), Account.BANK)
