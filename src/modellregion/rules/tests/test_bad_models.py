"""Files that are no models, or bad ones, or bombs: refused with a list of findings, never with a crash."""

import pytest

from modellregion.rules.api import DecisionModel, LimitError, ModelError, read_model
from modellregion.rules.tests.model_xml import (
    decision,
    definitions,
    input_data,
    item,
    knowledge,
    literal,
    table,
)

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE definitions [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="&c;" namespace="x"/>"""
EXTERNAL_ENTITY = b"""<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="x" namespace="x">
<decision name="D"><literalExpression><text>"&x;"</text></literalExpression></decision></definitions>"""


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "dmn-no-xml"),
        (b"hallo", "dmn-no-xml"),
        (b"\xff\xfe\x00", "dmn-no-xml"),
        (b"<definitions", "dmn-no-xml"),
        (b"<definitions/>", "dmn-no-model"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "dmn-no-model"),
        (BILLION_LAUGHS, "dmn-doctype"),
        (EXTERNAL_ENTITY, "dmn-doctype"),
        (b"<a>" * 100_000, "dmn-no-xml"),
        (definitions(" " * 10_000_000), "dmn-too-large"),
        (definitions("<decision/>" * 2_001), "dmn-too-large"),
        (definitions("<inputData/>" * 200_000), "dmn-too-large"),
    ],
)
def test_what_is_no_model_is_refused(xml: bytes, code: str) -> None:
    for strict in (True, False):
        with pytest.raises(ModelError) as caught:
            read_model(xml, strict=strict)
        assert caught.value.code == code


DEEP = literal("1")
for _ in range(60):
    DEEP = f"<list>{DEEP}</list>"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([decision("D", literal("1")), decision("D", literal("2"))], "dmn-duplicate-id"),
        ([decision("D", literal("1 +"))], "feel-unexpected"),
        ([decision("D", table(["x"], [("> ", "1")]))], "feel-unexpected"),
        ([decision("D", literal("1"), inputs=["x"])], "dmn-unknown-reference"),
        ([decision("D", literal("1"), knowledge=["K"])], "dmn-unknown-reference"),
        ([decision("D", literal("D"), decisions=["D"])], "dmn-circle"),
        (
            [decision("A", literal("B"), decisions=["B"]), decision("B", literal("A"), decisions=["A"])],
            "dmn-circle",
        ),
        ([decision("D", table(["x"], [("1", "2")], hit_policy="MAYBE"))], "dmn-hit-policy"),
        (
            [decision("D", table(["x"], [("1", "2")], hit_policy="COLLECT", aggregation="MEAN"))],
            "dmn-hit-policy",
        ),
        (
            [
                decision(
                    "D", table(["x"], [("1", "2")]).replace("<inputEntry><text>1</text></inputEntry>", "")
                )
            ],
            "dmn-cells",
        ),
        ([decision("D", table(["x"], [], outputs={}))], "dmn-missing"),
        ([decision("D", DEEP)], "dmn-too-deep"),
        (
            [
                decision(
                    "D",
                    literal("1")
                    .replace("<literal", "<literal", 1)
                    .replace("typeRef", 'expressionLanguage="javascript" typeRef'),
                )
            ],
            "dmn-language",
        ),
        ([item("tA", "tB"), item("tB", "tA")], "dmn-type-circle"),
        ([item("tA", "tUnbekannt")], "dmn-unknown-type"),
        ([item("tA", "number", "1 ..")], "feel-unexpected"),
        ([decision("", literal("1"))], "dmn-missing"),
        ([decision("D", "<conditional><if>" + literal("true") + "</if></conditional>")], "dmn-missing"),
        ([decision("D", "<relation><column name='a'/><row/></relation>")], "dmn-cells"),
        (
            [decision("D", "<context><contextEntry><variable name='a'/></contextEntry></context>")],
            "dmn-missing",
        ),
        ([decision("D", "<for><in/><return/></for>")], "dmn-missing"),
    ],
)
def test_bad_models_are_refused_with_element_and_line(parts: list[str], code: str) -> None:
    xml = definitions(*parts)
    with pytest.raises(ModelError) as caught:
        read_model(xml)
    assert code in {finding.code for finding in caught.value.findings}
    for finding in caught.value.findings:
        assert finding.element
        assert finding.line > 0
        assert finding.message.endswith((".", "'"))
    _run_everything(read_model(xml, strict=False))


def _run_everything(model: DecisionModel) -> None:
    for one in model.decisions:
        model.evaluate(one.identifier, {"x": 1})
    model.check()


def test_all_findings_come_at_once() -> None:
    with pytest.raises(ModelError) as caught:
        read_model(
            definitions(
                decision("A", literal("1 +")),
                decision("B", literal("(")),
                decision("C", literal("1"), inputs=["x"]),
            )
        )
    assert len(caught.value.findings) == 3
    assert "2 more" in caught.value.message


def test_what_is_faulty_is_null_and_the_rest_runs() -> None:
    model = read_model(definitions(decision("A", literal("1 +")), decision("B", literal("2"))), strict=False)
    assert model.evaluate("A", {}).value is None
    assert model.evaluate("B", {}).value == 2
    assert [finding.code for finding in model.findings] == ["feel-unexpected"]


def test_recursion_of_functions_ends() -> None:
    model = read_model(
        definitions(
            knowledge("K", {"n": "number"}, literal("K(n + 1)"), ["K"]),
            decision("D", literal("K(1)"), knowledge=["K"]),
        )
    )
    with pytest.raises(LimitError):
        model.evaluate("D", {})


def test_long_chains_of_decisions_are_no_recursion() -> None:
    chain = [decision("n0", literal("1"))]
    chain += [
        decision(f"n{number}", literal(f"n{number - 1} + 1"), decisions=[f"n{number - 1}"])
        for number in range(1, 1_500)
    ]
    assert read_model(definitions(*reversed(chain))).evaluate("n1499", {}).value == 1_500


def test_large_tables_are_fine() -> None:
    rows = [(f"[{number * 10}..{number * 10 + 9}]", str(number)) for number in range(1_000)]
    model = read_model(
        definitions(input_data("x", "number"), decision("D", table(["x"], rows), inputs=["x"]))
    )
    assert model.evaluate("D", {"x": 9_995}).value == 999
    assert {finding.code for finding in model.check()} <= {"table-gap"}
