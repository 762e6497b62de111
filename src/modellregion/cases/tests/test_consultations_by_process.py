"""Processes that ask other authorities: all whom the package names, or each in a repetition of its own."""

from uuid import UUID

import pytest

from modellregion.cases.consulting.answering import Said, answer_by_code
from modellregion.cases.consulting.asking import renew_code
from modellregion.cases.consulting.queries import RequestLine, rounds_of
from modellregion.packages.api import check_package
from tests.support.jobs import work_off
from tests.support.packages import files_of, with_file
from tests.support.people import citizen, staff
from tests.support.processes import BEGIN, filed, offer, places

pytestmark = pytest.mark.django_db


def lines(case: UUID) -> dict[str, RequestLine]:
    return {line.name: line for one in rounds_of(staff(), case) for line in one.requests}


PLAN = """
completion = "offen = 0"
[[bodies]]
id = "naturschutz"
name = "Untere Naturschutzbehörde"
question = "Bestehen naturschutzrechtliche Bedenken?"
legal_basis = "§ 3 Abs. 5 BNatSchG"
count = 4
silence = "no_objection"
silence_basis = "§ 3 Abs. 5 BNatSchG"
fields = ["taetigkeit"]
[[bodies]]
id = "brandschutz"
name = "Brandschutzdienststelle"
question = "Bestehen Bedenken?"
legal_basis = "§ 25 BHKG"
count = 2
"""


def test_a_process_asks_whom_its_package_names_and_waits_for_the_end_of_the_round() -> None:
    waits = f'{BEGIN}\nservice fragen\nreceive warten message="Beteiligung abgeschlossen"\nuser check outcomes=done,no\nend e\ns -> fragen -> warten -> check -> e'
    offer(waits, operation="consultation.ask", **{"consultation.toml": PLAN})
    case = filed().case
    work_off()
    assert set(lines(case)) == {"Untere Naturschutzbehörde", "Brandschutzdienststelle"}
    assert places(case) == ["warten"]
    # Nobody has said yet how to reach them: their clocks wait for that.
    assert {line.due_on for line in lines(case).values()} == {None}
    for line in lines(case).values():
        code = renew_code(staff(), case=case, request=line.id)
        assert answer_by_code(citizen(), code=code, said=Said("no_objection", "")) == []
    work_off()
    assert places(case) == ["check"]


def test_a_process_hears_each_authority_in_a_repetition_of_its_own() -> None:
    text = f"""{BEGIN}
sub hoeren each='["naturschutz", "brandschutz"]' as=stelle {{
start a
service fragen
receive antwort message="Stellungnahme" correlation="stelle"
end b
a -> fragen -> antwort -> b
}}
user check outcomes=done,no
end e
s -> hoeren -> check -> e"""
    offer(text, operation="consultation.ask", **{"consultation.toml": PLAN})
    case = filed().case
    work_off()
    found = lines(case)
    assert len(found) == 2
    first, second = found.values()
    for line in (first, second):
        assert "check" not in places(case)
        code = renew_code(staff(), case=case, request=line.id)
        answer_by_code(citizen(), code=code, said=Said("no_objection", ""))
        work_off()
    assert places(case) == ["check"]


def test_a_process_that_has_nobody_to_ask_goes_on() -> None:
    waits = (
        f'{BEGIN}\nservice fragen\nreceive warten message="Beteiligung abgeschlossen"\n'
        "user check outcomes=done,no\nend e\ns -> fragen -> warten -> check -> e"
    )
    plan = PLAN.replace("[[bodies]]", '[[bodies]]\nwhen = "false"')
    offer(waits, operation="consultation.ask", **{"consultation.toml": plan})
    case = filed().case
    work_off()
    assert (places(case), lines(case)) == (["check"], {})


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("count = 4", "", "This norm sets no period"),
        ('silence_basis = "§ 3 Abs. 5 BNatSchG"', "", "»silence_basis« is missing"),
        ('"taetigkeit"', '"gibtesnicht"', "There is no field »gibtesnicht«"),
        ('"offen = 0"', '"offen = = 0"', "cannot be read"),
        ('id = "brandschutz"', 'id = "naturschutz"', "Two bodies have this id"),
    ],
)
def test_the_check_finds_what_cannot_be_asked(old: str, new: str, sentence: str) -> None:
    wrong = check_package(with_file(files_of(), "consultation.toml", PLAN.replace(old, new)))
    assert any(finding.file == "consultation.toml" and sentence in finding.sentence for finding in wrong)
