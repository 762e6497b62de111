"""The operations that service tasks of processes may call, by name: one list, to be read at a glance."""

from modellregion.cases.consulting.by_package import ask_by_process
from modellregion.cases.operations import (
    Operation,
    confirm_withdrawal,
    issue_notice,
    issue_rejection,
    notify_recipients,
)
from modellregion.trade.certifying import certify_entry
from modellregion.trade.operations import enter_register

OPERATIONS: dict[str, Operation] = {
    "notice.issue": issue_notice,
    "notice.issue-rejection": issue_rejection,
    "notice.confirm-withdrawal": confirm_withdrawal,
    "exchange.notify": notify_recipients,
    "consultation.ask": ask_by_process,
    "register.enter": enter_register,
    "register.certify": certify_entry,
}
