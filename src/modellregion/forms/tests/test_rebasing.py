"""A draft moves to another version of its form: nothing is lost, and what differs is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.forms.api import (
    Draft,
    Form,
    FormFiles,
    Otherwise,
    Surroundings,
    check_answers,
    compile_form,
    form_difference,
    rebase_draft,
)

HERE = Surroundings(date(2026, 11, 21), "Paderborn")


def _text(label: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "label": label, **more}


OLD: dict[str, Any] = {
    "name": _text("Name"),
    "telefon": _text("Telefon", required=False),
    "anzahl": {"type": "integer", "label": "Anzahl"},
    "personen": {
        "type": "group", "label": "Personen", "maximum": 5,
        "fields": {"vorname": _text("Vorname"), "titel": _text("Titel", required=False)},
    },
}  # fmt: skip


def _form(change: Callable[[dict[str, Any]], None] = lambda _: None) -> Form:
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(OLD))
    change(fields)
    pages = [
        {
            "id": "eins",
            "title": "Eins",
            "groups": [{"fields": [name for name in fields if name != "personen"]}],
        }
    ]
    if "personen" in fields:
        pages.append({"id": "zwei", "title": "Zwei", "groups": [{"fields": ["personen"]}]})
    return compile_form(FormFiles({"fields": fields}, {"pages": pages}, {}, {}))


def _draft(**more: Any) -> Draft:
    answers = {
        "name": "Erika", "telefon": "0123", "anzahl": 3,
        "personen": [{"vorname": "A", "titel": "Dr."}, {"vorname": "B"}],
    }  # fmt: skip
    return Draft({**answers, **more}, {}, ["eins", "zwei"])


def test_the_same_form_changes_nothing() -> None:
    rebased = rebase_draft(_form(), _form(), _draft(), HERE)
    assert rebased.difference.is_empty
    assert rebased.draft == _draft()


def test_a_question_that_came_is_new_and_its_page_open_again() -> None:
    new = _form(lambda fields: fields.update(zusatz=_text("Zusatz")))
    rebased = rebase_draft(_form(), new, _draft(), HERE)
    assert [one.label for one in rebased.difference.new] == ["Zusatz"]
    assert rebased.draft.answers == _draft().answers
    assert rebased.draft.done == ["zwei"]


def test_a_field_added_to_rows_is_asked_in_every_row() -> None:
    new = _form(
        lambda fields: fields["personen"]["fields"].update(alter={"type": "integer", "label": "Alter"})
    )
    rebased = rebase_draft(_form(), new, _draft(), HERE)
    assert [one.label for one in rebased.difference.new] == ["Personen: Alter"]
    assert rebased.draft.done == ["eins"]
    checked = check_answers(new, rebased.draft.answers, HERE)
    assert [finding.path for finding in checked.errors] == ["personen.0.alter", "personen.1.alter"]
    assert {"personen.0.alter", "personen.1.alter"} <= set(checked.asked)


def test_what_is_no_longer_asked_waits_and_comes_back() -> None:
    def without(fields: dict[str, Any]) -> None:
        del fields["telefon"], fields["personen"]["fields"]["titel"]

    draft = replace(_draft(), entered={"telefon": ["unlesbar"]})
    there = rebase_draft(_form(), _form(without), draft, HERE)
    assert [(one.label, one.answer) for one in there.difference.gone] == [
        ("Telefon", "0123"),
        ("Personen: Titel", "Dr."),
    ]
    assert "telefon" not in there.draft.answers
    assert there.draft.answers["personen"] == [{"vorname": "A"}, {"vorname": "B"}]
    back = rebase_draft(_form(without), _form(), there.draft, HERE)
    assert back.draft.answers == draft.answers
    assert back.draft.entered == draft.entered
    assert (back.draft.left, back.draft.left_entered) == ({}, {})


def test_an_answer_that_does_not_fit_is_asked_again_and_shown() -> None:
    new = _form(lambda fields: fields.update(anzahl={"type": "date", "label": "Anzahl"}))
    rebased = rebase_draft(_form(), new, _draft(), HERE)
    assert [(one.label, one.answer) for one in rebased.difference.again] == [("Anzahl", "3")]
    assert rebased.draft.left == {"anzahl": 3}


def test_other_limits_are_said() -> None:
    def otherwise(fields: dict[str, Any]) -> None:
        fields["telefon"]["required"] = True
        fields["name"]["max_length"] = 20
        fields["personen"]["fields"]["vorname"]["required"] = False
        fields["personen"]["maximum"] = 1

    difference = form_difference(_form(), _form(otherwise), _draft().answers, HERE)
    assert {(one.path, one.otherwise) for one in difference.changed} == {
        ("telefon", Otherwise.REQUIRED), ("name", Otherwise.LIMITS),
        ("personen.vorname", Otherwise.VOLUNTARY), ("personen", Otherwise.LIMITS),
    }  # fmt: skip


KINDS: list[dict[str, Any]] = [
    _text("Text"), {"type": "integer", "label": "Zahl"}, {"type": "yes_no", "label": "Ja"}, {"type": "date", "label": "Tag"},
]  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(KINDS), min_size=1)
VALUES = {"text": "Wort", "integer": 7, "yes_no": True, "date": date(2026, 1, 2)}


@settings(max_examples=300, deadline=None)
@given(FIELDS, FIELDS)
def test_nothing_is_lost_between_any_two_forms(first: dict[str, Any], second: dict[str, Any]) -> None:
    def form(fields: dict[str, Any]) -> Form:
        pages = [{"id": "eins", "title": "Eins", "groups": [{"fields": list(fields)}]}]
        return compile_form(FormFiles({"fields": fields}, {"pages": pages}, {}, {}))

    old, new = form(first), form(second)
    draft = Draft({name: VALUES[entry["type"]] for name, entry in first.items()})
    there = rebase_draft(old, new, draft, HERE)
    for name, value in draft.answers.items():
        plain = msgspec.to_builtins(value)
        assert plain in (msgspec.to_builtins(there.draft.answers.get(name)), there.draft.left.get(name))
    assert {one.path for one in there.difference.new} == second.keys() - first.keys()
    assert rebase_draft(new, old, there.draft, HERE).draft.answers == draft.answers
