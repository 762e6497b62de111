"""Decision tables: every hit policy and aggregation, and no result where the law has none."""

from decimal import Decimal
from typing import Any

import pytest

from modellregion.rules.api import DecisionError, DecisionResult, read_model
from modellregion.rules.tests.model_xml import decision, definitions, input_data, table

ROWS = [("> 1", "10"), ("> 2", "20"), ("> 3", "30")]


def _decide(logic: str, **inputs: Any) -> DecisionResult:
    data = [input_data(name, "") for name in inputs]
    model = read_model(definitions(*data, decision("D", logic, inputs=list(inputs))))
    return model.evaluate("D", inputs)


@pytest.mark.parametrize(
    ("policy", "aggregation", "value", "result"),
    [
        ("UNIQUE", "", 2, 10),
        ("UNIQUE", "", 1, None),
        ("FIRST", "", 9, 10),
        ("ANY", "", 2, 10),
        ("RULE ORDER", "", 9, [10, 20, 30]),
        ("RULE ORDER", "", 0, []),
        ("COLLECT", "", 3, [10, 20]),
        ("COLLECT", "", 0, []),
        ("COLLECT", "SUM", 9, 60),
        ("COLLECT", "SUM", 0, None),
        ("COLLECT", "COUNT", 9, 3),
        ("COLLECT", "COUNT", 0, 0),
        ("COLLECT", "MIN", 9, 10),
        ("COLLECT", "MAX", 9, 30),
    ],
)
def test_hit_policies(policy: str, aggregation: str, value: int, result: Any) -> None:
    found = _decide(table(["x"], ROWS, hit_policy=policy, aggregation=aggregation), x=value)
    assert found.required() == result


@pytest.mark.parametrize(
    ("policy", "result"), [("PRIORITY", "hoch"), ("OUTPUT ORDER", ["hoch", "mittel", "niedrig"])]
)
def test_priorities_follow_the_allowed_values(policy: str, result: Any) -> None:
    rows = [("> 1", '"niedrig"'), ("> 2", '"hoch"'), ("> 3", '"mittel"')]
    values = {"Stufe": '"hoch", "mittel", "niedrig"'}
    assert _decide(table(["x"], rows, hit_policy=policy, outputs=values), x=9).value == result


def test_priorities_of_several_columns_count_from_the_left() -> None:
    rows = [("-", '"b"', "1"), ("-", '"a"', "2"), ("-", '"a"', "1")]
    logic = table(["x"], rows, hit_policy="OUTPUT ORDER", outputs={"p": '"a", "b"', "q": "1, 2"})
    assert [list(row.values()) for row in _decide(logic, x=1).value] == [["a", 1], ["a", 2], ["b", 1]]


def test_several_outputs_make_a_context() -> None:
    logic = table(["x"], [("1", '"ja"', "2.50")], outputs={"Bescheid": "", "Gebühr": ""})
    assert _decide(logic, x=1).value == {"Bescheid": "ja", "Gebühr": Decimal("2.50")}


def test_defaults_stand_in_for_missing_rules() -> None:
    assert _decide(table(["x"], ROWS, defaults={"Ergebnis": "0"}), x=0).value == 0
    logic = table(["x"], [("1", "1", "2")], outputs={"a": "", "b": ""}, defaults={"b": "7"})
    assert _decide(logic, x=0).value == {"a": None, "b": 7}


def test_two_rules_of_a_unique_table_are_an_error_and_never_the_first_row() -> None:
    found = _decide(table(["x"], ROWS), x=3)
    assert found.value is None
    (error,) = found.errors
    assert (error.code, error.rules, error.severity) == ("table-unique", (1, 2), "error")
    with pytest.raises(DecisionError) as caught:
        found.required()
    assert caught.value.findings == found.errors
    assert found.explanation.findings[0] == error
    assert [rule.number for rule in found.explanation.decisions[0].tables[0].rules] == [1, 2]


def test_rules_of_an_any_table_must_agree() -> None:
    assert _decide(table(["x"], [("> 1", "5"), ("> 2", "5.0")], hit_policy="ANY"), x=9).required() == 5
    found = _decide(table(["x"], ROWS, hit_policy="ANY"), x=9)
    assert found.value is None
    assert found.errors[0].code == "table-any"


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_what_cannot_be_put_together_is_an_error(aggregation: str) -> None:
    rows = [("-", "1"), ("-", "null")]
    found = _decide(table(["x"], rows, hit_policy="COLLECT", aggregation=aggregation), x=1)
    assert (found.value, found.errors[0].code) == (None, "table-collect")
    alone = _decide(table(["x"], [("-", "null")], hit_policy="COLLECT", aggregation=aggregation), x=1)
    assert alone.errors[0].code == "table-collect"
    rows2 = [("-", "1", "2")]
    logic = table(["x"], rows2, hit_policy="COLLECT", aggregation=aggregation, outputs={"a": "", "b": ""})
    assert _decide(logic, x=1).errors[0].code == "table-collect"


def test_an_input_outside_of_the_allowed_values_is_an_error() -> None:
    logic = table(["x"], [("-", "1")], input_values={"x": "[1..5]"})
    assert _decide(logic, x=5).required() == 1
    assert _decide(logic, x=None).required() == 1
    assert _decide(logic, x=6).errors[0].code == "table-input"


@pytest.mark.parametrize(
    ("cell", "value", "passes"),
    [
        ("-", None, True),
        ("", 5, True),
        ("< 18", 17, True),
        ("[18..24], > 60", 61, True),
        ("not(1, 2)", 3, True),
        ('"a","b"', "b", True),
        ("> y", 6, True),
        ("y", 5, True),
        ("[y..y+2]", 7, True),
        ("count(?) > 1", [1, 2], True),
        ("? = y or ? = 0", 0, True),
        ("z", "b", True),
        ("z", "c", False),
        ("null", None, True),
        ("> 5", None, False),
        ("> 5", "x", False),
        ("true", True, True),
        ("true", None, False),
        ("false", None, False),
    ],
)
def test_cells(cell: str, value: Any, passes: bool) -> None:
    data = [input_data(name) for name in ("x", "y", "z")]
    logic = table(["x"], [(cell, '"ja"')])
    model = read_model(definitions(*data, decision("D", logic, inputs=["x", "y", "z"])))
    assert model.evaluate("D", {"x": value, "y": 5, "z": ["a", "b"]}).value == ("ja" if passes else None)


def test_money_is_exact() -> None:
    rows = [
        ('"Personalausweis"', "< 24", "22.80"),
        ('"Personalausweis"', ">= 24", "37.00"),
        ('"Reisepass"', "-", "70"),
    ]
    logic = table(["Leistung", "Alter"], rows)
    assert str(_decide(logic, Leistung="Personalausweis", Alter=23).required()) == "22.80"
    assert _decide(logic, Leistung="Personalausweis", Alter=24).required() * 3 == Decimal("111.00")
