"""What a page shows: labels, controls, help, defaults, errors where they belong, in the language of the person."""

from typing import Any

import pytest

from modellregion.forms.api import Draft, Drawing, FieldView, Form, PageView, page_view
from modellregion.forms.tests.making import HERE, fill, make, refusals, sent

FORM = make(
    """
[fields.art]
type = "choice"
label = "Art"
help = "Was Sie vorhaben."
options = [{ code = "neu", de = "Neu", en = "New" }, { code = "alt", de = "Alt" }]
[fields.land]
type = "choice"
label = "Land"
code_list = "staat"
default = '"000"'
[fields.seit]
type = "date"
label = "Geburtsdatum"
autocomplete = "bday"
when = 'art = "alt"'
[fields.name]
type = "person_name"
label = "Name"
[fields.sitz]
type = "address"
label = "Sitz"
german_only = true
default = 'kommune'
[fields.text]
type = "text"
label = "Text"
lines = 4
max_length = 50
required = 'art = "neu"'
[fields.anzahl]
type = "integer"
label = "Anzahl"
[fields.doppelt]
type = "integer"
label = "Doppelt"
compute = 'anzahl * 2'
[fields.post]
type = "email"
label = "Post"
autocomplete = "email"
[fields.ruf]
type = "phone"
label = "Ruf"
[fields.netz]
type = "web"
label = "Netz"
""",
    """
[[pages]]
id = "seite"
title = "Ihr Vorhaben"
intro = "Das dauert nicht lange."
[[pages.groups]]
id = "eins"
title = "Zuerst"
fields = ["art", "land", "seit", "name", "sitz"]
[[pages.groups]]
id = "hinweis"
notice = "Denken Sie daran."
notice_kind = "warning"
when = 'art = "alt"'
[[pages.groups]]
id = "zwei"
when = 'art != "leer"'
fields = ["text", "anzahl", "doppelt", "post", "ruf", "netz"]
[[pages]]
id = "nie"
title = "Nie"
when = 'art = "nie"'
""",
    """
[fields.art]
label = "Kind"
help = "What you plan."
[pages.seite]
title = "Your plan"
[pages.seite.groups.hinweis]
notice = "Keep it in mind."
""",
)


def draw(form: Form = FORM, **how: Any) -> PageView:
    view = page_view(form.pages[0], Drawing(form, how.pop("draft", Draft()), HERE, **how))
    assert view is not None
    return view


def shown(view: PageView) -> dict[str, FieldView]:
    return {field.id: field for group in view.groups for field in group.fields}


def test_a_page_in_german() -> None:
    view = draw()
    assert (view.title, view.intro) == ("Ihr Vorhaben", "Das dauert nicht lange.")
    assert [group.title for group in view.groups] == ["Zuerst", ""], "the notice is not for everybody"
    field = shown(view)["art"]
    assert (field.label, field.help, field.control) == ("Art", "Was Sie vorhaben.", "radio")
    assert field.options == [("neu", "Neu"), ("alt", "Alt")]
    assert not view.has_uploads


def test_the_same_page_in_english_falls_back_to_german() -> None:
    view = draw(language="en", draft=Draft({"art": "alt"}))
    assert (view.title, view.intro) == ("Your plan", "Das dauert nicht lange.")
    assert view.groups[1].notice == "Keep it in mind."
    assert view.groups[1].notice_kind == "warning"
    field = shown(view)["art"]
    assert (field.label, field.help) == ("Kind", "What you plan.")
    assert field.options == [("neu", "New"), ("alt", "Alt")]
    assert [part.label for part in shown(view)["seit"].inputs] == ["Day", "Month", "Year"]


def test_controls_fit_what_is_asked() -> None:
    fields = shown(draw(draft=Draft({"art": "alt"})))
    controls = {name: field.control for name, field in fields.items()}
    assert controls == {
        "art": "radio", "land": "select", "seit": "date", "name": "parts", "sitz": "address", "text": "textarea",
        "anzahl": "number", "post": "text", "ruf": "text", "netz": "text",
    }, "a computed field is not asked"  # fmt: skip
    assert (fields["text"].lines, fields["text"].max_length) == (4, 50)
    assert fields["anzahl"].input_mode == "numeric"
    assert [fields[name].input_type for name in ("post", "ruf", "netz")] == ["email", "tel", "text"]


def test_browsers_are_told_what_they_may_fill_in() -> None:
    fields = shown(draw(draft=Draft({"art": "alt"})))
    assert fields["post"].autocomplete == "email"
    assert [part.autocomplete for part in fields["seit"].inputs] == ["bday-day", "bday-month", "bday-year"]
    assert [part.name for part in fields["name"].inputs] == [
        "name.titel",
        "name.vornamen",
        "name.familienname",
    ]
    assert [part.is_required for part in fields["name"].inputs] == [False, True, True]


def test_an_address_in_germany_asks_for_no_country_and_one_abroad_does() -> None:
    names = [part.name for part in shown(draw())["sitz"].inputs]
    assert names == ["sitz.strasse", "sitz.hausnummer", "sitz.zusatz", "sitz.plz", "sitz.ort"]
    form = make('[fields.sitz]\ntype = "address"\nlabel = "Sitz"\nwith_district = true')
    state, *others = shown(draw(form))["sitz"].inputs
    assert (state.name, state.value) == ("sitz.staat", "000")
    assert ("000", "Deutschland") in state.options
    assert others[-1].name == "sitz.ortsteil"


