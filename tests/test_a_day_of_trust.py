"""The four roads that accounts, payments and seals are there for, on one day, from the first page to what people have in hand.

A certificate ordered with an account and paid online; a notice by mandate; the same by a guest; the cashier closes the day.
Identity provider and payment provider are processes of their own and simulated; no money flows.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.models import Case
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from tests.support.assistant import Assistant
from tests.support.identity_provider import Provider
from tests.support.identity_provider import running_provider as running_identities
from tests.support.jobs import work_off
from tests.support.logins import connect as connect_accounts
from tests.support.logins import fill
from tests.support.mandates import begin as begin_by_mandate
from tests.support.mandates import give, logged_in, mandate_between, take
from tests.support.orders import SERVICE, choices_on, entered, order, text_of
from tests.support.payment_provider import RunningProvider
from tests.support.payment_provider import connect as connect_payments
from tests.support.payment_provider import running_provider as running_payments
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
NOTICE = "gewerbeanmeldung"
KASSE = "/paderborn/amt/kasse"


@pytest.fixture
def identities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_identities(tmp_path_factory.mktemp("idp")) as found:
        connect_accounts(found)
        yield found


@pytest.fixture
def money(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    with running_payments(tmp_path_factory.mktemp("provider")) as found:
        connect_payments(found.settings)
        yield found


def _text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def _desk(login: str = "anna.muster") -> Client:
    client = Client()
    log_in(client, login, "paderborn")
    return client


def _case(code: str) -> Case:
    ctx = citizen()
    with tenant(ctx):
        return Case.objects.get(municipality_id=ctx.municipality, code_digest=access_code_digest(code))


def _sent(client: Client, code: str) -> None:
    reviewed = client.get(f"/paderborn/antrag/{code}/pruefen/")
    assert reviewed.status_code == 200
    sent = client.post(f"/paderborn/antrag/{code}/pruefen/")
    assert sent.headers["Location"].endswith("/eingang/"), _text(sent)
    assert _case(code).number in _text(client.get(sent.headers["Location"]))
    work_off()


def _pay_online(client: Client, code: str, money: RunningProvider, cents: int) -> None:
    page = f"/paderborn/vorgang/{code}/bezahlen/"
    claim = re.findall(r'name="forderung" value="([^"]+)"', client.get(page).content.decode())[0]
    began = client.post(page, {"forderung": claim, "aktion": "online", "betrag": str(cents)})
    assert began.status_code == 302, _text(began)
    shown = client.get(page).content.decode()
    pay_url = unescape(re.findall(r'href="([^"]+/bezahlen/[^"]+)" rel="noreferrer"', shown)[0])
    back = money.choose(pay_url, "PAYED")
    assert "Die Zahlung ist angekommen" in _text(client.get(back.partition("8000")[2]))
    work_off()


def _letter(client: Client, code: str, title: str) -> bytes:
    """Download a letter as the status page offers it."""
    status = client.get(f"/paderborn/vorgang/{code}/").content.decode()
    links = re.findall(
        r'<a[^>]*href="(/paderborn/vorgang/[^"]+/dokumente/[^"]+)"[^>]*>(.*?)</a>', status, re.DOTALL
    )
    [address] = {href for href, words in links if title in unescape(re.sub(r"<[^>]+>", " ", words))}
    found = client.get(address)
    content = b"".join(found.streaming_content) if found.streaming else found.content  # type: ignore[attr-defined]
    assert content.startswith(b"%PDF-")
    return bytes(content)


def _check(content: bytes) -> str:
    """Upload a letter on the public page, as a bank does that was given it."""
    return _text(
        Client().post("/paderborn/siegel-pruefen/", {"schreiben": SimpleUploadedFile("b.pdf", content)})
    )


def _certified(code: str, entry: str | None = None) -> Client:
    desk = _desk()
    chosen = {} if entry is None else {"register_entry": entry}
    answer = desk.post(f"/paderborn/amt/vorgaenge/{_case(code).id}/bescheinigen/", chosen)
    assert answer.status_code == 302, _text(answer)
    work_off()
    return desk


def test_four_roads_and_the_day_is_closed(identities: Provider, money: RunningProvider) -> None:
    entered()
    _certificate(identities, money)
    _by_mandate(identities)
    _as_guest(money)
    _closing()


def _certificate(identities: Provider, money: RunningProvider) -> None:
    erika, _ = logged_in(identities, "muster", "bundid")
    begin = f"/paderborn/leistungen/{SERVICE}/antrag/konto/"
    assert "Familienname" in _text(erika.get(begin)), "it says what will stand ready"
    code = re.findall(r"/antrag/([^/]+)/seite/", erika.post(begin).headers["Location"])[0]
    assert 'value="Mustermann"' in erika.get(f"/paderborn/antrag/{code}/seite/person/").content.decode()
    fill(code, order(), SERVICE)
    _sent(erika, code)
    assert "sobald die Gebühr bezahlt ist" in _text(erika.get(f"/paderborn/vorgang/{code}/"))
    desk = _desk()
    assert "wartet auf die Zahlung" in _text(desk.get(f"/paderborn/amt/vorgaenge/{_case(code).id}/"))
    _pay_online(erika, code, money, 1200)
    shown = _text(desk.get(f"/paderborn/amt/vorgaenge/{_case(code).id}/"))
    assert "Gestellt mit BundID, Vertrauensniveau substantiell." in shown
    assert "Familienname (substantiell)" in shown
    _certified(code, choices_on(desk, _case(code).id)[1])
    mailbox = erika.get("/paderborn/konto/postfach/").content.decode()
    assert _case(code).number in mailbox
    assert f"/paderborn/vorgang/{code}/#dokumente" in mailbox
    letter = _letter(erika, code, "Bescheinigung aus dem Gewerberegister")
    assert "Blumen am Kamp" in text_of(letter)
    checked = _check(letter)
    assert "Das Schreiben ist echt und unverändert" in checked
    assert "Stadt Paderborn" in checked
    assert "steht im Journal der Behörde" in checked
    assert "Mustermann" not in checked, "who checks learns no more than they have in hand"
    changed = letter.replace(b"/Lang", b"/Lamg", 1)
    assert changed != letter
    assert "echt und unverändert" not in _check(changed)


def _by_mandate(identities: Provider) -> None:
    company, company_id = logged_in(identities, "muster")
    adviser, adviser_id = logged_in(identities, "kanzlei")
    take(adviser, give(company, company_id, umfang="einzelne", leistung=NOTICE))
    code = begin_by_mandate(adviser, f"vollmacht-{mandate_between(company_id, adviser_id)}")
    _sent(adviser, code)
    shown = _text(_certified(code).get(f"/paderborn/amt/vorgaenge/{_case(code).id}/"))
    assert "Muster Handel GmbH vertreten durch Exempel Steuerberatung, mit Vollmacht." in shown
    letter = _letter(adviser, code, "Empfangsbescheinigung")
    assert "Kanzleiweg 9" in text_of(letter), "letters go to who acts (§ 14 Abs. 3 VwVfG)"
    assert "echt und unverändert" in _check(letter)
    assert "Mit Ihrer Vollmacht gestellt von Exempel Steuerberatung." in _text(
        company.get("/paderborn/konto/")
    )


def _as_guest(money: RunningProvider) -> None:
    guest = Client()
    refused = guest.get(f"/paderborn/leistungen/{SERVICE}/antrag/")
    assert refused.headers["Location"].endswith("/antrag/konto/"), "their own data ask for a login"
    form = Assistant(NOTICE, client=guest)
    form.answer(persona(NOTICE, "friseur"))
    code = form.code
    _sent(guest, code)
    assert not guest.cookies, "nobody is followed who has no account"
    _pay_online(guest, code, money, 2600)
    _certified(code)
    assert "echt und unverändert" in _check(_letter(guest, code, "Empfangsbescheinigung"))


def _closing() -> None:
    cashier = _desk("klara.kasse")
    closed = cashier.post(f"{KASSE}/tagesabschluss/abschliessen/", {"gezaehlt": "0", "grund": ""})
    shown = _text(cashier.get(closed.headers["Location"]))
    assert "38,00 €" in shown, "the two fees that were paid online"
    again = cashier.post(f"{KASSE}/tagesabschluss/abschliessen/", {"gezaehlt": "0", "grund": ""})
    assert again.status_code == 409


def test_all_fees_of_an_account_go_into_the_basket_by_one_button(
    identities: Provider, money: RunningProvider
) -> None:
    erika, _ = logged_in(identities, "muster", "bundid")
    assert "in den Warenkorb legen" not in _text(erika.get("/paderborn/konto/"))
    codes = []
    for _ in range(2):
        begun = erika.post(f"/paderborn/leistungen/{NOTICE}/antrag/konto/")
        codes.append(re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0])
        fill(codes[-1], persona(NOTICE, "friseur"))
        _sent(erika, codes[-1])
    assert "Alle 2 Gebühren in den Warenkorb legen" in _text(erika.get("/paderborn/konto/"))
    assert erika.post("/paderborn/konto/warenkorb/").headers["Location"] == "/warenkorb/"
    basket = _text(erika.get("/warenkorb/"))
    assert "52,00 €" in basket
    assert all(_case(code).number in basket for code in codes)
    erika.post("/paderborn/konto/warenkorb/")
    assert _text(erika.get("/warenkorb/")) == basket, "pressed twice is in it once"
    stranger = Client().post("/paderborn/konto/warenkorb/")
    assert "/anmelden/" in stranger.headers["Location"] or "/konto/" in stranger.headers["Location"]
