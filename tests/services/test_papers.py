"""What people hold in their hands: a certificate each, the warning on it, and no proof of identity asked for."""

from io import BytesIO
from uuid import UUID

import pypdf
import pytest

from modellregion.cases.api import certify_receipt
from modellregion.cases.models import Case
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from modellregion.records.api import document_content, documents_of
from tests.support.assistant import Assistant
from tests.support.filing import file
from tests.support.jobs import work_off
from tests.support.notices import (
    CHANGE,
    CLOCK,
    DEREGISTRATION,
    NOTICES,
    REGISTRATION,
    Scenario,
    all_fields,
    check,
    package,
)
from tests.support.people import citizen, staff

# Questions that the official form does not print as a field of its own, and why they are asked.
BESIDE_THE_FORM = {
    "personen": "the group of fields 4 to 11",
    "art": "whether fields 1 and 2 are those of a person or a company: the form's head says to give one for each partner",
    "erlaubnis_noetig": "who needs no permit is not asked for one (field 28 of GewA 1, 25 of GewA 2)",
    "handwerk": "who practises no craft is not asked for a card (field 26 of GewA 2)",
    "neuer_betrieb": "who starts nothing new is not asked for an address (field 17 of GewA 3)",
    "versicherung": "stands instead of the signature, with the form's note",
}


def certificates(ctx: Context, case: UUID) -> list[str]:
    """Return the text of each certificate of receipt that the applicant can fetch."""
    with tenant(ctx):
        row = Case.objects.get(municipality_id=ctx.municipality, id=case)
        entries = documents_of(ctx, file=row.file_id, public_only=True)
        contents = [document_content(ctx, one) for one in entries if one.kind == "certificate"]
    return [
        " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).replace("\n", " ")
        for content in contents
    ]


def certified(scenario: Scenario) -> list[str]:
    """File and certify a persona's notice."""
    case = file(citizen(clock=CLOCK), scenario.service, scenario.answers).case
    certify_receipt(staff(clock=CLOCK), case=case)
    work_off()
    return certificates(citizen(clock=CLOCK), case)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(REGISTRATION, "gbr_catering"),
        Scenario(CHANGE, "gbr_umzug"),
        Scenario(DEREGISTRATION, "gbr_aufloesung"),
    ],
    ids=str,
)
def test_each_managing_partner_gets_a_certificate_of_their_own(scenario: Scenario) -> None:
    papers = certified(scenario)
    people = scenario.answers["personen"]
    assert len(papers) == len(people) == 2
    for number, person in enumerate(people):
        mine = [text for text in papers if person["geburtsort"] in text]
        assert len(mine) == 1, "what the others were born as and where is on theirs only"
        assert f"Anzeige {number + 1}" in mine[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(REGISTRATION, "gmbh_zwei_geschaeftsfuehrer"),
        Scenario(CHANGE, "gmbh_umzug"),
        Scenario(DEREGISTRATION, "gmbh_insolvenz"),
    ],
    ids=str,
)
def test_a_company_gets_one_certificate_that_names_all_who_represent_it(scenario: Scenario) -> None:
    (paper,) = certified(scenario)
    assert all(person["familienname"] in paper for person in scenario.answers["personen"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scenario", "warning"),
    [
        (Scenario(REGISTRATION, "makler_ohne_erlaubnis"), "ersetzt keine Erlaubnis"),
        (Scenario(CHANGE, "detektei_mit_bewachung"), "ersetzt keine Erlaubnis"),
        (Scenario(DEREGISTRATION, "nagelstudio"), "erneut anzeigen"),
    ],
    ids=str,
)
def test_the_certificate_says_what_it_does_not_allow(scenario: Scenario, warning: str) -> None:
    (paper,) = certified(scenario)
    assert warning in paper


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scenario", "page"),
    [
        (Scenario(REGISTRATION, "makler_ohne_erlaubnis"), "vorhaben"),
        (Scenario(CHANGE, "detektei_mit_bewachung"), "erlaubnisse"),
    ],
    ids=str,
)
def test_the_assistant_warns_that_the_notice_replaces_no_permit(scenario: Scenario, page: str) -> None:
    assistant = Assistant(scenario.service)
    assistant.answer(scenario.answers)
    shown = assistant.text(assistant.client.get(assistant.address("seite", page)))
    assert (
        "ersetzt keine Erlaubnis, keine Handwerkskarte, keinen Aufenthaltstitel und keine Baugenehmigung"
        in shown
    )


@pytest.mark.parametrize("service", NOTICES)
def test_nothing_is_asked_that_the_official_form_does_not_ask(service: str) -> None:
    for field in all_fields(service):
        if not field.form_fields and field.id not in BESIDE_THE_FORM:
            assert field.kind is not None
            assert field.kind.control == "upload", field.id
            assert field.required is False, f"{field.id}: evidence is voluntary"


def test_no_question_beside_the_form_is_idle() -> None:
    asked = {field.id for service in NOTICES for field in all_fields(service) if not field.form_fields}
    assert set(BESIDE_THE_FORM) <= asked


@pytest.mark.parametrize("service", NOTICES)
def test_nobody_has_to_prove_who_they_are(service: str) -> None:
    """§ 2 Abs. 2 GewAnzV lets the office ask for it; nothing says it must."""
    words = ("ausweisnummer", "steuer", "identifikation", "eid", "pin", "ausweiskopie")
    assert not [field.id for field in all_fields(service) if field.id.startswith(words)]
    for name in ("telefon", "email", "fax", "web", "betrieb_telefon", "betrieb_email"):
        assert next(field for field in all_fields(service) if field.id == name).required is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(REGISTRATION, "automaten"),
        Scenario(CHANGE, "neuer_name"),
        Scenario(DEREGISTRATION, "tischlerei_alter"),
    ],
    ids=str,
)
def test_a_guest_who_gives_only_what_must_be_given_is_served(scenario: Scenario) -> None:
    form = package(scenario.service).form
    voluntary = {name for name, field in form.fields.items() if field.required is False}
    of_people = {field.id for field in form.fields["personen"].items if field.required is False}
    answers = {name: value for name, value in scenario.answers.items() if name not in voluntary}
    answers["personen"] = [
        {name: value for name, value in person.items() if name not in of_people}
        for person in answers["personen"]
    ]
    assert check(scenario.service, answers).errors == []
    assistant = Assistant(scenario.service)
    assistant.answer(answers)
    assert assistant.submit().status_code == 302
