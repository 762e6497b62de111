"""The ledger stays balanced and agrees with its claims, whatever is done in whatever order; and nobody rewrites it."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.claims import NewClaim, Position, raise_claim, reduce_claim, refund, take_cash
from modellregion.payments.ledger import balances, open_cents
from modellregion.payments.models import Claim, Closing, Posting
from modellregion.payments.states import Account, Kind
from tests.support.people import staff

pytestmark = pytest.mark.django_db
DEED = st.tuples(st.sampled_from(["cash", "refund", "reduce"]), st.integers(-5, 4000))


def _claim(cents: int) -> Claim:
    ctx = staff("klara.kasse")
    position = Position({"de": "Gebühr", "en": "Fee"}, 1, cents)
    new = NewClaim(new_id(), new_id().bytes, "GEW-1", "Muster", {"de": "Dienst", "en": "Service"}, [position])
    found = raise_claim(ctx, new)
    assert found is not None
    with tenant(ctx):
        return Claim.objects.get(municipality_id=ctx.municipality, id=found)


def _do(claim: Claim, what: str, cents: int) -> None:
    ctx = staff("klara.kasse")
    deeds: dict[str, Callable[[], None]] = {
        "cash": lambda: take_cash(ctx, claim=claim.id, cents=cents),
        "refund": lambda: refund(ctx, claim=claim.id, cents=cents, way=Account.CASH, reason="Probe"),
        "reduce": lambda: reduce_claim(ctx, claim=claim.id, cents=cents, reason="Probe"),
    }
    with suppress(ProductError):
        deeds[what]()


@settings(max_examples=25)
@given(st.integers(1, 5000), st.lists(DEED, max_size=6))
def test_the_ledger_is_balanced_and_agrees_with_its_claims(cents: int, deeds: list[tuple[str, int]]) -> None:
    ctx = staff("klara.kasse")
    claim = _claim(cents)
    for what, amount in deeds:
        _do(claim, what, amount)
    with tenant(ctx):
        assert sum(balances(ctx).values()) == 0
        now = Claim.objects.get(municipality_id=ctx.municipality, id=claim.id)
        rows = list(Posting.objects.filter(municipality_id=ctx.municipality, claim_id=claim.id))
    receivable = sum(row.cents for row in rows if row.debit == Account.RECEIVABLE)
    receivable -= sum(row.cents for row in rows if row.credit == Account.RECEIVABLE)
    assert open_cents(now) == receivable
    sums = {kind: sum(row.cents for row in rows if row.kind == kind) for kind in Kind}
    assert (now.paid_cents, now.refunded_cents, now.reduced_cents) == (
        sums[Kind.PAYMENT],
        sums[Kind.REFUND],
        sums[Kind.REDUCTION],
    )
    assert now.paid_cents >= now.refunded_cents
    assert now.amount_cents >= now.reduced_cents


def test_nobody_rewrites_the_ledger() -> None:
    ctx = staff("klara.kasse")
    claim = _claim(2600)
    with tenant(ctx):
        for act in (
            lambda: Posting.objects.update(cents=1),
            Posting.objects.all().delete,
            lambda: Closing.objects.update(note="x"),
            Closing.objects.all().delete,
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                act()
        good = Posting.objects.get(municipality_id=ctx.municipality, claim_id=claim.id)
        for wrong in ({"cents": 0}, {"cents": -5}, {"debit": good.credit}):
            values = {
                name: getattr(good, name)
                for name in ("kind", "debit", "credit", "cents", "claim_id", "booked_on", "at")
            }
            row = Posting(municipality_id=ctx.municipality, id=new_id(), **(values | wrong))
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)
