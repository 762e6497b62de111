"""A clerk's day: what lies with whom, what changed, many cases at once and back, views that are kept."""

import html
import io
import zipfile
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from lxml import etree

from modellregion.cases.api import (
    Bulk,
    InboxQuery,
    NotYourTurnError,
    add_task,
    answer_question,
    ask_applicant,
    assign_many,
    bulk_outcome,
    claim_case,
    desk_view,
    hand_over_case,
    list_inbox,
    my_day,
    submit_application,
    undo_bulk,
)
from modellregion.cases.errors import NothingChosenError, TooManyCasesError
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.region.api import list_units, set_substitute
from tests.support.filing import begin, file
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
INBOX = "/paderborn/amt/vorgaenge/"


def filed(count: int = 1) -> list[UUID]:
    return [file(citizen(), SERVICE, persona(SERVICE, "friseur")).case for _ in range(count)]


def assignee(clerk: Context, case: UUID) -> UUID | None:
    return desk_view(clerk, case=case).assignee


def test_a_new_case_is_new_until_somebody_takes_it_and_then_lies_with_them() -> None:
    clerk, (case,) = staff(), filed()
    assert [row.id for row in my_day(clerk).new.rows] == [case]
    assert my_day(clerk).mine.rows == []
    claim_case(clerk, case=case)
    assert my_day(clerk).new.rows == []
    assert [row.id for row in my_day(clerk).mine.rows] == [case]
    ask_applicant(clerk, case=case, text="Welche Fläche?")
    day = my_day(clerk)
    assert day.mine.rows == []
    assert [row.id for row in day.waiting.rows] == [case]


def test_cases_that_wait_do_not_hide_those_that_can_be_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modellregion.cases.my_day.ROWS", 1)
    clerk, (first, second) = staff(), filed(2)
    for case in (first, second):
        claim_case(clerk, case=case)
    ask_applicant(clerk, case=first, text="Welche Fläche?")
    assert [row.id for row in my_day(clerk).mine.rows] == [second]


def test_tasks_are_those_given_to_me_and_those_of_my_cases() -> None:
    clerk, colleague, (mine, other) = staff(), staff("cem.vorlage"), filed(2)
    claim_case(clerk, case=mine)
    add_task(clerk, case=mine, title="Bauamt anrufen", due_on=date(2026, 12, 4))
    add_task(clerk, case=other, title="Akte suchen", staff=clerk.actor.id, due_on=date(2026, 12, 1))
    add_task(clerk, case=mine, title="Nicht meine", staff=colleague.actor.id)
    assert [task.title for task in my_day(clerk).tasks] == ["Akte suchen", "Bauamt anrufen"]
    assert [task.title for task in my_day(colleague).tasks] == ["Nicht meine"]


def test_who_stands_in_sees_the_work_of_who_is_absent_on_these_days_only() -> None:
    clerk, colleague, (case,) = staff(), staff("cem.vorlage"), filed()
    claim_case(colleague, case=case)
    today = clerk.today()
    set_substitute(
        colleague, absent=colleague.person(), substitute=clerk.person(), starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=9),
    )  # fmt: skip
    assert my_day(clerk).absent == {}
    set_substitute(
        colleague, absent=colleague.person(), substitute=clerk.person(), starts_on=today, ends_on=today
    )
    day = my_day(clerk)
    assert list(day.absent.values()) == ["Cem Vorlage"]
    assert [row.id for row in day.substituted.rows] == [case]


def test_changes_are_what_others_did_and_not_what_i_did() -> None:
    clerk, applicant = staff(), citizen()
    code = begin(applicant, SERVICE, persona(SERVICE, "friseur"))
    case = submit_application(applicant, code=code).case
    claim_case(clerk, case=case)
    ask_applicant(clerk, case=case, text="Welche Fläche?")
    answer_question(applicant, code=code, text="80 Quadratmeter", files=[])
    told = [(line.case, line.action.value) for line in my_day(clerk).changes]
    assert told == [(case, "question_answered"), (case, "submitted")]


def test_a_team_lead_sees_who_has_how_much_and_a_clerk_does_not() -> None:
    clerk, lead, (first, _second) = staff(), staff("bernd.beispiel"), filed(2)
    claim_case(clerk, case=first)
    team = my_day(lead).team
    assert team is not None
    assert [(line.name, line.open, line.waiting) for line in team] == [("", 1, 0), ("Anna Muster", 1, 0)]
    assert my_day(clerk).team is None


def test_many_cases_are_taken_over_and_put_back_again() -> None:
    clerk, cases = staff(), filed(3)
    bulk = assign_many(clerk, cases=cases, action=Bulk.CLAIM)
    assert {assignee(clerk, case) for case in cases} == {clerk.actor.id}
    with tenant(clerk):
        outcome = bulk_outcome(clerk, bulk=bulk)
    assert (outcome.changed, outcome.refused, outcome.is_undone) == (3, [], False)
    assert undo_bulk(clerk, bulk=bulk) == 3
    assert undo_bulk(clerk, bulk=bulk) == 0
    assert {assignee(clerk, case) for case in cases} == {None}
    assert {desk_view(clerk, case=case).state.value for case in cases} == {"received"}
    assert [line.action.value for line in desk_view(clerk, case=cases[0]).history] == [
        "submitted", "claimed", "assignment_undone"
    ]  # fmt: skip


