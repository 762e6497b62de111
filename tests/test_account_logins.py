"""Logins: answered once, in the browser that asked, joined by nothing but issuer and pseudonym, and leading nowhere else."""

import base64
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.error import HTTPError, URLError

import pytest
from django.test import Client

from modellregion.accounts.api import WrongConnectionError
from modellregion.accounts.models import Account, UsedAssertion
from modellregion.kernel.callers import network_of
from modellregion.kernel.ids import new_id
from modellregion.kernel.limits import take
from modellregion.kernel.tenancy import tenant
from modellregion.site.limits import LIMITS
from tests.support.assistant import Assistant
from tests.support.identity_provider import Provider, running_provider
from tests.support.logins import at_provider, begin, connect, fields, log_in, page
from tests.support.people import citizen

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


def test_a_guest_gets_no_cookie_and_needs_no_account(provider: Provider) -> None:
    connect(provider)
    client = Client()
    for address in (
        "",
        "leistungen/gewerbeanmeldung/",
        "leistungen/gewerbeanmeldung/antrag/",
        "konto/anmelden/",
    ):
        assert client.get(f"/paderborn/{address}").cookies == {}, address
    guest = Assistant(client=client)
    assert guest.code
    assert client.cookies == {}


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(provider: Provider) -> None:
    connect(provider)
    victim, thief = Client(), Client()
    handed = begin(victim)
    ticket = fields(at_provider(f"{provider.address}/bundid/sso", handed))["ticket"]
    back = fields(
        at_provider(
            f"{provider.address}/bundid/anmelden", {"ticket": ticket, "person": "muster", "niveau": "3"}
        )
    )
    begin(thief)
    elsewhere = thief.post("/paderborn/konto/bundid/antwort/", back)
    assert elsewhere.status_code == 422, "nobody is logged in with an answer that another browser asked for"
    assert thief.get("/paderborn/konto/").status_code == 302
    first = victim.post("/paderborn/konto/bundid/antwort/", back)
    assert first.status_code == 302
    assert victim.post("/paderborn/konto/bundid/antwort/", back).status_code == 422
    unasked = dict(back, RelayState="unasked")
    assert Client().post("/paderborn/konto/bundid/antwort/", unasked).status_code == 422
    other = Client().post("/bielefeld/konto/bundid/antwort/", back)
    assert other.status_code in {404, 422}


def test_an_assertion_is_used_once_whatever_login_it_is_sent_to(provider: Provider) -> None:
    connect(provider)
    ctx = citizen()
    client = Client()
    log_in(client, provider)
    with tenant(ctx):
        used = UsedAssertion.objects.filter(municipality_id=ctx.municipality)
        assert used.count() == 1
        assert used.get().expires_at > ctx.now(), "kept as rows: a restart forgets nothing"


def test_accounts_are_joined_by_issuer_and_pseudonym_and_by_nothing_else(provider: Provider) -> None:
    connect(provider)
    ctx = citizen()

    def accounts() -> int:
        with tenant(ctx):
            return Account.objects.filter(municipality_id=ctx.municipality).count()

    log_in(Client(), provider)
    log_in(Client(), provider, level=4)
    assert accounts() == 1, "the same person comes back"
    with tenant(ctx):
        first = Account.objects.get(municipality_id=ctx.municipality)
        Account.objects.create(
            **{
                name: getattr(first, name)
                for name in (
                    "municipality_id",
                    "profile",
                    "subject",
                    "facts",
                    "level",
                    "created_at",
                    "last_login_at",
                )
            },
            id=new_id(),
            issuer="https://other.example",
        )
    log_in(Client(), provider)
    assert accounts() == 2, (
        "the same pseudonym of another issuer, with the same e-mail address, is somebody else"
    )
    log_in(Client(), provider, person="exempel")
    assert accounts() == 2, "a temporary login leaves no account"


def test_somebody_who_gives_up_at_the_provider_is_told_so_and_may_try_again(provider: Provider) -> None:
    connect(provider)
    client = Client()
    handed = begin(client)
    ticket = fields(at_provider(f"{provider.address}/bundid/sso", handed))["ticket"]
    back = fields(at_provider(f"{provider.address}/bundid/anmelden", {"ticket": ticket, "abbrechen": "ja"}))
    answer = client.post("/paderborn/konto/bundid/antwort/", back)
    assert answer.status_code == 422
    assert "abgebrochen" in page(answer)


def test_the_provider_refuses_a_request_that_somebody_changed(provider: Provider) -> None:
    connect(provider)
    handed = begin(Client())
    request = base64.b64decode(handed["SAMLRequest"]).replace(b"STORK-QAA-Level-1", b"STORK-QAA-Level-4")
    with pytest.raises(HTTPError):
        at_provider(
            f"{provider.address}/bundid/sso", {**handed, "SAMLRequest": base64.b64encode(request).decode()}
        )


def test_the_form_may_be_sent_to_the_provider_and_nowhere_else(provider: Provider) -> None:
    connect(provider)
    answer = Client().post("/paderborn/konto/anmelden/", {"konto": "bundid"})
    assert f"form-action 'self' {provider.address};" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/bielefeld/",
        "/paderborn/../bielefeld/",
        "javascript:alert(1)",
        "/paderborn/\\evil",
    ],
)
def test_nobody_is_led_to_another_place_after_the_login(provider: Provider, target: str) -> None:
    connect(provider)
    assert log_in(Client(), provider, weiter=target).headers["Location"] == "/paderborn/konto/"


def test_whoever_logs_out_is_out(provider: Provider) -> None:
    connect(provider)
    client = Client()
    log_in(client, provider)
    token = client.cookies["konto-paderborn"].value
    client.post("/paderborn/konto/abmelden/")
    client.cookies["konto-paderborn"] = token
    assert client.get("/paderborn/konto/").status_code == 302


def test_a_municipality_keeps_its_name_at_the_provider(provider: Provider) -> None:
    connect(provider)
    with pytest.raises(WrongConnectionError, match="would lose all their accounts"):
        connect(provider, entity_id="https://elsewhere.example/konto")


def test_logins_that_nobody_finishes_are_limited_from_one_place(provider: Provider) -> None:
    connect(provider)
    here, elsewhere = (
        Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=one) for one in ("203.0.113.9", "203.0.113.10")
    )
    limit = LIMITS.routes["account_login"].address
    assert limit is not None
    take([limit.of(network_of(ip_address("203.0.113.9")))], cost=limit.capacity - 1)
    address, sent = "/paderborn/konto/anmelden/", {"konto": "bundid"}
    assert here.post(address, sent).status_code == 200
    refused = here.post(address, sent)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert "zu viele Versuche" in page(refused)
    assert elsewhere.post(address, sent).status_code == 200


def test_a_provider_that_stops_in_the_middle_of_a_login_loses_nothing(provider: Provider) -> None:
    connect(provider)
    client = Client()
    handed = begin(client, weiter="/paderborn/konto/postfach/")
    ticket = fields(at_provider(f"{provider.address}/bundid/sso", handed))["ticket"]
    chosen = {"ticket": ticket, "person": "muster", "niveau": "3"}
    provider.tell(down=True)
    try:
        with pytest.raises((URLError, ConnectionError)):
            at_provider(f"{provider.address}/bundid/anmelden", chosen)
        assert client.get("/paderborn/konto/anmelden/").status_code == 200
        assert Assistant(client=Client()).code, "guests do not notice"
    finally:
        provider.tell(down=False)
    back = fields(at_provider(f"{provider.address}/bundid/anmelden", chosen))
    answer = client.post("/paderborn/konto/bundid/antwort/", back)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/paderborn/konto/postfach/")
