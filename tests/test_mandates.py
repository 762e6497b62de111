"""Acting for somebody else: a tax adviser files by mandate, an employee for the firm; and all the ways in which it ends."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.accounts.models import Mandate, Member
from modellregion.cases.models import Case, Held, Party
from modellregion.cases.representing.ending import end_what_is_over
from modellregion.kernel.clock import FixedClock
from modellregion.kernel.context import system_context
from modellregion.kernel.ids import access_code_digest
from modellregion.kernel.tenancy import tenant
from tests.support.contents import blank_pdf
from tests.support.identity_provider import Provider, running_provider
from tests.support.logins import connect, fill, log_in, page
from tests.support.mandates import (
    BEGIN,
    SERVICE,
    begin,
    code_in,
    give,
    invite,
    logged_in,
    mandate_between,
    submit,
    take,
)
from tests.support.people import citizen
from tests.support.personas import persona
from tests.support.world import log_in as log_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


@dataclass(frozen=True)
class Pair:
    """A company and its tax adviser, both logged in, with a mandate in force between them."""

    company: Client
    company_id: UUID
    adviser: Client
    adviser_id: UUID
    mandate: UUID

    @property
    def key(self) -> str:
        return f"vollmacht-{self.mandate}"

    def mandate_page(self, account: UUID) -> str:
        return f"/paderborn/konto/fuer/{account}/vollmachten/{self.mandate}/"


@pytest.fixture
def pair(provider: Provider) -> Pair:
    connect(provider)
    return _pair(provider)


def _pair(provider: Provider, **scope: str) -> Pair:
    company, company_id = logged_in(provider, "muster")
    adviser, adviser_id = logged_in(provider, "kanzlei")
    take(adviser, give(company, company_id, **scope))
    return Pair(company, company_id, adviser, adviser_id, mandate_between(company_id, adviser_id))


def _case(code: str) -> Case:
    ctx = citizen()
    with tenant(ctx):
        return Case.objects.get(municipality_id=ctx.municipality, code_digest=access_code_digest(code))


def _has_case(code: str) -> bool:
    ctx = citizen()
    with tenant(ctx):
        rows = Case.objects.filter(municipality_id=ctx.municipality, code_digest=access_code_digest(code))
        return rows.exists()


def test_a_companys_tax_adviser_files_a_trade_notice_by_mandate(provider: Provider) -> None:
    connect(provider)
    company, company_id = logged_in(provider, "muster")
    code = give(company, company_id, umfang="einzelne", leistung=SERVICE)
    adviser, adviser_id = logged_in(provider, "kanzlei")
    offered = page(adviser.post("/paderborn/konto/code/", {"code": code}))
    assert "Muster Handel GmbH erteilt eine Vollmacht." in offered
    assert "Gewerbe anmelden" in offered
    take(adviser, code)
    assert "gibt es hier keine Einladung" in page(adviser.post("/paderborn/konto/code/", {"code": code}))

    choice = page(adviser.get(BEGIN))
    assert "für Muster Handel GmbH, mit Vollmacht" in choice
    key = re.findall(r'value="(vollmacht-[^"]+)"', choice)[0]
    ready = page(adviser.get(f"{BEGIN}?fuer={key}"))
    assert "Sie stellen den Antrag für Muster Handel GmbH, mit Vollmacht." in ready
    begun = adviser.post(BEGIN, {"fuer": key})
    draft = re.findall(r"/antrag/([^/]+)/seite/", begun.headers["Location"])[0]
    place = page(adviser.get(f"/paderborn/antrag/{draft}/seite/betriebsstaette/"))
    assert 'value="Handelsstraße"' in place, "what stands ready is the company's, not the adviser's"
    assert 'value="Kanzleiweg"' not in place
    assert "Aus Mein Unternehmenskonto (substantiell)." in place
    fill(draft, persona(SERVICE, "friseur"))
    assert "für Muster Handel GmbH, mit Vollmacht" in page(adviser.get(f"/paderborn/antrag/{draft}/pruefen/"))
    assert submit(adviser, draft).headers["Location"].endswith("/eingang/")

    number = _case(draft).number
    theirs = page(adviser.get("/paderborn/konto/"))
    assert number in theirs
    assert "Für Muster Handel GmbH, mit Vollmacht." in theirs
    ours = page(company.get("/paderborn/konto/"))
    assert number in ours
    assert "Mit Ihrer Vollmacht gestellt von Exempel Steuerberatung." in ours
    history = page(
        company.get(
            f"/paderborn/konto/fuer/{company_id}/vollmachten/{mandate_between(company_id, adviser_id)}/"
        )
    )
    for event in ("Vollmacht erteilt", "Vollmacht angenommen"):
        assert event in history
    desk = Client()
    log_in_staff(desk, "anna.muster", "paderborn")
    shown = page(desk.get(f"/paderborn/amt/vorgaenge/{_case(draft).id}/"))
    assert "Muster Handel GmbH vertreten durch Exempel Steuerberatung, mit Vollmacht." in shown
    assert "Vollmacht mit dem Konto erteilt" in shown
    assert "bekommt die Schreiben" in shown, "§ 14 Abs. 3 VwVfG"
    assert "Kanzleiweg 9" in shown


@pytest.mark.parametrize("side", ["company", "adviser"])
def test_a_mandate_that_ends_between_page_and_submit_files_nothing_and_loses_nothing(
    pair: Pair, side: str
) -> None:
    code = begin(pair.adviser, pair.key)
    assert pair.adviser.get(f"/paderborn/antrag/{code}/pruefen/").status_code == 200
    browser, account = getattr(pair, side), getattr(pair, f"{side}_id")
    assert browser.post(pair.mandate_page(account)).status_code == 422, "asks first"
    browser.post(pair.mandate_page(account), {"sicher": "ja"})
    refused = submit(pair.adviser, code)
    assert refused.status_code == 409
    assert "Die Vollmacht gilt nicht mehr." in page(refused)
    assert "Salon" in page(refused) or "Friseur" in page(refused), "what was typed is still there"
    assert not _has_case(code)
    # A new mandate of the same company, and the draft opened again: then it can be filed.
    take(pair.adviser, give(pair.company, pair.company_id))
    held = re.findall(r"/konto/entwuerfe/([^/]+)/", page(pair.adviser.get("/paderborn/konto/")))[0]
    pair.adviser.post(f"/paderborn/konto/entwuerfe/{held}/")
    assert submit(pair.adviser, code).status_code == 302
    assert _has_case(code)


def test_a_mandate_that_expires_while_the_form_is_being_filled_in_files_nothing(provider: Provider) -> None:
    connect(provider)
    today = citizen().today()
    pair = _pair(provider, bis=today.isoformat())
    code = begin(pair.adviser, pair.key)
    ctx = citizen()
    with tenant(ctx):
        rows = Mandate.objects.filter(municipality_id=ctx.municipality, id=pair.mandate)
        rows.update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    refused = submit(pair.adviser, code)
    assert refused.status_code == 409
    assert "Die Vollmacht ist abgelaufen." in page(refused)
    assert "vollmacht-" not in page(pair.adviser.get(BEGIN)), "nor is it offered any more"
    assert pair.adviser.post(BEGIN, {"fuer": pair.key}).status_code == 409
    assert not _has_case(code)


def test_a_mandate_counts_for_its_services_and_from_its_day_only(provider: Provider) -> None:
    connect(provider)
    pair = _pair(provider, umfang="einzelne", leistung="gewerbeabmeldung")
    assert pair.adviser.post(BEGIN, {"fuer": pair.key}).status_code == 409
    later = (citizen().today() + timedelta(days=3)).isoformat()
    take(pair.adviser, give(pair.company, pair.company_id, ab=later))
    assert "vollmacht-" not in page(pair.adviser.get(BEGIN))
    for wrong in ({"bis": "2020-01-01"}, {"umfang": "einzelne"}, {"umfang": ""}, {"ab": "morgen"}):
        wish = {"umfang": "alle", "ab": citizen().today().isoformat(), **wrong}
        answer = pair.company.post(f"/paderborn/konto/fuer/{pair.company_id}/vollmachten/neu/", wish)
        assert answer.status_code == 422, wrong


def test_who_acted_by_a_revoked_mandate_finds_no_way_back_to_what_was_filed(pair: Pair) -> None:
    code = begin(pair.adviser, pair.key)
    submit(pair.adviser, code)
    case = _case(code)
    pair.company.post(pair.mandate_page(pair.company_id), {"sicher": "ja"})
    assert Client().get(f"/paderborn/vorgang/{code}/").status_code == 404, (
        "the code the adviser knows opens nothing"
    )
    assert case.number not in page(pair.adviser.get("/paderborn/konto/"))
    ours = page(pair.company.get("/paderborn/konto/"))
    new = re.findall(r"/vorgang/([0-9A-Z]+)/", ours)[0]
    status = page(Client().get(f"/paderborn/vorgang/{new}/"))
    assert "Exempel Steuerberatung: Muster Handel GmbH" in status
    assert "Gebühr" in status, "and what is to be paid moves with the code"
    ctx = citizen()
    with tenant(ctx):
        party = Party.objects.get(municipality_id=ctx.municipality, case_id=case.id)
        assert (party.ends_on, party.ended_by) == (ctx.today(), "Muster Handel GmbH")


def test_what_is_over_by_its_date_ends_by_itself(provider: Provider) -> None:
    connect(provider)
    pair = _pair(provider, bis=citizen().today().isoformat())
    code = begin(pair.adviser, pair.key)
    submit(pair.adviser, code)
    ctx = citizen()
    end_what_is_over(system_context(ctx.municipality))
    assert _has_case(code), "on its last day it is in force"
    tomorrow = FixedClock(ctx.now() + timedelta(days=1))
    end_what_is_over(replace(system_context(ctx.municipality), clock=tomorrow))
    assert not _has_case(code)
    assert "Für Muster Handel GmbH" not in page(pair.adviser.get("/paderborn/konto/"))


def test_a_member_files_for_the_firm_until_the_role_is_taken_with_the_page_open(provider: Provider) -> None:
    connect(provider)
    firm, firm_id = logged_in(provider, "muster")
    employee, employee_id = logged_in(provider, "muster", "bundid")
    take(employee, invite(firm, firm_id, "file"))
    assert "Erika Mustermann" in page(firm.get(f"/paderborn/konto/fuer/{firm_id}/mitglieder/"))
    code = begin(employee, f"konto-{firm_id}")
    filed = begin(employee, f"konto-{firm_id}")
    assert submit(employee, filed).status_code == 302
    assert "Gestellt von Erika Mustermann." in page(firm.get("/paderborn/konto/"))
    ctx = citizen()
    with tenant(ctx):
        member = Member.objects.get(municipality_id=ctx.municipality, account_id=employee_id)
    firm.post(f"/paderborn/konto/fuer/{firm_id}/mitglieder/", {"mitglied": str(member.id), "recht": "read"})
    refused = submit(employee, code)
    assert refused.status_code == 409
    assert "keine Anträge mehr stellen" in page(refused)
    organisation = f"/paderborn/konto/fuer/{firm_id}/"
    seen = page(employee.get(organisation))
    assert _case(filed).number in seen, "who may read, reads"
    assert "Begonnene Anträge" not in seen
    firm.post(f"/paderborn/konto/fuer/{firm_id}/mitglieder/", {"entfernen": str(member.id)})
    assert employee.get(organisation).status_code == 404
    assert Client().get(f"/paderborn/vorgang/{filed}/").status_code == 404
    held = re.findall(r"/konto/entwuerfe/([^/]+)/", page(firm.get("/paderborn/konto/")))[0]
    firm.post(f"/paderborn/konto/entwuerfe/{held}/")
    assert submit(firm, code).status_code == 302, "somebody with the right goes on with it"


def test_the_advisers_employee_files_for_the_client_of_the_practice(pair: Pair, provider: Provider) -> None:
    employee, _ = logged_in(provider, "angestellt", "bundid")
    take(employee, invite(pair.adviser, pair.adviser_id, "file"))
    code = begin(employee, pair.key)
    submit(employee, code)
    assert "Exempel Steuerberatung (Nora Nachname)" in page(pair.company.get("/paderborn/konto/"))
    assert "Für Muster Handel GmbH" in page(employee.get(f"/paderborn/konto/fuer/{pair.adviser_id}/"))
    assert "Für Muster Handel GmbH" not in page(employee.get("/paderborn/konto/"))


def test_a_declared_mandate_is_marked_as_such_and_the_clerk_asks_for_proof(provider: Provider) -> None:
    connect(provider)
    chamber, chamber_id = logged_in(provider, "kammer")
    address = f"/paderborn/konto/fuer/{chamber_id}/vollmachten/erklaeren/?leistung={SERVICE}"
    wish = {
        "umfang": "alle",
        "ab": citizen().today().isoformat(),
        "name": "Exempelbau e.K.",
        "anschrift": "Weg 1\n33098 Paderborn",
    }
    refused = chamber.post(address, wish)
    assert refused.status_code == 422
    assert "Exempelbau e.K." in page(refused), "what was typed stays"
    spoilt = SimpleUploadedFile("vollmacht.pdf", b"%PDF-kaputt")
    assert chamber.post(address, {**wish, "vollmacht": spoilt}).status_code == 422
    led = chamber.post(address, {**wish, "versichert": "ja"}).headers["Location"]
    code = begin(chamber, led.rpartition("fuer=")[2])
    submit(chamber, code)
    desk, case = Client(), _case(code).id
    log_in_staff(desk, "anna.muster", "paderborn")
    root = f"/paderborn/amt/vorgaenge/{case}"
    desk.post(f"{root}/uebernehmen/")
    shown = page(desk.get(f"{root}/"))
    assert "Vollmacht versichert, nicht vorgelegt" in shown
    party = re.findall(r'name="beteiligte" value="([^"]+)"', shown)[0]
    desk.post(f"{root}/vollmacht-anfordern/", {"beteiligte": party})
    assert "§ 14 Abs. 1 Satz 3 VwVfG" in page(chamber.get("/paderborn/konto/postfach/"))
    with_file = {**wish, "vollmacht": SimpleUploadedFile("vollmacht.pdf", blank_pdf())}
    led = chamber.post(address, with_file).headers["Location"]
    second = begin(chamber, led.rpartition("fuer=")[2])
    submit(chamber, second)
    shown = page(desk.get(f"/paderborn/amt/vorgaenge/{_case(second).id}/"))
    assert "Vollmacht liegt vor" in shown
    assert "Vollmacht ansehen" in shown


def test_nobody_takes_their_own_code_or_is_member_twice(pair: Pair, provider: Provider) -> None:
    code = give(pair.company, pair.company_id)
    answer = pair.company.post("/paderborn/konto/code/", {"code": code, "annehmen": "ja"})
    assert answer.status_code == 422
    assert "für jemand anderen gedacht" in page(answer)
    employee, _ = logged_in(provider, "muster", "bundid")
    take(employee, invite(pair.company, pair.company_id, "read"))
    again = invite(pair.company, pair.company_id, "owner")
    assert employee.post("/paderborn/konto/code/", {"code": again, "annehmen": "ja"}).status_code == 422
    assert employee.post("/paderborn/konto/code/", {"code": "0000-0000-0000-0000"}).status_code == 422
    assert (
        employee.post(
            f"/paderborn/konto/fuer/{pair.company_id}/mitglieder/", {"einladen": "1", "recht": "owner"}
        ).status_code
        == 404
    )


def test_a_temporary_login_acts_for_nobody(pair: Pair, provider: Provider) -> None:
    guest = Client()
    log_in(guest, provider, person="exempel")
    assert guest.get("/paderborn/konto/").status_code == 200
    assert guest.get("/paderborn/konto/code/").status_code == 404
    assert guest.post(BEGIN, {"fuer": pair.key}).status_code == 409


def test_an_account_that_is_deleted_takes_its_mandates_along(pair: Pair) -> None:
    code = begin(pair.adviser, pair.key)
    data = json.loads(pair.adviser.get("/paderborn/konto/daten/meine-daten.json").content)
    assert [one["principal"] for one in data["mandates"]] == ["Muster Handel GmbH"]
    pair.company.post("/paderborn/konto/daten/", {"sicher": "ja"})
    assert submit(pair.adviser, code).status_code == 409
    ctx = citizen()
    with tenant(ctx):
        assert Mandate.objects.get(municipality_id=ctx.municipality, id=pair.mandate).ended_at is not None


def test_a_mandate_is_worth_nothing_at_another_municipality(pair: Pair, provider: Provider) -> None:
    connect(provider, "bielefeld")
    code = give(pair.company, pair.company_id)
    ctx = citizen("bielefeld")
    with tenant(ctx):
        assert not Mandate.objects.filter(municipality_id=ctx.municipality).exists()
        assert not Held.objects.filter(municipality_id=ctx.municipality).exists()
    assert code_in(code)
    elsewhere = pair.adviser.post("/bielefeld/konto/code/", {"code": code, "annehmen": "ja"})
    assert elsewhere.status_code == 302, "logged out there"
    assert "/anmelden/" in elsewhere.headers["Location"]
