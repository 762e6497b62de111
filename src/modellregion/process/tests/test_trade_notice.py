"""The first consumer: a trade notice (Gewerbeanmeldung) from the message to the end, on every way."""

from modellregion.process import api as process
from modellregion.process.tests.office import MODELS, Office, open_office

MODEL = "gewerbeanmeldung.bpmn"


def arrived() -> Office:
    return open_office(MODEL).start("Anzeige eingegangen")


def test_the_model_passes_the_check_without_a_word() -> None:
    assert process.check(process.read_process((MODELS / MODEL).read_bytes())) == []


def test_a_notice_is_certified_entered_and_passed_on() -> None:
    office = arrived()
    item = office.item("pruefen")
    assert (item.role, item.form, item.due) == (
        "sachbearbeitung",
        "anzeige-pruefen",
        "gewo-15-1-empfangsbescheinigung",
    )
    office.complete("pruefen", "bescheinigen")
    office.serve("bescheinigen")
    assert office.places == ["benachrichtigen", "register"]
    office.serve("benachrichtigen")
    assert office.places == ["beides_erledigt", "register"]
    office.serve("register")
    assert office.ended == "completed"
    assert office.visited.count("ende_bescheinigt") == 1
    assert list(office.state.rows()) == [office.state.instance]


def test_missing_details_are_waited_for_and_the_answer_goes_back_to_the_clerk() -> None:
    office = arrived()
    office.complete("pruefen", "nachfordern")
    assert office.places == ["warten"]
    assert office.message("Antwort eingegangen") is process.Answer.DONE
    assert office.places == ["pruefen"]
    assert {job.node for job in office.state.jobs.values()} == set()


def test_thirty_days_without_an_answer_go_back_to_the_clerk_too() -> None:
    office = arrived()
    office.complete("pruefen", "nachfordern")
    assert (office.job("frist_abgelaufen").run_at - office.now).days == 30
    office.fire("frist_abgelaufen")
    assert office.places == ["pruefen"]
    assert office.message("Antwort eingegangen") is process.Answer.NOT_EXPECTED


def test_a_rejected_notice_ends_with_a_letter() -> None:
    office = arrived()
    office.complete("pruefen", "zurueckweisen")
    office.serve("ablehnung")
    assert office.ended == "completed"


def test_a_withdrawal_at_any_time_takes_the_work_back() -> None:
    for outcome in (None, "nachfordern", "bescheinigen", "zurueckweisen"):
        office = arrived()
        if outcome:
            office.complete("pruefen", outcome)
        assert office.message("Anzeige zurückgenommen") is process.Answer.DONE
        assert office.places == ["ruecknahme_bestaetigen"]
        assert not office.state.work_items
        office.serve("ruecknahme_bestaetigen")
        assert office.ended == "completed"
