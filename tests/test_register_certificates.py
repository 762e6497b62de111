"""A certificate from the trade register says what the register says, and nothing that nobody decided."""

import json
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from modellregion.cases.api import (
    CaseState,
    certify_receipt,
    desk_view,
    refuse_notice,
    submit_application,
)
from modellregion.cases.errors import IdentityNeededError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services
from modellregion.payments.claims import take_cash
from modellregion.records.api import document_content, documents_of
from modellregion.trade.models import Business, Retrieval
from tests.support.filing import begin
from tests.support.jobs import work_off
from tests.support.orders import PLACE, SERVICE, choices_on, entered, order, ordered, text_of
from tests.support.payments import claim_of
from tests.support.people import citizen, staff
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
NOTHING = "Keiner davon: bescheinigen, dass dazu nichts eingetragen ist"
OTHER = {**PLACE, "strasse": "Westernstraße"}


@pytest.fixture
def desk() -> Client:
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    return client


def _paid(**changes: object) -> UUID:
    case, code = ordered(**changes)
    take_cash(staff("klara.kasse"), claim=claim_of(code).id, cents=1200)
    work_off()
    return case


def _certify(desk: Client, case: UUID, entry: object = None) -> int:
    chosen = {} if entry is None else {"register_entry": str(entry)}
    answer = desk.post(f"/paderborn/amt/vorgaenge/{case}/bescheinigen/", chosen)
    work_off()
    return answer.status_code


def _letter(case: UUID, kind: str = "certificate") -> bytes:
    ctx = citizen()
    [found] = [one for one in documents_of(ctx, file=desk_view(staff(), case=case).file) if one.kind == kind]
    return document_content(ctx, found)


def test_the_entry_that_fits_is_chosen_and_the_letter_says_it(desk: Client) -> None:
    entry, _ = entered(), entered("Andere Blumen", OTHER)
    case = _paid()
    labels, chosen = choices_on(desk, case)
    assert (len(labels), chosen) == (3, str(entry.id)), labels
    assert _certify(desk, case, chosen) == 302
    letter = _letter(case)
    for words in (
        entry.number,
        "Blumen am Kamp",
        "Erika Mustermann",
        "Friseur",
        "Kamp 21",
        "01.12.2026",
    ):
        assert words in text_of(letter), words
    assert "Der Betrieb ist angemeldet." in text_of(letter)
    for hidden in ("1980", "1965", "Santiago", "Andere Blumen", "Cottbus"):
        assert hidden not in text_of(letter), hidden
    told = json.loads(PdfReader(BytesIO(letter)).attachments["bescheinigung.json"][0])
    assert (told["register"]["number"], told["register"]["state"]) == (entry.number, "active")
    with tenant(staff()):
        look = Retrieval.objects.get(municipality_id=citizen().municipality, business_id=entry.id)
    number = desk_view(staff(), case=case).number
    assert (look.staff_name, look.purpose) == (
        "Anna Muster",
        f"Bescheinigung über die eigene Eintragung, {number}",
    )


def test_a_namesake_elsewhere_is_offered_and_never_chosen_beforehand(desk: Client) -> None:
    entered(place=OTHER)
    case = _paid()
    labels, chosen = choices_on(desk, case)
    assert (len(labels), chosen) == (2, "")
    assert _certify(desk, case) == 422, "somebody has to say so"
    assert desk_view(staff(), case=case).state is not CaseState.CERTIFIED
    assert _certify(desk, case, labels[NOTHING]) == 302
    assert "nichts eingetragen" in text_of(_letter(case))


@pytest.mark.parametrize(
    "chosen",
    ["", "keiner", "1' OR '1'='1", "0192f3a0-0000-7000-8000-000000000000", "00000000", "x" * 5000, "neu\x00"],
)
def test_what_is_no_entry_of_this_register_certifies_nothing(desk: Client, chosen: str) -> None:
    entered()
    case = _paid()
    answer = desk.post(f"/paderborn/amt/vorgaenge/{case}/bescheinigen/", {"register_entry": chosen})
    assert (answer.status_code, "welchen Registereintrag" in answer.content.decode()) == (422, True)
    assert desk_view(staff(), case=case).state is not CaseState.CERTIFIED


def test_an_entry_of_another_municipality_is_none(desk: Client) -> None:
    entry = entered()
    case = _paid()
    with tenant(staff(slug="bielefeld")):
        ours = Business.objects.create(
            municipality_id=staff(slug="bielefeld").municipality,
            **{name: getattr(entry, name) for name in ("number", "name", "trader", "activity", "address", "search")},
            id=uuid4(), state="active", facts=b"", updated_at=entry.updated_at,
        )  # fmt: skip
    assert _certify(desk, case, ours.id) == 422


def test_where_two_could_be_meant_and_nobody_said_which_no_letter_is_made() -> None:
    entered("Blumen am Kamp"), entered("Kränze am Kamp")
    case = _paid()
    certify_receipt(staff(), case=case)
    work_off()
    kinds = [one.kind for one in documents_of(citizen(), file=desk_view(staff(), case=case).file)]
    assert "certificate" not in kinds


@pytest.mark.parametrize(
    ("state", "sentence"), [("ceased", "ist abgemeldet"), ("moved", "andere Gemeinde verlegt")]
)
def test_a_business_that_ended_is_found_and_said_to_have_ended(
    desk: Client, state: str, sentence: str
) -> None:
    entry = entered()
    with tenant(staff()):
        rows = Business.objects.filter(municipality_id=entry.municipality_id, id=entry.id)
        rows.update(state=state, ceased_on="2026-12-24", since=None)
    case = _paid()
    labels, chosen = choices_on(desk, case)
    assert any("beendet am 24.12.2026" in label for label in labels), labels
    assert _certify(desk, case, chosen) == 302
    said = text_of(_letter(case))
    assert sentence in said
    assert "24.12.2026" in said
    assert "im Register nicht vermerkt" in said


def test_a_company_is_found_by_its_name_whoever_orders(desk: Client) -> None:
    entry = entered("Muster Handel GmbH", vornamen="Max", familienname="Muster")
    case = _paid(inhaber="unternehmen", eingetragener_name="Muster Handel GmbH")
    assert choices_on(desk, case)[1] == str(entry.id)
    assert _certify(desk, case, entry.id) == 302
    assert "Max Muster" in text_of(_letter(case))


def test_before_the_payment_nothing_is_said_and_nobody_can_decide(desk: Client) -> None:
    entry = entered()
    case, _ = ordered()
    assert choices_on(desk, case) == ({}, "")
    assert _certify(desk, case, entry.id) == 409
    assert desk_view(staff(), case=case).state is CaseState.RECEIVED


def test_nobody_unknown_orders_and_a_refusal_says_what_is_free() -> None:
    code = begin(citizen(), SERVICE, order())
    with pytest.raises(IdentityNeededError):
        submit_application(citizen(), code=code)
    case = _paid()
    refuse_notice(staff(), case=case, reason="Der Eintrag ist nicht Ihrer.")
    work_off()
    assert "kostenlos" in text_of(_letter(case, "rejection"))


def test_it_is_offered_where_one_can_pay() -> None:
    offered = {
        slug: SERVICE in installed_services(citizen(slug).municipality)
        for slug in ("paderborn", "bielefeld", "soest")
    }
    assert offered == {"paderborn": True, "bielefeld": True, "soest": False}
