"""From an overdue fee to its reminder, and on to enforcement: who has paid meanwhile is left alone."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from modellregion.cases.api import submit_application
from modellregion.journal.models import Entry
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import begin_online
from modellregion.payments.claims import take_cash
from modellregion.payments.clearing import list_items
from modellregion.payments.errors import NothingOverdueError
from modellregion.payments.models import Claim
from modellregion.payments.reminders import hand_over, overdue, remind, run_view, take_back
from modellregion.payments.states import Trouble
from tests.support.filing import begin
from tests.support.payment_provider import connect
from tests.support.payments import AWAY, claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
DESK = "/paderborn/amt/kasse"
FILED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
OVERDUE = FILED + timedelta(days=31)
OVER = OVERDUE + timedelta(days=15)


def _filed() -> tuple[Claim, str]:
    with rehearsed_time(FILED):
        code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
        submit_application(citizen(), code=code)
        return claim_of(code), code


def _cashier(at: datetime) -> Context:
    return staff("klara.kasse", clock=FixedClock(at))


def _again(claim: Claim) -> Claim:
    with tenant(citizen()):
        return Claim.objects.get(municipality_id=claim.municipality_id, id=claim.id)


def _text(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def _ids(rows: object) -> list[UUID]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


def test_an_overdue_fee_is_reminded_of_and_handed_over() -> None:
    claim, _code = _filed()
    assert overdue(_cashier(FILED + timedelta(days=30))).to_remind == [], "due, and not over it"
    assert _ids(overdue(_cashier(OVERDUE)).to_remind) == [claim.id]
    with pytest.raises(NothingOverdueError):
        hand_over(_cashier(OVERDUE), [claim.id])
    run = remind(_cashier(OVERDUE), [claim.id])
    with pytest.raises(NothingOverdueError):
        remind(_cashier(OVERDUE), [claim.id])
    view, rows = run_view(_cashier(OVERDUE), run)
    assert (view.number, view.claims, view.cents, rows[0].debtor.splitlines()) == (
        1,
        1,
        2600,
        ["Tibor Pick", "Ewald-Hase-Str. 4", "03044 Cottbus"],
    )
    assert overdue(_cashier(OVER - timedelta(days=1))).to_hand_over == [], "two weeks are not over"
    handed = hand_over(_cashier(OVER), [claim.id])
    assert [one.claim.id for one in run_view(_cashier(OVER), handed)[1]] == [claim.id]
    assert overdue(_cashier(OVER)).to_hand_over == []
    take_back(_cashier(OVER), claim=claim.id, reason="Ratenzahlung vereinbart")
    assert _ids(overdue(_cashier(OVER)).to_remind) == [claim.id], "it can be reminded of again"
    with tenant(citizen()):
        told = Entry.objects.filter(municipality_id=claim.municipality_id, subject_id=claim.id)
        actions = list(told.order_by("id").values_list("action", flat=True))
    assert actions == ["claim", "reminded", "handed_over", "taken_back"]


def test_who_paid_or_pays_right_now_is_left_alone() -> None:
    paid, begun = _filed(), _filed()
    take_cash(_cashier(OVERDUE), claim=paid[0].id, cents=2600)
    connect(AWAY)
    begin_online(citizen(clock=FixedClock(OVERDUE)), code=begun[1], claim=begun[0].id, seen_cents=2600)
    assert overdue(_cashier(OVERDUE)).to_remind == []
    with pytest.raises(NothingOverdueError):
        remind(_cashier(OVERDUE), [paid[0].id, begun[0].id])
    assert _again(begun[0]).reminder_id is None


def test_a_part_that_was_paid_is_taken_off_and_late_money_is_cleared() -> None:
    claim, _code = _filed()
    take_cash(_cashier(OVERDUE), claim=claim.id, cents=600)
    run = remind(_cashier(OVERDUE), [claim.id])
    assert run_view(_cashier(OVERDUE), run)[0].cents == 2000
    hand_over(_cashier(OVER), [claim.id])
    take_cash(_cashier(OVER), claim=claim.id, cents=2000)
    items = list_items(_cashier(OVER))
    assert [(one.trouble, one.cents) for one in items] == [(Trouble.HANDED_OVER, 2000)]
    assert _again(claim).state == "paid"


def test_by_hand() -> None:
    claim, _code = _filed()
    client = Client()
    log_in(client, "klara.kasse", "paderborn")
    with rehearsed_time(OVERDUE):
        page = client.get(f"{DESK}/mahnung/")
        assert str(claim.id) in page.content.decode()
        nothing = client.post(f"{DESK}/mahnung/mahnen/")
        assert (nothing.status_code, "Keine der gewählten" in _text(nothing)) == (409, True)
        assert client.post(f"{DESK}/mahnung/mahnen/", {"forderung": "quatsch"}).status_code == 404
        done = client.post(f"{DESK}/mahnung/mahnen/", {"forderung": str(claim.id)})
        run = done.headers["Location"]
        assert "Mahnlauf 1" in _text(client.get(run))
        letters = PdfReader(BytesIO(client.get(f"{run}schreiben.pdf").content))
        words = " ".join(letters.pages[0].extract_text().split())
        for part in (
            "Mahnung",
            "Tibor Pick",
            "03044 Cottbus",
            "26,00",
            "bis zum 15.11.2026",
            "Vollstreckung",
        ):
            assert part in words, part
        assert client.get(f"{DESK}/zahlungen/{claim.id}/mahnung.pdf").content.startswith(b"%PDF")
    with rehearsed_time(OVER):
        assert client.get(f"{DESK}/zahlungen/?zeige=ueberfaellig").content.decode().count(str(claim.id)) == 1
        handed = client.post(f"{DESK}/mahnung/uebergeben/", {"forderung": str(claim.id)}).headers["Location"]
        table = client.get(f"{handed}tabelle.csv").content.decode()
        assert "Tibor Pick, Ewald-Hase-Str. 4, 03044 Cottbus" in table
        assert "26,00" in table
        assert client.get(f"{handed}schreiben.pdf").status_code == 404
        page_of = f"{DESK}/zahlungen/{claim.id}/"
        assert client.post(f"{page_of}zurueckholen/", {"warum": " "}).status_code == 422
        assert client.post(f"{page_of}zurueckholen/", {"warum": "Irrtum"}).status_code == 302
        assert "Alle Forderungen dieses Laufs" in _text(client.get(handed))
        assert client.get(f"{page_of}mahnung.pdf").status_code == 404


def test_only_the_cash_office_does_it() -> None:
    claim, _code = _filed()
    for refused in (
        lambda: remind(staff(), [claim.id]),
        lambda: take_back(staff(), claim=claim.id, reason="x"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
