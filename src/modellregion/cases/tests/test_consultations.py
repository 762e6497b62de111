"""Participation of other authorities: parallel, each with its clock, silence by itself, late answers, completion (§ 7.3 no. 10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.consulting.answering import (
    AnsweredAlreadyError,
    RequestOverError,
    Said,
    VerdictMissingError,
    answer_by_code,
    answer_received,
)
from modellregion.cases.consulting.asking import (
    Asked,
    BasisMissingError,
    NobodyAskedError,
    Sent,
    Terms,
    ask_authorities,
    extend_request,
    remind_authority,
    renew_code,
    revoke_code,
    withdraw_request,
)
from modellregion.cases.consulting.completion import FIRST_OBJECTION, CompletionUnreadableError
from modellregion.cases.consulting.queries import (
    ReceivedQuery,
    RequestLine,
    ShownRequests,
    list_received,
    read_received,
    rounds_of,
    view_by_code,
)
from modellregion.cases.consulting.sharing import Shared
from modellregion.cases.consulting.words import RequestState, Silence
from modellregion.cases.errors import ClockRefusedError, NotYourTurnError, ReasonMissingError
from modellregion.cases.queries import desk_view
from modellregion.deadlines.api import Period, Unit
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import documents_of
from modellregion.region.api import find_body
from tests.support.contents import written_pdf
from tests.support.filing import file
from tests.support.jobs import work_off_at
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DISTRICT, REGION = "kreis-paderborn", "bezirksregierung-detmold"
TERMS = Terms(
    "Bestehen Bedenken?",
    Period(2, Unit.WEEKS),
    legal_basis="§ 10 Abs. 5 BImSchG",
    silence=Silence.NO_OBJECTION,
    silence_basis="§ 10 Abs. 5 Satz 2 BImSchG",
)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    """Let the pages, too, believe that it is this Monday."""
    with rehearsed_time(MONDAY):
        yield


def clerk(at: datetime = MONDAY) -> Context:
    return staff(clock=FixedClock(at))


def there(slug: str, at: datetime = MONDAY, login: str = "dora.exempel") -> Context:
    return staff(login, slug, FixedClock(at))


def body(slug: str) -> UUID:
    found = find_body(slug)
    assert found is not None
    return found.id


def begun() -> UUID:
    with_clock = citizen(clock=FixedClock(MONDAY))
    case = file(with_clock, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur")).case
    work_off_at(MONDAY)
    return case


def ask(
    case: UUID, *asked: Asked, terms: Terms = TERMS, shared: Shared | None = None, **more: Any
) -> list[Sent]:
    sent = ask_authorities(clerk(), case=case, asked=asked, terms=terms, shared=shared or Shared(), **more)
    work_off_at(MONDAY)
    return sent


def lines(case: UUID, at: datetime = MONDAY) -> dict[str, RequestLine]:
    return {line.name: line for one in rounds_of(clerk(at), case) for line in one.requests}


def arrived(slug: str, shown: ShownRequests = ShownRequests.ALL) -> list[UUID]:
    login = "empfang" if slug == REGION else "dora.exempel"
    return [row.id for row in list_received(there(slug, login=login), ReceivedQuery(shown)).rows]


def history(case: UUID) -> list[str]:
    return [line.action.value for line in desk_view(clerk(), case=case).history]


def titles(case: UUID) -> list[str]:
    view = desk_view(clerk(), case=case)
    with tenant(clerk()):
        return [entry.title for entry in documents_of(clerk(), file=view.file)]


def test_authorities_are_heard_in_parallel_and_silence_takes_its_effect_by_itself() -> None:
    case = begun()
    district = Asked("", body(DISTRICT))
    region = Asked("", body(REGION))
    ask(case, district, region)
    slow = replace(TERMS, period=Period(1, Unit.MONTHS), silence=Silence.CONSENT)
    (by_code,) = ask(case, Asked("Landesbüro der Naturschutzverbände (Musterverband)"), terms=slow)
    found = lines(case)
    assert {name: line.due_on for name, line in found.items()} == {
        "Kreis Paderborn": date(2026, 3, 16),
        "Bezirksregierung Detmold": date(2026, 3, 16),
        by_code.name: date(2026, 4, 2),
    }
    # One answers at its own desk, in time.
    (request,) = arrived(DISTRICT)
    said = Said("conditions", "Nur werktags.", files=[("plan.pdf", written_pdf("Plan"))])
    on_friday = MONDAY + timedelta(days=4)
    assert answer_received(there(DISTRICT, on_friday), request=request, said=said) == []
    work_off_at(on_friday)
    line = lines(case)["Kreis Paderborn"]
    assert (line.state, str(line.verdict_name), line.is_late) == (
        RequestState.ANSWERED,
        "Keine Bedenken unter Auflagen",
        False,
    )
    # On the last day the other is still open; with its end silence means what was declared, without anybody's doing.
    work_off_at(datetime(2026, 3, 16, 22, 59, tzinfo=UTC))
    assert lines(case)["Bezirksregierung Detmold"].state is RequestState.OPEN
    assert "cases.clock_rings" in work_off_at(datetime(2026, 3, 16, 23, 0, tzinfo=UTC))
    assert lines(case)["Bezirksregierung Detmold"].state is RequestState.SILENT
    assert rounds_of(clerk(), case)[0].completed_at is None
    # A late answer is taken, filed and flagged; what silence meant stays.
    (late,) = arrived(REGION)
    on_wednesday = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
    answer_received(there(REGION, on_wednesday, "empfang"), request=late, said=Said("objection", "Zu laut."))
    work_off_at(on_wednesday)
    line = lines(case)["Bezirksregierung Detmold"]
    assert (line.state, str(line.verdict_name), line.is_late) == (RequestState.SILENT, "Bedenken", True)
    # The last clock ends: the round is complete, and the file has every paper by itself.
    work_off_at(datetime(2026, 4, 3, 6, 0, tzinfo=UTC))
    (only,) = rounds_of(clerk(), case)
    assert only.completed_at is not None
    assert history(case)[-1] == "consultation_complete"
    assert history(case).count("authority_silent") == 2
    assert titles(case)[-8:] == [
        "Beteiligung: Kreis Paderborn",
        "Beteiligung: Bezirksregierung Detmold",
        f"Beteiligung: {by_code.name}",
        "Stellungnahme: Kreis Paderborn",
        "Anlage zur Stellungnahme: Kreis Paderborn",
        "Keine Stellungnahme: Bezirksregierung Detmold",
        "Stellungnahme: Bezirksregierung Detmold (verspätet)",
        f"Keine Stellungnahme: {by_code.name}",
    ]


def test_a_body_sees_what_is_shared_with_it_and_nothing_else() -> None:
    case = begun()
    view = desk_view(clerk(), case=case)
    document = next(entry for entry in view.documents if entry.sha256)
    shared = Shared(frozenset({"taetigkeit"}), frozenset({document.id}))
    ask(case, Asked("", body(DISTRICT)), shared=shared)
    ask(case, Asked("", body(REGION)))
    (request,), (other,) = arrived(DISTRICT), arrived(REGION)
    enquiry = read_received(there(DISTRICT), request=request).enquiry
    assert [line.label for section in enquiry.sections for line in section.lines] == [
        view.package.form.fields["taetigkeit"].label("de")
    ]
    assert [file.sha256 for file in enquiry.files] == [document.sha256]
    name = view.answers["personen"][0]["familienname"]
    assert name not in enquiry.subject
    assert read_received(there(REGION, login="empfang"), request=other).enquiry.sections == []
    # Nor does one body reach what another one, or nobody, was asked.
    for reader, foreign in (
        (there(DISTRICT), other),
        (there(REGION, login="empfang"), request),
        (clerk(), request),
    ):
        with pytest.raises(NotFoundError):
            read_received(reader, request=foreign)
    client = Client()
    log_in(client, "dora.exempel", DISTRICT)
    page = client.get(f"/{DISTRICT}/amt/beteiligungen/{request}/").content.decode()
    assert view.number in page
    assert name not in page
    answer = client.get(f"/{DISTRICT}/amt/beteiligungen/{request}/unterlagen/1/")
    assert answer.headers["Content-Type"] == document.media_type
    assert client.get(f"/{DISTRICT}/amt/beteiligungen/{request}/unterlagen/2/").status_code == 404
    with pytest.raises(NotAllowedError):
        read_received(staff("emil.pruefmann", DISTRICT), request=request)


def test_by_code_an_outsider_answers_without_an_account() -> None:
    case = begun()
    (sent,) = ask(case, Asked("Musterverband"))
    client, address = Client(), f"/paderborn/stellungnahme/{sent.code}/"
    assert "Bestehen Bedenken?" in client.get(address).content.decode()
    wrong = client.post(address, {"ergebnis": "", "text": "Das bleibt stehen."})
    assert wrong.status_code == 422
    assert "Das bleibt stehen." in wrong.content.decode()
    broken = client.post(
        address, {"ergebnis": "no_objection", "dateien": SimpleUploadedFile("x.pdf", b"no pdf")}
    )
    assert broken.status_code == 422
    assert lines(case)["Musterverband"].state is RequestState.OPEN
    assert client.post(address, {"ergebnis": "no_objection", "name": "Paula Probe"}).status_code == 302
    assert "Danke." in client.get(address).content.decode()
    assert client.post(address, {"ergebnis": "objection", "text": "Doch."}).status_code == 422
    line = lines(case)["Musterverband"]
    assert (str(line.verdict_name), line.opinion and line.opinion.author) == ("Keine Bedenken", "Paula Probe")


def test_a_code_is_replaced_revoked_and_runs_out() -> None:
    case = begun()
    (sent,) = ask(case, Asked("Musterverband"))
    anybody = citizen(clock=FixedClock(MONDAY))
    newer = renew_code(clerk(), case=case, request=sent.id)
    with pytest.raises(RequestOverError):
        view_by_code(anybody, sent.code)
    assert view_by_code(anybody, newer).enquiry.question == TERMS.question
    # Thirty days after the last day of the period it opens nothing any more.
    with pytest.raises(RequestOverError):
        view_by_code(citizen(clock=FixedClock(MONDAY + timedelta(days=45))), newer)
    assert view_by_code(citizen(clock=FixedClock(MONDAY + timedelta(days=44))), newer).is_overdue
    revoke_code(clerk(), case=case, request=sent.id)
    with pytest.raises(RequestOverError):
        answer_by_code(anybody, code=newer, said=Said("no_objection", ""))
    assert Client().get(f"/paderborn/stellungnahme/{newer}/").status_code == 404
    entry = Client().post("/paderborn/stellungnahme/", {"code": newer})
    assert entry.status_code == 422
    assert "gilt nicht oder nicht mehr" in entry.content.decode()


def test_reminders_more_time_and_taking_back_reach_the_asked_body() -> None:
    case = begun()
    (sent,) = ask(case, Asked("", body(DISTRICT)))
    (by_code,) = ask(case, Asked("Musterverband"))
    five_days_before = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    work_off_at(five_days_before)
    (request,) = arrived(DISTRICT)
    assert read_received(there(DISTRICT), request=request).reminded_at is not None
    # Who has no desk here cannot be reminded by itself: the clerk gets a task.
    assert history(case).count("authority_reminded") == 2
    assert "ad_hoc_added" in history(case)
    extend_request(
        clerk(five_days_before), case=case, request=sent.id, until=date(2026, 3, 31), reason="Urlaubszeit"
    )
    work_off_at(datetime(2026, 3, 17, 9, 0, tzinfo=UTC))
    assert lines(case)["Kreis Paderborn"].state is RequestState.OPEN
    assert read_received(there(DISTRICT), request=request).due_on == date(2026, 3, 31)
    assert lines(case)["Musterverband"].state is RequestState.SILENT
    with pytest.raises(ClockRefusedError):
        extend_request(clerk(), case=case, request=sent.id, until=date(2026, 3, 20), reason="kürzer")
    with pytest.raises(ReasonMissingError):
        withdraw_request(clerk(), case=case, request=sent.id, reason=" ")
    withdraw_request(clerk(), case=case, request=sent.id, reason="Antrag geändert")
    work_off_at(datetime(2026, 3, 17, 9, 1, tzinfo=UTC))
    assert read_received(there(DISTRICT), request=request).is_withdrawn
    with pytest.raises(AnsweredAlreadyError):
        answer_received(there(DISTRICT), request=request, said=Said("no_objection", ""))
    for act in (remind_authority, revoke_code):
        with pytest.raises(NotYourTurnError):
            act(clerk(), case=case, request=sent.id)
    assert by_code.id != sent.id
    assert rounds_of(clerk(), case)[0].completed_at is not None


def test_a_rule_of_ones_own_says_when_it_is_enough() -> None:
    case = begun()
    ask(case, Asked("", body(DISTRICT)), Asked("", body(REGION)), completion=FIRST_OBJECTION)
    (request,) = arrived(DISTRICT)
    answer_received(there(DISTRICT), request=request, said=Said("objection", "Zu nah am Wald."))
    work_off_at(MONDAY)
    assert rounds_of(clerk(), case)[0].completed_at is not None
    assert lines(case)["Bezirksregierung Detmold"].state is RequestState.OPEN


@pytest.mark.parametrize(
    ("asked", "terms", "completion", "error"),
    [
        ([], TERMS, "offen = 0", NobodyAskedError),
        ([Asked("X")], replace(TERMS, question=" "), "offen = 0", ReasonMissingError),
        ([Asked("X")], replace(TERMS, silence_basis=""), "offen = 0", BasisMissingError),
        ([Asked("X")], TERMS, "offen = = 0", CompletionUnreadableError),
        ([Asked("X")], replace(TERMS, norm="§ 0 GibtEsNicht"), "offen = 0", ClockRefusedError),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(
    asked: list[Asked], terms: Terms, completion: str, error: type[Exception]
) -> None:
    case = begun()
    with pytest.raises(error):
        ask_authorities(clerk(), case=case, asked=asked, terms=terms, shared=Shared(), completion=completion)
    assert rounds_of(clerk(), case) == []
    assert "authority_asked" not in history(case)


def test_bad_answers_are_refused_with_a_sentence() -> None:
    case = begun()
    ask(case, Asked("", body(DISTRICT)))
    (request,) = arrived(DISTRICT)
    with pytest.raises(VerdictMissingError):
        answer_received(there(DISTRICT), request=request, said=Said("maybe", "?"))
    with pytest.raises(ReasonMissingError):
        answer_received(there(DISTRICT), request=request, said=Said("objection", " "))
    client = Client()
    log_in(client, "dora.exempel", DISTRICT)
    address = f"/{DISTRICT}/amt/beteiligungen/{request}/"
    again = client.post(address, {"ergebnis": "objection", "text": " "})
    assert again.status_code == 422
    assert client.post(address, {"ergebnis": "objection", "text": "Zu laut."}).status_code == 302
    assert client.post(address, {"ergebnis": "objection", "text": "Noch lauter."}).status_code == 422


def test_in_the_browser_the_clerk_asks_once_however_often_the_page_is_sent() -> None:
    case = begun()
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/beteiligung/"
    assert "Bisher ist keine andere Stelle beteiligt." in client.get(address).content.decode()
    form = {
        "stelle": [str(body(DISTRICT))],
        "andere": "Musterverband\n\n",
        "frage": "Was sagen Sie?",
        "frist": "3",
        "einheit": "weeks",
        "schweigen": "nothing",
        "erinnern": "4",
        "abschluss": "offen = 0",
        "einmal": "01890000-0000-7000-8000-000000000001",
    }
    refused = client.post(f"{address}anfragen/", {**form, "frist": "viele"})
    assert refused.status_code == 422
    assert "Was sagen Sie?" in refused.content.decode()
    codes = client.post(f"{address}anfragen/", form)
    assert "Musterverband" in codes.content.decode()
    twice = client.post(f"{address}anfragen/", form)
    assert twice.status_code == 302, twice.content.decode()[twice.content.decode().find('role="alert"') :][
        :600
    ]
    assert len(lines(case)) == 2
    assert "Musterverband" in client.get(f"/paderborn/amt/vorgaenge/{case}/").content.decode()
