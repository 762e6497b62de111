"""Scenarios: what is expected is compared with what the real engine does, and nothing is left behind."""

import pytest

from modellregion.packages.api import PackageFiles
from modellregion.transfer.api import run_scenarios
from modellregion.transfer.scenarios.comparing import Topic
from tests.support.packages import TRADE_NOTICE, all_services, files_of, replaced, whole_files_of, with_file

pytestmark = pytest.mark.django_db
HAIRDRESSER = "scenarios/friseur.toml"


def _only(expect: str = "", steps: str = "", head: str = "") -> PackageFiles:
    """Return the trade notice with the hairdresser as its only scenario, who expects something else."""
    files = files_of(TRADE_NOTICE)
    text = files.contents[HAIRDRESSER].decode()
    start = text.index("[expect]") if "[expect]" in text else text.index("[answers]")
    answers = text[text.index("[answers]") :]
    for name in files.below("scenarios", ".toml"):
        files = with_file(files, f"scenarios/{name}.toml", None)
    changed = f"{text[:start]}{head}\n{steps}\n[expect]\n{expect}\n{answers}"
    return with_file(files, HAIRDRESSER, changed)


def _differences(expect: str = "", steps: str = "", head: str = "") -> str:
    (result,) = run_scenarios(_only(expect, steps, head)).results
    return "\n".join(map(str, result.differences))


@pytest.mark.parametrize("service", all_services())
def test_the_packages_of_the_repository_pass(service: str) -> None:
    report = run_scenarios(whole_files_of(service))
    assert report.results
    assert {result.name: result.differences for result in report.failed} == {}


def test_everything_can_be_expected() -> None:
    expect = """
        hints = ["betriebsstaette_in_anderem_ort"]
        pages = ["vorhaben", "unternehmen", "personen", "betriebsstaette", "taetigkeit", "erlaubnisse"]
        asked = ["registerart", "handwerkskarte"]
        not_asked = ["fruehere_betriebsstaette", "weitere_gesellschafter"]
        fee_cents = 2600
        fee = [{ text = "Anzeige einer natürlichen Person", cents = 2600 }]
        tasks = [{ step = "pruefen", role = "sachbearbeitung" }]
        clocks = [{ norm = "§ 15 Abs. 1 GewO", due = 2026-11-26 }]
        documents = ["application", "certificate"]
        state = "certified"
        letters = [{ kind = "certificate", count = 1, contains = ["Tibor Pick", "26,00"], lacks = ["Begründung"] }]
        transmissions.eichbehoerde = [1, 3, 4, 5, 11, 14, 15, 18, 20]
    """
    found = _differences(expect)
    assert "Fields for eichbehoerde: missing" in found  # the hairdresser has no trade name
    assert len(found.splitlines()) == 1, found


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("fee_cents = 2700", "Fee: expected 27,00 €, it is 26,00 € (1 × 26,00 €"),
        ('recipients = ["ihk"]', "Recipients: not expected"),
        ('findings = ["beginn: required"]', "should object but does not: beginn: required"),
        ('hints = ["erlaubnis_fehlt"]', "Hints: missing erlaubnis_fehlt"),
        ('pages = ["vorhaben"]', "Pages: expected vorhaben; asked vorhaben, unternehmen"),
        ('not_asked = ["rechtsform"]', "»rechtsform« should not be asked and is"),
        ('asked = ["fruehere_betriebsstaette"]', "»fruehere_betriebsstaette« should be asked and is not"),
        ('state = "refused"', "State: expected refused, it is certified"),
        ('documents = ["application"]', "there are application, certificate"),
        ('letters = [{ kind = "certificate", contains = ["Hund"] }]', "No letter of the kind »certificate« says »Hund«"),
        ('letters = [{ kind = "rejection" }]', "There is no letter of the kind »rejection«"),
        ('tasks = [{ step = "pruefen", role = "leitung" }]', "Tasks: missing pruefen (leitung)"),
        ('clocks = [{ norm = "§ 15 Abs. 1 GewO", due = 2026-11-27 }]', "Clocks: missing § 15 Abs. 1 GewO until 2026-11-27"),
        ("transmissions.ihk = [1]", "Fields for ihk: not expected"),
        ('history = ["submitted"]', "History: not expected"),
    ],
)  # fmt: skip
def test_what_comes_otherwise_is_said(expect: str, sentence: str) -> None:
    assert sentence in _differences(expect)


