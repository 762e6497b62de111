"""Withdraw a published version (Rückruf), because the law changed or it was wrong; subscribers learn of it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import get_body
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.errors import WithdrawalIncompleteError
from modellregion.transfer.models import Bundle, Withdrawal
from modellregion.transfer.policy import Transfer
from modellregion.transfer.withdrawals import WithdrawalNotice, withdrawal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalWish:
    """Why a version is withdrawn: a sentence, the law with its paragraph and date, from when, what to take instead."""

    reason: str
    law: str
    law_date: date
    effective_from: date
    successor: str = ""


def withdraw_package(ctx: Context, *, package: str, version: str, wish: WithdrawalWish) -> WithdrawalNotice:
    """Withdraw a version that the municipality has published.

    :raises NotFoundError: when the municipality has not published this version.
    :raises NotConfirmedError: when the person has not just proved who they are.
    :raises WithdrawalIncompleteError: without reason or law, or when the successor is not published.
    """
    ctx.authorise_confirmed(Transfer.PUBLISH)
    body = get_body(ctx.municipality)
    mine = Bundle.objects.filter(package=package, publisher=body.name if body else "")
    row = mine.filter(version=version).order_by("-stored_at").first()
    if row is None:
        raise NotFoundError(f"{body.name if body else ''} has not published {package} {version}.")
    reason, law = wish.reason.strip(), wish.law.strip()
    if not reason or not law:
        raise WithdrawalIncompleteError("Say why, and by which law with its paragraph.")
    if wish.successor and (wish.successor == version or not mine.filter(version=wish.successor).exists()):
        raise WithdrawalIncompleteError(
            f"Publish the successor {wish.successor} first.",
            user_message=_("Veröffentlichen Sie zuerst die Version, die stattdessen gelten soll."),
        )
    values = {
        "package": package,
        "version": version,
        "publisher": row.publisher,
        "reason": reason if reason.endswith((".", "!", "?")) else f"{reason}.",
        "law": law,
        "law_date": wish.law_date,
        "effective_from": wish.effective_from,
        "successor": wish.successor,
        "origin": "",
        "made_at": ctx.now(),
    }
    with tenant(ctx):
        Withdrawal.objects.update_or_create(hash=row.hash, defaults=values)
        _enter(ctx, "package_withdrawn", package, version)
    forget_catalogue()
    notice = withdrawal_of(row.hash)
    if notice is None:
        raise NotFoundError(row.hash)
    return notice


def take_withdrawal_back(ctx: Context, *, package: str, version: str) -> None:
    """Take a withdrawal back that was a mistake; subscribers learn of it at their next pull.

    :raises NotFoundError: when the municipality has withdrawn no such version.
    :raises NotConfirmedError: when the person has not just proved who they are.
    """
    ctx.authorise_confirmed(Transfer.PUBLISH)
    body = get_body(ctx.municipality)
    with tenant(ctx):
        mine = Withdrawal.objects.filter(
            package=package, version=version, publisher=body.name if body else "", origin=""
        )
        if not mine.delete()[0]:
            raise NotFoundError(f"{package} {version} is not withdrawn")
        _enter(ctx, "package_withdrawal_taken_back", package, version)
    forget_catalogue()


def _enter(ctx: Context, action: str, package: str, version: str) -> None:
    data = {"package": package, "version": version}
    append(ctx, NewEntry(Subject("body", ctx.municipality), action, data=data))
