"""Every scenario of the trade notices is filed without an error, with the hints, the fee and the recipients it names."""

import pytest

from modellregion.cases.api import certify_receipt
from modellregion.cases.models import Case
from modellregion.exchange.models import Transmission
from modellregion.kernel.tenancy import tenant
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.notices import CLOCK, NOTICES, SCENARIOS, Scenario, check, package
from tests.support.people import citizen, staff

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=str)


@pytest.mark.parametrize("service", NOTICES)
def test_each_notice_has_many_personas(service: str) -> None:
    assert len([one for one in SCENARIOS if one.service == service]) >= 8


@every_scenario
def test_nothing_is_wrong_and_nothing_is_given_that_nobody_asks(scenario: Scenario) -> None:
    checked = check(scenario.service, scenario.answers)
    assert [finding.sentence for finding in checked.errors] == []
    assert sorted(finding.rule for finding in checked.findings) == sorted(scenario.expected.get("hints", []))
    computed = {name for name, field in package(scenario.service).form.fields.items() if field.compute}
    assert set(checked.answers) - computed == set(scenario.answers)
    for given, kept in zip(
        scenario.answers.get("personen", []), checked.answers.get("personen", []), strict=True
    ):
        assert set(given) == set(kept)


@every_scenario
@pytest.mark.django_db
def test_it_costs_and_reaches_what_it_says(scenario: Scenario) -> None:
    filed = file(citizen(clock=CLOCK), scenario.service, scenario.answers)
    clerk = staff(clock=CLOCK)
    certify_receipt(clerk, case=filed.case)
    work_off()
    with tenant(clerk):
        case = Case.objects.get(municipality_id=clerk.municipality, id=filed.case)
        sent = Transmission.objects.filter(municipality_id=clerk.municipality, case_id=filed.case)
        reached = {(row.sheet, row.recipient) for row in sent}
        assert len(reached) == len(sent)
    assert case.fee_cents == scenario.expected["fee_cents"]
    sheets = package(scenario.service).sheet_rows(
        scenario.answers, check(scenario.service, scenario.answers).names
    )
    numbers = [0 if row is None else row + 1 for row in sheets]
    only = scenario.expected.get("sheets", {})
    assert reached == {
        (number, recipient)
        for recipient in scenario.expected["recipients"]
        for number in numbers
        if number in only.get(recipient, numbers)
    }
