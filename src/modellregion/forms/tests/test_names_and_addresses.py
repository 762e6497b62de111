"""Values of several parts: names of persons, addresses in Germany and abroad."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import tidy
from modellregion.forms.kinds.composites import ADDRESS_PARTS, PERSON_PARTS, Address, PersonName
from modellregion.forms.tests.asking import ask, check, typed_again

NAME = PersonName()
HOME = Address()
SITE = Address(german_only=True, with_district=True)
GERMAN = {"staat": "000", "strasse": "Marienplatz", "hausnummer": "2", "plz": "33098", "ort": "Paderborn"}
FRENCH = {"staat": "129", "strasse": "12 rue de l'Église", "ort": "Le Mans"}
LATIN = st.text("aBäßÉő '-.", max_size=12)


def test_a_name_has_parts() -> None:
    typed = {"titel": "Dr.", "vornamen": " Anna  Maria ", "familienname": "von der Mühle-Østergård"}
    answer = ask(NAME, typed)
    assert answer.value == {
        "titel": "Dr.",
        "vornamen": "Anna Maria",
        "familienname": "von der Mühle-Østergård",
    }
    assert NAME.show(answer.value, "de") == "Dr. Anna Maria von der Mühle-Østergård"


def test_nothing_typed_is_no_name() -> None:
    assert ask(NAME, dict.fromkeys(PERSON_PARTS, " ")).value is None
    assert ask(NAME, dict.fromkeys(PERSON_PARTS, " ")).rules == []


@pytest.mark.parametrize(
    ("typed", "rules", "german"),
    [
        (
            {"vornamen": "Anna"},
            ["required_part@familienname"],
            "Bitte ergänzen Sie bei „Angabe“: Familienname.",
        ),
        (
            {"familienname": "Muster"},
            ["required_part@vornamen"],
            "Bitte ergänzen Sie bei „Angabe“: Vornamen.",
        ),
        (
            {"vornamen": "Anna 2", "familienname": "Muster"},
            ["digit_in_name@vornamen"],
            "Bei „Angabe“ steht eine Ziffer. Namen haben keine Ziffern; bitte prüfen Sie die Angabe.",
        ),
        (
            {"vornamen": "Anna", "familienname": "Muster👻"},
            ["foreign_character@familienname"],
            "Das Zeichen „👻“ bei „Angabe“ können wir nicht verarbeiten. Bitte lassen Sie es weg.",
        ),
        (
            {"vornamen": "ő" * 121, "familienname": "Muster"},
            ["too_long@vornamen"],
            "„Angabe“ ist zu lang: 121 Zeichen. Möglich sind höchstens 120. Bitte kürzen Sie den Text.",
        ),
    ],
)
def test_sentences_of_names(typed: dict[str, str], rules: list[str], german: str) -> None:
    answer = ask(NAME, typed)
    assert answer.rules == rules
    assert answer.sentences() == [german]


def test_an_address_in_germany_and_one_abroad() -> None:
    assert ask(HOME, GERMAN).value == GERMAN
    assert HOME.show(GERMAN, "de") == "Marienplatz 2\n33098 Paderborn"
    assert ask(HOME, FRENCH).value == FRENCH
    assert HOME.show(FRENCH, "de") == "12 rue de l'Église\nLe Mans\nFrankreich"
    assert HOME.show({**FRENCH, "zusatz": "Bâtiment C"}, "en") == (
        "12 rue de l'Église\nBâtiment C\nLe Mans\nFrance"
    )
    assert SITE.show({**GERMAN, "ortsteil": "Elsen"}, "de") == "Marienplatz 2\n33098 Paderborn (Elsen)"


@pytest.mark.parametrize("typed", [{}, {"staat": "129"}, {"staat": "000", "strasse": "  "}], ids=str)
def test_a_country_alone_is_no_address(typed: dict[str, str]) -> None:
    assert ask(HOME, typed).value is None
    assert ask(HOME, typed).rules == []


@pytest.mark.parametrize(
    "postcode", ["33098", " 33098 ", "33 098", "D-33098", "D 33098", "DE-33098", "d-33098"]
)
def test_german_postcodes(postcode: str) -> None:
    assert ask(HOME, {**GERMAN, "plz": postcode}).value["plz"] == "33098"


@pytest.mark.parametrize("postcode", ["3309", "330980", "00000", "ABCDE", "33O98", "0", "-33098"])
def test_postcodes_that_are_none(postcode: str) -> None:
    answer = ask(HOME, {**GERMAN, "plz": postcode})
    assert answer.rules == ["postcode@plz"]
    assert answer.sentences() == ["Die Postleitzahl hat in Deutschland fünf Ziffern, zum Beispiel 33098."]


@pytest.mark.parametrize("postcode", ["1010", "SW1A 1AA", "D02 AF30", "72000", "111 20"])
def test_postcodes_abroad_are_kept_as_they_are(postcode: str) -> None:
    assert ask(HOME, {**FRENCH, "plz": postcode}).value["plz"] == postcode


@pytest.mark.parametrize(
    "number",
    [
        "2",
        "12a",
        "12 a",
        "12 a-c",
        "12a-c",
        "12/14",
        "12 1/2",
        "100-102",
        "100\u2013102",
        "7, 8",
        "5 II",
        "12+14",
    ],
)
def test_house_numbers_as_towns_give_them(number: str) -> None:
    assert ask(HOME, {**GERMAN, "hausnummer": number}).rules == []


@pytest.mark.parametrize("number", ["zwei", "a", "-", "Hinterhof", "12 Hinterhof", "123456", "12--"])
def test_house_numbers_that_are_none(number: str) -> None:
    answer = ask(HOME, {**GERMAN, "hausnummer": number})
    assert answer.rules == ["house_number@hausnummer"]
    assert "12a" in answer.sentences()[0]


def test_a_street_without_a_number_is_an_address() -> None:
    assert ask(HOME, {**GERMAN, "hausnummer": ""}).rules == []


@pytest.mark.parametrize(
    ("kind", "typed", "rules"),
    [
        (HOME, {**GERMAN, "plz": ""}, ["required_part@plz"]),
        (HOME, {**GERMAN, "strasse": "", "ort": ""}, ["required_part@strasse", "required_part@ort"]),
        (HOME, {"staat": "129", "strasse": "rue"}, ["required_part@ort"]),
        (HOME, {**GERMAN, "staat": "999"}, ["unknown_choice@staat"]),
        (HOME, {**GERMAN, "staat": "DEU!"}, ["too_long@staat"]),
        (HOME, {**GERMAN, "plz": "３３０９８"}, ["foreign_character@plz"]),
        (HOME, {**GERMAN, "ort": "Pader\u200fborn"}, ["invisible_character@ort"]),
        (HOME, {**GERMAN, "ort": "P" * 81, "plz": "1"}, ["too_long@ort", "postcode@plz"]),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_once_for_each_part(
    kind: Address, typed: dict[str, str], rules: list[str]
) -> None:
    assert ask(kind, typed).rules == rules


def test_what_was_not_asked_is_not_taken() -> None:
    assert ask(HOME, {**GERMAN, "ortsteil": "Elsen"}).value == GERMAN
    assert ask(SITE, {**GERMAN, "staat": "129", "ortsteil": "Elsen"}).value == {**GERMAN, "ortsteil": "Elsen"}
    assert check(HOME, {**GERMAN, "ortsteil": "Elsen"}) == ["unknown_field"]
    assert check(SITE, {**FRENCH, "plz": "72000"}) == ["unknown_choice@staat"]


@pytest.mark.parametrize(
    "value", ["Paderborn", 3, None, [], {"ort": 3}, {"staat": ["000"], "ort": "x"}, {"plz": None}]
)
def test_other_channels_send_texts_by_part(value: object) -> None:
    assert check(HOME, value) == ["wrong_type"]
    assert check(NAME, value) == ["wrong_type"]


def test_other_channels_hear_which_part_is_unknown() -> None:
    answer = HOME.check({**GERMAN, "planet": "Erde"}, None)  # type: ignore[arg-type]
    assert [problem.values["label"] for problem in answer] == ["planet"]
    assert check(HOME, {"ort": "Bonn"}) == ["required_part@staat"]


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(PERSON_PARTS, LATIN)))
def test_names_come_back(typed: Mapping[str, str]) -> None:
    value = ask(NAME, typed).value
    if value is not None:
        assert typed_again(NAME, value) == value == {part: tidy(t) for part, t in typed.items() if tidy(t)}


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(ADDRESS_PARTS, LATIN | st.sampled_from(["000", "129", "12a"]))
    )
)
def test_addresses_come_back(typed: Mapping[str, str]) -> None:
    for kind in (HOME, SITE):
        answer = ask(kind, typed)
        if answer.value is not None:
            assert typed_again(kind, answer.value) == answer.value
            assert kind.show(answer.value, "de")


@given(
    st.dictionaries(st.sampled_from([*ADDRESS_PARTS, "x"]), st.none() | st.integers() | st.text(max_size=9))
)
def test_no_value_breaks_an_address_or_a_name(value: dict[str, object]) -> None:
    for kind in (HOME, SITE, NAME):
        check(kind, value)
