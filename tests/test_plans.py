"""Instalments: agreed at the desk, paid in any amount, oldest first; what stays open too long makes the rest due."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from modellregion.cases.api import submit_application
from modellregion.journal.models import Entry
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import begin_online
from modellregion.payments.claims import take_cash
from modellregion.payments.errors import AmountChangedError, PlanRunningError
from modellregion.payments.mandates import NewMandate, give_mandate
from modellregion.payments.models import Claim
from modellregion.payments.plans import agree_plan, check_plans, monthly, plans_of, split, still_open
from modellregion.payments.reminders import overdue, remind
from modellregion.payments.statements import statement_view, take_statement
from modellregion.payments.states import PlanState
from tests.support.filing import begin
from tests.support.payment_provider import connect
from tests.support.payments import AWAY, camt, claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
DESK = "/paderborn/amt/kasse"
FILED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
AGREED = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
PARTS = [(date(2026, 11, 15), 866), (date(2026, 12, 15), 867), (date(2027, 1, 15), 867)]


def _filed() -> tuple[Claim, str]:
    connect(AWAY)
    with rehearsed_time(FILED):
        code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
        submit_application(citizen(), code=code)
        return claim_of(code), code


def _cashier(at: datetime = AGREED) -> Context:
    return staff("klara.kasse", clock=FixedClock(at))


def _text(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def _open(claim: Claim) -> list[int]:
    return [one.open_cents for one in plans_of(citizen(), [claim.id])[claim.id].instalments]


@pytest.mark.django_db
def test_a_plan_is_agreed_at_the_desk_and_seen_by_the_payer() -> None:
    claim, code = _filed()
    remind(_cashier(), [claim.id])
    desk, page = Client(), f"{DESK}/zahlungen/{claim.id}/raten/"
    with rehearsed_time(AGREED):
        log_in(desk, "klara.kasse", "paderborn")
        shown = desk.get(f"{page}?anzahl=3&ab=2026-11-15&rest=erste").content.decode()
        assert re.findall(r'name="betrag" value="([^"]+)"', shown) == ["8,68", "8,66", "8,66"]
        assert re.findall(r'name="tag" value="([^"]+)"', shown) == ["2026-11-15", "2026-12-15", "2027-01-15"]
        for strange in (
            "?anzahl=61&ab=2026-11-15",
            "?anzahl=x&ab=y",
            "?anzahl=3&ab=9999-12-31",
            "?anzahl=-1",
        ):
            assert desk.get(page + strange).status_code == 200
        days = [day.isoformat() for day, _ in PARTS]
        form = {"tag": days, "betrag": ["8,66", "8,67", "8,66"], "vermerk": "telefonisch, knappe Kasse"}
        refused = desk.post(f"{page}vereinbaren/", form)
        assert (refused.status_code, "nicht genau den offenen Betrag" in _text(refused)) == (422, True)
        assert refused.content.decode().count('value="8,66"') == 2, "what was typed stays"
        for wrong in (
            {"betrag": ["8,66", "8,67", "8,67"], "tag": [days[1], days[0], days[2]]},
            {"betrag": ["26,00"], "tag": days[:1]},
            {"betrag": ["8,66", "8,67", "x"]},
            {"betrag": ["8,66", "8,67", "8,67"], "vermerk": " "},
        ):
            assert desk.post(f"{page}vereinbaren/", {**form, **wrong}).status_code == 422, wrong
        done = desk.post(
            f"{page}vereinbaren/",
            {**form, "betrag": ["8,66", "8,67", "8,67", ""], "tag": [*days, ""]},
        )
        assert done.status_code == 302
        assert "telefonisch" in _text(desk.get(page))
        words = " ".join(
            PdfReader(BytesIO(desk.get(f"{page}schreiben.pdf").content)).pages[0].extract_text().split()
        )
        for part in ("Tibor Pick", "15.12.2026", "8,67", "26,00", "mehr als 14 Tage"):
            assert part in words, part
        payer = _text(Client().get(f"/paderborn/vorgang/{code}/bezahlen/"))
        for part in ("Ihr Ratenplan", "Nächste Rate: 8,66 € bis zum 15.11.2026", "8,66 € online bezahlen"):
            assert part in payer, part
        assert (
            desk.post(f"{page}vereinbaren/", {**form, "betrag": ["8,66", "8,67", "8,67"]}).status_code == 409
        )
    with pytest.raises(NotAllowedError):
        agree_plan(staff("emil.pruefmann"), claim=claim.id, parts=PARTS, note="x")
    new = NewMandate("Eva", "DE02120300000000202051", recurring=False, agreed=True)
    with pytest.raises(PlanRunningError):
        give_mandate(citizen(clock=FixedClock(AGREED)), code=code, claim=claim.id, new=new)
    with tenant(citizen()):
        told = Entry.objects.filter(municipality_id=claim.municipality_id, subject_id=claim.id).order_by("id")
        assert list(told.values_list("action", flat=True)) == ["claim", "reminded", "plan_agreed"]


@pytest.mark.django_db
def test_payments_count_for_the_oldest_and_the_plan_is_kept() -> None:
    claim, code = _filed()
    agree_plan(_cashier(), claim=claim.id, parts=PARTS, note="x")
    late = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
    take_cash(_cashier(), claim=claim.id, cents=1000)
    assert _open(claim) == [0, 733, 867]
    with pytest.raises(AmountChangedError):
        begin_online(citizen(clock=FixedClock(AGREED)), code=code, claim=claim.id, seen_cents=734)
    assert overdue(_cashier(late)).to_remind == [], "the plan says when"
    assert check_plans(_cashier(datetime(2026, 12, 29, 9, 0, tzinfo=UTC))) == 0, (
        "fourteen days late, not more"
    )
    taken = take_statement(
        _cashier(late), name="a.xml", content=camt([("7.33", "CRDT", "T. Pick", claim.reference)])
    )
    assert statement_view(_cashier(late), taken[0]).lines[0].state == "proposed", "an instalment fits"
    take_cash(_cashier(late), claim=claim.id, cents=1600)
    assert _open(claim) == [0, 0, 0]
    assert check_plans(_cashier(late)) == 1
    assert plans_of(citizen(), [claim.id])[claim.id].state is PlanState.KEPT


@pytest.mark.django_db
def test_an_instalment_that_stays_open_makes_the_rest_due() -> None:
    claim, _ = _filed()
    agree_plan(_cashier(), claim=claim.id, parts=PARTS, note="x")
    missed = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert check_plans(_cashier(missed - timedelta(days=1))) == 0
    assert check_plans(_cashier(missed)) == 1
    assert plans_of(citizen(), [claim.id])[claim.id].state is PlanState.BROKEN
    assert [one.id for one in overdue(_cashier(missed + timedelta(days=1))).to_remind] == [claim.id]
    desk, page = Client(), f"{DESK}/zahlungen/{claim.id}/raten/"
    with rehearsed_time(missed):
        log_in(desk, "klara.kasse", "paderborn")
        later = [(day + timedelta(days=60), cents) for day, cents in PARTS]
        agree_plan(_cashier(missed), claim=claim.id, parts=later, note="noch einmal")
        assert desk.post(f"{page}beenden/", {"grund": " "}).status_code == 422
        assert desk.post(f"{page}beenden/", {"grund": "abgesagt"}).status_code == 302
        assert desk.post(f"{page}beenden/", {"grund": "abgesagt"}).status_code == 409
    assert [one.id for one in overdue(_cashier(missed + timedelta(days=1))).to_remind] == [claim.id]


@given(st.integers(1, 99_999_900), st.integers(1, 60), st.booleans())
def test_parts_are_whole_cents_and_their_sum_is_the_claim(cents: int, count: int, rest_first: bool) -> None:
    if count > cents:
        with pytest.raises(ValueError, match="parts"):
            split(cents, count, rest_first=rest_first)
        return
    parts = split(cents, count, rest_first=rest_first)
    assert (len(parts), sum(parts), min(parts) > 0) == (count, cents, True)
    others = parts[1:] if rest_first else parts[:-1]
    assert len(set(others)) <= 1
    assert all(0 <= parts[0 if rest_first else -1] - one < count for one in others)


@given(
    st.lists(st.integers(1, 10_000), min_size=1, max_size=12),
    st.integers(-5_000, 130_000),
    st.integers(0, 130_000),
)
def test_what_is_open_of_the_parts_is_what_is_open_of_the_claim(
    parts: list[int], paid: int, reduced: int
) -> None:
    rest = still_open(parts, paid, reduced)
    asked = max(0, sum(parts) - reduced)
    assert sum(rest) == max(0, asked - paid)
    if paid >= 0:
        assert all(0 <= one <= part for one, part in zip(rest, parts, strict=True))
        first = next((position for position, one in enumerate(rest) if one), len(rest))
        assert all(one == 0 for one in rest[:first]), "never a later one before an older one"
        reached = still_open(parts, 0, reduced)
        assert rest[first + 1 :] == reached[first + 1 :], "only the oldest open one is paid in part"


@given(st.dates(date(2026, 1, 1), date(2036, 1, 1)), st.integers(1, 60))
def test_days_are_a_month_apart(first: date, count: int) -> None:
    days = monthly(first, count)
    assert (days[0], len(days), sorted(set(days)) == days) == (first, count, True)
    assert all(27 < (later - day).days < 32 for day, later in pairwise(days))