def test_defaults_stand_there_until_somebody_says_otherwise() -> None:
    fields = shown(draw())
    assert fields["land"].value == "000"
    assert {part.name: part.value for part in fields["sitz"].inputs}["sitz.ort"] == "Paderborn"
    left = fill(FORM, {"land": "", "sitz.ort": ""}, Draft())
    assert (
        shown(draw(draft=left.draft, posted=sent({"land": ""}), findings=left.findings))["land"].value == ""
    )
    done = Draft({"art": "neu"}, {}, ["seite"])
    assert shown(draw(draft=done))["land"].value == "", "a page that was left keeps its blanks"


def test_what_is_needed_may_hang_on_another_answer() -> None:
    assert not shown(draw())["text"].is_required
    assert shown(draw(draft=Draft({"art": "neu"})))["text"].is_required


def test_fields_that_decide_about_others_are_marked() -> None:
    assert {name for name, field in shown(draw()).items() if field.steers} == {"art"}


def test_errors_stand_at_the_input_they_are_about_and_what_was_typed_stays() -> None:
    typed = {"art": "alt", "seit.tag": "31", "seit.monat": "2", "seit.jahr": "2020", "name.vornamen": "R2", "anzahl": "zwei"}  # fmt: skip
    read = fill(FORM, typed)
    fields = shown(draw(draft=read.draft, posted=sent(typed), findings=read.findings))
    day, month, year = fields["seit"].inputs
    assert (
        day.error
        == fields["seit"].error
        == "Den 31. Februar 2020 gibt es nicht. Bitte prüfen Sie „Geburtsdatum“."
    )
    assert (day.value, month.value, year.value) == ("31", "2", "2020")
    assert (month.error, year.error) == ("", "")
    _, given, family = fields["name"].inputs
    assert given.value == "R2"
    assert given.error.startswith("Bei „Name“ steht eine Ziffer.")
    assert family.error == "Bitte ergänzen Sie bei „Name“: Familienname."
    assert fields["anzahl"].value == "zwei"
    assert fields["anzahl"].error.startswith("Bitte geben Sie bei „Anzahl“ eine ganze Zahl ein")
    assert fields["art"].error == ""
    later = shown(draw(draft=read.draft))
    assert later["anzahl"].value == "zwei"
    assert [part.value for part in later["seit"].inputs] == ["31", "2", "2020"]
    assert later["seit"].error == "", "errors are told when a page is sent, not when it is opened"


def test_a_hint_is_no_error() -> None:
    form = make("""
[fields.zahl]
type = "integer"
label = "Zahl"
[[checks]]
id = "viel"
field = "zahl"
condition = 'zahl < 10'
message = "Wirklich so viele?"
hint = true
""")
    read = fill(form, {"zahl": "11"})
    assert [finding.sentence for finding in read.findings] == ["Wirklich so viele?"]
    assert shown(draw(form, draft=read.draft, findings=read.findings))["zahl"].error == ""


def test_a_page_that_is_not_asked_has_no_view() -> None:
    assert page_view(FORM.pages[1], Drawing(FORM, Draft(), HERE)) is None


@pytest.mark.parametrize(("options", "control"), [(7, "radio"), (8, "select")])
def test_long_lists_are_opened_short_ones_are_seen(options: int, control: str) -> None:
    codes = ", ".join(f'{{ code = "{number}", de = "Nr. {number}" }}' for number in range(options))
    form = make(f'[fields.a]\ntype = "choice"\nlabel = "A"\noptions = [{codes}]')
    assert shown(draw(form))["a"].control == control


def test_rows_are_numbered_and_can_be_added_up_to_the_limit() -> None:
    form = make("""
[fields.leute]
type = "group"
label = "Leute"
item_label = "Mensch"
maximum = 2
[fields.leute.fields.art]
type = "yes_no"
label = "Art"
[fields.leute.fields.name]
type = "text"
label = "Name"
when = 'art'
""")
    first = shown(draw(form))["leute"]
    assert [row.title for row in first.rows] == ["1. Mensch"]
    assert first.can_add
    assert not first.rows[0].can_remove, "one is needed"
    assert [field.name for field in first.rows[0].fields] == ["leute.0.art"]
    assert first.rows[0].fields[0].steers
    two = shown(draw(form, draft=Draft({"leute": [{"art": True}]}), extra_rows={"leute": 5}))["leute"]
    assert [len(row.fields) for row in two.rows] == [2, 1]
    assert not two.can_add
    assert all(row.can_remove for row in two.rows)


def test_folded_fields_open_when_something_stands_in_them_or_is_wrong_with_them() -> None:
    form = make("""
[fields.fax]
type = "phone"
label = "Fax"
required = false
folded = true
[fields.sitz]
type = "address"
label = "Sitz"
required = false
folded = true
""")
    fields = shown(draw(form))
    assert [(field.folded, field.has_content) for field in fields.values()] == [(True, False), (True, False)]
    read = fill(form, {"fax": "x", "sitz.ort": "Ort"})
    fields = shown(draw(form, draft=read.draft, findings=read.findings))
    assert [field.has_content for field in fields.values()] == [True, True]


def test_only_voluntary_fields_are_folded_away() -> None:
    (why,) = refusals('[fields.fax]\ntype = "phone"\nlabel = "Fax"\nfolded = true')
    assert why.endswith("Only a voluntary field can be folded away: it needs »required = false«.")
