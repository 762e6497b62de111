"""What really travels: for every persona, every recipient gets its fields, none more, none less, nothing twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from modellregion.cases.api import certify_receipt, mark_case
from modellregion.cases.operations import notify_recipients, work_on
from modellregion.cases.steps import lock_case
from modellregion.exchange.api import set_route
from modellregion.exchange.models import Delivery, Transmission
from modellregion.exchange.payload import Payload
from modellregion.exchange.sending import payload_of
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import find_body
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.law_matrix import SIGNATURE, matrix
from tests.support.notices import (
    ANNEXES,
    CHANGE,
    CLOCK,
    DEREGISTRATION,
    LAW,
    NOTICES,
    REGISTRATION,
    SCENARIOS,
    Scenario,
    check,
    package,
)
from tests.support.people import citizen, staff

needs_law = pytest.mark.skipif(
    not LAW.is_dir(), reason="the texts of the law are not here; set MODELLREGION_LAW to their folder"
)


def answered(scenario: Scenario) -> Iterator[tuple[int, str, frozenset[int]]]:
    """Yield sheet, path and form numbers of everything a persona has answered."""
    form = package(scenario.service).form
    checked = check(scenario.service, scenario.answers)
    sheets = package(scenario.service).sheet_rows(checked.answers, checked.names)
    for row in sheets:
        for name, value in checked.answers.items():
            field = form.fields[name]
            if not field.is_group:
                yield 0 if row is None else row + 1, name, frozenset(map(int, field.form_fields))
                continue
            for index, item in enumerate(value):
                for sub in field.items:
                    if sub.id in item and row in {None, index}:
                        path = f"{name}.{index}.{sub.id}"
                        yield 0 if row is None else row + 1, path, frozenset(map(int, sub.form_fields))


def transmitted(ctx: Context, case: UUID) -> dict[tuple[int, str], Payload]:
    """Return what was sent, by sheet and recipient."""
    with tenant(ctx):
        rows = list(Transmission.objects.filter(municipality_id=ctx.municipality, case_id=case))
    sent = {(row.sheet, row.recipient): payload_of(row) for row in rows}
    assert len(sent) == len(rows), "a recipient got a sheet twice"
    return sent


def certified(service: str, answers: Mapping[str, Any], *, marks: tuple[str, ...] = ()) -> UUID:
    """File and certify; return the case."""
    case = file(citizen(clock=CLOCK), service, dict(answers)).case
    for mark in marks:
        mark_case(
            staff(clock=CLOCK), case=case, mark=mark, is_set=True, reason="Hinweis der Baustellenkontrolle"
        )
    certify_receipt(staff(clock=CLOCK), case=case)
    work_off()
    return case


def _paths(payload: Payload) -> list[str]:
    return [line.name for section in payload.sections for line in section.lines]


@needs_law
@pytest.mark.django_db
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_each_recipient_gets_the_laws_fields(scenario: Scenario) -> None:
    annex = ANNEXES[scenario.service]
    marks = ("schwarzarbeit",) if scenario.service == REGISTRATION else ()
    case = certified(scenario.service, scenario.answers, marks=marks)
    sent = transmitted(citizen(), case)
    assert ((0, "zoll") in sent or (1, "zoll") in sent) == bool(marks)
    given = list(answered(scenario))
    for (sheet, recipient), payload in sent.items():
        law = matrix()[annex, recipient]
        wanted = [path for number, path, fields in given if number == sheet and fields and fields <= law]
        found = _paths(payload)
        assert Counter(found) == Counter(wanted), (sheet, recipient)
        numbers = {
            number
            for section in payload.sections
            for line in section.lines
            for number in line.field.split(", ")
        }
        assert set(map(int, numbers)) <= law
        assert payload.form == f"GewA {annex}"


@needs_law
@pytest.mark.parametrize("service", NOTICES)
def test_the_personas_fill_every_number_of_the_form(service: str) -> None:
    """So that each cell above is tried with a value in it."""
    filled = {
        number
        for scenario in SCENARIOS
        if scenario.service == service
        for _, _, fields in answered(scenario)
        for number in fields
    }
    annex = ANNEXES[service]
    assert filled == set(range(1, SIGNATURE[annex]))


@needs_law
@pytest.mark.parametrize("service", NOTICES)
def test_each_recipient_is_reached_by_a_persona(service: str) -> None:
    reached = {name for one in SCENARIOS if one.service == service for name in one.expected["recipients"]}
    by_law = {recipient for annex, recipient in matrix() if annex == ANNEXES[service]}
    assert by_law - reached == ({"zoll"} if service == REGISTRATION else set()), (
        "customs needs a clerk's mark"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("service", NOTICES)
def test_who_waives_gets_nothing_and_who_may_not_waive_gets_it(service: str) -> None:
    lead = staff("bernd.beispiel")
    chamber, office = find_body("ihk-ostwestfalen"), find_body("paderborn")
    assert chamber is not None
    assert office is not None
    form = f"GewA {ANNEXES[service]}"
    set_route(lead, recipient="ihk", body=chamber.id, waived_forms=[form])
    set_route(lead, recipient="statistik", body=office.id, waived_forms=[form])
    scenario = next(
        one for one in SCENARIOS if one.service == service and "statistik" in one.expected["recipients"]
    )
    reached = {recipient for _, recipient in transmitted(citizen(), certified(service, scenario.answers))}
    assert reached == set(scenario.expected["recipients"]) - {"ihk"}


@pytest.mark.django_db
def test_a_waiver_is_for_one_form() -> None:
    chamber = find_body("ihk-ostwestfalen")
    assert chamber is not None
    set_route(staff("bernd.beispiel"), recipient="ihk", body=chamber.id, waived_forms=["GewA 2"])
    for service, gets_it in ((REGISTRATION, True), (CHANGE, False), (DEREGISTRATION, True)):
        scenario = next(one for one in SCENARIOS if one.service == service)
        reached = {recipient for _, recipient in transmitted(citizen(), certified(service, scenario.answers))}
        assert ("ihk" in reached) == gets_it, service


@pytest.mark.django_db
def test_sending_again_sends_nothing_twice() -> None:
    scenario = Scenario(CHANGE, "gbr_umzug")
    case = certified(CHANGE, scenario.answers)
    before = transmitted(citizen(), case)
    chamber = citizen("ihk-ostwestfalen")
    with tenant(chamber):
        arrived = Delivery.objects.filter(municipality_id=chamber.municipality).count()
    ctx = staff(clock=CLOCK)
    with tenant(ctx):
        notify_recipients(ctx, work_on(ctx, lock_case(ctx, case), {}))
    work_off()
    assert {key: one.transmission for key, one in transmitted(citizen(), case).items()} == {
        key: one.transmission for key, one in before.items()
    }
    with tenant(chamber):
        assert Delivery.objects.filter(municipality_id=chamber.municipality).count() == arrived


@pytest.mark.django_db
def test_a_partner_is_not_told_to_the_others_recipients() -> None:
    case = certified(DEREGISTRATION, Scenario(DEREGISTRATION, "gbr_aufloesung").answers)
    sent = transmitted(citizen(), case)
    first = str(sent[1, "ihk"].sections)
    second = str(sent[2, "ihk"].sections)
    assert "Gaziantep" in first
    assert "Gaziantep" not in second
    assert "Büren" in second
    assert "Büren" not in first


@pytest.mark.django_db
@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if one.name.startswith("g")], ids=str)
def test_every_recipient_of_the_demo_region_has_somebody_behind_it(scenario: Scenario) -> None:
    case = certified(scenario.service, scenario.answers)
    ctx = citizen()
    with tenant(ctx):
        rows = Transmission.objects.filter(municipality_id=ctx.municipality, case_id=case)
        assert {row.recipient for row in rows if row.body_id is None} == set()
