"""Whom money came from is erased when its time is over, not a day before; what was booked stays to the cent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from modellregion.cases.api import submit_application
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import system_context
from modellregion.kernel.sealed_fields import opened, sealed_columns, sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.payments.api import PaymentSettingsError, configure_payments
from modellregion.payments.claims import take_cash
from modellregion.payments.clearing import open_item
from modellregion.payments.collecting import collect
from modellregion.payments.debits import debits_of
from modellregion.payments.ledger import balances
from modellregion.payments.mandates import NewMandate, give_mandate
from modellregion.payments.models import Claim, Collection, Mandate
from modellregion.payments.retention import Erased, erase_payers, last_day_over
from modellregion.payments.settings import KEPT_YEARS, bank_account
from modellregion.payments.statement_models import StatementLine
from modellregion.payments.statements import book_line, take_statement
from modellregion.payments.states import Trouble
from tests.support.filing import begin
from tests.support.payment_provider import connect
from tests.support.payments import camt, claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
FILED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
COLLECTED = datetime(2026, 10, 13, 9, 0, tzinfo=UTC)
# The eighth year after 2026 ends with 2034; an hour before and an hour after midnight in Germany.
LAST_HOUR = datetime(2034, 12, 31, 22, 0, tzinfo=UTC)
FIRST_HOUR = datetime(2035, 1, 1, 0, 0, tzinfo=UTC)
NAME, IBAN = "Wilhelmine Musterfrau", "DE02120300000000202051"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 20000), st.integers(KEPT_YEARS, 30))
def test_full_years_are_kept_after_the_year_in_which_it_happened(
    happened: date, days: int, years: int
) -> None:
    today = happened + timedelta(days=days)
    is_over = happened <= last_day_over(today, years)
    assert is_over == (today >= date(happened.year + years + 1, 1, 1))
    if is_over:  # what the law asks for, whichever of the two rules holds
        assert today >= date(happened.year + 2 + 6, 1, 1)
        assert today >= date(happened.year + 1 + 8, 1, 1)


def _filed() -> tuple[Claim, str]:
    with rehearsed_time(FILED):
        code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
        submit_application(citizen(), code=code)
        claim = claim_of(code)
    with tenant(citizen()):
        debtor = sealed_for(claim, "debtor", f"{NAME}\nWeg 1\n33098 Paderborn".encode())
        Claim.objects.filter(municipality_id=claim.municipality_id, id=claim.id).update(
            debtor=debtor, subject=NAME
        )
    return claim, code


def _at(when: datetime) -> Any:
    return replace(system_context(citizen().municipality), clock=FixedClock(when))


def _debited(*, recurring: bool) -> Claim:
    """Have a claim debited, and credited by the bank: mandate, file for the bank and statement all name the payer."""
    claim, code = _filed()
    payer, cashier = citizen(clock=FixedClock(FILED)), staff("klara.kasse", clock=FixedClock(COLLECTED))
    give_mandate(
        payer, code=code, claim=claim.id, new=NewMandate(NAME, IBAN, recurring=recurring, agreed=True)
    )
    debit = debits_of(payer, [claim.id])[claim.id]
    collect(cashier, [debit.id])
    content = camt([("26.00", "CRDT", NAME, "Lastschrift")], identifier=claim.reference, day="2026-10-15")
    [statement] = take_statement(cashier, name="auszug.xml", content=content)
    with tenant(cashier):
        line = StatementLine.objects.get(municipality_id=cashier.municipality, statement_id=statement)
    book_line(cashier, statement=statement, line=line.id, reference=debit.end_to_end)
    return claim


def _rows_with(words: str) -> dict[str, int]:
    """Return how many rows of each table of payments say these words, in the clear or sealed."""
    found = {}
    with tenant(citizen()), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("payments_"):
                seen = SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s OR t::text LIKE %s")
                values = [f"%{words}%", f"%{words.encode().hex()}%"]
                cursor.execute(seen.format(Identifier(table)).as_string(), values)
                found[table] = cursor.fetchone()[0]
        for model, column in sealed_columns():
            table = model._meta.db_table
            rows = (
                cast("Any", model).objects.filter(municipality_id=citizen().municipality)
                if table in found
                else []
            )
            sealed = sum(words.encode() in opened(row, column.name) for row in rows)
            found[table] = max(found.get(table, 0), sealed)
    return {table: count for table, count in found.items() if count}


def _sums() -> Any:
    ctx = citizen()
    with tenant(ctx):
        rows = Claim.objects.filter(municipality_id=ctx.municipality).order_by("id")
        names = ("reference", "number", "amount_cents", "paid_cents", "refunded_cents", "state")
        return list(rows.values_list(*names)), balances(ctx)


@pytest.mark.django_db
def test_after_eight_full_years_the_payer_is_gone_and_the_sums_stay(client: Client) -> None:
    connect(None)
    debited, (paid, _) = _debited(recurring=False), _filed()
    take_cash(staff("klara.kasse", clock=FixedClock(COLLECTED)), claim=paid.id, cents=2600)
    _filed()  # stays open, and its debtor known
    before = _sums()
    assert set(_rows_with(NAME)) >= {
        "payments_claim",
        "payments_mandate",
        "payments_collection",
        "payments_statement_line",
    }
    assert erase_payers(_at(LAST_HOUR)) == Erased()
    assert erase_payers(_at(FIRST_HOUR)) == Erased(claims=2, mandates=1, files=1, statements=1)
    assert erase_payers(_at(FIRST_HOUR)) == Erased()
    assert _rows_with(NAME) == {"payments_claim": 1}
    assert _rows_with(IBAN) == {}
    assert _sums() == before
    log_in(client, "klara.kasse", "paderborn")
    page = client.get(f"/paderborn/amt/kasse/zahlungen/{debited.id}/").content.decode()
    assert "am 01.01.2035 gelöscht worden" in page
    assert "Name und Kontonummer sind gelöscht." in page
    with tenant(citizen()):
        collection = Collection.objects.get(municipality_id=debited.municipality_id)
    address = f"/paderborn/amt/kasse/lastschriften/{collection.id}/"
    assert "Der Inhalt dieser Datei ist gelöscht worden" in client.get(address).content.decode()
    assert client.post(f"{address}datei/").status_code == 404
    found = client.get("/paderborn/amt/kasse/zahlungen/?zeige=alle&suche=Wilhelmine").content.decode()
    assert debited.number not in found
    with tenant(citizen()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry WHERE action = 'payers_erased'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_what_is_disputed_or_may_be_used_again_is_kept() -> None:
    connect(None)
    disputed = _debited(recurring=True)
    with tenant(citizen()):
        open_item(citizen(), Trouble.CASE_ENDED, claim=disputed.id)
    assert erase_payers(_at(FIRST_HOUR)) == Erased(files=1, statements=1)
    with tenant(citizen()):
        mandate = Mandate.objects.get(municipality_id=disputed.municipality_id)
    assert (mandate.state, mandate.erased_on) == ("active", None)


@pytest.mark.django_db
def test_a_municipality_keeps_longer_and_never_shorter() -> None:
    connect(None)
    ctx, (paid, _) = citizen(), _filed()
    take_cash(staff("klara.kasse", clock=FixedClock(COLLECTED)), claim=paid.id, cents=2600)
    account = bank_account(ctx)
    for years in (0, 7, 31):
        with pytest.raises(PaymentSettingsError, match="never shorter"):
            configure_payments(ctx, account=replace(account, kept_years=years), provider=None)
    configure_payments(ctx, account=replace(account, kept_years=10), provider=None)
    assert erase_payers(_at(FIRST_HOUR)) == Erased()
    assert erase_payers(_at(FIRST_HOUR.replace(year=2037))) == Erased(claims=1)
