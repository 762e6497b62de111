"""Rule tasks decide at once by the rules of the package, on the case's data; a step of a case costs few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modellregion.cases.api import certify_receipt, desk_view, incident_lines, retry_step
from modellregion.cases.commands.ask_applicant import ask_applicant
from modellregion.packages.api import PackageError, compile_package
from modellregion.process.tests.drawing import draw
from tests.support.filing import file
from tests.support.people import citizen, staff
from tests.support.personas import persona
from tests.support.processes import BEGIN, filed, instance_of, offer, package_files, places

pytestmark = pytest.mark.django_db

RULED = f"""{BEGIN}
rule sort decision=Sorte result=sorte
xor g
user quick outcomes=done,no
user slow outcomes=done,no
xor m
end e
s -> sort -> g
g -> quick if sorte = "leicht"
g -> slow default
quick -> m
slow -> m
m -> e
"""
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Sorten" namespace="urn:test">
<inputData id="i" name="teilzeit"><variable name="teilzeit" typeRef="number"/></inputData>
<decision id="Sorte" name="Sorte"><variable name="Sorte" typeRef="string"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>TEXT</text></literalExpression></decision></definitions>"""


def dmn(text: str) -> dict[str, str]:
    return {"rules/sorten.dmn": DMN.replace("TEXT", text.replace("<", "&lt;"))}


def test_a_rule_task_decides_at_once_and_the_history_says_why() -> None:
    offer(RULED, **dmn('if teilzeit < 100 then "leicht" else "schwer"'))
    case = filed().case
    assert places(case) == ["quick"]
    assert instance_of(case).values["sorte"] == "leicht"
    (line,) = [line for line in desk_view(staff(), case=case).history if line.action.value == "ruled"]
    assert line.note == "Sorte"
    assert line.data["decision"] == "Sorte"


def test_a_decision_without_a_usable_result_waits_for_a_person() -> None:
    offer(RULED, **dmn('if teilzeit < 100 then duration("P1D") else "schwer"'))
    case = filed().case
    lead = staff("bernd.beispiel")
    (line,) = incident_lines(lead)
    assert (line.incident.case, line.step, places(case)) == (case, "sort", ["sort"])
    retry_step(lead, case=case, job=line.incident.job, reason="noch einmal")
    assert len(incident_lines(lead)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{BEGIN}\nrule sort decision=Fehlt result=x\nend e\ns -> sort -> e", "asks for the decision Fehlt"),
        (f"{BEGIN}\nuser a due=gibt-es-nicht\nend e\ns -> a -> e", "no deadline rule has this key"),
    ],
)
def test_a_package_whose_process_names_what_nobody_has_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PackageError, match=sentence):
        compile_package(package_files(draw(text)))


def test_plans_of_a_package_are_checked() -> None:
    process = draw(f"{BEGIN}\nuser a\nend e\ns -> a -> e")
    for name, text in (("migrations/alt.toml", "[steps]"), ("migrations/1.0.0.toml", "[steps]\na = 3")):
        with pytest.raises(PackageError):
            compile_package(package_files(process, **{name: text}))
    good = compile_package(package_files(process, **{"migrations/1.0.0.toml": '[steps]\nb = "a"'}))
    assert good.step_changes == {"1.0.0": {"b": "a"}}


def test_deciding_and_asking_cost_a_fixed_number_of_statements() -> None:
    answers = persona("gewerbeanmeldung", "friseur")
    clerk = staff()
    counts = []
    for _ in range(3):
        case = file(citizen(), "gewerbeanmeldung", answers).case
        with CaptureQueriesContext(connection) as asked:
            ask_applicant(clerk, case=case, text="Bitte ergänzen")
        other = file(citizen(), "gewerbeanmeldung", answers).case
        with CaptureQueriesContext(connection) as decided:
            certify_receipt(clerk, case=other)
        counts.append((len(asked), len(decided)))
    assert counts[1] == counts[2]
    assert max(counts[1]) <= 15, counts  # one of them asks for the key of the case
