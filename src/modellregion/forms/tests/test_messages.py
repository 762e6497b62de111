"""What a person is told: whole sentences in both languages, one of a thing told apart from several."""

import string

import pytest

from modellregion.forms.kinds.choices import Choices
from modellregion.forms.kinds.numbers import DecimalNumber
from modellregion.forms.messages import SENTENCES, SENTENCES_FOR_ONE, Problem, sentence
from modellregion.forms.tests.asking import ask
from modellregion.forms.tests.making import fill, make

ALL = [
    *(pytest.param(pair, id=rule) for rule, pair in SENTENCES.items()),
    *(pytest.param(pair, id=f"{rule} (one)") for rule, pair in SENTENCES_FOR_ONE.items()),
]


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("pair", ALL)
def test_both_languages_tell_the_same_facts_in_whole_sentences(pair: tuple[str, str]) -> None:
    german, english = pair
    assert _gaps(german) - {"month_name"} == _gaps(english) - {"month_name"}
    for text in pair:
        assert text[0].isupper() or text[0] in "„“{"
        assert text.rstrip("”“").endswith((".", "3", "de", "org")), text


@pytest.mark.parametrize("rule", SENTENCES_FOR_ONE)
def test_a_sentence_for_one_needs_no_number(rule: str) -> None:
    for text in SENTENCES_FOR_ONE[rule]:
        assert not _gaps(text) & {"min", "max"}
    values = {"name": "a.pdf", "pages": 3, "min": 2, "max": 2}
    assert "2" in sentence(Problem(rule, values=values), label="Angabe", language="de")


@pytest.mark.parametrize(
    ("minimum", "german", "english"),
    [
        (
            1,
            "Bei „Personen“ fehlt noch etwas. Bitte fügen Sie mindestens einen Eintrag hinzu.",
            "Something is still missing at “Personen”. Please add at least one entry.",
        ),
        (
            2,
            "Bei „Personen“ fehlt noch etwas. Bitte fügen Sie mindestens 2 Einträge hinzu.",
            "Something is still missing at “Personen”. Please add at least 2 entries.",
        ),
    ],
)
def test_missing_rows(minimum: int, german: str, english: str) -> None:
    problem = Problem("too_few_items", values={"min": minimum})
    assert sentence(problem, label="Personen", language="de") == german
    assert sentence(problem, label="Personen", language="en") == english
    form = make(
        f'[fields.personen]\ntype="group"\nlabel="Personen"\nminimum={minimum}\n'
        '[fields.personen.fields.name]\ntype="text"\nlabel="Name"'
    )
    assert [finding.sentence for finding in fill(form, {}).findings] == [german]


def test_one_choice_too_few_or_too_many() -> None:
    lists = 'options = [{ code = "a", de = "A" }, { code = "b", de = "B" }, { code = "c", de = "C" }]'
    form = make(f'[fields.f]\ntype="choices"\nlabel="Farben"\nmaximum=1\n{lists}')
    assert fill(form, {"f": ["a", "b"]}).findings[0].sentence == (
        "Bitte wählen Sie bei „Farben“ nur eine Möglichkeit aus."
    )
    kind = form.fields["f"].kind
    assert isinstance(kind, Choices)
    two = Choices(options=kind.options, minimum=2)
    assert ask(two, ["a"]).sentences() == ["Bitte wählen Sie bei „Angabe“ mindestens 2 Möglichkeiten aus."]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (0, "Bitte geben Sie bei „Angabe“ eine ganze Zahl ein, ohne Komma, zum Beispiel 3."),
        (1, "Bitte geben Sie bei „Angabe“ höchstens eine Stelle nach dem Komma an."),
        (2, "Bitte geben Sie bei „Angabe“ höchstens 2 Stellen nach dem Komma an."),
    ],
)
def test_decimal_places(places: int, told: str) -> None:
    assert ask(DecimalNumber(places=places), "1,234").sentences() == [told]


def test_a_label_that_looks_like_a_gap_stays_as_it_is() -> None:
    assert (
        sentence(Problem("required"), label="{min} {0}", language="de") == "Bitte füllen Sie „{min} {0}“ aus."
    )
