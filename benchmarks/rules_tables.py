"""What decisions and conditions are measured with: a fee table, its cases, some conditions, each with the right answer.

It imports nothing of ours, so that an environment of other engines can read it too.
"""

import time
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

SECONDS = 1.0
FEES = [
    ('"Personalausweis"', "< 24", "22.80"),
    ('"Personalausweis"', ">= 24", "37.00"),
    ('"Reisepass"', "< 24", "37.50"),
    ('"Reisepass"', ">= 24", "70.00"),
    ('"Expresspass"', "-", "102.00"),
    ('"Meldebescheinigung"', "-", "9.00"),
    ('"Führungszeugnis"', "-", "13.00"),
    ('"Beglaubigung"', "-", "5.00"),
    ('"Fischereischein"', ">= 14", "24.00"),
    ('"Hundesteuer"', "[0..120]", "96.00"),
]
CASES = [
    ({"Leistung": "Personalausweis", "Alter": 20}, "22.80"),
    ({"Leistung": "Reisepass", "Alter": 30}, "70.00"),
    ({"Leistung": "Beglaubigung", "Alter": 10}, "5.00"),
    ({"Leistung": "Hundesteuer", "Alter": 40}, "96.00"),
]
CONDITIONS: list[tuple[str, Any]] = [
    ("Alter >= 18", True),
    ('Alter >= 18 and Leistung = "Reisepass"', False),
    ("0.1 + 0.2 = 0.3", True),
    ('if Alter < 24 then "ermäßigt" else "voll"', "ermäßigt"),
    ("sum(for p in [1, 2, 3] return p * 2)", 12),
    ('matches("33602", "^[0-9]{5}$")', True),
]
VARIABLES = {"Alter": 20, "Leistung": "Personalausweis"}


def table_xml(namespace: str = "https://www.omg.org/spec/DMN/20230324/MODEL/") -> bytes:
    """Write the fee table as an editor would, inputs declared."""
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(
            f'<inputEntry id="i{number}{index}"><text>{escape(cell)}</text></inputEntry>'
            for index, cell in enumerate(row[:2])
        )
        + f'<outputEntry id="o{number}"><text>{row[2]}</text></outputEntry></rule>'
        for number, row in enumerate(FEES, 1)
    )
    columns = "".join(
        f'<input id="c{name}" label="{name}"><inputExpression id="e{name}" typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in (("Leistung", "string"), ("Alter", "number"))
    )
    inputs = "".join(
        f'<inputData id="d{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in (("Leistung", "string"), ("Alter", "number"))
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#d{name}"/></informationRequirement>'
        for name in ("Leistung", "Alter")
    )
    return (
        f'<definitions xmlns="{namespace}" id="f" name="Gebühren" namespace="urn:f">{inputs}'
        f'<decision id="Gebuehr" name="Gebühr"><variable name="Gebühr" typeRef="number"/>{needs}'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{columns}<output id="o" name="Betrag" typeRef="number"/>{rows}'
        "</decisionTable></decision></definitions>"
    ).encode()


def require(found: Any, wanted: Any) -> None:
    """Stop when our own answer is wrong: its speed would mean nothing."""
    if found != wanted:
        raise SystemExit(f"wrong answer: {found!r} instead of {wanted!r}")


def rate(work: Callable[[], Any]) -> float:
    """Repeat work for a second of CPU time; give the repetitions a second."""
    work()
    count, batch = 0, 20
    start = time.process_time()
    while True:
        for _ in range(batch):
            work()
        count += batch
        spent = time.process_time() - start
        if spent >= SECONDS:
            return count / spent
        batch = max(20, count // 4)
