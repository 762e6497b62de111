"""What pages and commands cost in SQL statements: fixed numbers, the same for few rows and for many.

Opening the transaction and setting the tenant count too. A number that grows needs a reason in the commit that raises it.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modellregion.cases.api import certify_receipt, claim_case, submit_application
from modellregion.transfer.api import receive_proposal
from tests.support.demo import Row, everything, invent
from tests.support.filing import begin, file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in, made_proposal

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"
_TAKEN_BACK = "SELECT set_config('app.municipality', '', true)"
DESK, CHAMBER = "/paderborn/amt", "/ihk-ostwestfalen/amt"
PAGES = {
    f"{DESK}/": 11,
    f"{DESK}/vorgaenge/": 6,
    f"{DESK}/vorgaenge/?zeige=alle&sortierung=neueste": 6,
    f"{DESK}/vorgaenge/?zeige=alle&suche=muster": 7,
    f"{DESK}/vorgaenge/tabelle.csv?zeige=alle": 5,
    f"{DESK}/suche/?suche=gew-2026": 12,
    f"{DESK}/gewerberegister/?zeige=all": 6,
    f"{DESK}/gewerberegister/{{business}}/": 8,
    f"{DESK}/vorgaenge/{{open}}/": 19,
    f"{DESK}/vorgaenge/{{certified}}/": 20,
    f"{DESK}/postausgang/?zeige=versandt": 6,
    f"{DESK}/textbausteine/": 5,
    f"{CHAMBER}/eingaenge/": 6,
    f"{CHAMBER}/beteiligungen/": 6,
    "/paderborn/": 0,
}

MANAGERS_PAGES = {f"{DESK}/leistungen/": 8, f"{DESK}/vorschlaege/": 12, f"{DESK}/kataloge/": 6}


@pytest.fixture(autouse=True)
def _what_is_in_memory_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directory and services are read anew every half minute; here they must not be, or the clock would count."""
    for room in ("region.tenants", "packages.library"):
        monkeypatch.setattr(f"modellregion.{room}.REFRESH_SECONDS", 3600)


def _statements(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        work()
    sent = [query["sql"][:100] for query in seen]
    # A test has a transaction around all, so the tenant is taken back in it; the product's transaction just ends.
    return [statement for statement in sent if statement != _TAKEN_BACK]


def _cost(page: str, found: dict[tuple[str, str], list[Row]]) -> list[str]:
    """Return the statements of a page's second request, when packages and directories are in memory."""
    cases = [row for row in found["paderborn", "cases_case"] if row["package"] == SERVICE]
    path = page.format(
        business=found["paderborn", "trade_business"][0]["id"],
        open=next(row["id"] for row in cases if row["state"] == "received"),
        certified=next(row["id"] for row in cases if row["state"] == "certified"),
    )
    client = Client()
    slug = path.split("/")[1]
    if "/amt/" in path:
        log_in(client, "anna.muster" if slug == "paderborn" else "empfang", slug)
    assert client.get(path).status_code == 200
    return _statements(lambda: client.get(path))


@pytest.mark.parametrize(("page", "allowed"), PAGES.items())
def test_a_page_costs_as_much_for_many_rows_as_for_few(page: str, allowed: int) -> None:
    invent(12)
    few = _cost(page, everything())
    invent(48)
    many = _cost(page, everything())
    assert len(few) == len(many) == allowed, "\n".join(many)


@pytest.mark.parametrize(("page", "allowed"), MANAGERS_PAGES.items())
def test_a_list_of_service_managers_costs_as_much_for_many_rows(page: str, allowed: int) -> None:
    client = Client()
    log_in(client, "gerda.leistung", "paderborn")
    costs = []
    for count in (1, 9):
        for number in range(count):
            receive_proposal(staff("gerda.leistung"), content=made_proposal(f"{count} {number}"))
        assert client.get(page).status_code == 200
        costs.append(_statements(lambda: client.get(page)))
    assert len(costs[0]) == len(costs[1]) == allowed, "\n".join(costs[1])


def test_what_filing_costs() -> None:
    applicant = citizen()
    warm, cold = (begin(applicant, SERVICE, persona(SERVICE, "friseur")) for _ in range(2))
    submit_application(applicant, code=warm)
    statements = _statements(lambda: submit_application(applicant, code=cold))
    # Five of them claim the fee: whether that is set up, its number, the lock and the day of booking, the claim itself.
    # One asks for the draft's key; the case's key is written with the case.
    assert len(statements) == 15, "\n".join(statements)


def test_what_a_decision_costs() -> None:
    clerk, applicant = staff(), citizen()
    warm, cold = (file(applicant, SERVICE, persona(SERVICE, "friseur")).case for _ in range(2))
    work_off()
    for case in (warm, cold):
        claim_case(clerk, case=case)
    certify_receipt(clerk, case=warm)
    work_off()
    assert len(_statements(lambda: certify_receipt(clerk, case=cold))) == 11
    jobs: list[str] = []
    statements = _statements(lambda: jobs.extend(work_off()))
    assert len(jobs) == 4, jobs
    # Each of the four asks for the case's key; the letter and the entry of the register get one each.
    assert len(statements) == 110, "\n".join(statements)
