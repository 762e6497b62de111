"""Reads the test cases of the DMN Technology Compatibility Kit and holds results against them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from modellregion.rules.api import DecisionError, DecisionModel, LimitError, compile_expression, read_model

TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
SCHEMA_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# The official runner's tolerance.
TOLERANCE = Decimal("0.00000001")
NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """One expected result and what we made of it; ``problem`` is empty when they agree."""

    level: str
    folder: str
    case: str
    node: str
    problem: str


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Run all cases of one folder, as ``compliance-level-3/0068-feel-equality``."""
    models: dict[str, DecisionModel] = {}
    others = [file.read_bytes() for file in sorted(folder.glob("*.dmn"))]
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        name = root.findtext(f"{TCK}modelName") or f"{folder.name}.dmn"
        if name not in models:
            own = (folder / name).read_bytes()
            models[name] = read_model(own, imported=[one for one in others if one != own], strict=False)
        for case in root.iter(f"{TCK}testCase"):
            inputs = {node.get("name"): value_of(node) for node in case.findall(f"{TCK}inputNode")}
            for result in case.findall(f"{TCK}resultNode"):
                node = str(result.get("name"))
                problem = _problem(models[name], case, node, inputs, result.find(f"{TCK}expected"))
                yield Outcome(
                    folder.parent.name, folder.name, f"{file.stem[-2:]}/{case.get('id')}", node, problem
                )


def _problem(model: DecisionModel, case: Any, node: str, inputs: dict[Any, Any], expected: Any) -> str:
    wanted = None if expected is None else value_of(expected)
    try:
        if case.get("type") in {"decisionService", "bkm"}:
            found = _called(model, case, inputs)
        else:
            found = model.evaluate(node, inputs, now=NOW).value
    except (DecisionError, LimitError) as error:
        return f"{type(error).__name__}: {error}" if wanted is not None else ""
    return "" if agree(found, wanted) else f"expected {wanted!r}, got {found!r}"


def _called(model: DecisionModel, case: Any, inputs: dict[Any, Any]) -> Any:
    return model.invoke(str(case.get("invocableName")), inputs, now=NOW)


def value_of(node: Any) -> Any:
    """Read a value of a test case; a component becomes a dict, a list a list."""
    if node.get(NIL) == "true":
        return None
    value = node.find(f"{TCK}value")
    if value is not None:
        return None if value.get(NIL) == "true" else _scalar(value)
    items = node.find(f"{TCK}list")
    if items is not None:
        return None if items.get(NIL) == "true" else [value_of(item) for item in items.findall(f"{TCK}item")]
    components = node.findall(f"{TCK}component")
    return {one.get("name"): value_of(one) for one in components} if components else None


def _scalar(node: Any) -> Any:
    text = node.text or ""
    kind = (node.get(SCHEMA_TYPE) or "string").rpartition(":")[2]
    if kind in {"decimal", "double", "integer", "int", "float", "long"}:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in {"true", "1"}
    functions = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}
    if kind not in functions:
        return text
    return compile_expression(f"{functions[kind]}(text)").evaluate({"text": text.strip()})


def agree(found: Any, wanted: Any) -> bool:
    """Compare as the official runner does: numbers to eight places, everything else exactly."""
    if isinstance(wanted, Decimal):
        return isinstance(found, Decimal) and abs(found - wanted) < TOLERANCE
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(agree, found, wanted))
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and found.keys() == wanted.keys()
            and all(agree(found[key], value) for key, value in wanted.items())
        )
    return type(found) is type(wanted) and bool(found == wanted)
