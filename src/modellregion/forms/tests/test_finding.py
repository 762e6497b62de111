"""Words are found however they are inflected and written, names by their sound; hits are marked where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import name_key, read_search, search_key
from modellregion.forms.phonetics import SOUND, sound_code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        # The examples that descriptions of the Kölner Phonetik give.
        ("Müller-Lüdenscheidt", "65752682"), ("Wikipedia", "3412"), ("Breschnew", "17863"), ("Heinz Classen", "068586"),
        ("Philipp", "351"), ("Xaver", "4837"), ("Acht", "042"), ("Maier", "67"), ("Meyr", "67"), ("Axel", "0485"),
        ("Schmidt", "862"), ("Schmitt", "862"), ("Cäsar", "487"), ("Ciller", "857"),
    ],
)  # fmt: skip
def test_names_have_the_published_codes(word: str, code: str) -> None:
    assert sound_code(search_key(word).replace(" ", "")) == code


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Häuser", "Das Haus am Markt"), ("Haus", "Alte Häuser"), ("haeuser", "Haus"), ("Genehmigungen", "Die Genehmigung"),
        ("Straße", "Bahnhofsweg, Strasse"), ("STRASSEN", "eine Straße"), ("Mueller", "Müller"), ("Muller", "Müller"),
        ("Müller", "Mueller GmbH"), ("neue", "neuer Antrag"), ("neuer", "neue Anträge"), ("Antrag", "Anträge"),
        ("Anträge", "den Antrag"), ("Kinder", "ein Kind"), ("GEW-2026-000123", "GEW-2026-000123 Café"), ("cafe", "Café"), ("GEW-2026-00", "GEW-2026-000123"),
        ("Bescheid Muster", "Max Muster, Bescheid vom 3. Mai"), ("steuer", "Steuern"),
    ],
)  # fmt: skip
def test_words_find_their_other_forms(typed: str, text: str) -> None:
    search = read_search(typed)
    assert search.is_answered_by(text)
    assert any(piece.is_hit for piece in search.pieces(text))
    assert any(piece.is_hit for piece in search.excerpt(f"Vorweg etwas. {text} Und danach."))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Taten", "Tatort"),
        ("Maier", "Meyer"),
        ("Haus Hof", "Haus"),
        ("a", "Amt"),
        ("hauses", "Hausmeister"),
        ("GEW-20-1", "GEW-2026-1"),
    ],
)
def test_and_nothing_else(typed: str, text: str) -> None:
    assert not read_search(typed).is_answered_by(text)
    assert not any(piece.is_hit for piece in read_search("Taten").pieces("Tatort"))


def test_names_that_sound_alike_are_found_on_request() -> None:
    search = read_search("Maier", similar=True)
    assert search.is_answered_by("Jürgen Meyer")
    assert SOUND + "67" in name_key("Jürgen Meyer").split()
    assert [piece.text for piece in search.pieces("Jürgen Meyer") if piece.is_hit] == ["Meyer"]


def test_an_excerpt_shows_the_passage_and_marks_it() -> None:
    text = "Anfang. " + "Füllwort " * 200 + "Die Gebäude in der Straße stehen leer. " + "Füllwort " * 200
    pieces = read_search("strasse").excerpt(text)
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
    assert [piece.text for piece in pieces if piece.is_hit] == ["Straße"]
    assert read_search("gibtesnicht").excerpt(text) == []


@given(st.text(max_size=60))
def test_whatever_is_typed_makes_a_search_and_pieces_lose_nothing(typed: str) -> None:
    search = read_search(typed)
    assert len(search.words) <= 12
    assert "".join(piece.text for piece in search.pieces(typed)) == typed
    keys = [key for key in search_key(typed).split() if len(key) < 60]
    if search and len(keys) == len(search.words):
        assert search.is_answered_by(typed)
