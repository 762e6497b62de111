"""What one payment pays of several claims: the parts are the sum, no claim gets more than was open, whatever the provider says."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import Wanted, begin_together
from modellregion.payments.claims import NewClaim, Position, raise_claim, take_cash
from modellregion.payments.intents import split_over
from modellregion.payments.ledger import balances, open_cents
from modellregion.payments.models import Claim, ClearingItem, Posting
from modellregion.payments.online import Attempt, order_of, read_attempt, take_told
from modellregion.payments.providers.answers import ProviderState, Told
from modellregion.payments.references import PURPOSE_MAX, euros
from modellregion.payments.states import Account, IntentState, Kind
from tests.support.payment_provider import connect
from tests.support.payments import AWAY
from tests.support.people import citizen, staff

CENTS = st.integers(1, 9_999)
OWED = st.lists(st.tuples(CENTS, st.integers(0, 9_999)), min_size=1, max_size=4)
"""What each claim asks for, and what of it is paid in cash before."""
SAID = st.lists(
    st.tuples(st.sampled_from(ProviderState), st.one_of(st.just(0), st.integers(-500, 500))), max_size=4
)
"""What the provider says one after the other: a state, and by how many cents the amount it names is another one."""


@given(st.integers(0, 10**9), st.lists(CENTS, min_size=1, max_size=30))
def test_a_split_is_the_sum_and_overfills_none_but_the_last(cents: int, asked: list[int]) -> None:
    parts = split_over(cents, asked)
    assert sum(parts) == cents
    assert all(0 <= part <= most for part, most in zip(parts[:-1], asked[:-1], strict=True))
    assert parts[-1] <= asked[-1] or cents > sum(asked)
    if cents == sum(asked):
        assert parts == asked


def _claim(cents: int, code: str) -> Claim:
    ctx = citizen()
    position = Position({"de": "Gebühr", "en": "Fee"}, 1, cents)
    names = {"de": "Dienst", "en": "Service"}
    found = raise_claim(
        ctx, NewClaim(new_id(), access_code_digest(code), "GEW-1", "Muster", names, [position])
    )
    assert found is not None
    with tenant(ctx):
        return Claim.objects.get(municipality_id=ctx.municipality, id=found)


def _attempt(owed: list[tuple[int, int]]) -> tuple[Attempt, dict[object, int]]:
    """Raise claims, take some cash, begin to pay the rest of all that are open together; return what was open of each."""
    wanted = []
    for cents, before in owed:
        code = new_access_code()
        claim = _claim(cents, code)
        if 0 < before < cents:
            take_cash(staff("klara.kasse"), claim=claim.id, cents=before)
        wanted.append(Wanted(code, claim.id, cents - (before if before < cents else 0)))
    intent = begin_together(citizen(), wanted)
    return read_attempt(citizen(), intent), {one.claim: one.seen_cents for one in wanted}


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(OWED, SAID)
def test_whatever_the_provider_says_each_claim_gets_its_own_once_or_nothing(
    owed: list[tuple[int, int]], said: list[tuple[ProviderState, int]]
) -> None:
    connect(AWAY)
    ctx = citizen()
    attempt, open_before = _attempt(owed)
    order = order_of(attempt)
    assert sum(item.cents for item in order.items) == order.cents == sum(open_before.values())
    assert len(order.items) == len(owed)
    assert len(order.purpose) <= PURPOSE_MAX
    final = None
    for state, other in said:
        amount = Decimal(euros(max(1, order.cents + other)))
        view = take_told(
            ctx, attempt.row.id, Told(str(order.request), "T-" + attempt.row.id.hex, state, amount, "EUR")
        )
        final = final or (view.state if view.state.is_final else None)
        assert final is None or view.state is final
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality, "intent_id": attempt.row.id}
        booked = {one.claim_id: one.cents for one in Posting.objects.filter(**mine, kind=Kind.PAYMENT.value)}
        assert booked == (open_before if final is IntentState.PAYED else {})
        claims = Claim.objects.filter(municipality_id=ctx.municipality, id__in=list(open_before))
        assert all(open_cents(claim) >= 0 for claim in claims)
        assert sum(balances(ctx).values()) == 0
        for_clearing = ClearingItem.objects.filter(**mine)
        said_paid = [one for one in said if one[0] is ProviderState.PAYED]
        # Money that the provider says it has is in the books, or somebody is asked; each claim once for each trouble.
        assert booked or not said_paid or for_clearing.exists()
        keys = list(for_clearing.values_list("claim_id", "kind"))
        assert len(keys) == len(set(keys))
        assert balances(ctx)[Account.ONLINE] >= sum(booked.values())
