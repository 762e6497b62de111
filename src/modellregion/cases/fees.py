"""The fee of a case: claimed when it is filed, doubted when the case ends otherwise; its receipt goes into the file."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from modellregion.cases.commands.receive_message import receive_message
from modellregion.cases.history import record
from modellregion.cases.models import Case
from modellregion.cases.sealed import seal_letter
from modellregion.cases.states import Action
from modellregion.forms.api import show_cents
from modellregion.kernel.context import Context
from modellregion.kernel.jobs import defer
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PAYMENT_MESSAGE, Fee, FeeError, Package, package_by_hash
from modellregion.payments.api import (
    CLAIM_STATE_NAMES,
    ClaimState,
    NewClaim,
    Position,
    Trouble,
    claim_to_pay,
    question_claims,
    raise_claim,
    receipt_pdf,
)
from modellregion.records.api import Direction, NewDocument, add_document

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Owed:
    """What a fee is owed for: the case, its number and subject, the digest of its code, name and address of the debtor."""

    case: UUID
    number: str
    subject: str
    code_digest: bytes
    debtor: str


def claim_fee(ctx: Context, package: Package, fee: Fee, owed: Owed) -> None:
    """Claim the fee of an application in the transaction that files it; nothing is asked for where there is none.

    A process that waits for the payment goes on at once where nothing is asked for.
    """
    positions = [
        Position(
            {language: package.fee_text(language, one) for language in LANGUAGES},
            one.count,
            one.cents,
            one.legal_basis,
        )
        for one in fee.positions
    ]
    titles = {language: package.title(language) for language in LANGUAGES}
    claim = raise_claim(
        ctx,
        NewClaim(owed.case, owed.code_digest, owed.number, owed.subject, titles, positions, owed.debtor),
    )
    if claim is None and package.awaits_payment:
        defer("cases.nothing_to_pay", ctx.municipality, case=str(owed.case))


def note_payment(ctx: Context, *, case: UUID, claim: UUID, state: str) -> None:
    """Tell the case's history that its claim changed; what is paid in full puts its receipt into the file. Once a state."""
    with tenant(ctx):
        row = Case.objects.select_for_update().get(municipality_id=ctx.municipality, id=case)
        paid = claim_to_pay(ctx, claim)
        if paid.claim.state is not ClaimState(state):
            return  # changed again meanwhile: that change has its own job
        note = f"{CLAIM_STATE_NAMES[paid.claim.state]}, {show_cents(paid.claim.kept_cents, 'de')}"
        record(ctx, case, Action.FEE_PAID, note=note, is_public=True)
        if paid.claim.open_cents <= 0 and package_by_hash(row.package_hash).awaits_payment:
            go_on(ctx, case, f"claim {claim}")
        if paid.claim.state is not ClaimState.PAID:
            return
        receipt = NewDocument(
            kind="payment_receipt",
            title="Quittung",
            name=f"Quittung-{paid.claim.number}.pdf",
            media_type="application/pdf",
            direction=Direction.OUT,
            is_public=True,
            content=seal_letter(ctx, "Quittung", receipt_pdf(ctx, paid)),
        )
        add_document(ctx, file=row.file_id, document=receipt)


def go_on(ctx: Context, case: UUID, because: str = "nothing to pay") -> None:
    """Let a process go on that waits for the payment, now or as soon as it gets there; once for each cause."""
    receive_message(ctx, case=case, message_id=because, message=PAYMENT_MESSAGE)


def doubt_fee(ctx: Context, case: UUID) -> None:
    """Have the cashier look at the fee of a case that was withdrawn or refused. Inside a ``tenant`` block."""
    question_claims(ctx, case=case, trouble=Trouble.CASE_ENDED)


def compare_fee(ctx: Context, case: UUID, package: Package, names: Mapping[str, Any], on: date) -> None:
    """Have the cashier look where corrected answers make another fee than was claimed. Inside a ``tenant`` block."""
    with suppress(FeeError):
        fee = package.fee(names, on)
        question_claims(ctx, case=case, trouble=Trouble.FEE_CHANGED, cents=fee.cents)
