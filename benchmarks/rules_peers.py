"""Decisions and conditions by other engines, each in an environment of its own, which is made when it is missing.

A figure counts only where the answer is right; what was wrong or refused is said. bkflow-feel and pySFeel offer no
compiled form: they read the text each time, and so they are used. SpiffWorkflow's cells are Python, so it is given only
those that read alike.
"""

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.rules_tables import CASES, CONDITIONS, VARIABLES, rate, table_xml

LOCK = Path(__file__).with_name("requirements-peers.lock")
DMN_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
TABLE = "fee table of 10 rules, a decision"
Ask = Callable[[str], Any]


def peers_per_second(home: Path) -> tuple[Mapping[tuple[str, str], float], list[str]]:
    """Return decisions a CPU second by (engine, what), and sentences on what was wrong or refused.

    :param home: folder in which the environment of the other engines is kept.
    """
    python = peers_python(home)
    root = LOCK.parent.parent
    done = subprocess.run(
        [python, "-m", "benchmarks.rules_peers"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    rates: dict[tuple[str, str], float] = {}
    remarks = []
    for line in done.stdout.splitlines():
        if line.count("\t") != 2:  # pySFeel prints what it thinks while it parses
            continue
        engine, what, figure = line.split("\t")
        try:
            rates[engine, what] = float(figure)
        except ValueError:
            remarks.append(f"{engine}, {what}: {figure}")
    return rates, remarks


def peers_python(home: Path) -> Path:
    """Return the Python of the environment that other engines live in; it is made anew when the list of them changed."""
    python, made_of = home / "peers" / "bin" / "python", home / "peers" / "made-of"
    wanted = LOCK.read_text(encoding="utf-8")
    if not made_of.exists() or made_of.read_text(encoding="utf-8") != wanted:
        venv.create(home / "peers", with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", LOCK]
        subprocess.run(install, check=True)
        made_of.write_text(wanted, encoding="utf-8")
    return python


def _measure() -> None:
    _say("SpiffWorkflow", TABLE, _spiff_table)
    for name, ask in (("bkflow-feel", _bkflow()), ("pySFeel", _pysfeel())):
        for text, wanted in CONDITIONS:
            _say(name, text, lambda ask=ask, text=text, wanted=wanted: _condition(ask, text, wanted))  # type: ignore[misc] # bound now


def _say(engine: str, what: str, measured: Callable[[], float | str]) -> None:
    try:
        figure = measured()
    except Exception as error:  # noqa: BLE001 - whatever another engine raises is a wrong answer, not our failure
        figure = f"refused: {str(error) or type(error).__name__}"
    shown = figure if isinstance(figure, float) else " ".join(str(figure).split())[:90]
    print(f"{engine}\t{what}\t{shown}", flush=True)


def _condition(ask: Ask, text: str, wanted: Any) -> float | str:
    answer = ask(text)
    is_right = answer == wanted and (type(answer) is type(wanted) or isinstance(answer, float))
    return rate(lambda: ask(text)) if is_right else f"wrong: {answer!r}"


def _bkflow() -> Ask:
    module = import_module("bkflow_feel.api")
    return lambda text: module.parse_expression(text, VARIABLES)


def _pysfeel() -> Ask:
    parser = import_module("pySFeel").SFeelParser()
    for name, value in VARIABLES.items():
        parser.sFeelParse(f"{name} <- {_literal(value)}")
    return lambda text: parser.sFeelParse(text)[1]


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _spiff_table() -> float | str:
    decide = import_module("SpiffWorkflow.dmn.engine.DMNEngine").DMNEngine(_spiff_decision())
    script = import_module("SpiffWorkflow.bpmn.script_engine").PythonScriptEngine()
    workflow = SimpleNamespace(script_engine=script)
    tasks = [SimpleNamespace(data=dict(inputs), workflow=workflow) for inputs, _ in CASES]
    results = [dict(decide.result(task)).get("Betrag") for task in tasks]
    if [float(result or 0) for result in results] != [float(fee) for _, fee in CASES]:
        return f"wrong: {results}"
    turn = cycle(tasks)
    return rate(lambda: decide.result(next(turn)))


def _spiff_decision() -> Any:
    text = table_xml(DMN_1_3).decode()
    text = text.replace("[0..120]", "&lt;= 120").replace("<text>-</text>", "<text></text>")
    root = import_module("lxml.etree").fromstring(text.encode())
    for name in ("inputData", "informationRequirement", "variable"):
        for element in list(_all(root, name)):
            element.getparent().remove(element)
    parser = import_module("SpiffWorkflow.dmn.parser.DMNParser").DMNParser(None, root, {"dmn": DMN_1_3})
    parser.parse()
    return parser.decision.decisionTables[0]


def _all(root: Any, name: str) -> Iterator[Any]:
    yield from root.iter(f"{{{DMN_1_3}}}{name}")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    _measure()
