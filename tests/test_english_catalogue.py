"""The English catalogue is whole: each text once, each with its placeholders, none left over."""

import pytest

from tests.support.catalogue import english_catalogue, english_texts, entry, placeholders, used_texts

# Words that are the same in both languages.
SAME = {
    "Code",
    "Modellregion",
    "Name",
    "Register",
    "Start",
    "Team",
    "Version",
    "– optional",
    "IBAN",
    "Norm",
    "Persona {name}",
    "Organisation",
    "Text",
    "Person",
    "SHA-256",
    "Version %(number)s",
}


def test_every_text_has_its_english() -> None:
    missing = sorted(set(used_texts()) - set(english_texts()))
    assert not missing, "Add to the catalogue:\n\n" + "\n".join(entry(key) for key in missing)


def test_the_catalogue_holds_nothing_that_is_no_longer_used() -> None:
    assert sorted(set(english_texts()) - set(used_texts())) == []
    assert not english_catalogue().obsolete


def test_no_entry_is_empty_or_doubtful() -> None:
    assert [key for key, english in english_texts().items() if not all(english)] == []
    assert [one.id for one in english_catalogue() if one.id and one.fuzzy] == []


def test_placeholders_are_the_same() -> None:
    different = [
        (key, english)
        for key, english in english_texts().items()
        if len(key) != len(english)
        or [placeholders(text) for text in key] != [placeholders(text) for text in english]
    ]
    assert different == []


def test_only_words_of_both_languages_stay_as_they_are() -> None:
    assert {key[0] for key, english in english_texts().items() if key == english} == SAME


def test_english_sentences_end_as_german_ones_do() -> None:
    ends = {
        key[0]: english[0]
        for key, english in english_texts().items()
        if (key[0][-1] in ".?:") and key[0][-1] != english[0][-1]
    }
    assert ends == {}


@pytest.mark.parametrize("quote", ["„", "‚", '"', "'"])
def test_english_has_english_quotation_marks(quote: str) -> None:
    assert [text for english in english_texts().values() for text in english if quote in text] == []
