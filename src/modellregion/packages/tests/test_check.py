"""The check of packages: what is wrong is named with file, line and a sentence, and all of it at once."""

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
