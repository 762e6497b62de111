"""The DMN Technology Compatibility Kit as the outside examiner of FEEL and DMN.

The cases are not part of the product: ``MODELLREGION_STANDARDS`` says where the folder of standards lies, otherwise it
is looked for beside the checkout. The golden section of ``docs/conformance.md`` is written anew with
``MODELLREGION_WRITE_GOLDEN=1``.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from modellregion.rules.api import DecisionError, DecisionModel, LimitError, compile_expression, read_model

ROOT = Path(__file__).resolve().parents[2]
STANDARDS = Path(os.environ.get("MODELLREGION_STANDARDS") or ROOT.parent / "shared" / "standards")
KIT = STANDARDS / "dmn-tck"
EXAMPLES = STANDARDS / "dmn" / "examples"
GOLDEN = ROOT / "docs" / "conformance.md"
HEADING = "## DMN and FEEL"

CASE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
SCHEMA_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# The official runner's tolerance.
TOLERANCE = Decimal("0.00000001")
NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
LEVELS = ("compliance-level-2", "compliance-level-3")

# What fails, and why it stays so: (folder, case, node) to a sentence.
REASONS: dict[tuple[str, str, str], str] = {}

needs_kit = pytest.mark.skipif(
    not KIT.is_dir(), reason="the DMN compatibility kit is not here; set MODELLREGION_STANDARDS to its folder"
)


@dataclass(frozen=True)
class Outcome:
    """One expected result and what we made of it; ``problem`` is empty when they agree."""

    case: str
    node: str
    problem: str


def _folders() -> list[Path]:
    return [folder for level in LEVELS if KIT.is_dir() for folder in sorted((KIT / level).iterdir())]


@cache
def _outcomes(folder: Path) -> tuple[Outcome, ...]:
    return tuple(_run(folder))


def _run(folder: Path) -> Iterator[Outcome]:
    models: dict[str, DecisionModel] = {}
    files = {file.name: file.read_bytes() for file in sorted(folder.glob("*.dmn"))}
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        name = (root.findtext(f"{CASE}modelName") or "").strip()
        if name not in models:
            others = [xml for other, xml in files.items() if other != name]
            models[name] = read_model(files[name], imported=others, strict=False)
        for case in root.iter(f"{CASE}testCase"):
            inputs = {str(node.get("name")): _value(node) for node in case.findall(f"{CASE}inputNode")}
            for result in case.findall(f"{CASE}resultNode"):
                expected = result.find(f"{CASE}expected")
                wanted = None if expected is None else _value(expected)
                node = str(result.get("name"))
                yield Outcome(str(case.get("id")), node, _problem(models[name], case, node, inputs, wanted))


def _problem(model: DecisionModel, case: Any, node: str, inputs: dict[str, Any], wanted: Any) -> str:
    try:
        if case.get("type") in {"decisionService", "bkm"}:
            found = model.invoke(str(case.get("invocableName")), inputs, now=NOW)
        else:
            found = model.evaluate(node, inputs, now=NOW).value
    except (DecisionError, LimitError) as error:
        return "" if wanted is None else f"{type(error).__name__}: {error}"
    return "" if _agree(found, wanted) else f"expected {wanted!r}, got {found!r}"


def _value(node: Any) -> Any:
    if node.get(NIL) == "true":
        return None
    value = node.find(f"{CASE}value")
    if value is not None:
        return None if value.get(NIL) == "true" else _scalar(value)
    items = node.find(f"{CASE}list")
    if items is not None:
        return None if items.get(NIL) == "true" else [_value(item) for item in items.findall(f"{CASE}item")]
    components = node.findall(f"{CASE}component")
    return {one.get("name"): _value(one) for one in components} if components else None


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


def _agree(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, Decimal):
        return isinstance(found, Decimal) and abs(found - wanted) < TOLERANCE
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(_agree, found, wanted))
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and found.keys() == wanted.keys()
            and all(_agree(found[key], value) for key, value in wanted.items())
        )
    return type(found) is type(wanted) and bool(found == wanted)


@needs_kit
@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: f"{folder.parent.name[-1]}/{folder.name}")
def test_results_are_those_of_the_kit(folder: Path) -> None:
    outcomes = _outcomes(folder)
    assert outcomes, "the folder holds no expected results"
    wrong = {(folder.name, one.case, one.node): one.problem for one in outcomes if one.problem}
    assert {key: problem for key, problem in wrong.items() if key not in REASONS} == {}
    known = {key for key in REASONS if key[0] == folder.name}
    assert known <= wrong.keys(), "something in REASONS works by now"


@needs_kit
def test_the_kit_is_compared_at_all() -> None:
    outcomes = [one for folder in _folders() for one in _outcomes(folder)]
    assert len(outcomes) > 1_000
    assert not _agree(Decimal(1), Decimal("1.0001"))
    assert not _agree([None], [])
    assert not _agree(None, False)


def _golden_section() -> str:
    lines = [
        HEADING,
        "",
        "Examined by the DMN Technology Compatibility Kit (`dmn-tck/tck`), the part of it that lies",
    ]
    lines += [
        "in the folder of standards. `tests/conformance/test_dmn_tck.py` runs it and writes this section.",
        "",
    ]
    lines += ["| Level | Folders | Expected results | Right | Share |", "|---|---|---|---|---|"]
    failures: list[str] = []
    for level in LEVELS:
        folders = [folder for folder in _folders() if folder.parent.name == level]
        counts: Counter[bool] = Counter()
        for folder in folders:
            for one in _outcomes(folder):
                counts[not one.problem] += 1
                if one.problem:
                    reason = REASONS.get((folder.name, one.case, one.node), "unexplained")
                    failures.append(f"- {folder.name} {one.case} {one.node}: {reason}")
        total = counts.total()
        share = f"{100 * counts[True] / total:.1f} %"
        lines.append(f"| {level[-1]} | {len(folders)} | {total} | {counts[True]} | {share} |")
    lines += ["", "What fails, and why:", "", *(failures or ["- nothing"]), ""]
    lines += ["Folders examined: " + ", ".join(folder.name for folder in _folders()) + ".", ""]
    return "\n".join([*lines, *BY_DESIGN]) + "\n"


BY_DESIGN = [
    "Refused by design, whatever a test may want:",
    "",
    "- Functions of kind Java or PMML, and `external` ones, are never run: a rule is data, not code. They are null.",
    "- Regular expressions are those of XPath and XQuery 3.1; look-around and other dialects are null.",
    "- An expression is nested at most 64 levels deep, has at most 100 000 characters, and runs within a budget.",
]


def _section_in_file() -> str:
    text = GOLDEN.read_text(encoding="utf-8") if GOLDEN.exists() else ""
    start = text.find(HEADING)
    if start < 0:
        return ""
    end = text.find("\n## ", start)
    return text[start:] if end < 0 else text[start : end + 1]


@needs_kit
def test_the_published_figures_are_true() -> None:
    wanted = _golden_section()
    found = _section_in_file()
    if os.environ.get("MODELLREGION_WRITE_GOLDEN") and found != wanted:
        text = GOLDEN.read_text(encoding="utf-8") if GOLDEN.exists() else "# Conformance\n\n"
        text = (
            text.replace(found, wanted) if found else text + ("" if text.endswith("\n\n") else "\n") + wanted
        )
        GOLDEN.write_text(text, encoding="utf-8")
        found = _section_in_file()
    assert found.rstrip() == wanted.rstrip(), f"{GOLDEN.name} is out of date: set MODELLREGION_WRITE_GOLDEN=1"


@pytest.mark.skipif(
    not EXAMPLES.is_dir(),
    reason="the example models are not here; set MODELLREGION_STANDARDS to their folder",
)
def test_example_models_of_other_editors_run() -> None:
    discount = read_model((EXAMPLES / "order-discount" / "order-discount.dmn").read_bytes())
    results = [
        discount.evaluate("Order Discount", {"amount": amount}).required() for amount in (1, 500, 5000)
    ]
    assert results == [0, 2, 8]
    price = read_model((EXAMPLES / "calc-discount" / "A.1.dmn").read_bytes())
    assert price.evaluate("calcPrice_d", {"age": 1, "priority": True}).required() == 10
    lending = read_model((EXAMPLES / "lending1" / "lending1.dmn").read_bytes())
    product = {"Product Type": "STANDARD LOAN", "Amount": 350_000, "Rate": Decimal("0.0395"), "Term": 360}
    result = lending.evaluate("Required Monthly Installment", {"Requested Product": product})
    assert round(result.required(), 6) == Decimal("1680.880326")
