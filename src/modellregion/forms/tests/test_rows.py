"""Repeated groups: rows come and go, limits, conditions inside a row, and what happens to what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.forms.api import (
    Draft,
    Drawing,
    check_answers,
    check_draft,
    drop_row,
    page_view,
    row_numbers,
)
from modellregion.forms.reading import close_gaps
from modellregion.forms.tests.making import HERE, fill, make, rules, sent

FIELDS = """
[fields.einer]
type = "yes_no"
label = "Nur einer?"
[fields.leute]
type = "group"
label = "Leute"
item_label = "Mensch"
minimum = 1
maximum = 'if einer then 1 else 3'
[fields.leute.fields.name]
type = "text_latin"
charset = "A"
label = "Name"
[fields.leute.fields.verheiratet]
type = "yes_no"
label = "Verheiratet"
required = false
[fields.leute.fields.geburtsname]
type = "text_latin"
charset = "A"
label = "Geburtsname"
when = 'verheiratet and einer = false'
[fields.leute.fields.geboren]
type = "partial_date"
label = "Geboren"
required = false
[fields.zahl]
type = "integer"
label = "Zahl"
compute = 'count(leute)'
"""
FORM = make(FIELDS)
OPTIONAL = make(FIELDS.replace('label = "Leute"', 'label = "Leute"\nrequired = false'))
ANNA = {"leute.0.name": "Anna"}
BERT = {"leute.1.name": "Bert"}


def test_rows_are_read_in_their_order() -> None:
    read = fill(FORM, {"einer": "nein", **BERT, **ANNA})
    assert read.draft.answers == {"einer": False, "leute": [{"name": "Anna"}, {"name": "Bert"}], "zahl": 2}
    assert read.findings == []


def test_a_row_left_blank_at_the_end_is_no_row() -> None:
    read = fill(FORM, {"einer": "nein", **ANNA, "leute.1.name": " ", "leute.2.geboren.jahr": ""})
    assert read.draft.answers["leute"] == [{"name": "Anna"}]
    assert read.findings == []


def test_a_blank_row_in_between_is_asked_for() -> None:
    read = fill(FORM, {"einer": "nein", **ANNA, "leute.1.name": "", "leute.2.name": "Cem"})
    assert rules(read.findings) == ["leute.1.name required"]


def test_what_cannot_be_read_in_a_row_waits_there() -> None:
    read = fill(FORM, {"einer": "nein", **ANNA, "leute.1.name": "R2D2", "leute.1.geboren.jahr": "60"})
    assert rules(read.findings) == ["leute.1.name digit_in_name", "leute.1.geboren.jahr date_year_short"]
    assert read.draft.entered == {"leute.1.name": ["R2D2"], "leute.1.geboren.jahr": ["60"]}
    assert read.draft.answers["leute"] == [{"name": "Anna"}, {}]
    found = check_draft(FORM, read.draft, HERE).findings
    assert rules(found) == ["leute.1.name unfinished", "leute.1.geboren unfinished"]
    assert found[0].sentence.startswith("Bei „Name“ steht noch etwas")


def test_a_condition_inside_a_row_sees_its_own_row_and_the_page() -> None:
    married = {"leute.0.verheiratet": "nein", "leute.1.verheiratet": "ja", "leute.0.geburtsname": "X"}
    read = fill(FORM, {"einer": "nein", **ANNA, **BERT, **married})
    assert rules(read.findings) == ["leute.1.geburtsname required"]
    assert "geburtsname" not in read.draft.answers["leute"][0]
    answers = {"einer": False, "leute": [{"name": "A", "verheiratet": False, "geburtsname": "X"}]}
    assert check_answers(FORM, answers, HERE).answers["leute"] == [{"name": "A", "verheiratet": False}]


def test_what_waits_in_a_row_at_a_question_no_longer_asked_stops_nobody() -> None:
    typed = {"einer": "nein", **ANNA, "leute.0.verheiratet": "ja", "leute.0.geburtsname": "😀"}
    draft = fill(FORM, typed).draft
    assert rules(check_draft(FORM, draft, HERE).findings) == ["leute.0.geburtsname unfinished"]
    draft.answers["einer"] = True
    assert check_draft(FORM, draft, HERE).findings == []


def test_too_many_rows_are_said_shown_and_kept() -> None:
    four = {f"leute.{number}.name": name for number, name in enumerate(["Anna", "Bert", "Cem", "Dora"])}
    read = fill(FORM, {"einer": "nein", **four})
    assert rules(read.findings) == ["leute too_many_items"]
    assert read.findings[0].sentence.startswith("Bei „Leute“ sind höchstens 3 Einträge möglich.")
    assert len(read.draft.answers["leute"]) == 4
    checked = check_draft(FORM, read.draft, HERE)
    assert not checked.is_acceptable
    assert len(checked.answers["leute"]) == 4, "only a person may choose who goes"
    view = page_view(FORM.pages[0], Drawing(FORM, read.draft, HERE))
    assert view is not None
    rows = view.groups[0].fields[1]
    assert [row.title for row in rows.rows] == ["1. Mensch", "2. Mensch", "3. Mensch", "4. Mensch"]
    assert not rows.can_add
    assert all(row.can_remove for row in rows.rows)


def test_fewer_rows_are_possible_after_a_change_elsewhere() -> None:
    draft = Draft({"einer": True, "leute": [{"name": "Anna"}, {"name": "Bert"}]})
    assert rules(check_draft(FORM, draft, HERE).findings) == ["leute too_many_items"]


def test_a_needed_group_needs_a_row_and_a_voluntary_one_does_not() -> None:
    assert rules(fill(FORM, {"einer": "nein"}).findings) == ["leute too_few_items"]
    assert rules(check_answers(FORM, {"einer": False, "leute": []}, HERE).findings) == ["leute too_few_items"]
    assert fill(OPTIONAL, {"einer": "nein"}).findings == []


@pytest.mark.parametrize("rows", ["Anna", 3, {"name": "Anna"}, [3], [None], [["Anna"]]])
def test_other_channels_cannot_break_a_group(rows: object) -> None:
    assert not check_answers(FORM, {"einer": False, "leute": rows}, HERE).is_acceptable


def test_thousands_of_rows_are_not_looked_at() -> None:
    many = {f"leute.{number}.name": "Anna" for number in range(2000)}
    read = fill(FORM, {"einer": "nein", **many})
    assert rules(read.findings) == ["leute too_many_items"]
    assert len(read.draft.answers["leute"]) == 100
    checked = check_answers(FORM, {"einer": False, "leute": [{"name": "Anna"}] * 2000}, HERE)
    assert len(checked.answers["leute"]) == 100


def test_a_limit_that_is_no_number_is_a_hundred() -> None:
    form = make(FIELDS.replace("'if einer then 1 else 3'", "'if einer then null else \"viele\"'"))
    many = {f"leute.{number}.name": "Anna" for number in range(101)}
    assert rules(fill(form, {"einer": "ja", **many}).findings) == ["leute too_many_items"]


# --- Rows that go -----------------------------------------------------------------------------------------------------


def test_a_row_is_taken_out_and_the_others_move_up() -> None:
    posted = sent({"einer": "nein", **ANNA, **BERT, "leute.2.name": "Cem", "leute.2.geboren.jahr": "1960"})
    assert drop_row(posted, "leute", 1) == sent(
        {"einer": "nein", **ANNA, "leute.1.name": "Cem", "leute.1.geboren.jahr": "1960"}
    )
    assert drop_row(posted, "leute", 7) == posted
    assert drop_row(posted, "gibtesnicht", 0) == posted
    assert drop_row(posted, "leut", 0) == posted


def test_a_row_of_which_nothing_was_sent_leaves_a_gap_that_closes() -> None:
    posted = sent(
        {"leute.2.name": "R2", "leute.5.name": "Bert", "leutebuch.7.name": "x", "leute.007.name": "x"}
    )
    assert row_numbers(posted, "leute") == [2, 5]
    closed = close_gaps(posted, "leute")
    assert closed == sent(
        {"leute.0.name": "R2", "leute.1.name": "Bert", "leutebuch.7.name": "x", "leute.007.name": "x"}
    )
    assert close_gaps(closed, "leute") is closed


def test_errors_stand_in_the_row_where_the_text_stands() -> None:
    read = fill(FORM, {"einer": "nein", "leute.4.name": "R2D2", "leute.9.name": "Bert"})
    assert rules(read.findings) == ["leute.0.name digit_in_name"]
    posted = sent({"einer": "nein", "leute.4.name": "R2D2", "leute.9.name": "Bert"})
    view = page_view(FORM.pages[0], Drawing(FORM, read.draft, HERE, posted=posted, findings=read.findings))
    assert view is not None
    first, second = view.groups[0].fields[1].rows
    assert (first.fields[0].value, bool(first.fields[0].error)) == ("R2D2", True)
    assert (second.fields[0].value, second.fields[0].error) == ("Bert", "")


@pytest.mark.parametrize(
    "name", ["leute.99999.name", "leute.².name", "leute.-1.name", "leute..name", "leute.٣.name"]
)
def test_invented_numbers_are_no_rows(name: str) -> None:
    posted = sent({"einer": "nein", name: "Anna"})
    assert row_numbers(posted, "leute") == []
    assert rules(fill(FORM, posted).findings) == ["leute too_few_items"]
    view = page_view(FORM.pages[0], Drawing(FORM, Draft(), HERE, posted=posted))
    assert view is not None
    assert len(view.groups[0].fields[1].rows) == 1


@given(st.lists(st.sampled_from(["Anna", "Bert", "R2D2", "", "😀"]), max_size=6), st.integers(0, 7))
def test_taking_a_row_out_is_reading_the_others(names: list[str], gone: int) -> None:
    posted = sent({"einer": "nein", **{f"leute.{number}.name": name for number, name in enumerate(names)}})
    left = [name for number, name in enumerate(names) if number != gone]
    expected = sent({"einer": "nein", **{f"leute.{number}.name": name for number, name in enumerate(left)}})
    assert drop_row(posted, "leute", gone) == expected
