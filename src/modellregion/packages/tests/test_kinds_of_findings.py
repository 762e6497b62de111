"""Every kind of finding that the check promises stands at its file and line, many of them at once."""

import re
from functools import cache

import pytest

from modellregion.packages.api import PackageFiles, PackageFinding, check_package
from tests.support.packages import files_of, line_of, replaced, with_file

LONG = (
    "Verwaltungsvorschriften berücksichtigende Zuständigkeitsregelungen verlangen Genehmigungsvoraussetzungen, "
    "Nachweisverpflichtungen, Sachverhaltsermittlungen, Grundstücksbezeichnungen und Aufgabenwahrnehmungen. "
) * 3
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="stufen" name="Stufen" namespace="urn:x">
  <decision id="stufe" name="Stufe">
    <decisionTable id="tabelle" hitPolicy="UNIQUE">
      <input id="i"><inputExpression typeRef="number"><text>vollzeit</text></inputExpression></input>
      <output id="o" name="Stufe" typeRef="number" />
      <rule id="r1"><inputEntry id="a"><text>&lt; 5</text></inputEntry><outputEntry id="b"><text>1</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="c"><text>&gt; 6</text></inputEntry><outputEntry id="d"><text>2</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


@cache
def doubtful() -> PackageFiles:
    """Return a package that compiles, with a mistake of every kind that can be found then."""
    files = replaced(
        files_of(),
        "pages.toml",
        'title = "Ihr Unternehmen"\n',
        'title = "Ihr Unternehmen"\nwhen = \'rechtsform_eintrag = "nie"\'\n',
    )
    upload = '[fields.beleg]\ntype = "upload"\nlabel = "Beleg"\nrequired = false\n\n[fields.grund]\n'
    files = replaced(files, "fields.toml", "[fields.grund]\n", upload)
    files = replaced(files, "pages.toml", '"reisegewerbe"]', '"reisegewerbe", "beleg"]')
    files = replaced(files, "texts/de.toml", 'what = """\n', f'what = """\n{LONG}\n')
    files = replaced(files, "texts/de.toml", "time = ", "#time = ")
    files = replaced(files, "texts/en.toml", "teaser = ", "#teaser = ")
    files = replaced(files, "exchange.toml", "only = [1, 3, 4, 5, 11, 14, 15, 18, 20]", "only = []")
    files = replaced(files, "scenarios/friseur.toml", "[expect]", 'persona = "wer"\n[expect]')
    files = with_file(
        files, "personas/niemand.toml", 'title = "Niemand"\n[answers]\nhund = true\nrechtsform = "1"\n'
    )
    files = with_file(files, "rules/stufe.dmn", TABLE)
    letter = "notices/empfangsbescheinigung.typ"
    return replaced(files, letter, "#answers((", "#nothing((")


@pytest.mark.parametrize(
    ("file", "words", "at"),
    [
        ("pages.toml", "nobody ever gets to this page", 'when = \'rechtsform_eintrag = "nie"'),
        ("fields.toml", "Nothing says what this is asked for", "[fields.beleg]"),
        ("fields.toml", "People need help here", "[fields.beleg]"),
        ("texts/de.toml", "LIX", 'what = """'),
        ("texts/de.toml", "The description lacks »time«", "[service]"),
        ("texts/en.toml", "The description lacks »teaser«", "[service]"),
        ("texts/en.toml", "labels are not translated: beleg", "[fields"),
        ("exchange.toml", "This recipient gets no field at all", 'id = "eichbehoerde"'),
        ("rules/stufe.dmn", "5", '<decisionTable id="tabelle"'),
        ("notices/empfangsbescheinigung.typ", "The letter cannot be made", "#nothing"),
        ("scenarios/friseur.toml", "There is no file personas/wer.toml", "persona = "),
        ("personas/niemand.toml", "No scenario is about this persona", "title = "),
        ("personas/niemand.toml", "There is no field »hund«", "hund = true"),
    ],
)
def test_a_finding_stands_at_its_line(file: str, words: str, at: str) -> None:
    found = [one for one in _findings(doubtful()) if one.file == file and words in one.sentence]
    assert found, "\n".join(map(str, _findings(doubtful())))
    assert line_of(doubtful(), file, at) in {one.line for one in found}


@cache
def _findings(files: PackageFiles) -> list[PackageFinding]:
    return check_package(files)


def test_a_step_without_a_way_out_is_named() -> None:
    flow = '<bpmn:sequenceFlow id="f_abgelehnt" sourceRef="ablehnung" targetRef="ende_abgelehnt" />'
    files = replaced(files_of(), "process.bpmn", flow, "")
    found = {one.line: one.sentence for one in check_package(files) if "No flow" in one.sentence}
    ways_out = line_of(files, "process.bpmn", 'id="ablehnung"')
    assert found[ways_out].startswith("No flow leaves Ablehnung mitteilen")
    assert found[line_of(files, "process.bpmn", 'id="ende_abgelehnt"')].startswith("No flow leads to")


def test_a_package_without_law_or_retention_is_refused() -> None:
    files = replaced(files_of(), "package.toml", "retention_years = 10", "")
    text = re.sub(
        r"\[\[legal_bases\]\].*?(?=\n# Bei)", "", files.contents["package.toml"].decode(), flags=re.DOTALL
    )
    found = {
        str(one)
        for one in check_package(with_file(files, "package.toml", text))
        if one.file == "package.toml" and not one.is_warning
    }
    assert "package.toml:1: The entry »legal_bases« is missing." in found
    assert "package.toml:1: package: The entry »retention_years« is missing." in found


def test_a_condition_of_the_wrong_type_is_named_at_its_line() -> None:
    when = "when = 'rechtsform_eintrag != \"no\"'"
    files = replaced(files_of(), "fields.toml", when, "when = '1 + 2'")
    (finding,) = [one for one in check_package(files) if "gives a number" in one.sentence]
    assert finding.line == line_of(files, "fields.toml", "when = '1 + 2'")
