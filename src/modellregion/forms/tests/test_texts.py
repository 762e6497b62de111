"""Text fields: what people type and paste, what is refused, and with which sentence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import tidy
from modellregion.forms.kinds.texts import Text
from modellregion.forms.latin import Charset, first_foreign_character, length
from modellregion.forms.tests.asking import ask, check, typed_again

NAME = Text(charset=Charset.NAME, max_length=120)
PLACE = Text(charset=Charset.PLACE)
FREE = Text(charset=Charset.TEXT, max_length=500, lines=3)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Groß  ", "Groß"),
        ("Erdős", "Erdős"),
        ("Zoë  von\tder\u00a0Heyde", "Zoë von der Heyde"),
        ("Mu\u0308ller", "Müller"),
        ("C\u0328\u0306ek", "C\u0328\u0306ek"),
        ("Z\u0300ora", "Z\u0300ora"),
        ("O\u2018Brien", "O'Brien"),
        ("O\u2019Brien", "O\u2019Brien"),
        ("Meyer\u2013Lübke", "Meyer-Lübke"),
        ("Do\u00adna\u200bu\ufeff", "Donau"),
        ("Anna\r\nMaria", "Anna Maria"),
    ],
)
def test_names_are_kept_tidily(typed: str, kept: str) -> None:
    assert ask(NAME, typed).value == kept


def test_free_text_keeps_its_lines() -> None:
    typed = "  Verkauf \r\n „Haarpflege“ … \n\n m² "
    assert ask(FREE, typed).value == 'Verkauf \n "Haarpflege" ... \n\n m²'


@pytest.mark.parametrize("typed", ["", "   ", "\t\r\n", "\u00a0\u200b\ufeff"])
def test_blanks_are_no_answer(typed: str) -> None:
    answer = ask(NAME, typed)
    assert answer.value is None
    assert answer.rules == []


@pytest.mark.parametrize(
    ("kind", "typed", "rule", "said"),
    [
        (NAME, "Pick 😀", "foreign_character", "Das Zeichen „😀“ bei „Angabe“"),
        (NAME, "Ольга", "foreign_character", "„О“"),
        (NAME, "Œdipe б\u0301", "foreign_character", "„б\u0301“"),
        (NAME, "Bob\u0301", "foreign_character", "„b\u0301“"),
        (NAME, "Ann@", "foreign_character", "„@“"),
        (NAME, "Pick\u200fe", "invisible_character", "(U+200F)"),
        (NAME, "\u202eeliF", "invisible_character", "(U+202E)"),
        (NAME, "a\x00b", "invisible_character", "(U+0000)"),
        (NAME, "\u0301lea", "invisible_character", "(U+0301)"),
        (NAME, "Karl 2", "digit_in_name", "Ziffer"),
        (PLACE, "\uff13", "foreign_character", "„\uff13“"),
        (NAME, "ő" * 300, "too_long", "300 Zeichen. Möglich sind höchstens 120"),
        (Text(max_length=20_000), "x" * 20_001, "too_long", "20.001 Zeichen"),
        (Text(min_length=3), "ja", "too_short", "mindestens 3 Zeichen"),
    ],
)
def test_what_cannot_be_kept_is_named(kind: Text, typed: str, rule: str, said: str) -> None:
    answer = ask(kind, typed)
    assert answer.rules == [rule]
    assert said in answer.sentences()[0]
    assert answer.value is None


def test_a_letter_with_its_marks_counts_once() -> None:
    assert ask(Text(charset=Charset.NAME, max_length=3), "C\u0328\u0306e\u030dk").rules == [
        "foreign_character"
    ]
    assert ask(Text(charset=Charset.NAME, max_length=3), "C\u0328\u0306ek").rules == []


@pytest.mark.parametrize("kind", [NAME, PLACE, FREE])
def test_two_pasted_megabytes_are_answered_with_a_short_sentence(kind: Text) -> None:
    for typed in (
        "a" * 2_000_000,
        "ő" * 1_000_000,
        "a " * 1_000_000,
        "😀" * 500_000,
        " " * 2_000_000 + "a\nb",
    ):
        answer = ask(kind, typed)
        assert all(len(sentence) < 300 for sentence in answer.sentences())


def test_endless_marks_are_refused_in_linear_time() -> None:
    """Ordering marks takes quadratic time: two megabytes of them, unguarded, would keep a process busy for hours."""
    answer = ask(NAME, "a" + "\u0300\u0323" * 500_000)
    assert answer.rules == ["too_long"]
    assert ask(Text(max_length=10**6), "a" + "\u0300\u0323" * 50_000).rules == ["foreign_character"]
    few = "a" + "\u0323" * 30
    assert tidy(few) == unicodedata.normalize("NFC", few), "what has at most thirty is plain NFC"


def test_a_long_text_may_be_long_where_a_package_says_so() -> None:
    kind = Text(max_length=1_000_000, lines=20)
    assert ask(kind, "ő " * 499_999 + "ß").rules == []
    assert ask(kind, "ő " * 499_999 + "ж").rules == ["foreign_character"]


@pytest.mark.parametrize("value", [1, None, ["a"], {"a": "b"}, True, b"a"])
def test_other_channels_cannot_send_anything_but_text(value: object) -> None:
    assert check(NAME, value) == ["wrong_type"]


def test_other_channels_cannot_send_blanks_or_line_breaks_for_a_line() -> None:
    assert check(PLACE, "  ") == ["required"]
    for sign in "\t\n\r":
        assert check(Text(), f"a{sign}b") == ["invisible_character"]
        assert check(FREE, f"a{sign}b") == []


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    for lines in (True, False):
        once = tidy(text, lines=lines)
        assert tidy(once, lines=lines) == once
        assert unicodedata.is_normalized("NFC", once)
        assert once == once.strip()
        assert lines or not set(once) & set("\r\n\t")


@given(st.text(max_size=100) | st.text("aB ßőÇ\u0300\u0306\u0328\u0315\u0301C'\u2019-\n\t…„", max_size=100))
def test_a_text_that_is_right_comes_back_as_it_was_typed(text: str) -> None:
    for kind in (NAME, PLACE, FREE, Text()):
        answer = ask(kind, text)
        if answer.value is not None:
            assert typed_again(kind, answer.value) == answer.value
            assert check(kind, answer.value) == []


@given(st.text(max_size=200), st.sampled_from(Charset))
def test_the_character_that_is_named_stands_in_the_text(text: str, charset: Charset) -> None:
    found = first_foreign_character(text, charset)
    assert found is None or (found in text and 0 < len(found) <= 5)
    assert 0 <= length(text) <= len(text)
