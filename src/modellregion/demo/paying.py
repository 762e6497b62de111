"""Gives the demo's latest cases claims.

Some stay open, some are paid in cash or by transfer, one is given back, one paid too much, two were reminded of in vain,
some are to be debited.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from modellregion.cases.fees import Owed, claim_fee
from modellregion.cases.letters import party_block
from modellregion.cases.models import Case
from modellregion.cases.operations import work_on
from modellregion.cases.steps import lock_case
from modellregion.demo.people import earlier
from modellregion.demo.region import PAYING
from modellregion.kernel.clock import BERLIN, Clock, FixedClock
from modellregion.kernel.context import Actor, ActorKind, Context, system_context
from modellregion.kernel.tenancy import tenant
from modellregion.payments.claims import book_payment, refund, take_cash
from modellregion.payments.ledger import lock_claim, open_cents
from modellregion.payments.mandates import NewMandate, take_mandate
from modellregion.payments.models import Claim
from modellregion.payments.policy import Payments
from modellregion.payments.reminders import DAYS_TO_ANSWER, overdue, remind
from modellregion.payments.states import Account
from modellregion.region.api import find_body
from modellregion.region.models import StaffMember

CLAIMS = 24
REMINDED = 2
DEBITED = (3, 11, 15)


def make_payments(clock: Clock) -> None:
    """Claim the fees of each paying city's latest cases, as of the day they came in, and let some be paid now."""
    for slug in PAYING:
        body = find_body(slug)
        if body is None:
            continue
        ctx = system_context(body.id, clock)
        with tenant(ctx):
            cases = Case.objects.filter(municipality_id=body.id, fee_cents__gt=0).order_by("-received_at")
            for case in cases.values_list("id", flat=True)[:CLAIMS]:
                _claim(ctx, case)
            claims = Claim.objects.filter(municipality_id=body.id).order_by("id").values_list("id", flat=True)
            for number, claim in enumerate(list(claims)):
                _pay(_cashier(ctx), claim, number)
            _remind(_cashier(ctx))


def _claim(ctx: Context, case: UUID) -> None:
    locked = lock_case(ctx, case)
    row = locked.row
    work = work_on(ctx, locked, {})
    fee = locked.package.fee(work.names, row.received_at.astimezone(BERLIN).date())
    then = replace(ctx, clock=FixedClock(row.received_at))
    owed = Owed(
        case, row.number, row.subject, bytes(row.code_digest), party_block(locked.package, work.answers)
    )
    claim_fee(then, locked.package, fee, owed)


def _cashier(ctx: Context) -> Context:
    person = StaffMember.objects.get(municipality_id=ctx.municipality, login="klara.kasse")
    actor = Actor(ActorKind.STAFF, id=person.id, name=person.name, permissions=frozenset(map(str, Payments)))
    return replace(ctx, actor=actor)


def _remind(ctx: Context) -> None:
    """Remind of what has been overdue longest, so long ago that it can be handed over now."""
    then = earlier(ctx, days=DAYS_TO_ANSWER + 1)
    longest = [one.id for one in overdue(then).to_remind[:REMINDED]]
    if longest:
        remind(then, longest)


def _pay(ctx: Context, claim: UUID, number: int) -> None:
    row = lock_claim(ctx, claim)
    if number % 4 == 1:
        take_cash(ctx, claim=claim, cents=open_cents(row), note="bar am Schalter")
    elif number % 4 == 2:
        extra = 500 if number == 2 else 0
        book_payment(ctx, row, way=Account.BANK, cents=open_cents(row) + extra, note="Überweisung")
    elif number in DEBITED:
        then = replace(ctx, clock=FixedClock(row.created_at + timedelta(hours=1)))
        # An example of the German banks, of no real account.
        take_mandate(
            then,
            row,
            NewMandate(row.subject, "DE02120300000000202051", recurring=number > CLAIMS // 2, agreed=True),
        )
    if number == 5:
        refund(ctx, claim=claim, cents=row.amount_cents, way=Account.CASH, reason="doppelt angezeigt")
