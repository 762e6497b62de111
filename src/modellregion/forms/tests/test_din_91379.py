"""The character set against the standard's own machine-readable data types A, B and C (DIN 91379:2022-08)."""

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.latin import Charset, first_foreign_character, length, search_key, sort_key, tidy

STANDARDS = Path(
    os.environ.get("MODELLREGION_STANDARDS") or Path(__file__).resolve().parents[5] / "shared" / "standards"
)
FOLDER = STANDARDS / "din-91379"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="DIN 91379 is not here; set MODELLREGION_STANDARDS to the folder of standards"
)


def _json(name: str) -> Any:
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _official(charset: Charset) -> re.Pattern[str]:
    (pattern,) = _json("datatypes-patterns.json")["types"][f"datatype{charset.value}"]["patterns"]
    return re.compile(rf"(?:{pattern})\Z")


OFFICIAL = {charset: _official(charset) for charset in Charset} if FOLDER.is_dir() else {}
LETTERS: list[dict[str, str]] = [
    entry
    for entry in _json("isyfact-sonderzeichenliste.json")
    if entry["schriftzeichengruppe"] not in {"GRIECHISCH", "KYRILLISCH", "E1"}  # not normative: types D and E
]
MARKS = "".join(sorted({c for entry in LETTERS for c in entry["zeichen"] if unicodedata.combining(c)}))


@pytest.mark.parametrize("charset", Charset)
def test_every_code_point_is_taken_or_refused_as_the_standard_says(charset: Charset) -> None:
    official = OFFICIAL[charset]
    code_points = (chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000)
    differing = [
        f"U+{ord(c):04X}"
        for c in code_points
        if (first_foreign_character(c, charset) is None) != bool(official.match(c))
    ]
    assert differing == []


@pytest.mark.parametrize("charset", Charset)
def test_every_letter_with_every_mark_as_the_standard_says(charset: Charset) -> None:
    """All pairs, and the sequences of three: 230 letters with 20 marks each."""
    official = OFFICIAL[charset]
    bases = sorted({entry["zeichen"][0] for entry in LETTERS})
    differing = []
    for base in bases:
        for tail in [*MARKS, *(a + b for a in MARKS for b in MARKS), "\u035fH", "\u035fh"]:
            text = base + tail
            if (first_foreign_character(text, charset) is None) != bool(official.match(text)):
                differing.append(ascii(text))
    assert differing == []


def test_every_normative_sign_is_kept_as_the_standard_writes_it_however_it_is_typed() -> None:
    for entry in LETTERS:
        sign = entry["zeichen"]
        composed, apart = (tidy(f"x{unicodedata.normalize(form, sign)}x") for form in ("NFC", "NFD"))
        assert composed == apart, entry
        assert first_foreign_character(composed, Charset.TEXT) is None, entry
        if entry["schriftzeichengruppe"] == "LATEIN":
            assert composed == f"x{sign}x", entry
            assert length(sign) == (2 if "\u035f" in sign else 1), entry
            assert first_foreign_character(sign, Charset.NAME) is None, entry


# Letters that most people type as two.
IN_TWO = {"Ĳ": "ij", "ĳ": "ij", "ß": "ss", "ẞ": "ss", "Þ": "th", "þ": "th", "Æ": "ae", "æ": "ae", "Ǣ": "ae", "ǣ": "ae",
          "Ǽ": "ae", "ǽ": "ae", "Œ": "oe", "œ": "oe", "K͟H": "kh", "K͟h": "kh", "k͟h": "kh"}  # fmt: skip


def test_a_name_is_found_and_sorted_by_its_base_letters() -> None:
    for entry in LETTERS:
        if entry["schriftzeichengruppe"] == "LATEIN":
            letter = entry["zeichen"]
            plain = IN_TWO.get(letter, entry["grundzeichen"].casefold())
            assert search_key(f"Xy{letter}zz") == search_key(f"Xy{plain}zz"), entry
            assert sort_key(letter) == plain, entry


@given(st.text(max_size=40))
def test_any_text_is_judged_as_the_standard_judges_it(text: str) -> None:
    for charset, official in OFFICIAL.items():
        assert (first_foreign_character(text, charset) is None) == bool(official.match(text))


@given(st.lists(st.sampled_from([entry["zeichen"] for entry in LETTERS] or ["a"]), max_size=30).map("".join))
def test_normative_letters_in_any_order_are_judged_as_the_standard_judges_them(text: str) -> None:
    for charset, official in OFFICIAL.items():
        typed = tidy(text, lines=True)
        assert (first_foreign_character(typed, charset) is None) == bool(official.match(typed))
