"""Cases file themselves: with zero actions, where their service belongs, kept as long as the plan says."""

from datetime import date
from uuid import UUID

import pytest

from modellregion.cases.api import certify_receipt, claim_case, close_case, hand_over_case
from modellregion.cases.models import Case
from modellregion.kernel.tenancy import tenant
from modellregion.records.models import Document, File
from modellregion.records.plan_queries import find_node_by_code
from modellregion.records.queries import find_file
from modellregion.records.tests.test_pages import Desk, document_of
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db

SERVICE = "gewerbeanmeldung"


def _node() -> UUID:
    found = find_node_by_code(staff(), "32.30.01")
    assert found is not None
    return found.id


def test_a_case_needs_no_action_and_shows_in_the_list() -> None:
    desk = Desk()
    case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
    work_off()
    with tenant(desk.ctx):
        row = Case.objects.get(municipality_id=desk.ctx.municipality, id=case)
        documents = Document.objects.filter(municipality_id=desk.ctx.municipality, file_id=row.file_id)
        assert documents.count() >= 1
        assert all(document.sha256 for document in documents)
    page = desk.get(f"akten/{row.file_id}/")
    assert row.number in page
    assert "32.30.01 Gewerbeanzeigen" in page
    assert desk.actions == 0
    shown = desk.get(document_of(page))
    assert "endgültig" in shown


class TestCases:
    def test_a_case_files_itself_where_its_service_belongs(self) -> None:
        clerk = staff()
        case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
        work_off()
        with tenant(clerk):
            row = Case.objects.get(municipality_id=clerk.municipality, id=case)
        view = find_file(clerk, row.file_id)
        assert (view.reference, view.node, view.unit_name) == (row.number, _node(), "Gewerbeamt")
        claim_case(clerk, case=case)
        certify_receipt(clerk, case=case)
        work_off()
        close_case(clerk, case=case)
        closed = find_file(clerk, row.file_id)
        assert closed.result == "certified"
        assert closed.retain_until == date(clerk.today().year + 5, 12, 31)

    def test_whoever_gets_the_case_gets_the_file(self) -> None:
        clerk, dora = staff(), staff("dora.exempel")
        case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
        with tenant(clerk):
            found = Case.objects.get(municipality_id=clerk.municipality, id=case).file_id
        hand_over_case(clerk, case=case, staff=dora.actor.id, reason="Zuständigkeit")
        assert find_file(dora, found).is_own

    def test_without_a_plan_the_period_of_the_service_counts(self) -> None:
        clerk = staff()
        case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
        with tenant(clerk):
            found = Case.objects.get(municipality_id=clerk.municipality, id=case)
            File.objects.filter(municipality_id=clerk.municipality, id=found.file_id).update(node_id=None)
        work_off()
        certify_receipt(clerk, case=case)
        work_off()
        close_case(clerk, case=case)
        assert find_file(clerk, found.file_id).retention_years == 10
