"""What the pure rooms cost by themselves, without a database: decisions, conditions, steps of a process."""

import os
import sys
from itertools import cycle
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.process_steps import LOOP, cpu, linear
from benchmarks.rules_peers import TABLE, peers_per_second
from benchmarks.rules_tables import CASES, CONDITIONS, VARIABLES, rate, require, table_xml
from modellregion.process import api as process
from modellregion.process.tests.drawing import draw
from modellregion.process.tests.office import Office
from modellregion.rules.api import compile_expression, read_model


def run() -> list[Figure]:
    """Measure both rooms in CPU time, so that others on the machine hardly matter."""
    return [*_rules(), *_process()]


def run_peers() -> list[Figure]:
    """Ask other engines the same; each figure stands beside ours as its floor."""
    ours = {figure.name: figure.value for figure in _rules()}
    rates, remarks = peers_per_second(Path(os.environ["MODELLREGION_HOME"]))
    for remark in remarks:
        print(f"No figure for {remark}", file=sys.stderr)
    return [
        Figure(subject=engine, name=what, value=1_000_000 / figure, unit="µs CPU", floor=ours[what])
        for (engine, what), figure in rates.items()
    ]


def _rules() -> list[Figure]:
    model = read_model(table_xml())
    for inputs, fee in CASES:
        require(str(model.evaluate("Gebühr", inputs).required()), fee)
    turn = cycle([inputs for inputs, _ in CASES])
    found = [
        _rule(TABLE, rate(lambda: model.evaluate("Gebühr", next(turn))), aim=20),
        _rule("fee table of 10 rules, read from its file", rate(lambda: read_model(table_xml()))),
    ]
    for text, wanted in CONDITIONS:
        compiled = compile_expression(text)
        require(compiled.evaluate(VARIABLES), wanted)
        found.append(_rule(text, rate(lambda compiled=compiled: compiled.evaluate(VARIABLES))))  # type: ignore[misc] # bound now, on purpose
    return found


def _rule(name: str, times_a_second: float, *, aim: float | None = None) -> Figure:
    return Figure(subject="rules", name=name, value=1_000_000 / times_a_second, unit="µs CPU", aim=aim)


def _process() -> list[Figure]:
    xml = linear(60)
    model = process.read_process(xml)
    office = Office(process.compile(process.read_process(draw(LOOP)))).start()
    step = cpu(lambda: office.complete("a", "again"), rounds=9, repeat=100)
    late = cpu(lambda: office.complete("a", "again"), rounds=9, repeat=100)
    figures = [
        ("read, check and compile 60 tasks", cpu(lambda: process.compile(process.read_process(xml))), None),
        ("compile 60 tasks", cpu(lambda: process.compile(model)), None),
        ("a step, at the start of an instance", step, 0.5),
        ("a step, after 1 000 steps", late, 0.5),
    ]
    return [
        Figure(subject="process", name=name, value=value, unit="ms CPU", aim=aim)
        for name, value, aim in figures
    ]