def test_what_a_colleague_has_is_refused_with_its_number_and_the_rest_is_done() -> None:
    clerk, colleague, (theirs, free) = staff(), staff("cem.vorlage"), filed(2)
    claim_case(colleague, case=theirs)
    bulk = assign_many(clerk, cases=[theirs, free, new_id()], action=Bulk.CLAIM)
    with tenant(clerk):
        outcome = bulk_outcome(clerk, bulk=bulk)
    assert outcome.changed == 1
    sentence = str(NotYourTurnError.user_message)
    assert (desk_view(clerk, case=theirs).number, sentence) in outcome.refused
    assert len(outcome.refused) == 2
    with tenant(colleague), pytest.raises(NotFoundError):
        bulk_outcome(colleague, bulk=bulk)


def test_undoing_leaves_alone_what_somebody_has_moved_since() -> None:
    clerk, colleague, (first, second) = staff(), staff("cem.vorlage"), filed(2)
    bulk = assign_many(clerk, cases=[first, second], action=Bulk.CLAIM)
    hand_over_case(clerk, case=first, staff=colleague.actor.id, reason="Urlaub")
    assert undo_bulk(clerk, bulk=bulk) == 1
    assert assignee(clerk, first) == colleague.actor.id
    assert assignee(clerk, second) is None


def test_handed_over_to_a_unit_that_is_not_mine_it_can_still_be_undone() -> None:
    clerk, (case,) = staff(), filed()
    foreign = next(unit for unit in list_units(clerk) if unit.id not in clerk.actor.units)
    bulk = assign_many(clerk, cases=[case], action=Bulk.HAND_OVER, unit=foreign.id, reason="nicht zuständig")
    with pytest.raises(NotFoundError):
        desk_view(clerk, case=case)
    assert undo_bulk(clerk, bulk=bulk) == 1
    assert desk_view(clerk, case=case).unit in clerk.actor.units


def test_nothing_and_too_much_are_refused() -> None:
    clerk = staff()
    with pytest.raises(NothingChosenError):
        assign_many(clerk, cases=[], action=Bulk.CLAIM)
    with pytest.raises(TooManyCasesError):
        assign_many(clerk, cases=[new_id() for _ in range(201)], action=Bulk.CLAIM)


def test_the_inbox_shows_whose_cases_were_asked_for() -> None:
    clerk, (first, second) = staff(), filed(2)
    claim_case(clerk, case=first)
    nobody = list_inbox(clerk, InboxQuery(unassigned=True))
    hers = list_inbox(clerk, InboxQuery(assignees=(clerk.person(),)))
    assert ([row.id for row in nobody.rows], [row.id for row in hers.rows]) == ([second], [first])


def page(client: Client, path: str, **posted: object) -> str:
    response = client.post(path, posted, follow=True) if posted else client.get(path, follow=True)
    assert response.status_code == 200, response.content
    return html.unescape(response.content.decode())


def test_by_hand_choose_hand_over_without_a_reason_with_one_and_undo(client: Client) -> None:
    clerk, (case, _other) = staff(), filed(2)
    colleague = staff("cem.vorlage")
    log_in(client, "anna.muster", "paderborn")
    asked = page(client, f"{INBOX}sammeln/", fall=str(case), aktion="abgeben", liste="meine=0")
    assert "1 Vorgang abgeben" in asked
    target = f"person:{colleague.actor.id}"
    refused = client.post(
        f"{INBOX}sammeln/", {"fall": str(case), "aktion": "abgeben", "an": target, "begruendung": " "}
    )
    assert refused.status_code == 422
    assert f'value="{target}" selected' in refused.content.decode()
    told = page(client, f"{INBOX}sammeln/", fall=str(case), aktion="abgeben", an=target, begruendung="Urlaub")
    assert "1 Vorgang geändert." in told
    assert assignee(clerk, case) == colleague.actor.id
    bulk = told.split('name="rueckgaengig" value="')[1].split('"')[0]
    assert "Das ist rückgängig gemacht" in page(client, f"{INBOX}sammeln/", rueckgaengig=bulk)
    assert assignee(clerk, case) is None
    assert "mindestens einen Vorgang" in page(client, f"{INBOX}sammeln/", aktion="uebernehmen")


@pytest.mark.parametrize(
    "posted",
    [
        {"aktion": "sprengen", "fall": "x"},
        {"rueckgaengig": "x"},
        {"aktion": "uebernehmen", "fall": ["x", "../", "\x00"]},
        {"aktion": "abgeben", "an": "person:nobody", "begruendung": "b", "fall": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_what_no_page_sends_changes_nothing_and_is_no_fault_of_ours(
    client: Client, posted: dict[str, object]
) -> None:
    (case,) = filed()
    log_in(client, "anna.muster", "paderborn")
    response = client.post(f"{INBOX}sammeln/", posted, follow=True)
    assert response.status_code == 200
    assert assignee(staff(), case) is None


def test_the_day_is_the_first_page_of_a_clerk_and_shows_the_work(client: Client) -> None:
    clerk, (case,) = staff(), filed()
    log_in(client, "anna.muster", "paderborn")
    seen = page(client, "/paderborn/amt/")
    assert "Mein Tag" in seen
    assert desk_view(clerk, case=case).subject in seen
    assert 'id="team"' not in seen


def test_a_spreadsheet_holds_days_as_days(client: Client) -> None:
    (case,) = filed()
    log_in(client, "anna.muster", "paderborn")
    response = client.get(f"{INBOX}tabelle.ods")
    assert response["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        assert packed.namelist()[0] == "mimetype"
        assert packed.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        content = etree.fromstring(packed.read("content.xml"))
    cells = list(content.iter("{*}table-cell"))
    texts = ["".join(map(str, cell.itertext())) for cell in cells]
    row = list_inbox(staff(), InboxQuery()).rows[0]
    assert row.id == case
    assert texts[6:9] == [row.number, row.subject, "Eingegangen"]
    assert row.due_on is not None
    assert cells[11].get(f"{{{cells[0].nsmap['office']}}}date-value") == row.due_on.isoformat()
