"""Choices: yes or no, one or several of a list, confirmations; versioned code lists of the product and of a package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import CodeList, CodeListError, UnknownCodeListError, code_list, parse_code_list
from modellregion.forms.kinds.choices import Choice, Choices, Confirmation, YesNo, yes_no_unknown
from modellregion.forms.kinds.making import FieldEntryError, make_kind
from modellregion.forms.lists import version_key
from modellregion.forms.tests.asking import ask, check, typed_again

COLOURS = parse_code_list(
    {
        "key": "farbe",
        "version": "2",
        "entries": [
            {"code": "rot", "de": "Rot", "en": "Red", "warm": True},
            {"code": "blau", "de": "Blau"},
            {"code": "gelb", "de": "Gelb", "en": "Yellow"},
            {"code": "braun", "de": "Braun", "active": False},
        ],
    }
)
ONE = Choice(options=COLOURS)
SOME = Choices(options=COLOURS, minimum=1, maximum=2)
UNKNOWN = "Die Auswahl bei „Angabe“ gibt es nicht. Bitte wählen Sie aus der Liste."


@pytest.mark.parametrize(("typed", "value"), [("ja", True), ("nein", False), (" ja ", True), ("", None)])
def test_yes_and_no(typed: str, value: bool | None) -> None:
    answer = ask(YesNo(), typed)
    assert answer.value is value
    assert answer.rules == []


def test_yes_and_no_are_shown_in_words() -> None:
    assert [YesNo().show(value, language) for value in (True, False) for language in ("de", "en")] == [
        "Ja",
        "Yes",
        "Nein",
        "No",
    ]
    assert typed_again(YesNo(), True) is True
    assert typed_again(YesNo(), False) is False


def test_yes_no_unknown_is_a_choice_of_three() -> None:
    kind = yes_no_unknown()
    for word, english in (("ja", "Yes"), ("nein", "No"), ("unbekannt", "Not known")):
        assert ask(kind, word).value == word
        assert kind.show(word, "en") == english
    assert ask(kind, "vielleicht").sentences() == [UNKNOWN]


@pytest.mark.parametrize("typed", ["Ja", "yes", "true", "1", "on", "JA", "ja\x00", "x" * 2_000_000])
def test_words_that_are_no_option_are_refused(typed: str) -> None:
    assert ask(YesNo(), typed).sentences() == [UNKNOWN]
    assert ask(ONE, typed).sentences() == [UNKNOWN]
    assert ask(SOME, typed).sentences() == [UNKNOWN]


@pytest.mark.parametrize("value", ["ja", 1, 0, None, [True]])
def test_other_channels_send_truth_values(value: object) -> None:
    assert check(YesNo(), value) == ["wrong_type"]


def test_a_confirmation_is_ticked_or_missing() -> None:
    assert ask(Confirmation(), "ja").value is True
    assert ask(Confirmation(), "").value is None
    assert ask(Confirmation(), "nein").value is None
    assert typed_again(Confirmation(), True) is True
    assert check(Confirmation(), False) == ["required_choice"]
    assert check(Confirmation(), 1) == check(Confirmation(), "ja") == ["wrong_type"]


def test_one_of_a_list() -> None:
    assert ask(ONE, "rot").value == "rot"
    assert (ONE.show("rot", "en"), ONE.show("blau", "en")) == ("Red", "Blau")
    assert ask(ONE, "braun").sentences() == [UNKNOWN], "a code that is no longer active"
    assert check(ONE, ["rot"]) == check(ONE, None) == ["wrong_type"]


def test_several_of_a_list_in_the_order_of_the_list() -> None:
    assert ask(SOME, ["gelb", "rot", "rot"]).value == ["rot", "gelb"]
    assert ask(SOME, ["", " "]).value is None
    assert SOME.show(["rot", "blau"], "en") == "Red, Blau"
    assert ask(SOME, ["rot", "grün"]).sentences() == [UNKNOWN]
    assert ask(SOME, ["rot", "blau", "gelb"]).sentences() == [
        "Bitte wählen Sie bei „Angabe“ höchstens 2 Möglichkeiten aus."
    ]
    two = Choices(options=COLOURS, minimum=2)
    assert ask(two, ["rot"]).sentences("en") == ["Please choose at least 2 options for “Angabe”."]


@pytest.mark.parametrize("value", ["rot", {"rot": 1}, ["rot", "rot"], [["rot"]], [1], None])
def test_other_channels_send_lists_of_codes_each_once(value: object) -> None:
    assert check(SOME, value) == ["wrong_type"]


@given(st.lists(st.sampled_from(["rot", "blau", "gelb"]), unique=True, min_size=1, max_size=2))
def test_chosen_codes_come_back(codes: list[str]) -> None:
    value = ask(SOME, codes).value
    assert sorted(value) == sorted(codes)
    assert typed_again(SOME, value) == value
    assert typed_again(ONE, codes[0]) == codes[0]


@given(st.lists(st.text(max_size=20), max_size=6))
def test_any_texts_are_a_choice_or_a_problem(texts: list[str]) -> None:
    for kind in (ONE, SOME, YesNo(), Confirmation(), yes_no_unknown()):
        answer = ask(kind, texts)
        assert answer.value is None or not answer.problems


# --- Code lists -----------------------------------------------------------------------------------------------------


def test_versions_follow_each_other_as_numbers() -> None:
    versions = ["2.10", "2.4", "10", "2021-02-15", "2024-08-01", "2"]
    assert sorted(versions, key=version_key) == ["2", "2.4", "2.10", "10", "2021-02-15", "2024-08-01"]


def test_a_list_is_named_with_or_without_its_version() -> None:
    assert code_list("rechtsform@2.4") == code_list("rechtsform")
    assert code_list("staat").version == "2024-08-01"
    for reference in ("rechtsform@9", "gibtesnicht", "../staat", "", "grund"):
        with pytest.raises(UnknownCodeListError):
            code_list(reference)


def test_a_field_may_offer_a_part_of_a_list() -> None:
    kind = make_kind({"type": "choice", "code_list": "geschlecht@3", "codes": ["w", "m"]}, {})
    assert isinstance(kind, Choice)
    assert list(kind.options.codes) == ["w", "m"]
    with pytest.raises(FieldEntryError, match="has no code q"):
        make_kind({"type": "choice", "code_list": "geschlecht@3", "codes": ["q"]}, {})


@pytest.mark.parametrize(("reference", "found"), [("farbe", True), ("farbe@2", True), ("farbe@3", False)])
def test_a_package_brings_lists_of_its_own(reference: str, found: bool) -> None:
    lists = {"farbe": COLOURS}
    if found:
        kind = make_kind({"type": "choice", "code_list": reference}, lists)
        assert isinstance(kind, Choice)
        assert kind.options is COLOURS
    else:
        with pytest.raises(FieldEntryError, match="no code list farbe@3"):
            make_kind({"type": "choice", "code_list": reference}, lists)


def test_attributes_of_codes_are_kept() -> None:
    assert COLOURS.codes["rot"].attributes == {"warm": True}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"key": "a", "version": "1"},
        {"key": "a", "version": "1", "entries": []},
        {"key": "a", "version": "1", "entries": [{"code": "x"}]},
        {"key": "a", "version": "1", "entries": [{"de": "x"}]},
        {"key": "a", "version": "1", "entries": [{"code": 1, "de": "x"}]},
        {"key": "a", "version": "1", "entries": [{"code": " x", "de": "x"}]},
        {"key": "a", "version": "1", "entries": ["x"]},
        {"key": "a", "version": "1", "entries": [{"code": "x", "de": "x"}, {"code": "x", "de": "y"}]},
        {"key": 1, "version": "1", "entries": [{"code": "x", "de": "x"}]},
    ],
    ids=str,
)
def test_a_list_of_another_shape_is_refused_with_a_sentence(data: dict[str, object]) -> None:
    with pytest.raises(CodeListError, match=r"\.$"):
        parse_code_list(data)


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "choice"},
        {"type": "choice", "code_list": 3},
        {"type": "choice", "code_list": ["staat"]},
        {"type": "choices", "options": "rot"},
        {"type": "choices", "options": [{"code": "x"}]},
        {"type": "choice", "code_list": "staat", "codes": 3},
    ],
    ids=str,
)
def test_a_choice_without_options_is_refused_with_a_sentence(entry: dict[str, object]) -> None:
    with pytest.raises(FieldEntryError, match=r"\w"):
        make_kind(entry, dict[str, CodeList]())
