"""A team lead erases what a history says of people; the journal stays provable, and everybody sees that it was done."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modellregion.cases.api import claim_case, submit_application
from modellregion.cases.commands.erase_history import erase_history
from modellregion.cases.errors import NoWordsChosenError, ReasonMissingError
from modellregion.cases.history import history_of, record
from modellregion.cases.states import Action
from modellregion.journal.api import check_here, make_receipt, sign_checkpoint, verify
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from tests.support.filing import begin
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"
LEAD = "bernd.beispiel"


@pytest.fixture
def case() -> UUID:
    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    made = submit_application(citizen(), code=code).case
    claim_case(staff(), case=made)
    return made


def _claimed(case: UUID) -> UUID:
    return next(line.id for line in history_of(staff(), case) if line.action == "claimed")


def test_the_page_erases_and_the_history_says_so(case: UUID) -> None:
    client, entry = Client(), _claimed(case)
    log_in(client, LEAD, "paderborn")
    page = f"/paderborn/amt/vorgaenge/{case}/worte-loeschen/"
    assert f'value="{entry}"' in client.get(page).content.decode()
    refused = client.post(page, {"eintrag": str(entry)})
    assert (refused.status_code, f'value="{entry}" checked' in refused.content.decode()) == (422, True)
    assert client.post(page, {"begruendung": "Art. 17 DSGVO", "eintrag": "x"}).status_code == 422
    assert client.post(page, {"eintrag": str(entry), "begruendung": "Art. 17 DSGVO"}).status_code == 302
    lines = history_of(staff(), case)
    assert [(line.is_erased, line.actor) for line in lines if line.id == entry] == [(True, "")]
    assert (lines[-1].action, lines[-1].note, lines[-1].data) == ("words_erased", "Art. 17 DSGVO", 1)
    shown = client.get(f"/paderborn/amt/vorgaenge/{case}/").content.decode()
    assert "Worte gelöscht" in shown
    assert "Worte aus dem Verlauf gelöscht" in shown


def test_the_journal_still_verifies_and_new_receipts_say_it(case: UUID) -> None:
    ctx = staff(LEAD)
    entry = _claimed(case)
    old = make_receipt(ctx.municipality, entry=entry)
    assert erase_history(ctx, case=case, entries=[entry], reason="Art. 17 DSGVO") == 1
    sign_checkpoint(ctx.municipality)
    report = verify(ctx.municipality)
    assert (report.findings, report.erased) == ([], 1)
    assert check_here(ctx.municipality, old).proven.payload is not None
    new = make_receipt(ctx.municipality, entry=entry)
    assert check_here(ctx.municipality, new).proven.payload is None
    answer = Client().post("/paderborn/beleg/", {"beleg": SimpleUploadedFile("beleg.json", new.to_json())})
    assert "Sie wurden gelöscht, bevor dieser Beleg ausgestellt wurde." in answer.content.decode()


def test_only_a_team_lead_with_a_reason_and_only_this_case(case: UUID) -> None:
    entry = _claimed(case)
    with pytest.raises(NotAllowedError):
        erase_history(staff(), case=case, entries=[entry], reason="Art. 17 DSGVO")
    with pytest.raises(ReasonMissingError):
        erase_history(staff(LEAD), case=case, entries=[entry], reason=" ")
    with pytest.raises(NoWordsChosenError):
        erase_history(staff(LEAD), case=case, entries=[new_id()], reason="Art. 17 DSGVO")
    erase_history(staff(LEAD), case=case, entries=[entry], reason="Art. 17 DSGVO")
    with pytest.raises(NoWordsChosenError):
        erase_history(staff(LEAD), case=case, entries=[entry], reason="once more")


def test_a_correction_whose_words_are_gone_is_still_shown(case: UUID) -> None:
    client = Client()
    log_in(client, LEAD, "paderborn")
    ctx = staff(LEAD)
    with tenant(ctx):
        record(ctx, case, Action.CORRECTED, note="Anruf", data=[["business_name", "alt", "neu"]])
    every = [line.id for line in history_of(ctx, case)]
    assert erase_history(ctx, case=case, entries=every, reason="Art. 17 DSGVO") == len(every)
    assert client.get(f"/paderborn/amt/vorgaenge/{case}/").status_code == 200
