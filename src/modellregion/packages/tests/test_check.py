"""The check of packages: what is wrong is named with file, line and a sentence, and all of it at once."""

import re
from collections.abc import Callable

import pytest

from modellregion.packages.api import PackageFiles, PackageFinding, check_package
from tests.support.packages import all_services, files_of, line_of, replaced, with_file

LETTER = "notices/empfangsbescheinigung.typ"
FEES = "rules/gebuehren.dmn"


def _found(files: PackageFiles, file: str, words: str) -> PackageFinding:
    findings = check_package(files)
    matching = [finding for finding in findings if finding.file == file and words in str(finding)]
    assert matching, "\n".join(map(str, findings))
    return matching[0]


@pytest.mark.parametrize("service", all_services())
def test_the_packages_of_the_repository_have_no_errors(service: str) -> None:
    assert [str(finding) for finding in check_package(files_of(service)) if not finding.is_warning] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("package.toml", 'archetype = "anzeige"', 'archetype = "formular"', "»formular« is not known here"),
        ("package.toml", "retention_years = 10", "", "»retention_years« is missing"),
        ("package.toml", "retention_years = 10", "retention_years = 0", "0 is too small"),
        ("package.toml", 'parties = "personen"', 'parties = "leute"', "no group of fields »leute«"),
        ("package.toml", 'pruefen = "in_review"', 'sichten = "in_review"', "no step »sichten«"),
        ("package.toml", 'nachfordern = "ask"', "", "the outcome »nachfordern«"),
        ("package.toml", 'clock = "§ 15 Abs. 1', 'clock = "§ 15 Abs. 99', "§ 15 Abs. 99"),
        ("package.toml", 'decision = "Gebührenpositionen"', 'decision = "Kosten"', "no decision »Kosten«"),
        ("fields.toml", 'type = "yes_no"', 'type = "ja_nein"', "»ja_nein« is not known here"),
        ("fields.toml", 'label = "Rechtsform"', 'lable = "Rechtsform"', "There is no entry »lable«"),
        ("fields.toml", "when = 'registerart", "when = 'registerart != ((", "cannot be read"),
        ("pages.toml", '"reisegewerbe"]', '"reisegewerbe", "hund"]', "There is no field »hund«"),
        ("exchange.toml", "only = [1, 3,", "only = [1, 99,", "The form has no field 99"),
        ("texts/de.toml", "teaser = ", "tease = ", "There is no entry »tease«"),
        (LETTER, "#answers((", "#nothing((", "The letter cannot be made"),
        (FEES, "<text>26</text>", "<text>26 +</text>", ""),
        (FEES, '<outputEntry id="n8"><text>"Allgemeine Verwaltungsgebührenordnung NRW, Gebührentarif (Tarifstelle 12.1.3 a der bis 2023 geltenden Fassung)"', '<outputEntry id="n8"><text>""', "has no legal basis"),
        ("process.bpmn", 'name="exchange.notify"', 'name="exchange.shout"', "which the platform has not"),
        ("fields.toml", "when = 'rechtsform_eintrag != \"no\"'", "when = 'rechtsform_eintrag = \"niemals\"'", "nobody ever gets to this field"),
        ("fields.toml", "when = 'rechtsform_eintrag != \"no\"'", "when = '1 + 2'", "this one gives a number"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_where_it_is(file: str, old: str, new: str, words: str) -> None:
    files = files_of()
    finding = _found(replaced(files, file, old, new), file, words)
    assert not finding.is_warning


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("fields.toml", '[fields.grund]\ntype = "choice"', '[fields.grund]\ntype = "chioce"', "chioce"),
        ("pages.toml", '"oeffentliche_hand"]', '"oeffentliche_hand", "hund"]', "hund"),
        ("exchange.toml", "only = [1, 3,", "only = [1, 99,", "99"),
        ("process.bpmn", 'sourceRef="eingang"', 'sourceRef="ausgang"', "ausgang"),
        (LETTER, "#answers((", "#nothing((", "nothing"),
    ],
)
def test_the_line_is_the_right_one(file: str, old: str, new: str, words: str) -> None:
    changed = replaced(files_of(), file, old, new)
    where = {
        "pages.toml": 'id = "name"',
        "exchange.toml": 'id = "eichbehoerde"',
        "fields.toml": "chioce",
    }.get(file, words)
    assert _found(changed, file, words).line == line_of(changed, file, where)


