"""The cashier's day: cash, transfers from the bank's file, refunds, and a closing that nothing moves afterwards."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.api import submit_application
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.tenancy import tenant
from modellregion.payments.claims import take_cash
from modellregion.payments.clearing import list_items
from modellregion.payments.closings import cash_book, close_day, closing_view
from modellregion.payments.errors import DayClosedError, PaymentSettingsError, StatementUnreadableError
from modellregion.payments.ledger import balances
from modellregion.payments.models import Claim, Posting
from modellregion.payments.queries import claim_to_pay
from modellregion.payments.settings import BankAccount, ProviderSettings, check_account, check_provider
from modellregion.payments.statements import statement_view, take_statement
from modellregion.payments.states import Account, LineState, Trouble
from tests.support.filing import begin
from tests.support.payments import camt, claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
DESK = "/paderborn/amt/kasse"


def _filed() -> Claim:
    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    submit_application(citizen(), code=code)
    return claim_of(code)


def _again(claim: Claim) -> Claim:
    with tenant(citizen()):
        return Claim.objects.get(municipality_id=claim.municipality_id, id=claim.id)


def _text(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


@pytest.fixture
def desk() -> Client:
    client = Client()
    log_in(client, "klara.kasse", "paderborn")
    return client


def test_cash_in_two_parts_and_a_refund_in_one(desk: Client) -> None:
    claim = _filed()
    page = f"{DESK}/zahlungen/{claim.id}/"
    too_much = desk.post(f"{page}bar/", {"bar": "27,00", "vermerk": "Schein"})
    assert too_much.status_code == 422
    assert "höher als das" in _text(too_much)
    assert 'value="27,00"' in too_much.content.decode()  # what was typed stays
    for amount in ("10", "16,00 €"):
        assert desk.post(f"{page}bar/", {"bar": amount}).status_code == 302
    assert _again(claim).state == "paid"
    assert desk.post(f"{page}bar/", {"bar": "1"}).status_code == 422
    assert desk.post(f"{page}erstatten/", {"erstattung": "6", "weg": "cash", "grund": " "}).status_code == 422
    assert (
        desk.post(f"{page}erstatten/", {"erstattung": "6", "weg": "cash", "grund": "zu viel"}).status_code
        == 302
    )
    shown = _text(desk.get(page))
    assert "Erstattet 6,00 €" in shown
    assert "zu viel" in shown
    with tenant(citizen()):
        assert balances(citizen())[Account.CASH] == 2000
    letter = desk.get(f"{page}schreiben.pdf")
    assert letter.content.startswith(b"%PDF")


def test_transfers_are_proposed_by_reference_and_amount_and_the_rest_is_explained(desk: Client) -> None:
    paid, short, other = _filed(), _filed(), _filed()
    file = camt(
        [
            ("26.00", "CRDT", "Erika Muster", f"Gebuehr {paid.reference[:4]} {paid.reference[4:]}"),
            ("20.00", "CRDT", "Max Muster", short.reference),
            ("26.00", "CRDT", "Wer Weiss", "danke fuer alles"),
            ("100.00", "CRDT", "Bezahldienst", "Sammelauszahlung"),
            ("3.00", "DBIT", "Bank", "Kontofuehrung"),
        ]
    )
    sent = desk.post(f"{DESK}/kontoauszuege/einlesen/", {"datei": SimpleUploadedFile("a.xml", file)})
    page = sent.headers["Location"]
    assert "Vorschläge buchen (1)" in _text(desk.get(page))
    again = desk.post(f"{DESK}/kontoauszuege/einlesen/", {"datei": SimpleUploadedFile("b.xml", file)})
    assert (again.status_code, "schon eingelesen" in _text(again)) == (409, True)
    assert desk.post(f"{page}vorschlaege/").status_code == 302
    assert _again(paid).state == "paid"
    statement = UUID(page.rstrip("/").rpartition("/")[2])
    lines = {line.cents: line for line in statement_view(staff("klara.kasse"), statement).lines}
    assert lines[2000].claim_reference == short.reference
    unknown = desk.post(f"{page}zuordnen/", {"zeile": lines[2000].id, "kassenzeichen": "RF00"})
    assert (unknown.status_code, "keine Forderung" in _text(unknown)) == (422, True)
    for cents, claim in ((2000, short), (2600, other)):
        line = next(
            one
            for one in statement_view(staff("klara.kasse"), statement).lines
            if one.cents == cents and one.state == "unclear"
        )
        answer = desk.post(f"{page}zuordnen/", {"zeile": line.id, "kassenzeichen": claim.reference.lower()})
        assert answer.status_code == 302
    assert (_again(short).state, _again(other).state) == ("part_paid", "paid")
    for cents, how in ((10000, "settlement"), (-300, "foreign")):
        line = lines[cents]
        assert desk.post(f"{page}erklaeren/", {"zeile": line.id, "wie": how, "grund": ""}).status_code == 422
        assert (
            desk.post(f"{page}erklaeren/", {"zeile": line.id, "wie": how, "grund": "so"}).status_code == 302
        )
        assert (
            desk.post(f"{page}erklaeren/", {"zeile": line.id, "wie": how, "grund": "so"}).status_code == 409
        )
    view = statement_view(staff("klara.kasse"), statement)
    assert (view.waiting, view.gap_cents) == (0, 0)
    assert {line.state for line in view.lines} == {LineState.BOOKED, LineState.EXPLAINED}
    with tenant(citizen()):
        found = balances(citizen())
    assert (found[Account.BANK], found[Account.ONLINE], sum(found.values())) == (17200, -10000, 0)


def test_too_much_is_taken_and_shown() -> None:
    claim = _filed()
    cashier = staff("klara.kasse")
    (statement,) = take_statement(cashier, name="a", content=camt([("30.00", "CRDT", "M", claim.reference)]))
    client = Client()
    log_in(client, "klara.kasse", "paderborn")
    line = statement_view(cashier, statement).lines[0]
    assert line.state is LineState.UNCLEAR
    client.post(
        f"{DESK}/kontoauszuege/{statement}/zuordnen/", {"zeile": line.id, "kassenzeichen": claim.reference}
    )
    assert [item.trouble for item in list_items(cashier)] == [Trouble.OVERPAID]
    assert _again(claim).state == "overpaid"
    client.post(
        f"{DESK}/zahlungen/{claim.id}/erstatten/",
        {"erstattung": "4,00", "weg": "bank", "grund": "zu viel überwiesen"},
    )
    now = _again(claim)
    assert (now.state, now.reduced_cents) == ("paid", 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<Document/>",
        camt([("1.00", "CRDT", "", "")])[:-40],
        camt([("1.005", "CRDT", "", "")]),
        camt([("-1.00", "CRDT", "", "")]),
        camt([("NaN", "CRDT", "", "")]),
        camt([("1.00", "CRDT", "", "")], day="gestern"),
        camt([("1.00", "CRDT", "", "")], currency="USD"),
        camt([("1.00", "CRDT", "", "")], iban="DE02120300000000202051"),
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + camt([("1.00", "CRDT", "&x;", "")]).partition(b"?>")[2],
    ],
)
def test_a_file_that_is_no_statement_of_ours_changes_nothing(content: bytes) -> None:
    _filed()
    with pytest.raises(StatementUnreadableError):
        take_statement(staff("klara.kasse"), name="x", content=content)


def test_a_day_is_closed_once_and_stays_as_it_is(desk: Client) -> None:
    claim = _filed()
    desk.post(f"{DESK}/zahlungen/{claim.id}/bar/", {"bar": "20"})
    address = f"{DESK}/tagesabschluss/abschliessen/"
    refused = desk.post(address, {"gezaehlt": "19,50", "grund": ""})
    assert (refused.status_code, 'value="19,50"' in refused.content.decode()) == (422, True)
    closed = desk.post(address, {"gezaehlt": "19,50", "grund": "50 Cent fehlen"})
    shown = _text(desk.get(closed.headers["Location"]))
    assert "Unterschied −0,50 €" in shown or "Unterschied -0,50 €" in shown
    assert desk.post(address, {"gezaehlt": "19,50", "grund": ""}).status_code == 409
    desk.post(f"{DESK}/zahlungen/{claim.id}/bar/", {"bar": "6"})
    cashier = staff("klara.kasse")
    with tenant(cashier):
        last = Posting.objects.filter(municipality_id=cashier.municipality).order_by("-id")[0]
    assert last.booked_on == cashier.today() + timedelta(days=1)
    # The payer paid today, whatever day the cash office books it on.
    assert [one.on for one in claim_to_pay(cashier, claim.id).payments] == [cashier.today()] * 2
    closing = UUID(closed.headers["Location"].rstrip("/").rpartition("/")[2])
    view = closing_view(cashier, closing)
    assert (view.expected_cents, view.counted_cents, sum(one.count for one in view.sums)) == (2000, 1950, 3)
    assert len(cash_book(cashier, view.id)) == 3
    assert b"0,50" in desk.get(f"{closed.headers['Location']}kassenbuch.csv").content
    tomorrow = staff("klara.kasse", clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(days=1)))
    second = closing_view(tomorrow, close_day(tomorrow, counted_cents=2550))
    assert (second.number, second.expected_cents, second.difference_cents) == (2, 2550, 0)
    with pytest.raises(DayClosedError):
        close_day(tomorrow, counted_cents=2550)


def test_others_see_at_most_whether_it_is_paid() -> None:
    claim = _filed()
    for login in ("anna.muster", "bernd.beispiel", "gisela.ordnung", "admin"):
        client = Client()
        log_in(client, login, "paderborn")
        assert client.get(f"{DESK}/zahlungen/").status_code == 403
        assert client.post(f"{DESK}/zahlungen/{claim.id}/bar/", {"bar": "1"}).status_code in {403, 422}
        with pytest.raises(NotAllowedError):
            take_cash(staff(login), claim=claim.id, cents=100)
    assert _again(claim).paid_cents == 0


def test_the_list_is_searched_filtered_and_exported(desk: Client) -> None:
    claim = _filed()
    _filed()
    found = desk.get(f"{DESK}/zahlungen/?suche={claim.reference}")
    assert found.content.decode().count("/amt/kasse/") > 0
    assert _text(found).count("Offen 26,00 €") <= 2
    assert claim.number in _text(found)
    assert "Dazu gibt es keine Zahlungen" in _text(desk.get(f"{DESK}/zahlungen/?zeige=bezahlt"))
    table = desk.get(f"{DESK}/zahlungen/tabelle.csv?zeige=alle").content.decode()
    assert f"{claim.reference};{claim.number}" in table
    assert desk.get(f"{DESK}/zahlungen/tabelle.ods").content.startswith(b"PK")
    for odd in ("?ab=x.y", "?zeige=&sortierung=faellig&ab=2026-01-01.x", "?suche=%00'%3B--", "?weg=xyz"):
        assert desk.get(f"{DESK}/zahlungen/{odd}").status_code == 200


def test_a_wrong_account_or_provider_is_refused_with_a_sentence() -> None:
    with pytest.raises(PaymentSettingsError, match="not valid"):
        check_account(BankAccount("Stadt", "DE89370400440532013001"))
    with pytest.raises(PaymentSettingsError, match="https"):
        check_provider(ProviderSettings("x", "http://example.org", "o", "e", "oauth", "https://t", "c", "f"))
    with pytest.raises(PaymentSettingsError, match="certificate_file"):
        check_provider(ProviderSettings("x", "https://example.org", "o", "e", "mtls"))
    with pytest.raises(PaymentSettingsError, match="originator"):
        check_provider(ProviderSettings("x", "https://example.org", "ä", "e", "oauth", "https://t", "c", "f"))
