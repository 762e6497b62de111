"""What a service designer is told before publication: overlaps, gaps, dead rules, wrong types."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.rules.api import Finding, read_model
from modellregion.rules.tests.model_xml import decision, definitions, input_data, item, literal, table


def _findings(
    inputs: dict[str, str], rows: Sequence[tuple[str, ...]], *items: str, **options: Any
) -> list[Finding]:
    data = [input_data(name, kind) for name, kind in inputs.items()]
    logic = table(list(inputs), rows, **options)
    return read_model(definitions(*items, *data, decision("Gebühr", logic, inputs=list(inputs)))).check()


def _codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_overlapping_rules_are_named_with_an_example() -> None:
    findings = _findings(
        {"Alter": "number", "Art": "string"},
        [("< 18", '"a"', "1"), (">= 18", "-", "2"), ("[10..20]", '"b"', "3")],
    )
    overlap = next(finding for finding in findings if finding.code == "table-overlap")
    assert (overlap.severity, overlap.rules, overlap.element) == ("error", (2, 3), "t")
    example = dict(overlap.example)
    assert 18 <= Decimal(str(example["Alter"])) <= 20
    assert example["Art"] == "b"
    assert overlap.line > 0


@pytest.mark.parametrize(
    ("kind", "items", "cells", "codes"),
    [
        ("number", [], ["< 10", ">= 10"], []),
        ("number", [], ["< 10", "> 10"], ["table-gap"]),
        ("number", [], ["<= 10", ">= 10"], ["table-overlap"]),
        ("number", [], ["[0..10)", "[10..20]", "< 0", "> 20"], []),
        ("number", [], ["not(5)", "5"], []),
        ("boolean", [], ["true", "false"], []),
        ("boolean", [], ["true"], ["table-gap"]),
        ("string", [], ['"a"', '"b"'], ["table-gap"]),
        ("string", [], ['"a"', 'not("a")'], []),
        ("tArt", [item("tArt", "string", '"a", "b"')], ['"a"', '"b"'], []),
        ("tArt", [item("tArt", "string", '"a", "b"')], ['"a"', '"c"', '"b"'], ["table-dead-rule"]),
        (
            "tAnzahl",
            [item("tAnzahl", "number", "? >= 0 and ? <= 20 and floor(?) = ?")],
            ["[0..5]", "[6..20]"],
            [],
        ),
        ("tAlter", [item("tAlter", "number", "[0..150]")], ["< 18", ">= 18"], []),
        ("date", [], ['< @"2026-01-01"', '>= @"2026-01-01"'], []),
        ("date", [], ['<= @"2025-12-31"', '>= date("2026-01-01")'], []),
        ("date", [], ['<= @"2025-12-31"', '> @"2026-01-01"'], ["table-gap"]),
        ("time", [], ['< @"12:00:00"', '>= @"12:00:00"'], []),
        ("years and months duration", [], ['< @"P1Y"', '>= @"P12M"'], []),
        ("days and time duration", [], ['< @"P1D"', '> @"PT24H"'], ["table-gap"]),
        ("number", [], ["> today()", "1"], ["dmn-clock", "table-not-checked"]),
        ("string", [], ['> "a"', '"b"'], ["table-not-checked"]),
        ("number", [], ["null", "not(null)"], []),
        ("Any", [], ["-"], []),
    ],
)
def test_tables_of_one_column(kind: str, items: list[str], cells: list[str], codes: list[str]) -> None:
    findings = _findings({"x": kind}, [(cell, str(number)) for number, cell in enumerate(cells)], *items)
    assert sorted(set(_codes(findings))) == codes


def test_gaps_are_looked_for_where_a_result_is_needed() -> None:
    rows = [("1", "5")]
    assert "table-gap" not in _codes(_findings({"x": "number"}, rows, hit_policy="COLLECT"))
    assert "table-gap" not in _codes(_findings({"x": "number"}, rows, defaults={"Ergebnis": "0"}))
    assert "table-gap" in _codes(_findings({"x": "number"}, rows, hit_policy="FIRST"))


def test_allowed_values_of_the_column_narrow_what_is_looked_at() -> None:
    findings = _findings({"x": "number"}, [("[0..5]", "1"), ("(5..10]", "2")], input_values={"x": "[0..10]"})
    assert _codes(findings) == []


def test_rules_behind_a_catch_all_never_apply() -> None:
    (finding,) = _findings({"x": "number"}, [("-", "1"), ("> 5", "2")], hit_policy="FIRST")
    assert (finding.code, finding.rules) == ("table-dead-rule", (1, 2))


def test_overlaps_of_an_any_table_matter_only_with_other_results() -> None:
    assert _codes(_findings({"x": "number"}, [("-", "1"), ("> 5", "1")], hit_policy="ANY")) == []
    assert _codes(_findings({"x": "number"}, [("-", "1"), ("> 5", "2")], hit_policy="ANY")) == [
        "table-overlap"
    ]


@pytest.mark.parametrize(
    ("parts", "code", "severity"),
    [
        (
            [
                input_data("x", "number"),
                decision("D", table(["x"], [('"a"', "1"), ("not(1)", "2")]), inputs=["x"]),
            ],
            "table-cell-type",
            "error",
        ),
        (
            [
                input_data("x"),
                decision("D", table(["x"], [("-", '"c"')], outputs={"o": '"a", "b"'}), inputs=["x"]),
            ],
            "table-output",
            "error",
        ),
        ([decision("D", literal('"a"'), type_name="number")], "dmn-result-type", "error"),
        ([input_data("x", "tFehlt"), decision("D", literal("x"), inputs=["x"])], "dmn-unknown-type", "error"),
        ([decision("D", literal("Altr > 3"))], "dmn-unknown-name", "warning"),
        ([decision("D", "")], "dmn-no-logic", "warning"),
        ([decision("D", table(["1"], []))], "table-empty", "warning"),
        ([input_data("x"), decision("D", literal("1"))], "dmn-unused-input", "note"),
    ],
)
def test_other_findings(parts: list[str], code: str, severity: str) -> None:
    findings = read_model(definitions(*parts)).check()
    assert (code, severity) in {(finding.code, finding.severity) for finding in findings}


def test_paths_are_known_by_their_types() -> None:
    types = '<itemDefinition name="tA"><itemComponent name="ja"><typeRef>boolean</typeRef></itemComponent></itemDefinition>'
    logic = table(["x.ja"], [("true", "1"), ("false", "2")])
    model = read_model(definitions(types, input_data("x", "tA"), decision("D", logic, inputs=["x"])))
    assert model.check() == []


bounds = st.integers(-3, 6)
cells = st.one_of(
    st.builds("[{0}..{1}]".format, bounds, bounds).filter(
        lambda text: int(text[1:].split("..")[0]) <= int(text[:-1].split("..")[1])
    ),
    st.builds("{0} {1}".format, st.sampled_from(["<", "<=", ">", ">=", "="]), bounds),
    st.builds("not({0})".format, bounds),
    st.just("-"),
)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_findings_and_runs_agree(rows: list[tuple[str, str]]) -> None:
    """The check finds an overlap or a gap exactly when some input of a fine grid shows one."""
    numbered = [(*row, str(number)) for number, row in enumerate(rows)]
    data = [input_data("x", "number"), input_data("y", "number")]
    model = read_model(definitions(*data, decision("D", table(["x", "y"], numbered), inputs=["x", "y"])))
    codes = _codes(model.check())
    grid = [Decimal(step) / 2 for step in range(-9, 16)]
    results = [model.evaluate("D", {"x": x, "y": y}) for x in grid for y in grid]
    overlaps = any(result.errors for result in results)
    gaps = any(result.value is None and not result.errors for result in results)
    assert ("table-overlap" in codes, "table-gap" in codes) == (overlaps, gaps)
    for finding in model.check():
        if finding.code in {"table-overlap", "table-gap"}:
            shown = model.evaluate("D", {"x": 0, "y": 0} | dict(finding.example))
            assert bool(shown.errors) == (finding.code == "table-overlap")


FEES = [
    ('< @"2025-01-01"', '"Personalausweis"', "22.80"),
    ('>= @"2025-01-01"', '"Personalausweis"', "27.60"),
    ("-", '"Meldebescheinigung"', "9.00"),
]


def test_the_day_of_the_application_chooses_the_rate() -> None:
    logic = table(["Stichtag", "Leistung"], FEES)
    model = read_model(
        definitions(
            input_data("Stichtag", "date"),
            input_data("Leistung", "string"),
            decision("Gebühr", logic, inputs=["Stichtag", "Leistung"]),
        )
    )
    inputs = {"Leistung": "Personalausweis"}
    assert model.evaluate("Gebühr", inputs, on=date(2024, 12, 31)).required() == Decimal("22.80")
    assert model.evaluate("Gebühr", inputs, on=date(2025, 1, 1)).required() == Decimal("27.60")
    assert model.evaluate("Gebühr", {**inputs, "Stichtag": date(2025, 1, 1)}).required() == Decimal("27.60")
    without = model.evaluate("Gebühr", inputs)
    assert (without.value, without.errors[0].code) == (None, "decision-no-day")
    result = model.evaluate("Gebühr", inputs, on=date(2025, 1, 1))
    assert ("Stichtag", date(2025, 1, 1)) in result.explanation.inputs
    assert "table-overlap" not in _codes(model.check())
