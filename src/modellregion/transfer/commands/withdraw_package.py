"""Withdraw a published version (Rückruf), because the law changed or it was wrong; subscribers learn of it."""

from dataclasses import dataclass
from datetime import date

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
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
    :raises WithdrawalIncompleteError: without reason or law, or when the successor is not published.
    """
    ctx.authorise(Transfer.PUBLISH)
    body = get_body(ctx.municipality)
    mine = Bundle.objects.filter(package=package, publisher=body.name if body else "")
    row = mine.filter(version=version).order_by("-stored_at").first()
    if row is None:
        raise NotFoundError(f"{body.name if body else ''} has not published {package} {version}.")
    reason, law = wish.reason.strip(), wish.law.strip()
    if not reason or not law:
        raise WithdrawalIncompleteError("Say why, and by which law with its paragraph.")
    if wish.successor and not mine.filter(version=wish.successor).exists():
        raise WithdrawalIncompleteError(f"Publish the successor {wish.successor} first.")
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
    Withdrawal.objects.update_or_create(hash=row.hash, defaults=values)
    forget_catalogue()
    notice = withdrawal_of(row.hash)
    if notice is None:
        raise NotFoundError(row.hash)
    return notice
