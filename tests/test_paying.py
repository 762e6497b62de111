"""A fee is really paid: from filing to the receipt, over the page, with a provider that is a process of its own."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from modellregion.cases.api import submit_application
from modellregion.cases.models import Case
from modellregion.kernel.clock import SYSTEM_CLOCK, FixedClock
from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.payments.beginning import begin_online
from modellregion.payments.claims import reduce_claim
from modellregion.payments.clearing import Decision, decide_item, list_items
from modellregion.payments.jobs import compare, sweep
from modellregion.payments.ledger import open_cents
from modellregion.payments.models import Claim, Intent, IntentPart, Posting
from modellregion.payments.online import follow
from modellregion.payments.providers.xbezahldienste import XBezahldienste
from modellregion.payments.states import IntentState, Trouble
from modellregion.records.api import documents_of
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.payment_provider import RunningProvider, connect, running_provider
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as found:
        yield found


@pytest.fixture
def provider(process: RunningProvider) -> RunningProvider:
    process.fail()
    connect(process.settings)
    return process


def _filed() -> str:

    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    submit_application(citizen(), code=code)
    return code


def _claim() -> Claim:
    ctx = citizen()
    with tenant(ctx):
        return Claim.objects.filter(municipality_id=ctx.municipality).order_by("-id")[0]


def _text(answer: object) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_a_fee_is_paid_online_and_the_receipt_is_in_the_file(provider: RunningProvider) -> None:
    client, code = Client(), _filed()
    status = client.get(f"/paderborn/vorgang/{code}/")
    assert "26,00 € zu bezahlen" in _text(status)
    page = f"/paderborn/vorgang/{code}/bezahlen/"
    claim = _claim()
    form = {"forderung": str(claim.id), "aktion": "online", "betrag": "2600"}
    answers = [client.post(page, form) for _ in range(2)]  # a double click
    assert [answer.status_code for answer in answers] == [302, 302]
    assert provider.fail()["count"] == 1
    shown = client.get(page).content.decode()
    pay_url = unescape(re.search(r'href="([^"]+/bezahlen/[^"]+)" rel="noreferrer"', shown)[1])  # type: ignore[index]
    back = provider.choose(pay_url, "PAYED")
    assert code not in back
    returned = client.get(back.partition("8000")[2])
    assert "Die Zahlung ist angekommen" in _text(returned)
    assert client.get(back.partition("8000")[2]).status_code == 200  # the back button
    work_off()
    assert "Bezahlt" in _text(client.get(f"/paderborn/vorgang/{code}/"))
    ctx = citizen()
    with tenant(ctx):
        assert [
            p.cents for p in Posting.objects.filter(municipality_id=ctx.municipality, claim_id=claim.id)
        ] == [2600, 2600]
        case = Case.objects.get(municipality_id=ctx.municipality, id=claim.case_id)
        kinds = [one.kind for one in documents_of(ctx, file=case.file_id, public_only=True)]
    assert kinds.count("payment_receipt") == 1
    receipt = client.get(f"{page}{claim.id}/quittung.pdf")
    assert receipt.content.startswith(b"%PDF")


def _begin(client: Client, code: str) -> Intent:
    claim = _claim()
    form = {"forderung": str(claim.id), "aktion": "online", "betrag": str(open_cents(claim))}
    assert client.post(f"/paderborn/vorgang/{code}/bezahlen/", form).status_code == 302
    return _intent(claim)


def _intent(claim: Claim) -> Intent:
    ctx = citizen()
    with tenant(ctx):
        parts = IntentPart.objects.filter(municipality_id=ctx.municipality, claim_id=claim.id)
        newest = parts.order_by("-id").values_list("intent_id", flat=True)[0]
        return Intent.objects.get(municipality_id=ctx.municipality, id=newest)


def _troubles() -> list[str]:
    return [str(item.trouble) for item in list_items(staff("klara.kasse"))]


def _paid() -> int:
    return _claim().paid_cents


def test_a_lost_answer_is_found_again_and_never_ordered_twice(provider: RunningProvider) -> None:
    """The provider accepts and its answer is lost (case 6): the page says so; asking again finds it by our own id."""
    client, code = Client(), _filed()
    before = provider.fail(drop_after_accept=1)["count"]
    intent = _begin(client, code)
    assert (intent.state, intent.transaction_id) == (IntentState.CREATED, None)
    page = _text(client.get(f"/paderborn/vorgang/{code}/bezahlen/"))
    assert "antwortet gerade nicht" in page
    assert "DE89 3704 0044 0532 0130 00" in page  # the transfer is offered meanwhile
    client.post(f"/paderborn/vorgang/{code}/bezahlen/", {"forderung": str(_claim().id), "aktion": "pruefen"})
    assert _intent(_claim()).state == IntentState.INITIAL
    assert provider.fail()["count"] == before + 1


def test_a_provider_with_ids_of_its_own_makes_a_lost_answer_unclear(provider: RunningProvider) -> None:
    client, code = Client(), _filed()
    provider.fail(own_ids=True, drop_after_accept=1)
    intent = _begin(client, code)
    provider.fail(own_ids=True)
    follow(citizen(), intent.id)
    follow(citizen(), intent.id)
    assert _intent(_claim()).state == IntentState.UNCLEAR
    assert _troubles() == [Trouble.UNCLEAR]
    item = list_items(staff("klara.kasse"))[0]
    decide_item(
        staff("klara.kasse"), item=item.id, decision=Decision.BOOK, cents=2600, reason="Auszug des Dienstes"
    )
    assert (_paid(), _troubles()) == (2600, [])


def test_what_was_written_but_never_sent_is_sent_by_the_sweeper(provider: RunningProvider) -> None:
    """The process died between the commit and the call."""
    code = _filed()
    intent = begin_online(citizen(), code=code, claim=_claim().id, seen_cents=2600)
    later = citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(minutes=2)))
    assert sweep(citizen()) == 0
    assert sweep(later) == 1
    assert _intent(_claim()).state == IntentState.INITIAL
    provider.end("PAYED", str(intent))
    assert sweep(citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(hours=1)))) == 1
    assert _paid() == 2600


@pytest.mark.parametrize("fault", [{"down": True}, {"cut": True}])
def test_a_provider_that_is_down_costs_nothing_but_time(
    provider: RunningProvider, fault: dict[str, bool]
) -> None:
    client, code = Client(), _filed()
    provider.fail(**fault)
    assert _begin(client, code).state == IntentState.CREATED
    provider.fail()
    assert sweep(citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(hours=1)))) == 1
    assert _intent(_claim()).state == IntentState.INITIAL


@pytest.mark.parametrize("echo", [{"amount": 13.0}, {"currency": "USD"}, {"amount": 26.005}])
def test_another_amount_or_currency_is_no_payment_and_no_secret(
    provider: RunningProvider, echo: dict[str, object]
) -> None:
    client, code = Client(), _filed()
    intent = _begin(client, code)
    provider.end("PAYED", str(intent.id))
    provider.fail(**echo)
    follow(citizen(), intent.id)
    follow(citizen(), intent.id)
    assert (_intent(_claim()).state, _paid(), _troubles()) == (IntentState.DISPUTED, 0, [Trouble.AMOUNT])


def test_paid_after_cancelled_is_a_clearing_item_that_the_cashier_books(provider: RunningProvider) -> None:
    client, code = Client(), _filed()
    intent = _begin(client, code)
    provider.end("CANCELED", str(intent.id))
    follow(citizen(), intent.id)
    assert "abgebrochen" in _text(client.get(f"/paderborn/vorgang/{code}/bezahlen/"))
    provider.end("PAYED", str(intent.id))
    assert compare(system_context(citizen().municipality)) == 1
    assert (_intent(_claim()).state, _paid(), _troubles()) == (IntentState.CANCELED, 0, [Trouble.LATE])
    cashier = Client()
    log_in(cashier, "klara.kasse", "paderborn")
    item = list_items(staff("klara.kasse"))[0]
    address = f"/paderborn/amt/kasse/klaerung/{item.id}/buchen/"
    refused = cashier.post(address, {"betrag": "26,00", "grund": ""})
    assert (refused.status_code, _paid()) == (422, 0)
    assert "Bitte schreiben Sie den Grund dazu" in _text(refused)
    assert cashier.post(address, {"betrag": "26,00", "grund": "Gutschrift gesehen"}).status_code == 302
    assert cashier.post(address, {"betrag": "26,00", "grund": "noch einmal"}).status_code == 409
    assert (_paid(), _troubles()) == (2600, [])


def test_cancelled_after_paid_is_a_clearing_item_too(provider: RunningProvider) -> None:
    intent = _begin(Client(), _filed())
    provider.end("PAYED", str(intent.id))
    follow(citizen(), intent.id)
    provider.fail(status="CANCELED")
    compare(system_context(citizen().municipality))
    assert (_intent(_claim()).state, _paid(), _troubles()) == (
        IntentState.PAYED,
        2600,
        [Trouble.CONTRADICTION],
    )


def test_one_transaction_for_two_attempts_is_never_booked_twice(provider: RunningProvider) -> None:
    client = Client()
    first = _begin(client, _filed())
    provider.end("PAYED", str(first.id))
    follow(citizen(), first.id)
    code = _filed()
    provider.fail(same_transaction=str(first.id))
    second = _begin(client, code)
    provider.end("PAYED", str(second.id))
    follow(citizen(), second.id)
    assert (_paid(), _troubles()) == (0, [Trouble.TRANSACTION_TWICE])


def test_the_way_back_proves_nothing_and_leads_only_home(provider: RunningProvider) -> None:
    """A forged way back (case 3), another tenant's (case 2), and where the provider is told to lead to (case 10)."""
    client, code = Client(), _filed()
    intent = _begin(client, code)
    home = django_settings.PUBLIC_URL
    assert intent.return_url.startswith(f"{home}/paderborn/zahlung/")
    back = intent.return_url.removeprefix(home)
    page = _text(client.get(f"{back}?status=PAYED"))
    assert "noch nicht bestätigt" in page
    assert _paid() == 0
    assert client.get(back.replace("paderborn", "bielefeld")).status_code == 404
    assert client.get(f"{back}quittung.pdf").status_code == 404
    assert client.post(back, {"status": "PAYED"}).status_code == 200
    assert _paid() == 0


