"""What a table shows tells nothing about few: checked as somebody would who subtracts."""

from hypothesis import given
from hypothesis import strategies as st

from modellregion.opendata.disclosure import shown

COUNTS = st.dictionaries(
    st.tuples(st.text("abcdefgh", min_size=1, max_size=2)), st.integers(0, 30), max_size=12
)


@given(counts=COUNTS, minimum=st.integers(3, 12))
def test_nothing_small_is_shown_or_can_be_computed(counts: dict[tuple[str, ...], int], minimum: int) -> None:
    table = shown(counts, minimum)
    total = sum(counts.values())
    if table.total is None:
        assert total < minimum
        assert (dict(table.cells), table.rest) == ({}, 0)
        return
    assert table.total == total == sum(table.cells.values()) + table.rest
    assert all(count >= minimum and counts[cell] == count for cell, count in table.cells.items())
    hidden = [cell for cell, count in counts.items() if count and cell not in table.cells]
    assert (table.rest, len(hidden)) == (0, 0) or (
        table.rest >= minimum and (len(hidden) > 1 or not table.cells)
    )


def test_examples() -> None:
    one, two, three = ("a",), ("b",), ("c",)
    assert shown({one: 20, two: 3, three: 4}, 5).rest == 7
    alone = shown({one: 20, two: 9, three: 4}, 5)
    assert (dict(alone.cells), alone.rest) == ({one: 20}, 13), "one hidden cell alone could be computed"
    assert shown({one: 2, two: 1}, 5).total is None
    everything = shown({one: 4, two: 4}, 5)
    assert (dict(everything.cells), everything.rest, everything.total) == ({}, 8, 8)
