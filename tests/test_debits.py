"""From a mandate on the payment page to the bank's file, its credit, and the debit that comes back."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib import resources
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from lxml import etree
from pypdf import PdfReader

from modellregion.cases.api import submit_application
from modellregion.journal.models import Entry
from modellregion.kernel.clock import FixedClock, rehearsed_time
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import begin_online
from modellregion.payments.claims import take_cash
from modellregion.payments.clearing import list_items
from modellregion.payments.collecting import collect, collection_file, collection_view, waiting_debits
from modellregion.payments.errors import (
    DebitUnderWayError,
    MandateUnknownError,
    NothingToCollectError,
)
from modellregion.payments.ledger import balances
from modellregion.payments.mandates import (
    NewMandate,
    give_mandate,
    lapse_mandates,
    revoke_at_desk,
    use_mandate,
)
from modellregion.payments.models import Claim, Debit, Mandate
from modellregion.payments.reminders import overdue
from modellregion.payments.states import Account, Trouble
from tests.support.filing import begin
from tests.support.payment_provider import TEST_CREDITOR_ID, TEST_IBAN, connect
from tests.support.payments import AWAY, claim_of
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

SERVICE = "gewerbeanmeldung"
DESK = "/paderborn/amt/kasse"
GIVEN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
# 14 days later is a Thursday; the file is made two days before.
COLLECTED = datetime(2026, 10, 13, 9, 0, tzinfo=UTC)
IBAN = "DE02 1203 0000 0000 2020 51"
# The schema comes with sepaxml (MIT), which the tests alone install: it is the ISO's own.
SCHEMA = etree.XMLSchema(
    etree.fromstring((resources.files("sepaxml") / "schemas" / "pain.008.001.08.xsd").read_bytes())
)


def _filed() -> tuple[Claim, str]:
    connect(None)
    with rehearsed_time(GIVEN):
        code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
        submit_application(citizen(), code=code)
        return claim_of(code), code


def _payer(at: datetime = GIVEN) -> Context:
    return citizen(clock=FixedClock(at))


def _cashier(at: datetime = COLLECTED) -> Context:
    return staff("klara.kasse", clock=FixedClock(at))


def _given(*, recurring: bool = False, at: datetime = GIVEN) -> tuple[Claim, str, UUID]:
    claim, code = _filed()
    new = NewMandate("Jürgen Groß", IBAN, recurring=recurring, agreed=True)
    return claim, code, give_mandate(_payer(at), code=code, claim=claim.id, new=new)


def _debit(claim: Claim) -> Debit:
    with tenant(citizen()):
        found = Debit.objects.filter(municipality_id=claim.municipality_id, claim_id=claim.id)
        return found.order_by("-id")[0]


def _collected(*claims: Claim, at: datetime = COLLECTED) -> UUID:
    return collect(_cashier(at), [_debit(one).id for one in claims])


def _again(claim: Claim) -> Claim:
    with tenant(citizen()):
        return Claim.objects.get(municipality_id=claim.municipality_id, id=claim.id)


def _mandate(found: UUID) -> Mandate:
    with tenant(citizen()):
        return Mandate.objects.get(municipality_id=citizen().municipality, id=found)


def _text(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def _statement(lines: Sequence[str], identifier: str) -> SimpleUploadedFile:
    content = (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<Stmt><Id>{identifier}</Id><Acct><Id><IBAN>{TEST_IBAN}</IBAN></Id></Acct>{''.join(lines)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    )
    return SimpleUploadedFile("auszug.xml", content.encode())


def _line(euros: str, way: str, details: str) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{euros}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt>'
        f"<Dt>2026-10-15</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _credit(euros: str, batch: str) -> str:
    return _line(euros, "CRDT", f"<Btch><PmtInfId>{batch}</PmtInfId></Btch>")


def _return(euros: str, debit: Debit, code: str) -> str:
    return _line(
        euros,
        "DBIT",
        f"<TxDtls><Refs><EndToEndId>{debit.end_to_end}</EndToEndId></Refs><RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf></TxDtls>",
    )


@pytest.fixture
def desk() -> Client:
    client = Client()
    log_in(client, "klara.kasse", "paderborn")
    return client


@pytest.mark.django_db
def test_a_mandate_is_given_on_the_page_and_its_account_is_sealed_and_masked() -> None:
    claim, code = _filed()
    client, page = Client(), f"/paderborn/vorgang/{code}/bezahlen/"
    form = {
        "forderung": str(claim.id),
        "aktion": "lastschrift",
        "inhaber": "Jürgen Groß",
        "iban": "DE03 1203 0000 0000 2020 51",
        "umfang": "auch-spaeter",
    }
    with rehearsed_time(GIVEN):
        assert "Wir buchen dann 26,00 € am 15.10.2026 ab" in _text(client.get(page))
        for wrong, sentence in (
            ({}, "Prüfziffern passen nicht"),
            ({"iban": "CH93 0076 2011 6238 5295 7"}, "in diesem Land"),
            ({"iban": "quatsch"}, "Prüfziffern passen nicht"),
            ({"iban": IBAN}, "Ohne Ihre Zustimmung"),
            ({"iban": IBAN, "inhaber": " ", "zustimmung": "1"}, "wem das Konto gehört"),
            ({"iban": IBAN, "inhaber": "Ελένη", "zustimmung": "1"}, "lateinische Buchstaben"),
        ):
            refused = client.post(page, {**form, **wrong})
            assert (refused.status_code, sentence in _text(refused)) == (422, True), wrong
            assert f'value="{({**form, **wrong})["iban"]}"' in refused.content.decode(), (
                "what was typed stays"
            )
        assert client.post(page, {**form, "iban": IBAN, "zustimmung": "1"}).status_code == 302
        shown = _text(client.get(page))
        for part in (
            "Wir buchen 26,00 € am 15.10.2026",
            "DE02 **** 2051",
            TEST_CREDITOR_ID,
            "auch für spätere",
        ):
            assert part in shown, part
        assert "2020 51" not in shown
        assert "Überweisen" not in shown, "no second way while it is debited"
        twice = client.post(page, {**form, "iban": IBAN, "zustimmung": "1"})
        assert (twice.status_code, "nichts doppelt abgebucht" in _text(twice)) == (409, True)
        assert "Abbuchung am 15.10.2026" in _text(client.get(f"/paderborn/vorgang/{code}/"))
        letter = PdfReader(BytesIO(client.get(f"{page}{claim.id}/lastschrift.pdf").content))
        words = " ".join(letter.pages[0].extract_text().split())
        for part in ("Wir buchen 26,00", "15.10.2026", "innerhalb von acht Wochen", "DE02 **** 2051", "MR-"):
            assert part in words, part
    with tenant(citizen()), connection.cursor() as cursor:
        cursor.execute("SELECT debtor, payments_mandate::text FROM payments_mandate")
        for sealed, row in cursor.fetchall():
            assert (bytes(sealed)[:1], b"12030000" in bytes(sealed)) == (b"\x01", False)
            assert "12030000" not in row
        told = Entry.objects.filter(municipality_id=claim.municipality_id, subject_id=claim.id).order_by("id")
        assert list(told.values_list("action", flat=True)) == ["claim", "mandate_given", "debit_announced"]


@pytest.mark.django_db
def test_it_is_revoked_until_the_file_is_made_and_another_way_is_open_again() -> None:
    claim, code, mandate = _given(recurring=True)
    client, page = Client(), f"/paderborn/vorgang/{code}/bezahlen/"
    connect(AWAY)
    with rehearsed_time(GIVEN):
        with pytest.raises(DebitUnderWayError):
            begin_online(_payer(), code=code, claim=claim.id, seen_cents=2600)
        assert client.post(page, {"forderung": str(claim.id), "aktion": "widerrufen"}).status_code == 302
        assert "Überweisen" in _text(client.get(page))
    assert (_mandate(mandate).state, _debit(claim).state) == ("revoked", "withdrawn")
    with pytest.raises(NothingToCollectError):
        _collected(claim)
    other, other_code = _filed()
    with pytest.raises(NotFoundError):
        give_mandate(
            _payer(),
            code=other_code,
            claim=claim.id,
            new=NewMandate("Eva", IBAN, recurring=False, agreed=True),
        )
    assert other.state == "open"


@pytest.mark.django_db
def test_the_file_is_what_banks_take_and_each_debit_is_in_one() -> None:
    first, _, mandate = _given(recurring=True)
    once = _given()[0]
    later, later_code = _filed()
    reference = _mandate(mandate).reference
    for wrong in (
        ("MR-222222222222", "2051"),
        (reference, "2052"),
        (_mandate(_given()[2]).reference, "2051"),
    ):
        with pytest.raises(MandateUnknownError):
            use_mandate(_payer(), code=later_code, claim=later.id, reference=wrong[0], iban_end=wrong[1])
    use_mandate(_payer(), code=later_code, claim=later.id, reference=reference.lower(), iban_end="2051")
    assert waiting_debits(_cashier(GIVEN)).due == [], "announced for 15 October, not yet"
    take_cash(_cashier(GIVEN), claim=once.id, cents=600)
    made = _collected(first, once, later)
    with pytest.raises(NothingToCollectError):
        _collected(first, once, later)
    assert later.id not in {one.claim.id for one in waiting_debits(_cashier()).due}
    name, content = collection_file(_cashier(), made)
    assert collection_file(_cashier(), made) == (name, content), "the same bytes again"
    root = etree.fromstring(content)
    SCHEMA.assertValid(root)
    found = {
        (
            group.findtext("{*}PmtTpInf/{*}SeqTp"),
            group.findtext("{*}CtrlSum"),
            group.findtext("{*}ReqdColltnDt"),
        )
        for group in root.iter("{*}PmtInf")
    }
    day = "2026-10-15"
    assert found == {("FRST", "26.00", day), ("RCUR", "26.00", day), ("OOFF", "20.00", day)}
    assert (root.findtext(".//{*}GrpHdr/{*}NbOfTxs"), root.findtext(".//{*}GrpHdr/{*}CtrlSum")) == (
        "3",
        "72.00",
    )
    assert {node.text for node in root.iter("{*}MndtId")} >= {reference}
    assert {node.text for node in root.iterfind(".//{*}Dbtr/{*}Nm")} == {"Juergen Gross"}
    assert {node.text for node in root.iterfind(".//{*}CdtrSchmeId//{*}Id")} >= {TEST_CREDITOR_ID}
    view, lines = collection_view(_cashier(), made)
    assert (view.debits, view.cents, {one.debit.state for one in lines}) == (3, 7200, {"exported"})
    with pytest.raises(NotAllowedError):
        collection_file(staff("emil.pruefmann"), made)  # who audits sees no account numbers
    assert _again(once).state == "part_paid", "a file is no money"
    assert overdue(_cashier(COLLECTED + timedelta(days=60))).to_remind == [], (
        "what is debited is not reminded of"
    )


@pytest.mark.django_db
def test_what_was_paid_meanwhile_is_not_collected() -> None:
    claim = _given()[0]
    take_cash(_cashier(), claim=claim.id, cents=2600)
    with pytest.raises(NothingToCollectError):
        _collected(claim)
    assert _debit(claim).state == "withdrawn"


@pytest.mark.django_db
def test_the_bank_credits_the_batch_and_gives_one_back(desk: Client) -> None:
    good, (back, code, _) = _given()[0], _given()
    made = _collected(good, back)
    batch = _debit(good).batch
    sent = desk.post(
        f"{DESK}/kontoauszuege/einlesen/",
        {"datei": _statement([_credit("52.00", batch), _return("29.50", _debit(back), "AC04")], "7")},
    )
    page = sent.headers["Location"]
    assert f"Rücklastschrift {_debit(back).end_to_end} (AC04)" in _text(desk.get(page))
    assert desk.post(f"{page}vorschlaege/").status_code == 302
    assert "Jede Zeile ist gebucht" in _text(desk.get(page))
    assert (_again(good).state, _again(back).state, _again(back).settled_at) == ("paid", "open", None)
    with tenant(citizen()):
        sums = balances(citizen())
        assert (sums[Account.DEBIT], sums[Account.BANK], sums[Account.CHARGES]) == (0, 2250, 350)
        assert sum(sums.values()) == 0
    items = [one for one in list_items(_cashier()) if one.trouble is Trouble.DEBIT_RETURNED]
    assert [(one.claim, one.cents) for one in items] == [(back.id, 350)]
    assert "Zurückgegeben AC04" in _text(desk.get(f"{DESK}/lastschriften/{made}/"))
    shown = _text(desk.get(f"{DESK}/zahlungen/{back.id}/"))
    assert "Lastschrift zurückgegeben" in shown
    payer = _text(Client().get(f"/paderborn/vorgang/{code}/bezahlen/"))
    assert "Ihre Bank hat die Lastschrift zurückgegeben" in payer
    assert "Quittung" not in payer, "what came back was no payment"
    with rehearsed_time(COLLECTED + timedelta(days=60)):
        assert back.id in {one.id for one in overdue(_cashier(COLLECTED + timedelta(days=60))).to_remind}
    again = desk.post(
        f"{DESK}/kontoauszuege/einlesen/",
        {"datei": _statement([_return("26.00", _debit(back), "MD06")], "8")},
    )
    assert "Zu klären" in _text(desk.get(again.headers["Location"])), "it comes back once"


@pytest.mark.django_db
def test_lines_are_assigned_by_hand_and_a_return_may_come_first(desk: Client) -> None:
    one, two = _given(recurring=True)[0], _given(recurring=True)[0]
    _collected(one, two)
    lines = [_line("26.00", "DBIT", ""), _line("52.00", "CRDT", "")]
    sent = desk.post(f"{DESK}/kontoauszuege/einlesen/", {"datei": _statement(lines, "9")})
    page = sent.headers["Location"]
    found = re.findall(r'name="zeile" value="([0-9a-f-]+)"', desk.get(page).content.decode())
    back, credited = dict.fromkeys(found)
    wrong = desk.post(f"{page}zuordnen/", {"zeile": credited, "kassenzeichen": _debit(one).end_to_end})
    assert wrong.status_code == 422
    for line, name in ((back, _debit(two).end_to_end), (credited, _debit(one).batch)):
        assert (
            desk.post(f"{page}zuordnen/", {"zeile": line, "kassenzeichen": name.lower()}).status_code == 302
        )
    assert (_again(one).state, _again(two).state) == ("paid", "open")
    with tenant(citizen()):
        assert balances(citizen())[Account.DEBIT] == 0


@pytest.mark.django_db
def test_a_mandate_lapses_after_36_months_and_is_revoked_at_the_desk(desk: Client) -> None:
    claim, _, unused = _given(recurring=True)
    _collected(claim)
    used_on = _debit(claim).collect_on
    late = datetime(used_on.year + 3, used_on.month, used_on.day, 12, tzinfo=UTC)
    with tenant(citizen()):
        Debit.objects.filter(claim_id=claim.id).update(state="settled", ended_at=COLLECTED)
    assert lapse_mandates(_cashier(late)) == 0
    assert lapse_mandates(_cashier(late + timedelta(days=1))) == 1
    assert _mandate(unused).state == "lapsed"
    other, _, mandate = _given(recurring=True)
    page = f"{DESK}/zahlungen/{other.id}/"
    assert "DE02 **** 2051" in _text(desk.get(page))
    empty = desk.post(f"{page}mandat-widerrufen/", {"mandat": str(mandate), "widerruf": " "})
    assert (empty.status_code, "den Grund" in _text(empty)) == (422, True)
    assert (
        desk.post(f"{page}mandat-widerrufen/", {"mandat": str(mandate), "widerruf": "Brief"}).status_code
        == 302
    )
    assert _mandate(mandate).state == "revoked"
    with pytest.raises(NotAllowedError):
        revoke_at_desk(staff("anna.muster"), mandate=mandate, reason="x")


@pytest.mark.django_db
def test_the_cashiers_page_makes_the_file(desk: Client) -> None:
    claim = _given()[0]
    with rehearsed_time(COLLECTED):
        page = f"{DESK}/lastschriften/"
        assert "Für die nächste Datei" in _text(desk.get(page))
        assert desk.post(f"{page}erstellen/").status_code == 409
        made = desk.post(f"{page}erstellen/", {"lastschrift": str(_debit(claim).id)})
        assert made.status_code == 302
        assert "Kontrollsumme 26,00 €" in _text(desk.get(made.headers["Location"]))
        assert desk.get(f"{made.headers['Location']}datei/").status_code == 404, (
            "to fetch it is to write it down"
        )
        file = desk.post(f"{made.headers['Location']}datei/")
        SCHEMA.assertValid(etree.fromstring(file.content))
        again = desk.post(f"{page}erstellen/", {"lastschrift": str(_debit(claim).id)})
        assert (again.status_code, "schon in einer Datei" in _text(again)) == (409, True)
