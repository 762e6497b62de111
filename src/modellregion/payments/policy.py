"""Permissions of the payments' room."""

from modellregion.kernel.context import Permission
from modellregion.region.api import Role


class Payments(Permission):
    """What staff may do with payments.

    ``SEE_OF_CASE``: whether the claims of one's own cases are paid. ``SEE``: all claims and the ledger. ``BOOK``: take cash,
    book statements, decide clearing items. ``REFUND``: pay back, reduce a claim. ``CLOSE_DAY``: close the day.
    """

    SEE_OF_CASE = "payments.see_of_case"
    SEE = "payments.see"
    BOOK = "payments.book"
    REFUND = "payments.refund"
    CLOSE_DAY = "payments.close_day"


GRANTS: dict[Permission, frozenset[Role]] = {
    Payments.SEE_OF_CASE: frozenset({Role.CLERK, Role.TEAM_LEAD, Role.AUDITOR, Role.CASHIER}),
    Payments.SEE: frozenset({Role.CASHIER, Role.AUDITOR}),
    Payments.BOOK: frozenset({Role.CASHIER}),
    Payments.REFUND: frozenset({Role.CASHIER}),
    Payments.CLOSE_DAY: frozenset({Role.CASHIER}),
}
