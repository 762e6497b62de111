"""The table of checked examples: what a clerk works out by hand, the room must give."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from modellregion.deadlines.api import (
    Beginning,
    Period,
    Shift,
    Unit,
    calendar_for,
    compute,
    find_rule,
    last_day,
)

EXAMPLES = tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))


def _name(example: dict[str, Any]) -> str:
    return f"{example.get('norm', '')} {example['start']} {example['why']}".strip()


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(EXAMPLES["count"]) + len(EXAMPLES["rule"]) >= 80


@pytest.mark.parametrize("example", EXAMPLES["count"], ids=_name)
def test_counting(example: dict[str, Any]) -> None:
    period = Period(example["count"], Unit(example["unit"]), example.get("then_days", 0))
    beginning = Beginning(example["begins"])
    found = last_day(example["start"], period, beginning, calendar_for("DE-NW"))
    assert found == example["last_day"], example["why"]


@pytest.mark.parametrize("example", EXAMPLES["rule"], ids=_name)
def test_rules(example: dict[str, Any]) -> None:
    jurisdiction = example.get("jurisdiction", "DE-NW")
    start: date = example["start"]
    rule = find_rule(example["norm"], jurisdiction, start)
    period = Period(example["count"], Unit(example["unit"])) if "unit" in example else None
    shift = Shift(example["shift"]) if "shift" in example else None
    deadline = compute(rule, start, jurisdiction=jurisdiction, period=period, shift=shift)
    assert deadline.due == example["due"], example["why"]
    assert deadline.steps[-1].day == example["due"]
