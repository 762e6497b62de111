"""Several fees are paid together: from the basket over the provider, place after place, to receipts, ledger and cash office."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from modellregion.cases.api import submit_application
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.context import system_context
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from modellregion.payments.claims import reduce_claim, refund, take_cash
from modellregion.payments.clearing import Decision, decide_item, list_items
from modellregion.payments.jobs import compare, sweep
from modellregion.payments.ledger import balances
from modellregion.payments.mandates import NewMandate, give_mandate
from modellregion.payments.models import Claim, Intent, Posting
from modellregion.payments.online import take_told
from modellregion.payments.providers.answers import ProviderState, Told
from modellregion.payments.references import show_reference
from modellregion.payments.statements import book_proposals, explain_line, statement_view, take_statement
from modellregion.payments.states import Account, ClaimState, IntentState, Trouble
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.payment_provider import TEST_IBAN, RunningProvider, connect, running_provider
from tests.support.payments import camt
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
CHANGED = "Seit Sie den Warenkorb angesehen haben, hat sich etwas geändert"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as found:
        yield found


@pytest.fixture
def provider(process: RunningProvider) -> RunningProvider:
    process.fail()
    for slug in ("paderborn", "bielefeld"):
        connect(process.settings, slug)
    return process


def _filed(slug: str = "paderborn") -> str:
    code = begin(citizen(slug), SERVICE, persona(SERVICE, "friseur"))
    submit_application(citizen(slug), code=code)
    return code


def _claim(code: str, slug: str = "paderborn") -> Claim:
    ctx = citizen(slug)
    with tenant(ctx):
        return Claim.objects.get(municipality_id=ctx.municipality, code_digest=access_code_digest(code))


def _basket(*filed: tuple[str, str]) -> Client:
    """Return a browser with these in its basket: slug and code."""
    client = Client()
    for slug, code in filed:
        answer = client.post(f"/{slug}/vorgang/{code}/warenkorb/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/warenkorb/")
    return client


def _two() -> tuple[Client, list[Claim]]:
    codes = [_filed(), _filed()]
    return _basket(*(("paderborn", code) for code in codes)), [_claim(code) for code in codes]


def _form(claims: list[Claim], slug: str = "paderborn") -> dict[str, object]:
    wanted = [f"{claim.id}:{claim.amount_cents}" for claim in claims]
    return {"aktion": "bezahlen", "stelle": slug, "forderung": wanted}


def _text(answer: object) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]
    return " ".join(text.split())


def _pay_url(client: Client) -> str:
    shown = client.get("/warenkorb/").content.decode()
    found = re.search(r'href="([^"]+/bezahlen/[^"]+)" rel="noreferrer"', shown)
    assert found, shown
    return unescape(found[1])


def _intent(slug: str = "paderborn") -> Intent:
    ctx = citizen(slug)
    with tenant(ctx):
        return Intent.objects.filter(municipality_id=ctx.municipality).order_by("-id")[0]


def _paid(claims: list[Claim]) -> list[int]:
    ctx = citizen()
    with tenant(ctx):
        rows = Claim.objects.filter(municipality_id=ctx.municipality, id__in=[one.id for one in claims])
        return list(rows.order_by("id").values_list("paid_cents", flat=True))


def _troubles() -> list[tuple[str, int]]:
    return sorted((str(item.trouble), item.cents) for item in list_items(staff("klara.kasse")))


def _unclear(provider: RunningProvider, client: Client, claims: list[Claim]) -> Intent:
    """Have a provider with ids of its own lose its answer."""
    provider.fail(own_ids=True, drop_after_accept=1)
    client.post("/warenkorb/", _form(claims))
    client.post("/warenkorb/", {"aktion": "pruefen", "stelle": "paderborn", "zahlung": str(_intent().id)})
    return _intent()


def _words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_fees_of_two_places_are_paid_place_after_place(provider: RunningProvider) -> None:
    """The whole way: one order with two positions at the first place, then the second; each with its own receipt."""
    codes, other = [_filed(), _filed()], _filed("bielefeld")
    client = _basket(*(("paderborn", code) for code in codes), ("bielefeld", other))
    claims = [_claim(code) for code in codes]
    page = _text(client.get("/warenkorb/"))
    assert "0 von 2 Stellen erledigt Noch zu bezahlen: 78,00 €" in page
    assert 'href="/warenkorb/"' in client.get("/paderborn/").content.decode()
    assert 'href="/warenkorb/"' not in Client().get("/paderborn/").content.decode()
    before = provider.fail()["count"]
    answers = [client.post("/warenkorb/", _form(claims)) for _ in range(2)]  # a double click
    assert [answer.status_code for answer in answers] == [302, 302]
    assert provider.fail()["count"] == before + 1
    with urlopen(_pay_url(client), timeout=10) as answer:
        shown = answer.read().decode()
    assert "52,00 €" in shown
    assert shown.count("<li>") == 2
    assert shown.count("26,00 €") == 2
    back = provider.choose(_pay_url(client), "PAYED")
    assert not any(code in back for code in [*codes, other])
    returned = _text(client.get(back.partition("8000")[2]))
    assert "Die Zahlung ist angekommen" in returned
    assert "1 von 2 Stellen erledigt Noch zu bezahlen: 26,00 € Weiter mit Stadt Bielefeld" in returned
    assert "Quittung von Stadt Paderborn" in _text(client.get("/warenkorb/"))  # the back button
    assert client.post("/warenkorb/", _form([_claim(other, "bielefeld")], "bielefeld")).status_code == 302
    provider.choose(_pay_url(client), "PAYED")
    form = {"aktion": "pruefen", "stelle": "bielefeld", "zahlung": str(_intent("bielefeld").id)}
    assert client.post("/warenkorb/", form).status_code == 302
    assert "Im Warenkorb ist nichts mehr zu bezahlen" in _text(client.get("/warenkorb/"))
    assert (
        client.post("/warenkorb/", _form(claims)).status_code == 409
    )  # an old tab, after everything was paid
    receipts = [
        _words(client.get(f"/warenkorb/quittung/{slug}.pdf").content) for slug in ("paderborn", "bielefeld")
    ]
    assert all(show_reference(claim.reference) in receipts[0] for claim in claims)
    assert "Zusammen erhalten: 52,00 €" in receipts[0]
    assert show_reference(_claim(other, "bielefeld").reference) in receipts[1]
    by_token = client.get(f"{back.partition('8000')[2]}quittung.pdf")
    assert "Zusammen erhalten: 52,00 €" in _words(by_token.content)
    assert Client().get("/warenkorb/quittung/paderborn.pdf").status_code == 404  # another browser
    client.post("/warenkorb/", {"aktion": "bezahlte-entfernen"})
    assert "Ihr Warenkorb ist leer" in _text(client.get("/warenkorb/"))
    work_off()
    assert all("Bezahlt" in _text(client.get(f"/paderborn/vorgang/{code}/")) for code in codes)


def test_the_cash_office_sees_what_was_paid_together_and_the_payout_closes_it(
    provider: RunningProvider, client: Client
) -> None:
    payer, claims = _two()
    payer.post("/warenkorb/", _form(claims))
    provider.end("PAYED", str(_intent().id))
    assert sweep(citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(hours=1)))) == 1
    assert _paid(claims) == [2600, 2600]
    cashier, ctx = staff("klara.kasse"), citizen()
    log_in(client, "klara.kasse", "paderborn")
    detail = _text(client.get(f"/paderborn/amt/kasse/zahlungen/{claims[0].id}/"))
    assert f"{show_reference(claims[1].reference)} (26,00 €)" in detail
    with tenant(ctx):
        rows = list(Posting.objects.filter(municipality_id=ctx.municipality, intent_id=_intent().id))
        assert sorted(row.cents for row in rows) == [2600, 2600]
        assert {row.claim_id for row in rows} == {claim.id for claim in claims}
        assert balances(ctx)[Account.ONLINE] == 5200
    # The provider pays the sum out in one line, which names neither claim.
    [statement] = take_statement(
        cashier, name="auszug.xml", content=camt([("52.00", "CRDT", "Bezahldienst", "Auszahlung")])
    )
    assert book_proposals(cashier, statement=statement) == 0
    line = statement_view(cashier, statement).lines[0]
    explain_line(cashier, statement=statement, line=line.id, how="settlement", reason="Sammelauszahlung")
    assert statement_view(cashier, statement).waiting == 0
    # One of the two is given back; the other stays as it is.
    refund(cashier, claim=claims[0].id, cents=2600, way=Account.BANK, reason="Doppelt beantragt")
    with tenant(ctx):
        assert balances(ctx).get(Account.ONLINE, 0) == 0
        assert sum(balances(ctx).values()) == 0
        states = Claim.objects.filter(municipality_id=ctx.municipality, id__in=[one.id for one in claims])
        assert set(states.values_list("state", flat=True)) == {ClaimState.REFUNDED, ClaimState.PAID}


def test_another_amount_for_all_books_nothing_and_asks_for_each(provider: RunningProvider) -> None:
    client, claims = _two()
    client.post("/warenkorb/", _form(claims))
    provider.end("PAYED", str(_intent().id))
    provider.fail(amount=40.0)
    compare(system_context(citizen().municipality))
    client.post("/warenkorb/", {"aktion": "pruefen", "stelle": "paderborn", "zahlung": str(_intent().id)})
    assert (_intent().state, _paid(claims)) == (IntentState.DISPUTED, [0, 0])
    assert _troubles() == [(Trouble.AMOUNT, 1400), (Trouble.AMOUNT, 2600)]
    assert "klären wir noch etwas" in _text(client.get("/warenkorb/"))
    cashier = staff("klara.kasse")
    for item in list_items(cashier):
        decide_item(
            cashier, item=item.id, decision=Decision.BOOK, cents=item.cents, reason="So auf dem Auszug"
        )
    assert sorted(_paid(claims)) == [1400, 2600]


def test_paid_after_cancelled_opens_an_item_for_each_claim(provider: RunningProvider) -> None:
    client, claims = _two()
    client.post("/warenkorb/", _form(claims))
    provider.choose(_pay_url(client), "CANCELED")
    client.post("/warenkorb/", {"aktion": "pruefen", "stelle": "paderborn", "zahlung": str(_intent().id)})
    page = _text(client.get("/warenkorb/"))
    assert "Sie haben die letzte Zahlung abgebrochen" in page
    assert "52,00 € an Stadt Paderborn online bezahlen" in page
    provider.end("PAYED", str(_intent().id))
    compare(system_context(citizen().municipality))
    assert _troubles() == [(Trouble.LATE, 2600), (Trouble.LATE, 2600)]
    assert _paid(claims) == [0, 0]


def test_what_is_unclear_is_decided_claim_by_claim_and_not_booked_again(provider: RunningProvider) -> None:
    client, claims = _two()
    form = {"aktion": "pruefen", "stelle": "paderborn", "zahlung": str(_unclear(provider, client, claims).id)}
    assert _troubles() == [(Trouble.UNCLEAR, 2600), (Trouble.UNCLEAR, 2600)]
    cashier = staff("klara.kasse")
    first, second = sorted(list_items(cashier), key=lambda item: str(item.claim))
    decide_item(cashier, item=first.id, decision=Decision.BOOK, cents=2600, reason="Auszug des Dienstes")
    assert _intent().state == IntentState.UNCLEAR  # the other part is still asked for
    client.post("/warenkorb/", form)
    decide_item(cashier, item=second.id, decision=Decision.DISMISS, reason="Nicht eingegangen")
    assert _intent().state == IntentState.DISPUTED
    assert sorted(_paid(claims)) == [0, 2600]
    assert _troubles() == []


def test_what_a_person_decided_is_neither_booked_nor_asked_again(provider: RunningProvider) -> None:
    """One of two parts is booked by hand; then the provider finds its memory again and says that all was paid."""
    client, claims = _two()
    intent = _unclear(provider, client, claims)
    first = list_items(staff("klara.kasse"))[0]
    decide_item(staff("klara.kasse"), item=first.id, decision=Decision.BOOK, cents=2600, reason="Auszug")
    told = Told(str(intent.id), "T-1", ProviderState.PAYED, Decimal("52.00"), "EUR")
    for _ in range(2):
        assert take_told(citizen(), intent.id, told).state is IntentState.PAYED
    assert (_paid(claims), _troubles()) == ([2600, 2600], [(Trouble.UNCLEAR, 2600)])


def test_what_a_person_dismissed_and_the_provider_says_is_paid_is_asked_again(
    provider: RunningProvider,
) -> None:
    client, claims = _two()
    intent = _unclear(provider, client, claims)
    first = list_items(staff("klara.kasse"))[0]
    decide_item(staff("klara.kasse"), item=first.id, decision=Decision.DISMISS, reason="Nicht eingegangen")
    take_told(citizen(), intent.id, Told(str(intent.id), "T-2", ProviderState.PAYED, Decimal("52.00"), "EUR"))
    assert sorted(_paid(claims)) == [0, 2600]
    assert _troubles() == [(Trouble.LATE, 2600), (Trouble.UNCLEAR, 2600)]


@pytest.mark.parametrize("meanwhile", ["paid", "reduced", "debited", "alone"])
def test_what_happened_to_one_claim_meanwhile_stops_the_whole_payment(
    provider: RunningProvider, meanwhile: str
) -> None:
    codes = [_filed(), _filed()]
    client, claims = _basket(*(("paderborn", code) for code in codes)), [_claim(code) for code in codes]
    cashier = staff("klara.kasse")
    if meanwhile == "paid":
        take_cash(cashier, claim=claims[0].id, cents=2600)
    elif meanwhile == "reduced":
        reduce_claim(cashier, claim=claims[0].id, cents=1300, reason="Härtefall")
    elif meanwhile == "debited":
        mandate = NewMandate("Max Mustermann", TEST_IBAN, False, True)
        give_mandate(citizen(), code=codes[0], claim=claims[0].id, new=mandate)
    else:
        alone = {"forderung": str(claims[0].id), "aktion": "online", "betrag": "2600"}
        assert client.post(f"/paderborn/vorgang/{codes[0]}/bezahlen/", alone).status_code == 302
    before = provider.fail()["count"]
    refused = client.post("/warenkorb/", _form(claims))
    assert refused.status_code == 409
    assert CHANGED in _text(refused)
    assert provider.fail()["count"] == before
    # What can still be paid is paid.
    assert client.post("/warenkorb/", _form(claims[1:])).status_code == 302
    assert provider.fail()["count"] == before + 1


def test_paid_in_cash_while_the_pay_page_is_open_is_a_clearing_item(provider: RunningProvider) -> None:
    client, claims = _two()
    client.post("/warenkorb/", _form(claims))
    take_cash(staff("klara.kasse"), claim=claims[0].id, cents=2600)
    provider.choose(_pay_url(client), "PAYED")
    client.post("/warenkorb/", {"aktion": "pruefen", "stelle": "paderborn", "zahlung": str(_intent().id)})
    assert sorted(_paid(claims)) == [2600, 5200]
    assert _troubles() == [(Trouble.OVERPAID, 2600)]


def test_a_claim_of_a_running_payment_is_neither_paid_alone_nor_taken_out(provider: RunningProvider) -> None:
    codes = [_filed(), _filed()]
    client, claims = _basket(*(("paderborn", code) for code in codes)), [_claim(code) for code in codes]
    client.post("/warenkorb/", _form(claims))
    page = f"/paderborn/vorgang/{codes[0]}/bezahlen/"
    assert "2 Gebühren in einer Zahlung" in _text(client.get(page))
    alone = client.post(page, {"forderung": str(claims[0].id), "aktion": "online", "betrag": "2600"})
    assert (alone.status_code, "läuft schon eine andere Online-Zahlung" in _text(alone)) == (409, True)
    out = client.post("/warenkorb/", {"aktion": "entfernen", "forderung": str(claims[0].id)})
    assert (out.status_code, "läuft gerade eine Zahlung" in _text(out)) == (409, True)
    assert client.post("/warenkorb/", {"aktion": "leeren"}).status_code == 302
    assert "Ihr Warenkorb ist leer" in _text(client.get("/warenkorb/"))


def test_a_provider_that_is_away_or_takes_one_position_only(provider: RunningProvider) -> None:
    client, claims = _two()
    provider.fail(items_max=1)
    assert client.post("/warenkorb/", _form(claims)).status_code == 302
    assert "Die letzte Zahlung hat nicht geklappt" in _text(client.get("/warenkorb/"))
    provider.fail(down=True)
    assert client.post("/warenkorb/", _form(claims)).status_code == 302
    assert "antwortet gerade nicht" in _text(client.get("/warenkorb/"))
    provider.fail()
    assert sweep(citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(hours=1)))) == 1
    assert _intent().state == IntentState.INITIAL
    assert _paid(claims) == [0, 0]


def test_an_empty_a_foreign_and_a_stale_basket_say_what_to_do(provider: RunningProvider) -> None:
    del provider
    client = Client()
    assert "Ihr Warenkorb ist leer" in _text(client.get("/warenkorb/"))
    assert not client.cookies
    client.cookies["warenkorb"] = "W1siYSJdXQ:1vX:planted"
    assert "Ihr Warenkorb ist leer" in _text(client.get("/warenkorb/"))
    code = _filed()
    client = _basket(("paderborn", code))
    claim = _claim(code)
    assert client.get(f"/paderborn/vorgang/{code}/warenkorb/").status_code == 302
    assert client.post("/paderborn/vorgang/0000000000000000/warenkorb/").status_code == 404
    wrongs: tuple[dict[str, object], ...] = (
        {"forderung": "x:1"},
        {"forderung": f"{claim.id}:99"},
        {"forderung": f"{claim.id}:²"},
        {"stelle": "atlantis"},
        {"forderung": str(_claim(_filed()).id) + ":2600"},
        {"forderung": []},
    )
    for wrong in wrongs:
        refused = client.post("/warenkorb/", _form([claim]) | wrong)
        assert (refused.status_code, CHANGED in _text(refused)) == (409, True), wrong
    assert client.post("/warenkorb/", {"aktion": "tanzen"}).status_code == 302
    # The applicant got a new code: the old one opens nothing any more.
    ctx = citizen()
    with tenant(ctx):
        Claim.objects.filter(municipality_id=ctx.municipality, id=claim.id).update(code_digest=b"new")
    assert "Eine Gebühr finden wir mit dem gemerkten Code nicht mehr" in _text(client.get("/warenkorb/"))
    assert not client.cookies["warenkorb"].value


def test_other_sites_cannot_press_the_baskets_buttons(provider: RunningProvider) -> None:
    del provider
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = _basket(("paderborn", _filed())).cookies
    assert strict.post("/warenkorb/", {"aktion": "leeren"}).status_code == 403
    assert strict.cookies["warenkorb"]["httponly"]


def test_a_basket_costs_as_many_statements_for_many_fees_as_for_few(provider: RunningProvider) -> None:
    del provider
    client, _ = _two()
    costs = []
    for _ in range(2):
        client.get("/warenkorb/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/warenkorb/").status_code == 200
        costs.append(len(seen))
        for _ in range(3):
            client.post(f"/paderborn/vorgang/{_filed()}/warenkorb/")
    assert costs[0] == costs[1], costs
