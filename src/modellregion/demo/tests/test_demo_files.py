"""The demo's files, consultations and notices are there, at every stage that pages show."""

import pytest

from modellregion.cases.consulting.queries import ReceivedQuery, list_received
from modellregion.cases.notices.outgoing import Shown as ShownLetters
from modellregion.cases.notices.outgoing import list_outgoing
from modellregion.demo.files import make_files
from modellregion.demo.ongoing import make_ongoing
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.records.commands.dispose import due_files
from modellregion.records.commands.take_mail import mails_of
from modellregion.records.queries import FileQuery, Shown, list_files
from modellregion.records.work_queries import list_follow_ups, my_steps
from tests.support.demo import invent
from tests.support.jobs import work_off
from tests.support.people import staff

pytestmark = pytest.mark.django_db


def test_every_page_of_the_electronic_file_has_something_to_show() -> None:
    make_files(SYSTEM_CLOCK)
    clerk = staff()
    assert len(list_files(clerk, FileQuery(shown=Shown.ALL)).rows) == 3
    assert [row.reason for row in list_follow_ups(clerk)] == ["Ist die Stellungnahme des Bauamts da?"]
    assert [step.order for step in my_steps(clerk)] == ["cosign"]
    assert [mail.subject for mail in mails_of(clerk)] == [
        f"Öffnungszeiten der Spielhalle, Ihr Zeichen 32.30.02-{clerk.today().year}-0001"
    ]
    assert len(due_files(staff("gisela.ordnung"))) == 1


def test_something_goes_on_at_cases() -> None:
    invent(60, until=SYSTEM_CLOCK.now())
    make_ongoing(SYSTEM_CLOCK)
    work_off()
    clerk, lead = staff(), staff("bernd.beispiel")
    asked = list_received(staff("empfang", "ihk-ostwestfalen"), ReceivedQuery()).rows
    assert [row.sender for row in asked] == ["Stadt Paderborn"]
    assert [step.order for step in my_steps(lead)] == ["sign"]
    assert [row.title for row in list_outgoing(clerk, ShownLetters.TO_POST).rows] == [
        "Verhinderung der Fortsetzung des Betriebes"
    ]
