"""Adapted files are written from pieces: the text is the one that the writer would have made in one go."""

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from modellregion.packages.adapting.structure import tree_of
from modellregion.packages.adapting.toml_pieces import written_table
from modellregion.packages.adapting.tree import node_of, value_of
from modellregion.packages.files import read_folder

SERVICES = Path(__file__).resolve().parents[4] / "services"

_keys = st.sampled_from(["id", "a", "mit Leerzeichen", "[", "ä", 'x"y', "b.c"])
_leaves = st.one_of(st.text(max_size=8), st.integers(-9, 9), st.booleans(), st.dates(), st.just("[schräg]"))
_values = st.recursive(
    _leaves, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)), max_leaves=12
)  # fmt: skip


@given(st.dictionaries(_keys, _values, max_size=4))
def test_any_table_is_written_as_in_one_go(table: dict[str, Any]) -> None:
    tree = node_of(table)
    for _ in range(2):  # made, and remembered
        value, text = written_table(tree)
        assert value == value_of(tree)
        assert text == tomli_w.dumps(value_of(tree))
        assert tomllib.loads(text) == value


def test_every_file_of_our_services_is_written_as_in_one_go() -> None:
    seen = 0
    for folder in sorted(SERVICES.iterdir()):
        for name, tree in tree_of(read_folder(folder)).items():
            if name.endswith(".toml") and isinstance(tree, dict):
                seen += 1
                assert written_table(tree)[1] == tomli_w.dumps(value_of(tree)), name
    assert seen > 20
