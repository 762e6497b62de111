"""Statutory clocks of cases: start, suspension, one extension, effect by itself, certificate; and the typed parties."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pypdfium2
import pytest
from django.test import Client

from modellregion.cases.api import (
    CaseState,
    Lengthening,
    Mandate,
    NewParty,
    NotYourTurnError,
    PartyRole,
    ReasonMissingError,
    add_party,
    certify_effect,
    certify_receipt,
    desk_view,
    end_party,
    extend_clock,
    letters_go_to,
    list_inbox,
    resume_clock,
    start_clock,
    suspend_clock,
    withdraw_clock_start,
)
from modellregion.cases.clocks import ClockView
from modellregion.cases.commands.keep_parties import AddressMissingError, MandateMissingError
from modellregion.cases.errors import ClockRefusedError
from modellregion.cases.history import history_of
from modellregion.cases.inbox import InboxQuery, Shown
from modellregion.cases.states import Action
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PackageFiles, install_package, store_package
from modellregion.records.api import document_content
from modellregion.region.models import Unit
from tests.support.filing import file
from tests.support.jobs import work_off_at
from tests.support.packages import files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    """Let the pages, too, believe that it is this Monday."""
    with rehearsed_time(MONDAY):
        yield


def clerk(at: datetime = MONDAY) -> Context:
    return staff(clock=FixedClock(at))


def filed_with(norm: str) -> UUID:
    """File an application for a service whose clock follows another norm."""
    files: PackageFiles = replaced(
        files_of(SERVICE), "package.toml", 'clock = "§ 15 Abs. 1 GewO"', f'clock = "{norm}"'
    )
    ctx = citizen(clock=FixedClock(MONDAY))
    package = store_package(files)
    with tenant(ctx):
        unit = Unit.objects.get(municipality_id=ctx.municipality, short_name="32.3").id
    install_package(system_context(ctx.municipality, FixedClock(MONDAY)), package=package, unit=unit)
    return file(ctx, SERVICE, persona(SERVICE, "friseur")).case


def the_clock(case: UUID, at: datetime = MONDAY) -> ClockView:
    (clock,) = desk_view(clerk(at), case=case).clocks
    return clock


def actions(case: UUID) -> list[str]:
    return [line.action.value for line in desk_view(clerk(), case=case).history]


def test_deemed_approval_starts_when_complete_is_extended_once_and_takes_effect_by_itself() -> None:
    case = filed_with("§ 42a Abs. 2 VwVfG")
    clock = the_clock(case)
    assert (clock.state.value, clock.due_on, set(clock.can)) == ("waiting", None, {"start"})
    with pytest.raises(ClockRefusedError):
        start_clock(clerk(), case=case, clock=clock.id, on=date(2026, 3, 3), reason="morgen")
    start_clock(clerk(), case=case, clock=clock.id, on=date(2026, 3, 2), reason="Lageplan kam")
    assert the_clock(case).due_on == date(2026, 6, 2)
    assert list_inbox(clerk(), InboxQuery()).rows[0].due_on == date(2026, 6, 2)
    with pytest.raises(ClockRefusedError, match="no suspension"):
        suspend_clock(clerk(), case=case, clock=clock.id, reason="wartet", waiting_for="Antragsteller")
    by = Lengthening(until=date(2026, 7, 1))
    extend_clock(clerk(), case=case, clock=clock.id, by=by, reason="schwierige Sache")
    assert "extend" not in the_clock(case).can
    with pytest.raises(ClockRefusedError) as twice:
        extend_clock(
            clerk(), case=case, clock=clock.id, by=Lengthening(until=date(2026, 8, 3)), reason="noch einmal"
        )
    assert "§ 42a Abs. 2 Satz 3" in str(twice.value.user_message)
    # The old last day passes without effect; after the new one the law decides, without anybody's doing.
    work_off_at(datetime(2026, 6, 3, 6, 0, tzinfo=UTC))
    assert the_clock(case).effect_on is None
    work_off_at(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert (the_clock(case).effect_on, desk_view(clerk(), case=case).state) == (
        date(2026, 7, 2),
        CaseState.DEEMED_GRANTED,
    )
    later = clerk(datetime(2026, 7, 6, 8, 0, tzinfo=UTC))
    with pytest.raises(NotYourTurnError):
        certify_receipt(later, case=case)
    document = certify_effect(later, case=case, clock=clock.id)
    view = desk_view(later, case=case)
    entry = next(one for one in view.documents if one.id == document)
    with tenant(later):
        content = document_content(later, entry)
    assert content.startswith(b"%PDF")
    assert entry.is_public
    assert actions(case)[-2:] == ["clock_effect", "effect_certified"]


def test_the_certificate_says_since_when_and_by_which_law() -> None:
    case = filed_with("§ 42a Abs. 2 VwVfG")
    start_clock(clerk(), case=case, clock=the_clock(case).id, on=date(2026, 3, 2), reason="vollständig")
    with pytest.raises(ClockRefusedError):
        certify_effect(clerk(), case=case, clock=the_clock(case).id)
    work_off_at(datetime(2026, 6, 2, 22, 30, tzinfo=UTC))
    later = clerk(datetime(2026, 6, 8, 8, 0, tzinfo=UTC))
    document = certify_effect(later, case=case, clock=the_clock(case).id)
    entry = next(one for one in desk_view(later, case=case).documents if one.id == document)
    with tenant(later):
        text = _text(document_content(later, entry))
    assert "gilt die Genehmigung als erteilt" in text
    assert "§ 42a Abs. 3 VwVfG" in text


def test_defects_that_nobody_removes_withdraw_the_application_by_itself() -> None:
    """§ 71 Abs. 1 Satz 3 BauO NRW: four weeks, set with the notice of defects, lengthened once while they run."""
    case = filed_with('§ 71 Abs. 1 Satz 3 BauO"\nclock_count = 4\nclock_unit = "weeks')
    clock = the_clock(case)
    assert (clock.state.value, clock.due_on) == ("waiting", None)
    start_clock(clerk(), case=case, clock=clock.id, on=date(2026, 3, 2), reason="Mängelschreiben zugegangen")
    assert the_clock(case).due_on == date(2026, 3, 30)
    by = Lengthening(until=date(2026, 4, 13))
    extend_clock(clerk(), case=case, clock=clock.id, by=by, reason="Statiker ist krank")
    work_off_at(datetime(2026, 3, 31, 6, 0, tzinfo=UTC))
    assert desk_view(clerk(), case=case).state is CaseState.RECEIVED
    work_off_at(datetime(2026, 4, 13, 22, 30, tzinfo=UTC))
    later = clerk(datetime(2026, 4, 20, 8, 0, tzinfo=UTC))
    view = desk_view(later, case=case)
    assert (view.state, view.clocks[0].effect_on) == (CaseState.DEEMED_WITHDRAWN, date(2026, 4, 14))
    with pytest.raises(NotYourTurnError):
        certify_receipt(later, case=case)
    # No norm gives a right to a certificate of a withdrawal; the status page says it, with date and paragraph.
    with pytest.raises(ClockRefusedError) as refused:
        certify_effect(later, case=case, clock=clock.id)
    assert "sieht keine Bescheinigung vor" in str(refused.value.user_message)
    told = history_of(citizen(), case, public_only=True)[-1]
    assert (told.action, told.note) == (
        Action.CLOCK_EFFECT,
        "§ 71 Abs. 1 Satz 3 BauO NRW 2018, Dienstag, 14. April 2026",
    )


def _text(content: bytes) -> str:
    page = pypdfium2.PdfDocument(content)[0]
    return " ".join(page.get_textpage().get_text_range().split())


def test_before_the_worker_comes_to_it_nobody_decides_against_the_law() -> None:
    case = filed_with("§ 42a Abs. 2 VwVfG")
    start_clock(clerk(), case=case, clock=the_clock(case).id, on=date(2026, 3, 2), reason="vollständig")
    with pytest.raises(ClockRefusedError) as refused:
        certify_receipt(clerk(datetime(2026, 6, 3, 8, 0, tzinfo=UTC)), case=case)
    assert "kraft Gesetzes" in str(refused.value.user_message)
    assert desk_view(clerk(), case=case).state is CaseState.RECEIVED


def test_a_start_that_was_none_is_taken_back_and_begins_anew() -> None:
    case = filed_with("§ 42a Abs. 2 VwVfG")
    clock = the_clock(case).id
    start_clock(clerk(), case=case, clock=clock, on=date(2026, 3, 2), reason="vollständig")
    withdraw_clock_start(
        clerk(MONDAY + timedelta(days=3)), case=case, clock=clock, reason="Unterschrift fehlt"
    )
    assert the_clock(case).state.value == "waiting"
    work_off_at(datetime(2026, 6, 3, 6, 0, tzinfo=UTC))
    assert the_clock(case).effect_on is None
    later = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
    start_clock(clerk(later), case=case, clock=clock, on=date(2026, 6, 10), reason="nun vollständig")
    assert the_clock(case, later).due_on == date(2026, 9, 10)


def test_a_service_target_is_suspended_with_reason_and_party_and_runs_on() -> None:
    """The only period of this release that the law lets rest is the service's own promise (Servicefrist)."""
    case = filed_with('Servicefrist"\nclock_count = 4\nclock_unit = "weeks')
    clock = the_clock(case)
    assert clock.due_on == date(2026, 3, 30)
    with pytest.raises(ReasonMissingError):
        suspend_clock(clerk(), case=case, clock=clock.id, reason="Plan fehlt", waiting_for=" ")
    week = MONDAY + timedelta(days=7)
    suspend_clock(clerk(week), case=case, clock=clock.id, reason="Plan fehlt", waiting_for="Antragstellerin")
    shown = the_clock(case, week + timedelta(days=1))
    assert (shown.state.value, shown.waiting_for, shown.due_on) == ("suspended", "Antragstellerin", None)
    assert list_inbox(clerk(), InboxQuery()).rows[0].due_on is None
    resume_clock(clerk(week + timedelta(days=9)), case=case, clock=clock.id, reason="Plan kam")
    shown = the_clock(case, week + timedelta(days=10))
    assert shown.due_on == date(2026, 3, 30) + timedelta(days=10)
    assert any("Plan fehlt" in step.de for step in shown.steps)


