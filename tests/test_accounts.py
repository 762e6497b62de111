"""Accounts from the login to the application: the product and a simulated identity provider, each a program of its own."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from modellregion.accounts.api import Level, NewConnection, WrongConnectionError, set_connection
from modellregion.accounts.models import Account, UsedAssertion
from modellregion.cases.api import ask_applicant, claim_case, submit_application
from modellregion.cases.drafts import decode_answers, encode_draft
from modellregion.cases.errors import IdentityNeededError
from modellregion.cases.models import Draft, Held
from modellregion.forms.api import Draft as FormDraft
from modellregion.kernel.context import system_context
from modellregion.kernel.envelope import unseal
from modellregion.kernel.ids import access_code_digest, new_id, show_access_code
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import install_package, installed_services, store_package
from tests.support.assistant import Assistant
from tests.support.filing import begin as begin_draft
from tests.support.identity_provider import Provider, running_provider
from tests.support.packages import files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


def connect(provider: Provider, slug: str = "paderborn", **more: Any) -> str:
    """Connect a municipality to both accounts and make the provider know it; return BundID's name for it."""
    ctx = system_context(citizen(slug).municipality)
    for profile in ("bundid", "muk"):
        wish = NewConnection(
            profile,
            f"{provider.address}/{profile}",
            f"{provider.address}/{profile}/sso",
            provider.certificate.public_bytes(Encoding.PEM).decode(),
            online_service="BMI-1",
            **more,
        )
        set_connection(ctx, wish)
        metadata = Client().get(f"/{slug}/konto/{profile}/metadata.xml")
        assert metadata.status_code == 200
        provider.tell(metadata=metadata.content.decode())
    return str(re.findall(r'entityID="([^"]+)"', metadata.content.decode())[0])


def page(answer: Any) -> str:
    return str(answer.content.decode())


def fields(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="(SAMLRequest|SAMLResponse|RelayState|ticket)" value="([^"]*)"', html))


def at_provider(address: str, sent: dict[str, str]) -> str:
    with urlopen(address, urlencode(sent).encode(), timeout=20) as answer:
        return str(answer.read().decode())


def begin(client: Client, provider: Provider, profile: str = "bundid", **asked: str) -> dict[str, str]:
    """Begin a login as a browser does; return what the provider's page is given to send on."""
    html = page(client.post("/paderborn/konto/anmelden/", {"konto": profile, **asked}))
    return fields(html)


def log_in(
    client: Client,
    provider: Provider,
    *,
    profile: str = "bundid",
    person: str = "muster",
    level: int = 3,
    **asked: str,
) -> Any:
    """Log in at the simulator and come back; return the product's answer."""
    handed = begin(client, provider, profile, **asked)
    ticket = fields(at_provider(f"{provider.address}/{profile}/sso", handed))["ticket"]
    chosen = {"ticket": ticket, "person": person, "niveau": str(level)}
    back = fields(at_provider(f"{provider.address}/{profile}/anmelden", chosen))
    return client.post(f"/paderborn/konto/{profile}/antwort/", back)


