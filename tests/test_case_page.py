"""The case page says at its top until when, what is missing and what next; its actions swap the page in place."""

import re

import pytest
from django.test import Client

from modellregion.cases.api import ask_applicant, claim_case, submit_application
from tests.support.filing import begin
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.world import log_in

pytestmark = pytest.mark.django_db
SERVICE = "gewerbeanmeldung"


def _brief(page: str) -> list[str]:
    found = re.search(r'<dl class="mr-brief">(.*?)</dl>', page, re.DOTALL)
    assert found is not None
    return [
        " ".join(re.sub(r"<[^>]+>", "", text).split())
        for text in re.findall(r"<dd>(.*?)</dd>", found[1], re.DOTALL)
    ]


def test_ten_seconds_are_enough_and_the_answer_to_an_action_is_the_page_itself() -> None:
    code = begin(citizen(), SERVICE, persona(SERVICE, "friseur"))
    case = submit_application(citizen(), code=code).case
    client = Client()
    log_in(client, "anna.muster", "paderborn")
    address = f"/paderborn/amt/vorgaenge/{case}/"
    page = client.get(address).content.decode()
    until, _, following = _brief(page)
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \(noch \d+ Tage?\)|heute", until)
    assert following == "Empfang bescheinigen"
    aside = page.partition("<aside")[2]
    assert len(re.findall("kern-btn--primary", aside)) == 1, "one primary button"
    for action in ("bescheinigen", "uebernehmen", "rueckfrage", "abgeben", "aufgabe"):
        target = f"{address}{action}/"
        assert f'action="{target}" hx-post="{target}"' in aside, "with scripts only the content is exchanged"
    claim_case(staff(), case=case)
    ask_applicant(staff(), case=case, text="Was verkaufen Sie?")
    _, missing, following = _brief(client.get(address).content.decode())
    assert missing.startswith("die Antwort auf Ihre Frage")
    assert following == "auf die Antwort warten"
