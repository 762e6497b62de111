"""Work that no process foresaw: added to an open case, done or struck off, seen by those who see the case."""

import html
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import (
    NotYourTurnError,
    ReasonMissingError,
    TaskState,
    add_task,
    certify_receipt,
    close_case,
    desk_view,
    finish_task,
    strike_task,
    tasks_of,
)
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db


def filed() -> UUID:
    return file(citizen(), "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur")).case


def test_a_task_is_added_done_and_told_in_the_history() -> None:
    case, clerk, colleague = filed(), staff(), staff("cem.vorlage")
    first = add_task(
        clerk, case=case, title="Beim Bauamt anrufen", staff=colleague.actor.id, due_on=date(2026, 12, 1)
    )
    second = add_task(clerk, case=case, title="Ortstermin")
    assert [(task.title, task.assignee) for task in tasks_of(clerk, case)] == [
        ("Beim Bauamt anrufen", "Cem Vorlage"),
        ("Ortstermin", ""),
    ]
    finish_task(colleague, case=case, task=first, result="Keine Bedenken")
    strike_task(clerk, case=case, task=second, reason="nicht nötig")
    done, struck = tasks_of(clerk, case)
    assert (done.state, done.result, done.done_by) == (TaskState.DONE, "Keine Bedenken", "Cem Vorlage")
    assert (struck.state, struck.result) == (TaskState.WITHDRAWN, "nicht nötig")
    told = [line.action.value for line in desk_view(clerk, case=case).history]
    assert told == ["submitted", "ad_hoc_added", "ad_hoc_added", "ad_hoc_done", "ad_hoc_withdrawn"]
    with pytest.raises(NotYourTurnError):
        finish_task(clerk, case=case, task=first)


def test_a_decided_case_takes_tasks_and_a_closed_one_does_not() -> None:
    case, clerk = filed(), staff()
    certify_receipt(clerk, case=case)
    work_off()
    task = add_task(clerk, case=case, title="Gebühr nachfassen")
    close_case(clerk, case=case)
    with pytest.raises(NotYourTurnError):
        add_task(clerk, case=case, title="zu spät")
    finish_task(clerk, case=case, task=task)


def test_what_cannot_be_is_refused() -> None:
    case, clerk = filed(), staff()
    with pytest.raises(ReasonMissingError):
        add_task(clerk, case=case, title=" ")
    with pytest.raises(NotFoundError):
        add_task(clerk, case=case, title="x", staff=UUID(int=3))
    with pytest.raises(NotFoundError):
        finish_task(clerk, case=case, task=UUID(int=3))
    for login in ("emil.pruefmann", "admin"):
        with pytest.raises(NotAllowedError):
            add_task(staff(login), case=case, title="x")
    with pytest.raises(NotFoundError):
        add_task(staff("dora.exempel"), case=case, title="in einem anderen Amt")


def test_on_the_page() -> None:
    case = filed()
    client = Client(raise_request_exception=False)
    log_in(client, "anna.muster", "paderborn")
    page = f"/paderborn/amt/vorgaenge/{case}/"
    assert client.post(f"{page}aufgabe/", {"was": "Rückruf um zehn", "bis": "2026-12-01"}).status_code == 302
    shown = html.unescape(client.get(page).content.decode())
    assert "Rückruf um zehn" in shown
    assert "01.12.2026" in shown
    wrong = client.post(f"{page}aufgabe/", {"was": "Termin <b>", "bis": "morgen"})
    assert (wrong.status_code, "Termin &lt;b&gt;" in wrong.content.decode()) == (422, True)
    (task,) = tasks_of(staff(), case)
    assert client.post(f"{page}aufgabe-streichen/", {"aufgabe": str(task.id)}).status_code == 422
    assert client.post(f"{page}aufgabe-erledigen/", {"aufgabe": "x"}).status_code == 404
    assert client.post(f"{page}aufgabe-erledigen/", {"aufgabe": str(task.id)}).status_code == 302
    assert tasks_of(staff(), case)[0].state is TaskState.DONE
