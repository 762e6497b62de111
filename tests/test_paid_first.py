"""An order is worked on once it is paid: the desk has nothing to do before, and the way goes on by itself."""

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from modellregion.cases.api import (
    CaseState,
    NotYourTurnError,
    certify_receipt,
    desk_view,
    submit_application,
)
from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    NewPackage,
    PackageFiles,
    check_package,
    install_package,
    make_package,
    store_package,
)
from modellregion.payments.claims import reduce_claim, take_cash
from modellregion.payments.models import Settings
from modellregion.region.models import Unit
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.packages import with_file
from tests.support.payments import claim_of
from tests.support.people import citizen, staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "urkunden"


def _package() -> PackageFiles:
    return make_package(
        NewPackage(
            id=SERVICE,
            title="Urkunden bestellen",
            archetype="bestellung",
            publisher="Stadt Paderborn",
            today=date(2026, 11, 23),
        )
    )


def _ordered(count: int = 1) -> tuple[UUID, str]:
    ctx = system_context(citizen().municipality)
    with tenant(ctx):
        unit = Unit.objects.get(municipality_id=ctx.municipality, short_name="32.3").id
    install_package(ctx, package=store_package(_package()), unit=unit)
    answers: dict[str, Any] = {
        "ware": "beglaubigt",
        "anzahl": count,
        "versicherung": True,
        "personen": [
            {
                "vornamen": "Zeynep",
                "familienname": "Beispiel",
                "anschrift": {
                    "staat": "000",
                    "strasse": "Grube",
                    "hausnummer": "7",
                    "plz": "33098",
                    "ort": "Paderborn",
                },
            }
        ],
    }
    code = begin(citizen(), SERVICE, answers)
    case = submit_application(citizen(), code=code).case
    work_off()
    return case, code


def _text(client: Client, address: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode())).split())


def test_the_office_begins_when_the_money_is_there() -> None:
    case, code = _ordered(2)
    address, client = f"/paderborn/amt/vorgaenge/{case}/", Client()
    log_in(client, "anna.muster", "paderborn")
    assert "Der Vorgang wartet auf die Zahlung der Gebühr" in _text(client, address)
    assert f'action="{address}bescheinigen/"' not in client.get(address).content.decode()
    with pytest.raises(NotYourTurnError):
        certify_receipt(staff(), case=case)
    cashier, claim = staff("klara.kasse"), claim_of(code)
    take_cash(cashier, claim=claim.id, cents=1000)
    work_off()
    with pytest.raises(NotYourTurnError):
        certify_receipt(staff(), case=case)
    take_cash(cashier, claim=claim.id, cents=1800)
    work_off()
    assert "wartet auf die Zahlung" not in _text(client, address)
    certify_receipt(staff(), case=case)
    work_off()
    view = desk_view(staff(), case=case)
    assert view.state is CaseState.CERTIFIED
    assert [line.action.value for line in view.history].count("message_received") == 1


def test_a_fee_that_is_waived_lets_it_go_on() -> None:
    case, code = _ordered()
    reduce_claim(staff("klara.kasse"), claim=claim_of(code).id, cents=1400, reason="Sozialfall")
    work_off()
    certify_receipt(staff(), case=case)
    assert desk_view(staff(), case=case).state is CaseState.CERTIFIED


def test_where_nothing_can_be_paid_it_does_not_wait() -> None:
    ctx = system_context(citizen().municipality)
    with tenant(ctx):
        Settings.objects.filter(municipality_id=ctx.municipality).delete()
    case, _code = _ordered()
    certify_receipt(staff(), case=case)
    assert desk_view(staff(), case=case).state is CaseState.CERTIFIED


def test_the_applicant_reads_what_it_waits_for() -> None:
    _case, code = _ordered()
    status = f"/paderborn/vorgang/{code}/"
    waits = "Wir bearbeiten Ihren Antrag, sobald die Gebühr bezahlt ist."
    assert waits in _text(Client(), status)
    take_cash(staff("klara.kasse"), claim=claim_of(code).id, cents=1400)
    work_off()
    assert waits not in _text(Client(), status)


def test_who_waits_for_money_asks_for_some() -> None:
    files = _package()
    manifest = files.contents["package.toml"].decode()
    free = with_file(files, "package.toml", re.sub(r"\[fee\].*?\n\n", "", manifest, flags=re.DOTALL))
    errors = [str(one) for one in check_package(free) if not one.is_warning]
    assert any("waits for a payment, and the package has no fee" in one for one in errors), errors
