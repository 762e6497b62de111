"""A table that fits is found to fit at once; one that does not is looked through to the end."""

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.packages.files import read_folder
from modellregion.packages.schema.conforming import deviations, every_deviation
from modellregion.packages.schema.published import definition_of

SERVICES = Path(__file__).resolve().parents[4] / "services"
TABLES = [
    (name, files.table(name), definition_of(name))
    for files in map(read_folder, sorted(SERVICES.iterdir()))
    for name in sorted(files.contents)
    if name.endswith(".toml") and definition_of(name)
]
_strange = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.just(""), st.just("2026-01-31"),
    st.just(date(2026, 1, 31)), st.just(datetime(2026, 1, 31, tzinfo=UTC)), st.just([]), st.just({}), st.just([""]), st.just({"x": 1}),
)  # fmt: skip


def _changed(value: Any, chance: Random, strange: Any) -> Any:
    """Return the value with something strange in one place."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value))
        return {**value, key: _changed(value[key], chance, strange)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        return [*value[:at], _changed(value[at], chance, strange), *value[at + 1 :]]
    return strange


@pytest.mark.parametrize(("name", "table", "definition"), TABLES)
def test_our_own_files_fit(name: str, table: Any, definition: Any) -> None:
    assert every_deviation(table, definition) == deviations(table, definition) == []


@given(st.sampled_from(TABLES), st.randoms(use_true_random=False), _strange)
def test_looking_quickly_and_looking_at_everything_agree(entry: Any, chance: Random, strange: Any) -> None:
    _, table, definition = entry
    changed = _changed(table, chance, strange)
    if isinstance(changed, dict):
        assert deviations(changed, definition) == every_deviation(changed, definition)