def test_all_mistakes_are_named_at_once() -> None:
    files = replaced(files_of(), "package.toml", 'version = "1.0.0"', 'version = "eins"')
    files = replaced(files, "fields.toml", 'type = "yes_no"', 'type = "ja_nein"')
    files = replaced(files, "process.bpmn", 'sourceRef="eingang"', 'sourceRef="ausgang"')
    files = with_file(files, "texts/de.toml", "[service\n")
    files = with_file(files, "install.py", "print(1)")
    wrong = {finding.file for finding in check_package(files) if not finding.is_warning}
    assert {"package.toml", "fields.toml", "process.bpmn", "texts/de.toml", "install.py"} <= wrong


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: with_file(f, "texts/en.toml", None), "English"),
        (lambda f: with_file(f, "organisation.toml", None), "organisational half"),
        (
            lambda f: replaced(f, "fields.toml", "[fields.rechtsform]", '[fields.neu]\ntype = "text"\nlabel = "Neu"\n[fields.rechtsform]'),
            "Nothing says what this is asked for",
        ),
        (
            lambda f: replaced(f, "texts/de.toml", 'teaser = "', 'teaser = "' + "Weil " + "das Amt und der Mensch " * 8),
            "A sentence has",
        ),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_a_warning(change: Callable[[PackageFiles], PackageFiles], words: str) -> None:
    files = change(files_of())
    if words.startswith("Nothing"):
        files = replaced(files, "pages.toml", '"reisegewerbe"]', '"reisegewerbe", "neu"]')
    findings = [finding for finding in check_package(files) if words in finding.sentence]
    assert findings
    assert all(finding.is_warning for finding in findings)


def _organised(text: str) -> PackageFiles:
    return with_file(files_of(), "organisation.toml", text)


def test_an_exchange_without_recipients_is_refused() -> None:
    nobody = with_file(files_of(), "exchange.toml", f'form = "GewA 1"\nfields = {list(range(1, 34))}\n')
    finding = _found(nobody, "process.bpmn", "exchange.toml names none")
    assert not finding.is_warning
    assert finding.line == line_of(nobody, "process.bpmn", 'id="benachrichtigen"')
    nothing = replaced(files_of(), "exchange.toml", "only = [1, 3, 4, 5, 11, 14, 15, 18, 20]", "only = []")
    assert _found(nothing, "exchange.toml", "gets no field").line == line_of(
        nothing, "exchange.toml", "eichbehoerde"
    )


def test_an_operation_nobody_has_is_refused_where_it_is_called() -> None:
    files = replaced(files_of(), "process.bpmn", 'name="exchange.notify"', 'name="exchange.shout"')
    finding = _found(files, "process.bpmn", "which the platform has not")
    assert finding.line == line_of(files, "process.bpmn", '<bpmn:serviceTask id="benachrichtigen"')


def test_recipients_that_no_step_notifies_are_refused() -> None:
    silent = replaced(files_of(), "process.bpmn", 'name="exchange.notify"', 'name="register.enter"')
    assert not _found(silent, "exchange.toml", "No step of the process notifies").is_warning


def test_a_send_task_without_an_operation_is_refused_where_it_is() -> None:
    files = replaced(
        files_of(), "process.bpmn", "<bpmn:process ", '<bpmn:message id="m" name="M"/><bpmn:process '
    )
    text = files.contents["process.bpmn"].decode()
    start = text.index('<bpmn:serviceTask id="register"')
    end = text.index("</bpmn:serviceTask>", start)
    task = text[start:end].replace("serviceTask", 'sendTask messageRef="m"', 1)
    task = re.sub(r"<bpmn:extensionElements>.*?</bpmn:extensionElements>", "", task, flags=re.DOTALL)
    changed = with_file(
        files, "process.bpmn", text[:start] + task + text[end:].replace("serviceTask", "sendTask", 1)
    )
    finding = _found(changed, "process.bpmn", "mr:operation")
    assert not finding.is_warning
    assert "Ins Register eintragen" in finding.sentence
    assert finding.line == line_of(changed, "process.bpmn", 'id="register"')


def test_what_nobody_ever_gets_to_is_named() -> None:
    files = replaced(
        files_of(), "pages.toml", 'id = "name"', 'id = "name"\nwhen = \'rechtsform_eintrag = "nie"\''
    )
    finding = _found(files, "pages.toml", "nobody ever gets to this group")
    assert finding.line == line_of(files, "pages.toml", 'when = \'rechtsform_eintrag = "nie"')


@pytest.mark.parametrize(
    ("text", "words", "is_warning"),
    [
        ('[[roles]]\nrole = "koch"\ntitle = "Koch"', "No task of the process is for the role »koch«", False),
        ('[[effort]]\nstep = "kochen"\nminutes = 5', "The process has no step »kochen«", False),
        ('owner = "Gewerbeamt"', "no text to train clerks", True),
        ('owner = "Gewerbeamt"', "Nothing says how long the task »pruefen« takes", True),
        ('[data_protection]\npurpose = "x"\nlegal_basis = "y"', "does not say whose data", True),
        ('[legal_check]\non = 2020-01-01\nby = "Rechtsamt"', "before the newest text", True),
    ],
)
def test_the_organisational_half_fits_the_process(text: str, words: str, is_warning: bool) -> None:
    assert _found(_organised(text), "organisation.toml", words).is_warning is is_warning
