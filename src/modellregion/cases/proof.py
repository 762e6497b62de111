"""The receipt of an application: that it stands in the journal, for the applicant to keep and anybody to check."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings

from modellregion.cases.states import Action
from modellregion.journal.api import (
    JournalHistoryError,
    JournalKeyError,
    Receipt,
    entries_of,
    make_receipt,
)
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.logs import log
from modellregion.kernel.ui.environment import url
from modellregion.region.api import get_body


def receipt_of(ctx: Context, case: UUID) -> Receipt:
    """Return the receipt of a case's filing. The caller has checked the right to have it.

    :raises NotFoundError: when its filing has no entry, or none that is signed yet.
    :raises JournalKeyError: when it cannot be signed now.
    :raises JournalHistoryError: likewise.
    """
    filed = next((line.id for line in entries_of(ctx, case) if line.action == Action.SUBMITTED), None)
    if filed is None:
        raise NotFoundError(f"no filing of case {case} in the journal")
    return make_receipt(ctx.municipality, entry=filed)


def proof_for_letter(ctx: Context, case: UUID) -> dict[str, Any] | None:
    """Return what the letter of an application carries of its receipt, or None while it cannot be had.

    A letter does not wait for it: the receipt can be had on the status page later.
    """
    try:
        receipt = receipt_of(ctx, case)
    except (NotFoundError, JournalKeyError, JournalHistoryError) as error:
        log.error("letter without receipt", case=str(case), detail=str(error))
        return None
    address = check_address(ctx)
    return {
        "receipt": receipt.to_json().decode(),
        "position": receipt.position,
        "address": address,
        "code": segno.make(address, error="m").svg_inline(border=0),
    }


def check_address(ctx: Context) -> str:
    """Return the address of the page where anybody can check a receipt of this municipality."""
    body = get_body(ctx.municipality)
    return f"{settings.PUBLIC_URL}{url('check_receipt', slug=body.slug if body else '')}"