def test_a_rule_that_is_not_known_for_the_day_stops_no_application() -> None:
    case = filed_with("§ 99 GibtEsNicht")
    assert desk_view(clerk(), case=case).clocks == []
    line = next(
        line for line in desk_view(clerk(), case=case).history if line.action.value == "clock_missing"
    )
    assert "§ 99 GibtEsNicht" in line.note


def test_acts_on_clocks_ask_for_rights_and_say_on_the_page_what_is_wrong() -> None:
    case = filed_with("§ 42a Abs. 2 VwVfG")
    clock = the_clock(case).id
    with pytest.raises(NotAllowedError):
        start_clock(staff("emil.pruefmann"), case=case, clock=clock, on=date(2026, 3, 2), reason="x")
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/"
    page = client.post(
        f"{address}frist-beginnen/", {"frist": str(clock), "tag": "gestern", "begruendung": "Plan"}
    )
    assert page.status_code == 422
    assert "Das Datum lässt sich nicht lesen" in page.content.decode()
    sent = {"frist": str(clock), "tag": "2026-03-02", "begruendung": "Plan kam"}
    assert client.post(f"{address}frist-beginnen/", sent).status_code == 302
    assert client.post(f"{address}frist-beginnen/", sent).status_code == 409
    assert "Noch 92 Tage" in client.get(address).content.decode()