def test_what_changed_since_the_page_was_shown_is_not_paid(provider: RunningProvider) -> None:
    client, code = Client(), _filed()
    reduce_claim(staff("klara.kasse"), claim=_claim().id, cents=1300, reason="Härtefall")
    form = {"forderung": str(_claim().id), "aktion": "online", "betrag": "2600"}
    answer = client.post(f"/paderborn/vorgang/{code}/bezahlen/", form)
    assert answer.status_code == 409
    assert "Der Betrag hat sich inzwischen geändert" in _text(answer)
    assert provider.fail()["newest"] != str(_claim().id)
    ctx = citizen()
    with tenant(ctx):
        assert not IntentPart.objects.filter(municipality_id=ctx.municipality, claim_id=_claim().id).exists()


def test_after_thirty_days_an_attempt_ends_and_somebody_looks(provider: RunningProvider) -> None:
    intent = _begin(Client(), _filed())
    provider.fail(down=True)
    follow(citizen(clock=FixedClock(SYSTEM_CLOCK.now() + timedelta(days=31))), intent.id)
    assert (_intent(_claim()).state, _troubles()) == (IntentState.EXPIRED, [Trouble.EXPIRED])
    provider.fail()
    provider.end("PAYED", str(intent.id))
    follow(citizen(), intent.id)
    assert (_paid(), sorted(_troubles())) == (0, sorted([Trouble.EXPIRED, Trouble.LATE]))


