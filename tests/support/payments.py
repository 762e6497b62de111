"""Payments as a cashier finds them: a claim paid in part, an attempt under way, a clearing item, a closing, a statement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from modellregion.cases.api import submit_application
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.envelope import plain
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import begin_online
from modellregion.payments.claims import take_cash
from modellregion.payments.clearing import open_item
from modellregion.payments.closings import close_day
from modellregion.payments.collecting import collect
from modellregion.payments.debits import debits_of
from modellregion.payments.ledger import open_cents
from modellregion.payments.mandates import NewMandate, give_mandate
from modellregion.payments.models import Claim, ClearingItem, Intent
from modellregion.payments.reminders import remind
from modellregion.payments.settings import ProviderSettings, bank_account, configure_payments
from modellregion.payments.statements import take_statement
from modellregion.payments.states import Trouble
from tests.support.filing import begin
from tests.support.payment_provider import TEST_CREDITOR_ID, TEST_IBAN, connect
from tests.support.people import citizen, staff
from tests.support.personas import persona

# Nobody listens on the discard port of this machine: asking fails at once.
AWAY = ProviderSettings(
    name="Fort",
    address="http://127.0.0.1:9",
    originator="modellregion",
    endpoint="05774032",
    auth="oauth",
    token_address="http://127.0.0.1:9/token",  # noqa: S106 - an address
    client="x",
    secret_file="/dev/null",  # noqa: S106 - a file
)


def claim_of(code: str) -> Claim:
    """Return the claim that a code opens at Paderborn."""
    ctx = citizen()
    with tenant(ctx):
        return Claim.objects.get(municipality_id=ctx.municipality, code_digest=access_code_digest(code))


def payments_with(words: str, *, code: str) -> tuple[dict[str, UUID], str]:
    """Let the cashier of Paderborn have something of each kind, with these words; return ids by kind, and the way back's token."""
    connect(AWAY)
    ctx, cashier = system_context(citizen().municipality), staff("klara.kasse")
    claim = claim_of(code)
    take_cash(cashier, claim=claim.id, cents=100, note=words)
    intent = begin_online(citizen(), code=code, claim=claim.id, seen_cents=open_cents(claim) - 100)
    with tenant(ctx):
        open_item(ctx, Trouble.CONTRADICTION, claim=claim.id, intent=intent, detail=words)
        item = ClearingItem.objects.get(municipality_id=ctx.municipality, intent_id=intent)
        row = Intent.objects.get(municipality_id=ctx.municipality, id=intent)
    taken = take_statement(
        cashier, name="auszug.xml", content=camt([("12.00", "CRDT", words, words)], identifier=words)
    )
    ids = {
        "claim": claim.id,
        "clearing_item": item.id,
        "closing": close_day(cashier, counted_cents=90, note=words),
        "statement": taken[0],
        "run": _reminded(cashier, words),
        "collection": _collected(cashier, words),
    }
    return ids, row.return_url.rstrip("/").rpartition("/")[2]


def _reminded(cashier: Context, words: str) -> UUID:
    """Remind of a claim whose debtor has these words for a name, as if it had been due long ago."""
    code = begin(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    submit_application(citizen(), code=code)
    claim = claim_of(code)
    with tenant(cashier):
        Claim.objects.filter(municipality_id=claim.municipality_id, id=claim.id).update(
            due_on=date(2026, 1, 5), debtor=plain(f"{words}\nWeg 1\n33098 Paderborn".encode())
        )
    return remind(cashier, [claim.id])


def _collected(cashier: Context, words: str) -> UUID:
    """Collect a claim by direct debit from an account whose holder has these words for a name."""
    code = begin(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    submit_application(citizen(), code=code)
    claim = claim_of(code)
    account = replace(bank_account(citizen()), creditor_id=TEST_CREDITOR_ID, notice_days=1)
    configure_payments(system_context(citizen().municipality), account=account, provider=AWAY)
    new = NewMandate(words, "DE02120300000000202051", recurring=True, agreed=True)
    give_mandate(citizen(), code=code, claim=claim.id, new=new)
    return collect(cashier, [debits_of(cashier, [claim.id])[claim.id].id])


def camt(
    entries: Sequence[tuple[str, str, str, str]],
    *,
    identifier: str = "2026-1",
    iban: str = TEST_IBAN,
    day: str = "2026-11-27",
    currency: str = "EUR",
) -> bytes:
    """Return an account statement (camt.053.001.08): entries of amount, CRDT or DBIT, name, text."""
    total = sum(float(amount) * (1 if way == "CRDT" else -1) for amount, way, _, _ in entries)
    rows = "".join(
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><BkTxCd><Prtry><Cd>166</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<RltdPties><{'Dbtr' if way == 'CRDT' else 'Cdtr'}><Pty><Nm>{name}</Nm></Pty></{'Dbtr' if way == 'CRDT' else 'Cdtr'}>"
        f"</RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for amount, way, name, text in entries
    )
    closing, sign = f"{abs(total):.2f}", "CRDT" if total >= 0 else "DBIT"
    balances = (
        f'<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{closing}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>{day}T18:00:00</CreDtTm></GrpHdr><Stmt><Id>{identifier}</Id>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{balances}{rows}</Stmt></BkToCstmrStmt></Document>"
    ).encode()
