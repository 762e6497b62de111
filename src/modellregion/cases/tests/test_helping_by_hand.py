"""What people can do about a process by hand: repair, reassign, withdraw, jump, discontinue, take up again."""

from typing import Any
from uuid import UUID

import pytest

from modellregion.cases.api import (
    CaseState,
    NotYourTurnError,
    ReasonMissingError,
    StepRefusedError,
    close_case,
    desk_view,
    discontinue_case,
    incident_lines,
    jump_to_step,
    reassign_task,
    reopen_case,
    retry_step,
    skip_step,
    withdraw_task,
)
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.process.api import JobState
from tests.support.jobs import work_off
from tests.support.people import staff
from tests.support.processes import BEGIN, filed, instance_of, offer, places, state_of

pytestmark = pytest.mark.django_db

FAILING = f"{BEGIN}\nservice call\nuser check\nend e\ns -> call -> check -> e"
STEPS = f"{BEGIN}\nuser first\nuser second\nuser third\nend e\ns -> first -> second -> third -> e"


def failed() -> tuple[UUID, str]:
    offer(FAILING)
    case = filed().case
    work_off()
    (job,) = state_of(case).jobs.values()
    assert job.state is JobState.INCIDENT
    return case, job.id


def the_task(case: UUID) -> str:
    (item,) = state_of(case).work_items.values()
    return item.id


def the_token(case: UUID) -> str:
    (token,) = state_of(case).tokens
    return token


def notes(case: UUID) -> list[tuple[str, str]]:
    lead = staff("bernd.beispiel")
    return [(line.action.value, line.note) for line in desk_view(lead, case=case).history]


def test_a_step_that_nobody_can_carry_out_becomes_visible() -> None:
    case, job = failed()
    (line,) = incident_lines(staff("bernd.beispiel"))
    assert (line.incident.case, line.incident.job, line.step) == (case, job, "call")
    assert "do-it" in line.incident.error
    assert ("incident", f"call: {line.incident.error}") in notes(case)


def test_a_retry_that_fails_is_an_incident_again_and_a_skip_goes_on() -> None:
    case, job = failed()
    lead = staff("bernd.beispiel")
    retry_step(lead, case=case, job=job, reason="Dienst läuft wieder")
    assert incident_lines(lead) == []
    work_off()
    assert [line.incident.job for line in incident_lines(lead)] == [job]
    skip_step(lead, case=case, job=job, reason="von Hand eingetragen")
    assert incident_lines(lead) == []
    assert places(case) == ["check"]
    assert ("step_skipped", "von Hand eingetragen") in notes(case)
    with pytest.raises(NotYourTurnError):
        retry_step(lead, case=case, job=job, reason="zu spät")


@pytest.mark.parametrize("login", ["anna.muster", "emil.pruefmann", "dora.exempel"])
def test_repairing_needs_the_right(login: str) -> None:
    case, job = failed()
    for act in (retry_step, skip_step):
        with pytest.raises(NotAllowedError):
            act(staff(login), case=case, job=job, reason="ich darf nicht")
    assert state_of(case).jobs[job].state is JobState.INCIDENT


def test_an_administrator_repairs_in_every_unit_but_sees_no_case() -> None:
    case, job = failed()
    admin = staff("admin")
    assert [line.incident.case for line in incident_lines(admin)] == [case]
    skip_step(admin, case=case, job=job, reason="Fachverfahren nachgetragen")
    assert places(case) == ["check"]
    with pytest.raises(NotAllowedError):
        desk_view(admin, case=case)


def test_nothing_is_done_without_a_reason() -> None:
    case, job = failed()
    lead = staff("bernd.beispiel")
    task: Any
    for task in (
        lambda: retry_step(lead, case=case, job=job, reason="  "),
        lambda: skip_step(lead, case=case, job=job, reason=""),
        lambda: discontinue_case(lead, case=case, reason=""),
        lambda: jump_to_step(lead, case=case, token=the_token(case), step="check", reason=""),
    ):
        with pytest.raises(ReasonMissingError):
            task()
    assert places(case) == ["call"]


def test_a_task_goes_to_a_colleague() -> None:
    offer(STEPS)
    case = filed().case
    clerk = staff()
    colleague = staff("cem.vorlage")
    assert colleague.actor.id is not None
    reassign_task(clerk, case=case, work_item=the_task(case), staff=colleague.actor.id, reason="Urlaub")
    (item,) = state_of(case).work_items.values()
    assert item.assignee == str(colleague.actor.id)
    assert ("task_reassigned", "Cem Vorlage: Urlaub") in notes(case)
    with pytest.raises(NotFoundError):
        reassign_task(clerk, case=case, work_item=item.id, staff=UUID(int=7), reason="Urlaub")


def test_a_withdrawn_task_leaves_the_process_where_it_is_until_it_jumps() -> None:
    offer(STEPS)
    case = filed().case
    lead = staff("bernd.beispiel")
    withdraw_task(lead, case=case, work_item=the_task(case), reason="überflüssig")
    assert (places(case), state_of(case).work_items) == (["first"], {})
    jump_to_step(lead, case=case, token=the_token(case), step="third", reason="weiter hinten")
    assert places(case) == ["third"]
    assert the_task(case)
    assert ("step_jumped", "third: weiter hinten") in notes(case)


def test_a_jump_to_nowhere_is_refused_in_words() -> None:
    offer(STEPS)
    case = filed().case
    lead = staff("bernd.beispiel")
    for step in ("s", "gibtesnicht"):
        with pytest.raises(StepRefusedError) as refused:
            jump_to_step(lead, case=case, token=the_token(case), step=step, reason="Versuch")
        assert "Schritt" in str(refused.value.user_message)
    with pytest.raises(NotYourTurnError):
        jump_to_step(lead, case=case, token=str(UUID(int=1)), step="third", reason="Versuch")
    with pytest.raises(NotAllowedError):
        jump_to_step(staff(), case=case, token=the_token(case), step="third", reason="Versuch")


def test_a_discontinued_case_is_decided_and_can_be_taken_up_again() -> None:
    offer(STEPS, states='first = "in_review"')
    case = filed().case
    lead = staff("bernd.beispiel")
    discontinue_case(lead, case=case, reason="Antrag hat sich erledigt")
    view = desk_view(lead, case=case)
    assert (view.state, view.decided_at is None) == (CaseState.DISCONTINUED, False)
    assert (places(case), instance_of(case).state.value) == ([], "cancelled")
    assert all(clock.stopped_on for clock in view.clocks)
    reopen_case(lead, case=case, step="first", reason="doch nicht")
    view = desk_view(lead, case=case)
    assert (view.state, view.decided_at) == (CaseState.IN_REVIEW, None)
    assert places(case) == ["first"]
    with pytest.raises(NotYourTurnError):
        reopen_case(lead, case=case, step="first", reason="noch einmal")


def test_a_closed_case_is_not_taken_up_again() -> None:
    offer(STEPS)
    case = filed().case
    lead = staff("bernd.beispiel")
    discontinue_case(lead, case=case, reason="erledigt")
    close_case(lead, case=case)
    with pytest.raises(NotYourTurnError):
        reopen_case(lead, case=case, step="first", reason="doch nicht")
