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


def test_filing_costs_at_most_twelve_statements() -> None:
    ctx = citizen()
    code = begin(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    submit_application(
        ctx, code=begin(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    )  # fills the caches
    with CaptureQueriesContext(connection) as seen:
        submit_application(ctx, code=code)
    assert len(seen) <= 12, [query["sql"][:80] for query in seen]
