"""Routing values on their way into a store and back."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.process import api as process
from modellregion.process.tests.drawing import compiled
from modellregion.process.tests.office import Office
from modellregion.process.values import is_usable

SINGLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**90), 2**90)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes(timezones=st.just(ZoneInfo("UTC")))
    | st.times()
)
KEYS = st.text(max_size=8).filter(lambda key: not key.startswith("@"))
VALUES = st.dictionaries(
    KEYS,
    st.recursive(
        SINGLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
)


@given(VALUES)
def test_values_come_back_as_they_went(values: dict[str, object]) -> None:
    assert is_usable(values)
    assert process.values_from_json(process.values_to_json(values)) == values


def test_money_keeps_its_digits_and_times_their_offset() -> None:
    at = datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    values = {"fee": Decimal("12.50"), "at": at, "day": date(2026, 7, 1), "open": time(8, 30)}
    stored = process.values_to_json(values)
    assert b'"fee":12.50' in stored
    back = process.values_from_json(stored)
    assert str(back["fee"]) == "12.50"
    assert back == values


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), Decimal("NaN"), b"x", {1: 2}, {"@date": "x"}, {"a"}, object()]
)
def test_what_can_not_be_kept_is_not_usable(value: object) -> None:
    assert not is_usable(value)
    assert not is_usable([{"a": value}])


def test_values_nested_without_end_are_not_usable() -> None:
    value: object = 1
    for _ in range(30):
        value = [value]
    assert not is_usable(value)


@pytest.mark.parametrize("stored", [b"", b"[]", b"1", b"{"])
def test_what_nobody_wrote_is_not_read(stored: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        process.values_from_json(stored)


def test_a_decision_that_yields_something_odd_is_an_incident() -> None:
    graph = compiled("start s\nrule a result=r\nend e\ns -> a -> e")
    office = Office(graph, decide=lambda _decision, _context: 1.5).start()
    assert "can't be kept" in (office.incidents[0].error or "")
