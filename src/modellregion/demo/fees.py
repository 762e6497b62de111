"""Fees that nobody has paid yet, in the demo: some overdue, of some somebody was reminded in vain."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from modellregion.cases.drafts import open_answers
from modellregion.cases.fees import Owed, claim_fee
from modellregion.cases.letters import party_block
from modellregion.cases.models import Case
from modellregion.cases.surroundings import surroundings_of
from modellregion.demo.people import earlier, person
from modellregion.forms.api import check_answers
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import package_by_hash
from modellregion.payments.claims import DAYS_TO_PAY
from modellregion.payments.models import Claim
from modellregion.payments.reminders import DAYS_TO_ANSWER, remind

CASHIER = "klara.kasse"
OVERDUE, REMINDED = 3, 2


def make_overdue(base: Context, service: str) -> None:
    """Claim the fees of a few notices that came in long enough ago, and remind of the oldest ones in time."""
    cashier = person(base, CASHIER)
    long_ago = earlier(base, days=DAYS_TO_PAY + DAYS_TO_ANSWER + 3).now()
    with tenant(base):
        rows = Case.objects.filter(
            municipality_id=base.municipality, package=service, received_at__lt=long_ago
        ).order_by("-received_at", "-id")
        for row in rows[: OVERDUE + REMINDED]:
            _claim(base, row)
        claims = Claim.objects.filter(
            municipality_id=base.municipality, due_on__lt=base.today() - timedelta(days=DAYS_TO_ANSWER + 1)
        )
        oldest: list[UUID] = list(claims.order_by("due_on").values_list("id", flat=True)[:REMINDED])
    if oldest:
        remind(earlier(cashier, days=DAYS_TO_ANSWER + 1), oldest)


def _claim(base: Context, row: Case) -> None:
    then = replace(base, clock=FixedClock(row.received_at))
    package = package_by_hash(row.package_hash)
    answers = open_answers(package.form, row.answers)
    names = check_answers(package.form, answers, surroundings_of(then)).names
    fee = package.fee(names, then.today())
    owed = Owed(row.id, row.number, row.subject, bytes(row.code_digest), party_block(package, answers))
    claim_fee(then, package, fee, owed)
