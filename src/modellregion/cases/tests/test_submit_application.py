"""Filing: one case however often it is sent, everything in one transaction, few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modellregion.cases.api import submit_application
from modellregion.cases.models import Case
from modellregion.kernel.tenancy import tenant
from tests.support.filing import begin
from tests.support.people import citizen
from tests.support.personas import persona

pytestmark = pytest.mark.django_db


def test_the_same_draft_filed_twice_is_one_case() -> None:
    ctx = citizen()
    code = begin(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    first = submit_application(ctx, code=code)
    second = submit_application(ctx, code=code)
    assert first.case == second.case
    with tenant(ctx):
        assert Case.objects.filter(municipality_id=ctx.municipality).count() == 1


# With an account to pay to, the fee's claim costs a number, a look at the account and at closed days, and its posting.
@pytest.mark.parametrize(("slug", "statements"), [("soest", 13), ("paderborn", 16)])
def test_filing_costs_few_statements(slug: str, statements: int) -> None:
    ctx = citizen(slug)
    answers = persona("gewerbeanmeldung", "friseur")
    submit_application(ctx, code=begin(ctx, "gewerbeanmeldung", answers))  # fills the caches
    code = begin(ctx, "gewerbeanmeldung", answers)
    with CaptureQueriesContext(connection) as seen:
        submit_application(ctx, code=code)
    assert len(seen) <= statements, [query["sql"][:80] for query in seen]
