"""What a payer gets on paper: the request to pay with its GiroCode, the reminder (Mahnung), the receipt (Quittung)."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from django.utils.translation import override
from pypdf import PdfWriter

from modellregion.forms.api import show_cents, show_date
from modellregion.kernel.clock import BERLIN
from modellregion.kernel.context import Context
from modellregion.kernel.pdf import house_folder, letter_pdf
from modellregion.payments.debits import DebitView
from modellregion.payments.mandates import MandateView
from modellregion.payments.plans import PlanView
from modellregion.payments.queries import ClaimView, ToPay
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
    return _request(ctx, asked.claim, "Zahlungsaufforderung", asked.claim.due_on)


def reminder_pdf(ctx: Context, claim: ClaimView, debtor: str) -> bytes:
    """Return the reminder (Mahnung) of a claim that was reminded of, with the address in the window."""
    until = claim.reminded_until or ctx.today()
    intro = [
        "Guten Tag,",
        (
            f"wir haben Ihre Zahlung noch nicht oder nicht ganz erhalten. Sie war am {show_date(claim.due_on, 'de')} fällig. Bitte "
            f"zahlen Sie den offenen Betrag bis zum {show_date(until, 'de')}."
        ),
        (
            "Haben Sie in den letzten Tagen gezahlt, ist dieses Schreiben erledigt. Können Sie nicht zahlen, melden Sie sich bitte "
            "bei uns, bevor die Frist endet."
        ),
        "Zahlen Sie nicht, kann die Forderung zwangsweise eingezogen werden (Vollstreckung). Das kostet Sie zusätzlich Geld.",
    ]
    return _request(ctx, claim, "Mahnung", until, recipient=debtor, intro=intro)


def joined_pdf(letters: Iterable[bytes]) -> bytes:
    """Return several letters as one file, to be printed at once."""
    writer, content = PdfWriter(), BytesIO()
    for letter in letters:
        writer.append(BytesIO(letter))
    writer.write(content)
    return content.getvalue()


def _request(
    ctx: Context, claim: ClaimView, title: str, until: date, *, recipient: str = "", intro: Sequence[str] = ()
) -> bytes:
    account, body = bank_account(ctx), get_body(ctx.municipality)
    code = code_for_transfer(account, cents=claim.open_cents, reference=claim.reference)
    place = ", ".join(filter(None, [body.street, f"{body.postcode} {body.town}".strip()])) if body else ""
    data = {
        "sender": {"name": body.name if body else "", "line": f"{body.name}, {place}" if body else ""},
        "recipient": recipient,
        "intro": intro,
        "title": title,
        "details": [
            ("Vorgang", claim.number),
            ("Kassenzeichen", show_reference(claim.reference)),
            ("Datum", show_date(ctx.today(), "de")),
            ("Zahlbar bis", show_date(until, "de")),
        ],
        "purpose": claim.purpose,
        "positions": _positions(claim),
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
        "positions": _positions(claim),
        "payments": ways,
        "refunded": show_cents(claim.refunded_cents, "de") if claim.refunded_cents else "",
        "total": show_cents(claim.kept_cents, "de"),
    }
    return letter_pdf(house_folder(), "payment_receipt.typ", data, created=settled)


def receipts_pdf(ctx: Context, paid: Sequence[ToPay]) -> bytes:
    """Return one receipt (Quittung) of several claims of a municipality, each with its Kassenzeichen and what was paid."""
    if len(paid) == 1:
        return receipt_pdf(ctx, paid[0])
    body = get_body(ctx.municipality)
    days = [one.on for each in paid for one in each.payments]
    with override("de"):
        claims = [
            {
                "purpose": each.claim.purpose,
                "details": f"Vorgang {each.claim.number}, Kassenzeichen {show_reference(each.claim.reference)}",
                "positions": _positions(each.claim),
                "payments": [
                    (str(WAYS[one.way]), show_date(one.on, "de"), show_cents(one.cents, "de"))
                    for one in each.payments
                ],
                "refunded": show_cents(each.claim.refunded_cents, "de") if each.claim.refunded_cents else "",
            }
            for each in paid
        ]
    data = {
        "sender": {"name": body.name if body else ""},
        "title": "Quittung",
        "details": [
            ("Gebühren", str(len(paid))),
            ("Datum", show_date(max(days, default=ctx.today()), "de")),
        ],
        "claims": claims,
        "total": show_cents(sum(each.claim.kept_cents for each in paid), "de"),
    }
    return letter_pdf(house_folder(), "payment_receipts.typ", data, created=ctx.now())


def mandate_pdf(ctx: Context, claim: ClaimView, debit: DebitView, mandate: MandateView) -> bytes:
    """Return mandate and pre-notification (Vorabankündigung) of a debit as one letter."""
    account, body = bank_account(ctx), get_body(ctx.municipality)
    day = show_date(debit.collect_on, "de")
    data = {
        "sender": {"name": body.name if body else ""},
        "title": "SEPA-Lastschriftmandat und Ankündigung",
        "details": [
            ("Vorgang", claim.number),
            ("Kassenzeichen", show_reference(claim.reference)),
            ("Mandat vom", show_date(mandate.signed_on, "de")),
        ],
        "mandate": [
            ("Zahlungsempfänger", account.holder),
            ("Gläubiger-Identifikationsnummer", account.creditor_id),
            ("Mandatsreferenz", mandate.reference),
            ("Kontoinhaber", mandate.holder),
            ("IBAN", mandate.masked_iban),
            ("Art", "wiederkehrende Zahlungen" if mandate.recurring else "einmalige Zahlung"),
        ],
        "holder": account.holder,
        "announcement": f"Wir buchen {show_cents(debit.cents, 'de')} am {day} von diesem Konto ab, für: {claim.purpose}.",
    }
    return letter_pdf(house_folder(), "payment_mandate.typ", data, created=ctx.now())


def plan_pdf(ctx: Context, claim: ClaimView, plan: PlanView, debtor: str) -> bytes:
    """Return the letter with an agreed plan of instalments, with the address in the window."""
    account, body = bank_account(ctx), get_body(ctx.municipality)
    place = ", ".join(filter(None, [body.street, f"{body.postcode} {body.town}".strip()])) if body else ""
    data = {
        "sender": {"name": body.name if body else "", "line": f"{body.name}, {place}" if body else ""},
        "recipient": debtor,
        "title": "Ratenplan",
        "details": [
            ("Vorgang", claim.number),
            ("Kassenzeichen", show_reference(claim.reference)),
            ("Datum", show_date(plan.agreed_at.astimezone(BERLIN).date(), "de")),
        ],
        "purpose": claim.purpose,
        "parts": [
            (str(one.number), show_date(one.due_on, "de"), show_cents(one.cents, "de"))
            for one in plan.instalments
        ],
        "total": show_cents(sum(one.cents for one in plan.instalments), "de"),
        "grace": str(plan.grace_days),
        "transfer": [
            ("Empfänger", account.holder),
            ("IBAN", account.shown_iban),
            *([("BIC", account.bic)] if account.bic else []),
            ("Verwendungszweck", show_reference(claim.reference)),
        ],
    }
    return letter_pdf(house_folder(), "payment_plan.typ", data, created=plan.agreed_at)


def _positions(claim: ClaimView) -> Sequence[Sequence[str]]:
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
    if claim.kept_cents and claim.open_cents > 0:
        lines.append(("Schon bezahlt", "", f"−{show_cents(claim.kept_cents, 'de')}"))
    return lines
