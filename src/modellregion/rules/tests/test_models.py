"""Decision models: requirement graphs, boxes, types, services, imports, and what a caller learns of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from modellregion.rules.api import DecisionError, DecisionModel, LimitError, Limits, read_model
from modellregion.rules.tests.model_xml import (
    component,
    decision,
    definitions,
    input_data,
    item,
    knowledge,
    literal,
    table,
)


def _decide(logic: str, **inputs: Any) -> Any:
    data = [input_data(name) for name in inputs]
    model = read_model(definitions(*data, decision("D", logic, inputs=list(inputs))))
    return model.evaluate("D", inputs).required()


def _graph() -> DecisionModel:
    return read_model(
        definitions(
            input_data("Anzahl", "number"),
            input_data("Art des Antrags", "string").replace("i_Art des Antrags", "i_Art"),
            '<knowledgeSource id="s_Satzung" name="Gebührensatzung" locationURI="https://example.org/satzung"/>',
            knowledge("Zuschlag", {"Betrag": "number"}, literal("Betrag * 0.1")),
            decision(
                "Grundgebühr",
                table(
                    ["Art des Antrags"],
                    [('"neu"', "12.50", "§ 2 Abs. 1"), ('"alt"', "5", "§ 2 Abs. 2")],
                    notes=["Norm"],
                ),
                inputs=["Art"],
                authorities=["Satzung"],
                type_name="number",
            ),
            decision(
                "Gebühr",
                literal("Grundgebühr * Anzahl + Zuschlag(Grundgebühr)"),
                inputs=["Anzahl"],
                decisions=["Grundgebühr"],
                knowledge=["Zuschlag"],
                type_name="number",
            ),
        )
    )


def test_a_graph_is_worked_through_in_its_order() -> None:
    model = _graph()
    result = model.evaluate("Gebühr", {"Anzahl": 2, "Art des Antrags": "neu"})
    assert result.required() == Decimal("26.25")
    assert model.evaluate("d_Gebühr", {"Anzahl": 2, "Art des Antrags": "neu"}).value == result.value
    assert [one.name for one in model.decisions] == ["Grundgebühr", "Gebühr"]
    assert model.decisions[1].inputs == ("Anzahl", "Art des Antrags")
    assert [(one.name, one.type) for one in model.inputs] == [
        ("Anzahl", "number"),
        ("Art des Antrags", "string"),
    ]
    assert model.check() == [finding for finding in model.check() if finding.severity != "error"]


def test_the_explanation_says_why() -> None:
    result = _graph().evaluate("Gebühr", {"Anzahl": 2, "Art des Antrags": "neu"}, on=date(2026, 1, 15))
    explanation = result.explanation
    assert explanation is result.explanation
    assert explanation.on == date(2026, 1, 15)
    assert explanation.inputs == (("Anzahl", 2), ("Art des Antrags", "neu"))
    first, second = explanation.decisions
    assert (first.name, first.value, first.authorities) == (
        "Grundgebühr",
        Decimal("12.50"),
        ("Gebührensatzung (https://example.org/satzung)",),
    )
    (record,) = first.tables
    assert (record.element, record.owner, record.hit_policy) == ("t", "Grundgebühr", "UNIQUE")
    assert record.inputs == (("Art des Antrags", "neu"),)
    (rule,) = record.rules
    assert (rule.number, rule.identifier) == (1, "r1")
    assert rule.annotations == (("Norm", "§ 2 Abs. 1"),)
    assert rule.outputs == (("Ergebnis", Decimal("12.50")),)
    assert (second.value, second.tables) == (Decimal("26.25"), ())
    data = explanation.as_data()
    assert data["decisions"][0]["tables"][0]["rules"][0]["annotations"] == [["Norm", "§ 2 Abs. 1"]]
    assert data["inputs"] == [["Anzahl", "2"], ["Art des Antrags", "neu"]]
    assert len(data["model"]) == 64


def test_tables_of_knowledge_models_are_explained_where_they_are_called() -> None:
    logic = table(["x"], [("> 0", "1"), ("<= 0", "2")])
    model = read_model(
        definitions(
            input_data("a"),
            knowledge("K", {"x": "number"}, logic),
            decision("D", literal("K(a) + K(-a)"), inputs=["a"], knowledge=["K"]),
        )
    )
    result = model.evaluate("D", {"a": 1})
    assert result.value == 3
    records = result.explanation.decisions[0].tables
    assert [(record.owner, record.rules[0].number) for record in records] == [("K", 1), ("K", 2)]


def test_reasons_for_null_are_told() -> None:
    result = _graph().evaluate("Gebühr", {"Anzahl": 2, "Art des Antrags": "unbekannt"})
    assert result.value is None
    assert result.errors == ()
    assert "table-no-rule" in {finding.code for finding in result.explanation.findings}


def test_misspelt_and_missing_inputs_are_noted() -> None:
    result = _graph().evaluate("Gebühr", {"Anzal": 2, "Art des Antrags": "neu"})
    found = {(finding.code, finding.severity) for finding in result.explanation.findings}
    assert {("decision-unknown-input", "note"), ("decision-missing-input", "note")} <= found


BOXES = {
    "context": "<context><contextEntry><variable name='a'/>{0}</contextEntry><contextEntry><variable name='b c'/>{1}"
    "</contextEntry><contextEntry>{2}</contextEntry></context>",
}


@pytest.mark.parametrize(
    ("logic", "result"),
    [
        (BOXES["context"].format(literal("x + 1"), literal("a * 2"), literal("b c + a")), 9),
        (
            "<context><contextEntry><variable name='a'/>" + literal("x") + "</contextEntry></context>",
            {"a": 2},
        ),
        ("<list>" + literal("x") + literal("x + 1") + "</list>", [2, 3]),
        (
            "<relation><column name='a'/><column name='b'/><row>"
            + literal("1")
            + literal("x")
            + "</row></relation>",
            [{"a": 1, "b": 2}],
        ),
        (
            "<conditional><if>"
            + literal("x > 1")
            + "</if><then>"
            + literal('"ja"')
            + "</then><else>"
            + literal('"nein"')
            + "</else></conditional>",
            "ja",
        ),
        (
            "<filter><in>"
            + literal("[1, 2, 3]")
            + "</in><match>"
            + literal("item >= x")
            + "</match></filter>",
            [2, 3],
        ),
        (
            "<for iteratorVariable='i'><in>"
            + literal("[1..3]")
            + "</in><return>"
            + literal("if i = 1 then x else partial[-1] * 2")
            + "</return></for>",
            [2, 4, 8],
        ),
        (
            "<some iteratorVariable='i'><in>"
            + literal("[1, 2]")
            + "</in><satisfies>"
            + literal("i > x")
            + "</satisfies></some>",
            False,
        ),
        (
            "<every iteratorVariable='i'><in>"
            + literal("[1, 2]")
            + "</in><satisfies>"
            + literal("i <= x")
            + "</satisfies></every>",
            True,
        ),
        (
            "<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='n' typeRef='number'/>"
            + literal("if n <= 1 then 1 else n * f(n - 1)")
            + "</functionDefinition></contextEntry><contextEntry>"
            + "<invocation>"
            + literal("f")
            + "<binding><parameter name='n'/>"
            + literal("x + 3")
            + "</binding></invocation></contextEntry></context>",
            120,
        ),
    ],
)
def test_boxes(logic: str, result: Any) -> None:
    assert _decide(logic, x=2) == result


@pytest.mark.parametrize(
    ("type_name", "given", "result"),
    [
        ("number", 5, 5),
        ("number", [5], 5),
        ("number", "5", None),
        ("tAlter", 17, 17),
        ("tAlter", -1, None),
        ("tListe", ["a", "b"], ["a", "b"]),
        ("tListe", "a", ["a"]),
        ("tListe", ["a", "x"], None),
        ("tListe", ["a", 1], None),
        ("tPerson", {"Name": "Ada", "Alter": 3}, {"Name": "Ada", "Alter": 3}),
        ("tPerson", {"Name": "Ada", "Alter": 300}, None),
        ("tPerson", {"Name": "Ada"}, None),
        ("tPerson", {"Name": "Ada", "Alter": None, "mehr": 1}, {"Name": "Ada", "Alter": None, "mehr": 1}),
        ("tBaum", {"Kinder": [{"Kinder": [{"Kinder": []}]}]}, {"Kinder": [{"Kinder": [{"Kinder": []}]}]}),
        ("tBaum", {"Kinder": [{"Kinder": 7}]}, None),
        ("feel:number", 5, 5),
        ("date and time", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))),
        ("Any", "x", "x"),
        ("tFunktion", 5, None),
    ],
)
def test_inputs_are_of_their_type_or_an_error(type_name: str, given: Any, result: Any) -> None:
    function = '<itemDefinition name="tFunktion"><functionItem outputTypeRef="number"><parameters name="n"/></functionItem></itemDefinition>'
    model = read_model(
        definitions(
            item("tAlter", "number", "[0..150]"),
            item("tBuchstabe", "string", '"a", "b"'),
            item("tListe", "tBuchstabe", is_list=True),
            item("tPerson", "", components=component("Name", "string") + component("Alter", "tAlter")),
            item("tBaeume", "tBaum", is_list=True),
            item("tBaum", "", components=component("Kinder", "tBaeume")),
            function,
            input_data("x", type_name),
            decision("D", literal("x"), inputs=["x"]),
        )
    )
    found = model.evaluate("D", {"x": given})
    assert found.value == result
    assert bool(found.errors) == (result is None)


def test_results_are_of_their_type_or_an_error() -> None:
    model = read_model(
        definitions(input_data("x"), decision("D", literal("x"), inputs=["x"], type_name="number"))
    )
    assert model.evaluate("D", {"x": 1}).required() == 1
    with pytest.raises(DecisionError):
        model.evaluate("D", {"x": "eins"}).required()


@pytest.mark.parametrize(
    "uri",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_all_versions_are_read_and_foreign_elements_left_alone(uri: str) -> None:
    foreign = '<extensionElements><x:layout xmlns:x="urn:x"><decision id="d_A" name="A"/></x:layout></extensionElements>'
    graph = '<dmndi:DMNDI xmlns:dmndi="urn:dmndi"><dmndi:Shape id="shape" dmnElementRef="d_A"/></dmndi:DMNDI>'
    xml = definitions(foreign, decision("A", literal("1 + 1")), graph, uri=uri)
    assert read_model(xml).evaluate("A", {}).required() == 2


def test_tables_without_declared_inputs_look_names_up_with_the_caller() -> None:
    model = read_model(definitions(decision("D", table(["alter"], [("< 18", '"Kind"')]))))
    assert model.evaluate("D", {"alter": 3}).value == "Kind"
    assert [finding.code for finding in model.check() if finding.severity == "warning"] == [
        "dmn-unknown-name",
        "table-gap",
    ]


def test_the_clock_is_handed_in() -> None:
    model = read_model(definitions(decision("D", literal("today()"))))
    now = datetime(2026, 1, 15, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert model.evaluate("D", {}, now=now).value == date(2026, 1, 15)
    assert model.evaluate("D", {}).value is None
    assert "dmn-clock" in {finding.code for finding in model.check()}


def test_unknown_decisions_are_refused() -> None:
    with pytest.raises(DecisionError) as caught:
        _graph().evaluate("Gibt es nicht", {})
    assert caught.value.code == "decision-unknown"


def test_limits_hold_across_the_graph() -> None:
    chain = [decision("n0", literal("for i in 1..400 return i"))]
    chain += [
        decision(f"n{number}", literal(f"for i in n{number - 1} return i + 1"), decisions=[f"n{number - 1}"])
        for number in range(1, 400)
    ]
    model = read_model(definitions(*chain))
    assert model.evaluate("n399", {}).value[0] == 400
    with pytest.raises(LimitError):
        model.evaluate("n399", {}, limits=Limits(steps=10_000))
