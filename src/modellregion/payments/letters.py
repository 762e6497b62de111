"""What a payer gets on paper: the request to pay with its GiroCode, and the receipt (Quittung)."""

from collections.abc import Sequence

from django.utils.translation import override

from modellregion.forms.api import show_cents, show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.payments.queries import ToPay
from modellregion.payments.references import giro_code, show_reference
from modellregion.payments.settings import BankAccount, bank_account
from modellregion.payments.states import WAYS
from modellregion.region.api import get_body


def code_for_transfer(account: BankAccount, *, cents: int, reference: str) -> bytes:
    """Return the GiroCode of a transfer to this account as SVG."""
    return giro_code(
        holder=account.holder, iban=account.iban, bic=account.bic, cents=cents, reference=reference
    )


def invoice_pdf(ctx: Context, asked: ToPay) -> bytes:
    """Return the request to pay (Zahlungsaufforderung) of what is open, with the code that banking apps read."""
    claim, account = asked.claim, bank_account(ctx)
    body = get_body(ctx.municipality)
    code = code_for_transfer(account, cents=claim.open_cents, reference=claim.reference)
    data = {
        "sender": {"name": body.name if body else ""},
        "title": "Zahlungsaufforderung",
        "details": [
            ("Vorgang", claim.number),
            ("Kassenzeichen", show_reference(claim.reference)),
            ("Datum", show_date(ctx.today(), "de")),
            ("Zahlbar bis", show_date(claim.due_on, "de")),
        ],
        "purpose": claim.purpose,
        "positions": _positions(asked),
        "total": show_cents(claim.open_cents, "de"),
        "code": code.decode(),
        "transfer": [
            ("Empfänger", account.holder),
            ("IBAN", account.shown_iban),
            *([("BIC", account.bic)] if account.bic else []),
            *([("Bank", account.bank)] if account.bank else []),
            ("Betrag", show_cents(claim.open_cents, "de")),
            ("Verwendungszweck", show_reference(claim.reference)),
        ],
        "counter": account.counter,
    }
    return letter_pdf(house_folder(), "payment_request.typ", data, created=ctx.now())


def receipt_pdf(ctx: Context, paid: ToPay) -> bytes:
    """Return the receipt (Quittung, § 368 BGB) of what was paid."""
    claim = paid.claim
    body = get_body(ctx.municipality)
    with override("de"):
        ways = [
            (str(WAYS[one.way]), show_date(one.on, "de"), show_cents(one.cents, "de"))
            for one in paid.payments
        ]
    settled = (claim.settled_at or ctx.now()).astimezone(BERLIN)
    data = {
        "sender": {"name": body.name if body else ""},
        "title": "Quittung",
        "details": [
            ("Vorgang", claim.number),
            ("Kassenzeichen", show_reference(claim.reference)),
            ("Datum", show_date(settled.date(), "de")),
        ],
        "purpose": claim.purpose,
        "positions": _positions(paid),
        "payments": ways,
        "refunded": show_cents(claim.refunded_cents, "de") if claim.refunded_cents else "",
        "total": show_cents(claim.kept_cents, "de"),
    }
    return letter_pdf(house_folder(), "payment_receipt.typ", data, created=settled)


def _positions(asked: ToPay) -> Sequence[Sequence[str]]:
    claim = asked.claim
    lines = [
        (
            (f"{one['count']} × " if one["count"] != 1 else "") + claim.position_text(one, "de"),
            one["basis"],
            show_cents(one["count"] * one["cents"], "de"),
        )
        for one in claim.positions
    ]
    if claim.reduced_cents:
        lines.append(("Absetzung", "", f"−{show_cents(claim.reduced_cents, 'de')}"))
    return lines