@pytest.mark.parametrize(
    ("steps", "expect"),
    [
        ('steps = [{ do = "refuse", text = "Es fehlt die Erlaubnis." }]',
         'state = "refused"\nletters = [{ kind = "rejection", contains = ["Es fehlt die Erlaubnis."] }]'),
        ('steps = [{ do = "withdraw" }]', 'state = "withdrawn"\ndocuments = ["application", "withdrawal"]'),
        ('steps = [{ do = "ask", text = "Seit wann?" }]', 'state = "waiting"\nrecipients = []'),
        ('steps = [{ do = "ask", text = "Seit wann?" }, { do = "answer", text = "Seit gestern." }, { do = "certify" }]',
         'state = "certified"'),
        ('steps = [{ do = "ask", text = "Seit wann?" }, { do = "wait", days = 31 }]',
         'state = "in_review"\nhistory = ["submitted", "document_made", "question_asked", "reminded"]'),
        ("steps = []", 'state = "received"\nrecipients = []'),
    ],
)  # fmt: skip
def test_the_office_can_do_everything(steps: str, expect: str) -> None:
    assert _differences(expect, steps) == ""


def test_what_is_refused_is_a_difference() -> None:
    found = _differences(steps='steps = [{ do = "certify" }, { do = "refuse", text = "Doch nicht." }]')
    assert "The step »refuse« was refused" in found


def test_a_letter_that_cannot_be_made_fails_its_step() -> None:
    files = replaced(
        _only('state = "certified"'),
        "notices/empfangsbescheinigung.typ",
        "#show",
        '#assert(input.person == "")\n#show',
    )
    (result,) = run_scenarios(files).results
    assert [one.topic for one in result.differences] == [Topic.OFFICE]
    assert "A step failed" in str(result.differences[0])
    assert "assertion failed" in str(result.differences[0])


def test_answers_of_the_wrong_type_are_a_difference() -> None:
    files = _only()
    text = files.contents[HAIRDRESSER].decode().replace("teilzeit = 2", 'teilzeit = "zwei"')
    (result,) = run_scenarios(with_file(files, HAIRDRESSER, text)).results
    assert "The answers cannot be read" in str(result.differences[0])


def test_a_persona_answers_what_the_scenario_does_not() -> None:
    files = _only("fee_cents = 2600", head='persona = "tibor"')
    head, answers = files.contents[HAIRDRESSER].decode().split("[answers]\n")
    files = with_file(files, "personas/tibor.toml", f'title = "Tibor Pick"\n[answers]\n{answers}')
    files = with_file(files, HAIRDRESSER, head)
    (result,) = run_scenarios(files).results
    assert result.differences == ()
    own = with_file(files, HAIRDRESSER, f'{head}\n[answers]\ntaetigkeit = ""\n')
    assert "taetigkeit: required" in str(run_scenarios(own).results[0].differences[0])


def test_the_day_decides() -> None:
    expect = 'clocks = [{ norm = "§ 15 Abs. 1 GewO", due = 2027-03-04 }]'
    assert _differences(expect, head="on = 2027-03-01") == ""


def test_a_mark_decides_who_is_told() -> None:
    found = _differences("recipients = []", head='marks = ["schwarzarbeit"]')
    assert "zoll" in found


def test_what_no_scenario_touches_is_listed() -> None:
    untouched = run_scenarios(_only()).coverage.untouched
    assert "fruehere_betriebsstaette" in untouched["fields"]
    assert "rechtsform" not in untouched["fields"]
    assert "zoll" in untouched["recipients"]
    assert "juristische_person" in untouched["rules of tables"]
    assert "ruecknahme_bestaetigen" in untouched["steps"]
