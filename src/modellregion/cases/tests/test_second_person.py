"""Four eyes, entry on behalf of somebody, two people at one case, and a right that is lost while the page is open."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from modellregion.cases.api import (
    CaseState,
    Channel,
    NotYourTurnError,
    ReasonMissingError,
    begin_for_somebody,
    certify_receipt,
    close_case,
    confirm_decision,
    correct_answers,
    desk_view,
    my_day,
    proposal_of,
    refuse_notice,
    return_decision,
    status_view,
)
from modellregion.cases.commands.begin_for_somebody import ReceivedImpossibleError
from modellregion.cases.commands.second_person import ChangedSinceError, SamePersonError, WaitsForSecondError
from modellregion.cases.errors import ServiceNotOfferedError
from modellregion.kernel.clock import rehearsed_time
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import check_package, install_package, store_package
from modellregion.region.models import RoleAssignment, Unit
from tests.support.assistant import Assistant, posted
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.packages import files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FLAGGED = replaced(
    files_of(SERVICE),
    "package.toml",
    "[case.states]",
    'four_eyes = ["bescheinigen", "zurueckweisen"]\n\n[case.states]',
)


def filed_with_four_eyes() -> UUID:
    ctx = system_context(citizen().municipality)
    with tenant(ctx):
        unit = Unit.objects.get(municipality_id=ctx.municipality, short_name="32.3").id
    install_package(ctx, package=store_package(FLAGGED), unit=unit)
    return file(citizen(), SERVICE, persona(SERVICE, "friseur")).case


def other() -> Context:
    return staff("cem.vorlage")


def actions(case: UUID) -> list[str]:
    return [line.action.value for line in desk_view(staff(), case=case).history]


@pytest.mark.django_db
def test_what_the_package_flags_takes_effect_when_a_second_person_confirms() -> None:
    case = filed_with_four_eyes()
    certify_receipt(staff(), case=case)
    assert desk_view(staff(), case=case).state is CaseState.RECEIVED
    with pytest.raises(WaitsForSecondError):
        refuse_notice(other(), case=case, reason="nein")
    with pytest.raises(SamePersonError) as refused:
        confirm_decision(staff(), case=case)
    assert "zweite Person" in str(refused.value.user_message)
    assert [line.case for line in my_day(other()).to_confirm] == [case]
    assert my_day(staff()).to_confirm == []
    confirm_decision(other(), case=case)
    assert desk_view(staff(), case=case).state is CaseState.CERTIFIED
    assert actions(case)[-2:] == ["decision_proposed", "certified"]
    with pytest.raises(NotYourTurnError):
        confirm_decision(other(), case=case)
    work_off()
    assert any(entry.kind == "certificate" for entry in desk_view(staff(), case=case).documents)


@pytest.mark.django_db
def test_a_decision_comes_back_with_a_remark_and_changed_answers_are_not_confirmed() -> None:
    case = filed_with_four_eyes()
    refuse_notice(staff(), case=case, reason="Es fehlt die Erlaubnis.")
    with pytest.raises(ReasonMissingError):
        return_decision(other(), case=case, remark=" ")
    client = Client()
    log_in(client, "cem.vorlage", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/"
    assert "Es fehlt die Erlaubnis." in client.get(address).content.decode()
    sent = client.post(f"{address}zurueckgeben/", {"anmerkung": "Bitte erst nachfragen."})
    assert sent.status_code == 302
    proposal = proposal_of(staff(), case)
    assert proposal is not None
    assert (proposal.is_open, proposal.remark, proposal.closed_by) == (
        False,
        "Bitte erst nachfragen.",
        "Cem Vorlage",
    )
    log_in(client, "anna.muster", "paderborn")
    assert "Bitte erst nachfragen." in client.get(address).content.decode()
    certify_receipt(staff(), case=case)
    view = desk_view(staff(), case=case)
    page = next(page for page in view.package.form.pages if any(f.id == "taetigkeit" for f in page.fields()))
    sent_again = posted(persona(SERVICE, "friseur", taetigkeit="Handel mit Bürsten"))
    corrected = correct_answers(
        staff(),
        case=case,
        page=page.id,
        posted={
            name: value if isinstance(value, list) else [str(value)] for name, value in sent_again.items()
        },
        reason="telefonisch",
    )
    assert [one for one in corrected.findings if not one.is_hint] == []
    with pytest.raises(ChangedSinceError):
        confirm_decision(other(), case=case)
    same = client.post(f"{address}bestaetigen/")
    assert same.status_code == 403
    assert "zweite Person" in same.content.decode()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('four_eyes = ["gibtesnicht"]', "No outcome of the case is called"),
        ('four_eyes = ["nachfordern"]', "only what decides a case"),
    ],
)
def test_the_check_of_packages_knows_the_flag(line: str, sentence: str) -> None:
    files = replaced(files_of(SERVICE), "package.toml", "[case.states]", f"{line}\n\n[case.states]")
    assert any(sentence in finding.sentence for finding in check_package(files))
    assert [str(one) for one in check_package(FLAGGED) if not one.is_warning] == []


@pytest.fixture
def _on_monday() -> Iterator[None]:
    with rehearsed_time(MONDAY):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_monday")
def test_what_staff_type_for_somebody_counts_from_the_day_it_came_in() -> None:
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    address = "/paderborn/amt/vorgaenge/erfassen/"
    assert client.get(address).status_code == 200
    for wrong in (
        {},
        {"leistung": SERVICE, "weg": "phone", "tag": "gestern"},
        {"leistung": SERVICE, "weg": "portal"},
    ):
        assert client.post(address, wrong).status_code == 422
    friday = {"leistung": SERVICE, "weg": "phone", "tag": "2026-02-27", "uhrzeit": "11:30"}
    answer = client.post(address, friday)
    assert answer.status_code == 302
    code = answer.headers["Location"].split("/antrag/")[1].split("/")[0]
    assistant = Assistant()
    assistant.code = code
    assert (
        "Sie erfassen für eine andere Person: Telefon"
        in client.get(answer.headers["Location"]).content.decode()
    )
    assistant.answer(persona(SERVICE, "friseur"))
    assert Client().post(assistant.address("pruefen")).status_code == 302
    view = status_view(citizen(), code)
    assert (view.channel, view.received_at) == ("phone", datetime(2026, 2, 27, 10, 30, tzinfo=UTC))
    assert view.clocks[0].started_on == date(2026, 2, 27)
    assert view.clocks[0].due_on == date(2026, 3, 2)
    case = desk_view(staff(), case=view.id)
    entry = next(line for line in case.history if line.action.value == "entered_for")
    assert entry.note == "Telefon, eingegangen 27.02.2026, 11:30 Uhr, erfasst von Anna Muster"
    assert "entered_for" not in [line.action.value for line in view.history]
    assert "(Telefon)" in client.get(f"/paderborn/amt/vorgaenge/{view.id}/").content.decode()


@pytest.mark.django_db
def test_nobody_types_for_tomorrow_or_without_the_right() -> None:
    now = datetime.now(UTC)
    for at in (now + timedelta(days=1), now - timedelta(days=400)):
        with pytest.raises(ReceivedImpossibleError):
            begin_for_somebody(staff(), service=SERVICE, channel=Channel.PAPER, received_at=at)
    with pytest.raises(ServiceNotOfferedError):
        begin_for_somebody(staff(), service="x", channel=Channel.PAPER, received_at=now)
    with pytest.raises(NotAllowedError):
        begin_for_somebody(staff("emil.pruefmann"), service=SERVICE, channel=Channel.PAPER, received_at=now)
    client = Client()
    log_in(client, "emil.pruefmann", "paderborn")
    assert client.get("/paderborn/amt/vorgaenge/erfassen/").status_code == 403


def test_two_clerks_who_close_one_case_close_it_once(own_database: str) -> None:
    del own_database
    case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
    refuse_notice(staff(), case=case, reason="Doppelt.")

    def close(ctx: Context) -> Any:
        try:
            close_case(ctx, case=case)
        except NotYourTurnError as refused:
            return refused
        else:
            return None
        finally:
            connections.close_all()

    people = [staff(), other()] * 3
    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(close, people))
    assert [outcome is None for outcome in outcomes].count(True) == 1
    assert "laden Sie die Seite neu" in str(next(one for one in outcomes if one).user_message)
    assert actions(case).count("closed") == 1


@pytest.mark.django_db
def test_who_loses_the_role_while_the_page_is_open_changes_nothing_and_reads_why() -> None:
    case = file(citizen(), SERVICE, persona(SERVICE, "friseur")).case
    client = Client(raise_request_exception=False)
    log_in(client, "anna.muster", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/"
    assert client.get(address).status_code == 200
    ctx = staff()
    with tenant(ctx):
        RoleAssignment.objects.filter(municipality_id=ctx.municipality, staff_id=ctx.person()).delete()
    answer = client.post(f"{address}bescheinigen/")
    assert answer.status_code in {403, 422}
    assert "Dafür fehlt Ihnen das Recht" in answer.content.decode()
    assert desk_view(staff("cem.vorlage"), case=case).state is CaseState.RECEIVED
    assert client.get(address).status_code in {403, 404}