def test_mutual_tls_pays_and_a_stranger_is_not_let_in(tmp_path: Path) -> None:
    root, server, client = _certificates(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    _, _, strange = _certificates(tmp_path / "elsewhere")
    options = ("--certificate", str(server), "--client-ca", str(root))
    with running_provider(tmp_path / "provider", *options, auth="mtls") as found:
        mine = replace(found.settings, certificate_file=str(client), key_file=str(client), ca_file=str(root))
        connect(mine)
        code = _filed()
        intent = begin_online(citizen(), code=code, claim=_claim().id, seen_cents=2600)
        stranger = replace(mine, certificate_file=str(strange), key_file=str(strange))
        assert not XBezahldienste(stranger).is_ready()
        assert XBezahldienste(mine).is_ready()
        assert follow(citizen(), intent).state is IntentState.INITIAL
        unknown = replace(mine, ca_file="")
        assert not XBezahldienste(unknown).is_ready()


def _certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority, and a certificate with its key for the server and for the client; return their files."""
    subject = ["-subj", "/CN=127.0.0.1"]
    new = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    root = [
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Probe",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
    ]
    subprocess.run([*new, *root], cwd=folder, check=True, capture_output=True)
    made = []
    for name in ("server", "client"):
        signed = ["-CA", "root.pem", "-CAkey", "root.key", "-addext", "subjectAltName=IP:127.0.0.1"]
        own = [
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.crt",
            *subject,
        ]
        subprocess.run([*new, *signed, *own], cwd=folder, check=True, capture_output=True)
        path = folder / f"{name}.pem"
        path.write_text((folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text())
        made.append(path)
    return folder / "root.pem", made[0], made[1]
