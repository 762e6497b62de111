"""Names are found again however they are typed, and stand in lists where people look for them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import search_key, sort_key

TEXTS = st.text(max_size=60)
NAMES = st.text(st.sampled_from("AaBbÄäÖöÜüßẞeEoOuUéÉłŁøØæÆŒœ -'’ŉĳçğİıþ1"), max_size=30)
ALLOWED = set(string.ascii_lowercase + string.digits + " ")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Müller", "Mueller", "Muller", "MÜLLER", "mu\u0308ller"),
        ("Groß", "Gross", "GROẞ", "GROSS"),
        ("Łukasz Żółćkowski", "Lukasz Zolckowski"),
        ("Erdős", "Erdös", "Erdos", "Erdoes"),
        ("Ærø", "Aeroe", "Aerö"),
        ("Øresund", "Oeresund", "Öresund", "Oresund"),
        ("Århus", "Aarhus", "Arhus"),
        ("Ħal Għaxaq", "Hal Ghaxaq"),
        ("Ŧuođđar", "Tuoddar"),
        ("Ĳsselstein", "IJsselstein"),
        ("Saʿd", "Sa'd"[:2] + "d"),
        ("coŀlegi", "col·legi", "collegi"),
        ("İstanbul", "ıstanbul", "Istanbul"),
        ("Straße 7", "STRASSE 7", "straße  7 "),
        ("ﬁlm", "film"),
    ],
    ids=lambda spellings: str(spellings[0]),
)
def test_spellings_of_one_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({search_key(spelling) for spelling in spellings}) == 1


@given(TEXTS)
def test_a_search_key_is_plain_words(text: str) -> None:
    key = search_key(text)
    assert set(key) <= ALLOWED
    assert key == " ".join(key.split())


@given(NAMES, NAMES)
def test_each_word_is_found_by_itself(first: str, second: str) -> None:
    """Keys are made of whole entries, and searched word by word: a word's key must not depend on its neighbours."""
    words = f"{first} {second}".split()
    assert search_key(f"{first} {second}").split() == [
        part for word in words for part in search_key(word).split()
    ]


@given(NAMES)
def test_capitals_do_not_matter(text: str) -> None:
    assert search_key(text) == search_key(text.lower())
    assert search_key(text) == search_key(text.upper().replace("İ", "I"))


@given(st.text(string.ascii_letters + "äöüßÄÖÜ", min_size=1, max_size=20), st.data())
def test_whoever_types_the_beginning_of_a_word_finds_it(word: str, data: st.DataObject) -> None:
    beginning = word[: data.draw(st.integers(1, len(word)))]
    assert search_key(word).startswith(search_key(beginning))


def test_lists_are_sorted_as_in_a_german_directory() -> None:
    """DIN 5007-1, variant 1: ä as a, ß as ss; strokes and ligatures beside their letters, not behind z."""
    names = ["Zebra", "Oz", "Ødegård", "Österreich", "Ost", "Ähre", "Ahorn", "Affe", "Straße", "Strasse", "Łódź",
             "Lodge", "Ærø", "Aer"]  # fmt: skip
    expected = ["Aer", "Ærø", "Affe", "Ahorn", "Ähre", "Lodge", "Łódź", "Ødegård", "Ost", "Österreich", "Oz",
                "Strasse", "Straße", "Zebra"]  # fmt: skip
    assert sorted(sorted(names), key=sort_key) == expected


@given(NAMES)
def test_sorting_minds_neither_capitals_nor_marks(text: str) -> None:
    assert sort_key(text) == sort_key(sort_key(text))
    assert sort_key(text) == sort_key(text.lower())