def token_in(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found
    return found[1]


def test_somebody_logs_in_finds_fields_filled_files_and_finds_it_again(provider: Provider) -> None:
    connect(provider)
    client = Client(enforce_csrf_checks=True)
    begin_page = "/paderborn/leistungen/gewerbeanmeldung/antrag/konto/"
    led = client.get(begin_page)
    assert led.status_code == 302
    assert "/konto/anmelden/?weiter=" in led.headers["Location"]
    answer = log_in(client, provider, weiter=begin_page)
    assert (answer.status_code, answer.headers["Location"]) == (302, begin_page)
    shown = page(client.get(begin_page))
    assert "Erika Mustermann" in shown
    assert "Familienname" in shown
    assert client.post(begin_page).status_code == 403, "without the token nobody begins for somebody else"
    begun = client.post(begin_page, {"csrfmiddlewaretoken": token_in(shown)})
    code = re.findall(r"/antrag/([^/]+)/seite/vorhaben/", begun.headers["Location"])[0]
    root = f"/paderborn/antrag/{code}/seite"
    client.post(
        f"{root}/vorhaben/",
        {"rechtsform": "10", "grund": "01", "niederlassungsart": "01", "reisegewerbe": "nein"},
    )
    persons = page(Client().get(f"{root}/personen/"))
    assert 'value="Mustermann"' in persons
    assert 'value="Musterstraße"' in persons
    assert 'name="personen.0.geburtsdatum.jahr" value="1980"' in persons
    assert "Aus BundID (substantiell)." in persons
    assert "Sie können alles ändern." in persons
    assert "Aus BundID (niedrig)." in persons, "an e-mail is no surer for being sent with a sure login"
    mine = page(client.get("/paderborn/konto/"))
    assert f"/antrag/{code}/" in mine
    assert "Gewerbe anmelden" in mine


def test_what_was_filed_says_who_filed_it_and_keeps_the_level_of_each_answer(provider: Provider) -> None:
    connect(provider)
    client = Client()
    ctx = citizen()
    log_in(client, provider)
    begun = client.post("/paderborn/leistungen/gewerbeanmeldung/antrag/konto/")
    code = re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0]
    with tenant(ctx):
        package = installed_services(ctx.municipality)["gewerbeanmeldung"].package
        answers = msgspec.json.encode(persona("gewerbeanmeldung", "friseur"))
        content = encode_draft(FormDraft(decode_answers(package.form, answers)))
        rows = Draft.objects.filter(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
        assert rows.update(content=content) == 1
    filed = submit_application(ctx, code=code)
    mine = page(client.get("/paderborn/konto/"))
    assert f"/vorgang/{code}/" in mine
    assert filed.number in mine
    with tenant(ctx):
        row = Held.objects.get(municipality_id=ctx.municipality)
        assert code.encode() not in bytes(row.code), (
            "the database must not hold a code that opens an application"
        )
        origins = msgspec.json.decode(unseal(row.origins))
    assert origins["personen.0.familienname"] == ["bundid", Level.SUBSTANTIAL, {"": "Mustermann"}]
    assert origins["personen.0.email"][1] == Level.LOW


def test_a_question_arrives_in_the_mailbox_and_is_answered(provider: Provider) -> None:
    connect(provider)
    client, clerk = Client(), staff()
    log_in(client, provider)
    ctx = citizen()
    code = begin_draft(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    case = submit_application(ctx, code=code).case
    added = client.post("/paderborn/konto/", {"code": show_access_code(code)})
    assert added.status_code == 302
    claim_case(clerk, case=case)
    ask_applicant(clerk, case=case, text="Welche Hausnummer hat der Betrieb?")
    assert "Etwas wartet auf Sie" in page(client.get("/paderborn/konto/"))
    letters = page(client.get("/paderborn/konto/postfach/"))
    assert "Welche Hausnummer hat der Betrieb?" in letters
    assert "offen" in letters
    client.post(f"/paderborn/vorgang/{code}/", {"antwort": "Die 12."})
    assert "offen" not in page(client.get("/paderborn/konto/postfach/"))


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


def test_a_service_that_must_know_who_asks_sends_guests_to_the_login_and_steps_up(provider: Provider) -> None:
    connect(provider)
    ctx = citizen()
    files = replaced(files_of(), "package.toml", 'trust_level = "none"', 'trust_level = "substantial"')
    unit = installed_services(ctx.municipality)["gewerbeanmeldung"].unit
    install_package(system_context(ctx.municipality), package=store_package(files), unit=unit)
    with_account = "/paderborn/leistungen/gewerbeanmeldung/antrag/konto/"
    client = Client()
    assert client.get("/paderborn/leistungen/gewerbeanmeldung/antrag/").headers["Location"] == with_account
    log_in(client, provider, level=1)
    led = client.get(with_account)
    assert led.status_code == 302
    assert "niveau=3" in led.headers["Location"]
    assert "substantiell" in page(client.get(led.headers["Location"]))
    refused = log_in(client, provider, level=1, niveau="3")
    assert refused.status_code == 422
    assert "sicherere Anmeldung" in page(refused)
    log_in(client, provider, level=3, niveau="3", weiter=with_account)
    assert "Antrag beginnen" in page(client.get(with_account))
    code = begin_draft(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    with pytest.raises(IdentityNeededError):
        submit_application(ctx, code=code)


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(provider: Provider) -> None:
    connect(provider)
    victim, thief = Client(), Client()
    handed = begin(victim, provider)
    ticket = fields(at_provider(f"{provider.address}/bundid/sso", handed))["ticket"]
    back = fields(
        at_provider(
            f"{provider.address}/bundid/anmelden", {"ticket": ticket, "person": "muster", "niveau": "3"}
        )
    )
    begin(thief, provider)
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


def test_a_business_brings_its_name_and_address_and_a_test_account_is_refused(provider: Provider) -> None:
    connect(provider)
    client = Client()
    assert log_in(client, provider, profile="muk").status_code == 302
    shown = page(client.get("/paderborn/leistungen/gewerbeanmeldung/antrag/konto/"))
    assert "Muster Handel GmbH" in shown
    begun = client.post("/paderborn/leistungen/gewerbeanmeldung/antrag/konto/")
    code = re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0]
    place = page(client.get(f"/paderborn/antrag/{code}/seite/betriebsstaette/"))
    assert 'value="Handelsstraße"' in place
    refused = log_in(Client(), provider, profile="muk", person="test")
    assert refused.status_code == 422
    assert "Testkonto" in page(refused)


def test_somebody_who_gives_up_at_the_provider_is_told_so_and_may_try_again(provider: Provider) -> None:
    connect(provider)
    client = Client()
    handed = begin(client, provider)
    ticket = fields(at_provider(f"{provider.address}/bundid/sso", handed))["ticket"]
    back = fields(at_provider(f"{provider.address}/bundid/anmelden", {"ticket": ticket, "abbrechen": "ja"}))
    answer = client.post("/paderborn/konto/bundid/antwort/", back)
    assert answer.status_code == 422
    assert "abgebrochen" in page(answer)


def test_the_provider_refuses_a_request_that_somebody_changed(provider: Provider) -> None:
    connect(provider)
    handed = begin(Client(), provider)
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
