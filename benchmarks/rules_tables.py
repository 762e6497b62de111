"""How many decisions and conditions one core works out in a second of its own time.

    PYTHONPATH=src python benchmarks/rules_tables.py

Other engines are asked the same where they are installed (they are in none of our locks); a figure is printed only for
those that give the right answer. CPU seconds are counted, so a busy machine does not matter much.
"""

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import cycle
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from modellregion.rules.api import compile_expression, read_model

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


def line(what: str, figure: float | None, floor: float | None = None, remark: str = "") -> None:
    """Print a row of the report."""
    shown = "-" if figure is None else f"{figure:>12,.0f} /s"
    ratio = f"{figure / floor:>7.3f} x ours" if figure and floor else ""
    print(f"  {what:<58}{shown:>15}  {ratio}{remark}")


def tables() -> None:
    """Measure decision tables."""
    print("Fee table of ten rules and two inputs, decisions a CPU second")
    model = read_model(table_xml())
    for inputs, fee in CASES:
        require(str(model.evaluate("Gebühr", inputs).required()), fee)
    turn = cycle([inputs for inputs, _ in CASES])
    ours = rate(lambda: model.evaluate("Gebühr", next(turn)))
    line("modellregion.rules", ours)
    line(
        "modellregion.rules, with the explanation",
        rate(lambda: model.evaluate("Gebühr", next(turn)).explanation),
        ours,
    )
    line("modellregion.rules, reading the file each time", rate(lambda: read_model(table_xml())), ours)
    spiff_table(ours)


def spiff_table(ours: float) -> None:
    """Ask SpiffWorkflow; its cells are Python, so only those that read alike are given to it."""
    try:
        etree = import_module("lxml.etree")
        parser = import_module("SpiffWorkflow.dmn.parser.DMNParser")
        engine = import_module("SpiffWorkflow.dmn.engine.DMNEngine")
        script = import_module("SpiffWorkflow.bpmn.script_engine")
    except ImportError:
        line("SpiffWorkflow", None, remark="not installed")
        return
    uri = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    text = table_xml(uri).decode().replace("[0..120]", "&lt;= 120").replace("<text>-</text>", "<text></text>")
    root = etree.fromstring(text.encode())
    for element in root.findall(f"{{{uri}}}inputData"):
        root.remove(element)
    for element in root.iter(f"{{{uri}}}informationRequirement", f"{{{uri}}}variable"):
        element.getparent().remove(element)
    found = parser.DMNParser(None, root, {"dmn": uri})
    found.parse()
    decide = engine.DMNEngine(found.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=script.PythonScriptEngine())
    tasks = [SimpleNamespace(data=dict(inputs), workflow=workflow) for inputs, _ in CASES]
    results = [dict(decide.result(task)).get("Betrag") for task in tasks]
    if any(
        result is None or float(result) != float(fee) for result, (_, fee) in zip(results, CASES, strict=True)
    ):
        line("SpiffWorkflow", None, remark=f"wrong: {results}")
        return
    turn = cycle(tasks)
    line(
        "SpiffWorkflow (binary floats, no check for two rules)", rate(lambda: decide.result(next(turn))), ours
    )


def conditions() -> None:
    """Measure expressions, the whole evaluation from text or compiled, as each engine offers it."""
    for text, wanted in CONDITIONS:
        print(f"\n{text}")
        compiled = compile_expression(text)
        require(compiled.evaluate(VARIABLES), wanted)
        ours = rate(lambda compiled=compiled: compiled.evaluate(VARIABLES))  # type: ignore[misc] # bound now, on purpose
        line("modellregion.rules, compiled once", ours)
        line(
            "modellregion.rules, read each time",
            rate(lambda text=text: compile_expression(text).evaluate(VARIABLES)),
            ours,
        )  # type: ignore[misc] # likewise
        for name, ask in peers():
            if ask is None:
                line(name, None, remark="not installed")
                continue
            answer = answer_of(ask, text)
            right = type(answer) is type(wanted) and answer == wanted
            right = right or (isinstance(answer, float) and answer == wanted)
            if right:
                line(name, rate(lambda ask=ask, text=text: ask(text)), ours)  # type: ignore[misc] # likewise
            else:
                line(name, None, remark=f"wrong or refused: {str(answer)[:40]!r}")


def answer_of(ask: Callable[[str], Any], text: str) -> Any:
    """Ask another engine; its error is its answer."""
    try:
        return ask(text)
    except Exception as error:  # noqa: BLE001 - whatever another engine raises is a wrong answer, not our failure
        return error


_ENGINES: dict[str, Callable[[str], Any] | None] = {}


def peers() -> Iterator[tuple[str, Callable[[str], Any] | None]]:
    """Give the other engines as functions from text to value; None where one is not installed."""
    if not _ENGINES:
        _ENGINES.update({"bkflow-feel": bkflow(), "pySFeel": pysfeel()})
    yield from _ENGINES.items()


def bkflow() -> Callable[[str], Any] | None:
    """Give bkflow-feel, which reads the text each time."""
    try:
        module = import_module("bkflow_feel.api")
    except ImportError:
        return None
    return lambda text: module.parse_expression(text, VARIABLES)


def pysfeel() -> Callable[[str], Any] | None:
    """Give pySFeel, which reads the text each time; importing it alone takes ten seconds."""
    try:
        module = import_module("pySFeel")
    except ImportError:
        return None
    parser = module.SFeelParser()
    parser.sFeelParse("Alter <- 20")
    parser.sFeelParse('Leistung <- "Personalausweis"')
    return lambda text: parser.sFeelParse(text)[1]


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    tables()
    conditions()