ADVISER = NewParty(
    PartyRole.REPRESENTATIVE,
    "Steuerbüro Beispiel & Partner",
    address="Musterweg 1\n33098 Paderborn",
    mandate=Mandate.WRITTEN,
)


def test_letters_go_to_whoever_acts_for_the_applicant_until_the_mandate_ends() -> None:
    case = filed_with("§ 15 Abs. 1 GewO")
    party = add_party(clerk(), case=case, party=ADVISER, reason="Vollmacht vom 1. März liegt bei")
    found = letters_go_to(clerk(), case)
    assert found is not None
    assert found.address.startswith("Musterweg 1")
    certify_receipt(clerk(), case=case)
    work_off_at(MONDAY)
    view = desk_view(clerk(), case=case)
    letter = next(entry for entry in view.documents if entry.kind == "certificate")
    with tenant(clerk()):
        text = _text(document_content(clerk(), letter))
    assert "Steuerbüro Beispiel & Partner Musterweg 1" in text
    for words in ("Steuerbüro", "Partnern"):
        assert list_inbox(clerk(), InboxQuery(search=words, shown=Shown.ALL)).rows[0].id == case
    end_party(clerk(), case=case, party=party, reason="Vollmacht widerrufen")
    assert letters_go_to(clerk(), case) is None
    with pytest.raises(NotYourTurnError):
        end_party(clerk(), case=case, party=party, reason="noch einmal")
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    page = client.get(f"/paderborn/amt/vorgaenge/{case}/").content.decode()
    assert "Vollmacht widerrufen" in page
    assert "bekommt die Schreiben" not in page


@pytest.mark.parametrize(
    ("party", "reason", "error"),
    [
        (NewParty(PartyRole.REPRESENTATIVE, "X", address="Y"), "r", MandateMissingError),
        (NewParty(PartyRole.REPRESENTATIVE, "X", mandate=Mandate.WRITTEN), "r", AddressMissingError),
        (NewParty(PartyRole.CONCERNED, "X"), " ", ReasonMissingError),
        (NewParty(PartyRole.APPLICANT, "X"), "r", NotFoundError),
        (NewParty(PartyRole.CONCERNED, "X", represents=9), "r", NotFoundError),
    ],
)
def test_parties_without_what_they_need_are_refused(
    party: NewParty, reason: str, error: type[Exception]
) -> None:
    case = filed_with("§ 15 Abs. 1 GewO")
    with pytest.raises(error):
        add_party(clerk(), case=case, party=party, reason=reason)
    assert "party_added" not in actions(case)
