"""Accounts from the login to the application: the product and a simulated identity provider, each a program of its own."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import msgspec
import pytest
from django.conf import LazySettings
from django.test import Client

from modellregion.accounts.api import Level, import_former
from modellregion.cases.api import ask_applicant, claim_case, desk_view, submit_application
from modellregion.cases.errors import IdentityNeededError
from modellregion.cases.models import Held
from modellregion.cases.retention import delete_expired_drafts
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import ProductError
from modellregion.kernel.ids import show_access_code
from modellregion.kernel.sealed_fields import opened
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import install_package, installed_services, store_package
from tests.support.filing import begin as begin_draft
from tests.support.identity_provider import Provider, running_provider
from tests.support.jobs import work_off
from tests.support.logins import connect, fill, log_in, page, token_in
from tests.support.packages import files_of, replaced
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.smtp import mail_server
from tests.support.world import log_in as log_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


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
    fill(code, persona("gewerbeanmeldung", "friseur"))
    filed = submit_application(ctx, code=code)
    mine = page(client.get("/paderborn/konto/"))
    assert f"/vorgang/{code}/" in mine
    assert filed.number in mine
    with tenant(ctx):
        row = Held.objects.get(municipality_id=ctx.municipality)
        assert code.encode() not in bytes(row.code), (
            "the database must not hold a code that opens an application"
        )
        origins = msgspec.json.decode(opened(row, "origins"))
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


def test_the_desk_sees_how_sure_it_is_who_applied_and_the_applicant_who_looked(provider: Provider) -> None:
    connect(provider)
    client, ctx, clerk = Client(), citizen(), staff()
    log_in(client, provider)
    begun = client.post("/paderborn/leistungen/gewerbeanmeldung/antrag/konto/")
    code = re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0]
    answers = persona("gewerbeanmeldung", "friseur")
    answers["personen"] = [{**answers["personen"][0], "familienname": "Mustermann", "vornamen": "Eva"}]
    fill(code, answers)
    case = submit_application(ctx, code=code).case
    desk = Client()
    log_in_staff(desk, "anna.muster", "paderborn")
    shown = page(desk.get(f"/paderborn/amt/vorgaenge/{case}/"))
    assert "Gestellt mit BundID, Vertrauensniveau substantiell." in shown
    assert "Familienname (substantiell)" in shown
    assert "Vornamen (substantiell)" not in shown, "what was changed is the applicant's word alone"
    assert "noch niemand" in page(client.get("/paderborn/konto/zugriffe/")).casefold()
    file = desk_view(clerk, case=case).file
    desk.get(f"/paderborn/amt/akten/{file}/")
    looks = page(client.get("/paderborn/konto/zugriffe/"))
    assert "Akte geöffnet" in looks
    assert "Anna Muster" not in looks


def test_the_owner_takes_everything_along_and_deletes_the_account(provider: Provider) -> None:
    connect(provider)
    client, ctx = Client(), citizen()
    log_in(client, provider)
    code = begin_draft(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    number = submit_application(ctx, code=code).number
    client.post("/paderborn/konto/", {"code": code})
    data = json.loads(client.get("/paderborn/konto/daten/meine-daten.json").content)
    assert data["account"]["facts"]["surname"] == {"value": "Mustermann", "level": 3}
    assert [case["number"] for case in data["applications"]] == [number]
    assert client.post("/paderborn/konto/daten/").status_code == 422
    assert client.post("/paderborn/konto/daten/", {"sicher": "ja"}).status_code == 302
    assert client.get("/paderborn/konto/").status_code == 302, "logged out with it"
    assert Client().get(f"/paderborn/vorgang/{code}/").status_code == 200, "the code goes on working"
    log_in(client, provider)
    assert number not in page(client.get("/paderborn/konto/"))


def test_what_an_account_holds_of_an_expired_draft_goes_with_it(provider: Provider) -> None:
    connect(provider)
    client, ctx = Client(), citizen()
    log_in(client, provider)
    client.post("/paderborn/leistungen/gewerbeanmeldung/antrag/konto/")
    later = replace(system_context(ctx.municipality), clock=FixedClock(ctx.now() + timedelta(days=31)))
    delete_expired_drafts(later)
    with tenant(ctx):
        assert not Held.objects.filter(municipality_id=ctx.municipality).exists()


def test_an_email_says_that_something_waits_but_not_what(
    provider: Provider, settings: LazySettings, tmp_path: Path
) -> None:
    connect(provider)
    client, clerk, ctx = Client(), staff(), citizen()
    log_in(client, provider)
    with mail_server(tmp_path) as address:
        settings.SMTP_URL, settings.MAIL_FROM = address, "nicht-antworten@paderborn.example"
        for is_held in (True, False):
            code = begin_draft(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
            case = submit_application(ctx, code=code).case
            if is_held:
                client.post("/paderborn/konto/", {"code": code})
            claim_case(clerk, case=case)
            ask_applicant(clerk, case=case, text="Streng vertraulich")
        work_off()
    (kept,) = tmp_path.iterdir()
    text = message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert text["To"] == "erika.mustermann@example.org"
    said = text.get_content() + text["Subject"]
    assert "/paderborn/konto/" in said
    for secret in ("vertraulich", "Gewerbe", "GEW-", code, "Mustermann"):
        assert secret not in said


def test_who_gets_mail_at_the_former_address_takes_over_what_that_account_held(
    provider: Provider, settings: LazySettings, tmp_path: Path
) -> None:
    connect(provider)
    ctx, client, thief = citizen(), Client(), Client()
    code = begin_draft(ctx, "gewerbeanmeldung", persona("gewerbeanmeldung", "friseur"))
    number = submit_application(ctx, code=code).number
    file = tmp_path / "frueher.csv"
    file.write_text(f"email;code\nErika.Mustermann@example.org;{show_access_code(code)}\n")
    system = system_context(ctx.municipality)
    assert [import_former(system, file), import_former(system, file)] == [1, 0]
    for wrong in ("code;email\n", "email;code\na@b.example;kurz\n", "email;code\nniemand;" + code + "\n"):
        file.write_text(wrong)
        with pytest.raises(ProductError):
            import_former(system, file)
    log_in(client, provider)
    assert number not in page(client.get("/paderborn/konto/")), "the same address alone joins nothing"
    log_in(thief, provider, person="beispiel")
    (tmp_path / "post").mkdir()
    with mail_server(tmp_path / "post") as address:
        settings.SMTP_URL, settings.MAIL_FROM = address, "nicht-antworten@paderborn.example"
        assert "Anträge von dort übernehmen" in page(client.get("/paderborn/konto/"))
        former = "/paderborn/konto/frueher/"
        told = {
            page(client.post(former, {"email": mail}))
            for mail in ("nobody@example.org", "erika.mustermann@EXAMPLE.org")
        }
        assert len({re.sub(r'value="[^"]*"', "", html) for html in told}) == 1, (
            "nobody learns whose address it is"
        )
        work_off()
    (kept,) = (tmp_path / "post").iterdir()
    mail = message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert mail["To"] == "erika.mustermann@EXAMPLE.org"
    confirm = re.findall(r"\b[0-9A-Z]{16}\b", mail.get_content())[0]
    assert thief.post(former, {"code": confirm}).status_code == 422, (
        "the code is worth nothing in another account"
    )
    assert client.post(former, {"code": "0000000000000000"}).status_code == 422
    assert client.post(former, {"code": confirm}).status_code == 302
    assert number in page(client.get("/paderborn/konto/"))
    assert client.post(former, {"code": confirm}).status_code == 422, "once"
