"""Making a form of its files: every mistake of a service designer is named with file and place, all at once."""

from decimal import Decimal

import pytest

from modellregion.forms.api import CodeList, compile_form, parse_code_list
from modellregion.forms.kinds.choices import Choice
from modellregion.forms.kinds.making import MAKERS
from modellregion.forms.tests.making import files, make, refusals
from modellregion.rules.api import Expression

TEXT = '[fields.a]\ntype = "text"\nlabel = "A"\n'
TWO = TEXT + '[fields.b]\ntype = "text"\nlabel = "B"\n'
GROUP = """
[fields.leute]
type = "group"
label = "Leute"
[fields.leute.fields.name]
type = "text"
label = "Name"
[fields.leute.fields.rufname]
type = "text"
label = "Rufname"
"""


def test_a_form_is_its_pages_and_fields() -> None:
    form = make(TWO)
    assert list(form.fields) == ["a", "b"]
    assert [field.id for page in form.pages for field in page.fields()] == ["a", "b"]
    page = form.page("seite")
    assert page is form.pages[0]
    assert form.page("andere") is None


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_kind_has_a_shape_and_a_maker(kind: str) -> None:
    extra = 'options = [{ code = "x", de = "X" }]\n' if kind.startswith("choice") else ""
    field = make(f'[fields.a]\ntype = "{kind}"\nlabel = "A"\n{extra}').fields["a"]
    assert field.kind is not None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('type = "texts"', "There is no field type »texts«. Known: address, choice, choices, confirmation, date"),
        ("max_length = 0", "fields.a.max_length: Expected `int` >= 1"),
        ('max_length = "20"', "fields.a.max_length: Expected `int`, got `str`"),
        ("max_lenght = 20", "Object contains unknown field `max_lenght`"),
        ("german_only = true", "Object contains unknown field `german_only`"),
        ('charset = "D"', "fields.a.charset: Invalid enum value 'D'"),
        ('label = ""', "fields.a.label: Expected `str` of length >= 1"),
        ("help = 3", "fields.a.help: Expected `str`, got `int`"),
        ("required = 3", "fields.a.required: Expected `bool | str`, got `int`"),
        ("form_field = 1.5", "fields.a.form_field: Expected `int | str | array`, got `float`"),
        ("max_length = 3\nmin_length = 4", "fields.a.max_length: max_length is less than min_length."),
        ('when = "a ="', "fields.a.when: The condition cannot be read:"),
        ('when = ""', "fields.a.when: The condition cannot be read:"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(setting: str, said: str) -> None:
    key = setting.partition(" ")[0]
    lines = [line for line in TEXT.splitlines() if not line.startswith(key + " ")]
    (found,) = refusals("\n".join([*lines, setting]))
    assert found.startswith("fields.toml fields.a")
    assert said in found


@pytest.mark.parametrize(
    "entry",
    [
        'type = "date"\nearliest = "tomorrow"',
        'type = "date"\nlatest = 1e9',
        'type = "date"\nlatest = 99999999',
        'type = "date"\nlatest = true',
        'type = "date"\nearliest = 2026-01-01T10:00:00',
        'type = "date"\nearliest = 0001-01-01',
        'type = "decimal"\nminimum = nan',
        'type = "decimal"\nmaximum = inf',
        'type = "decimal"\nplaces = 50',
        'type = "integer"\nmaximum = 1.5',
        'type = "integer"\nminimum = 9\nmaximum = 3',
        'type = "money"\nminimum_cents = "1"',
        'type = "partial_date"\nearliest_year = 0',
        'type = "upload"\nmax_files = 0',
        'type = "upload"\nmax_megabytes = 4000',
        'type = "upload"\ncompute = "1"',
        'type = "choice"',
        'type = "choice"\ncode_list = "gibtesnicht"',
        'type = "choice"\noptions = [{ code = "x" }]',
        'type = "choices"\noptions = [{ code = "x", de = "X" }]\nminimum = "eins"',
        'type = "group"',
        'type = "group"\nfields = {}',
        'type = "group"\nmaximum = 101\nfields = { x = { type = "text", label = "X" } }',
        'type = "group"\ndefault = "1"\nfields = { x = { type = "text", label = "X" } }',
        'type = "text"\nfields = { x = { type = "text", label = "X" } }',
    ],
)
def test_limits_that_would_break_a_page_later_are_refused(entry: str) -> None:
    (found,) = refusals(f'[fields.a]\nlabel = "A"\n{entry}')
    assert found.startswith("fields.toml fields.a")
    assert found.endswith(".")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("fields = 3", "fields.toml fields: Expected `object`, got `int`."),
        ("[fields]\na = 3", "fields.toml fields.a: A field is a table of settings."),
        ("[felder.a]", "fields.toml: Object contains unknown field `felder`."),
        (TEXT + "[derived]\nx = 3", "fields.toml derived[...]: Expected `object`, got `int`."),
        (TEXT + "[[checks]]\nid = 'x'", "fields.toml checks[0]: Object missing required field `field`."),
        (TEXT.replace("fields.a", "fields.A"), "small letters, digits and _ only"),
        (TEXT.replace("fields.a", 'fields."a.b"'), "small letters, digits and _ only"),
        (TEXT + "[constants]\nx = nan", "fields.toml constants.x: A constant is a number"),
        (TEXT + "[constants]\na = 3", "fields.toml a: The name »a« is taken already."),
        (TEXT + "[constants]\nheute = 3", "fields.toml heute: The name »heute« is taken already."),
    ],
)
def test_tables_of_another_shape_are_named(fields: str, said: str) -> None:
    found = refusals(fields, '[[pages]]\nid = "p"\ntitle = "P"')
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ("pages = 3", "pages.toml pages: Expected `array`, got `int`."),
        ("[[pages]]\nid = 'p'", "pages.toml pages[0]: Object missing required field `title`."),
        ("[[pages]]\nid = 'P x'\ntitle = 'P'", "A page needs an id of small letters, digits and _."),
        ("[[pages]]\nid = 'p'\ntitle = 'P'\nwhenn = 'true'", "unknown field `whenn`"),
        ("[[pages]]\nid = 'p'\ntitle = 'P'\n[[pages.groups]]\nfields = ['zz']", "There is no field »zz«."),
        ("[[pages]]\nid = 'p'\ntitle = 'P'\n[[pages.groups]]\nfields = [3]", "pages[0].groups[0].fields[0]: Expected `str`"),
        ("[[pages]]\nid = 'p'\ntitle = 'P'\n[[pages.groups]]\nnotice_kind = 'loud'", "notice_kind: Invalid enum value"),
        ("[[pages]]\nid = 'p'\ntitle = 'P'\n[[pages]]\nid = 'p'\ntitle = 'Q'", "There are two pages with this id."),
        (
            "[[pages]]\nid = 'p'\ntitle = 'P'\n[[pages.groups]]\nfields = ['a', 'a']",
            "The field »a« stands on p already.",
        ),
        ("[[pages]]\nid = 'p'\ntitle = 'P'", "fields.toml fields.a: This field stands on no page."),
    ],
)  # fmt: skip
def test_wrong_pages_are_named(pages: str, said: str) -> None:
    found = refusals(TEXT, pages)
    assert any(said in one for one in found), found


@pytest.mark.parametrize("setting", ["when", "required", "default", "compute"])
def test_a_condition_may_name_only_what_stands_before_it(setting: str) -> None:
    place = f"fields.toml fields.a.{setting}"
    unknown = f"{place}: The condition names »zz«, which does not stand before it."
    assert refusals(f"{TEXT}{setting} = 'zz = \"x\"'") == [unknown]
    later = TWO.replace('label = "A"\n', f'label = "A"\n{setting} = \'b = "x"\'\n')
    assert refusals(later) == [f"{place}: The condition names »b«, which does not stand before it."]
    itself = f"{place}: The condition names »a«, which does not stand before it."
    assert refusals(f"{TEXT}{setting} = 'a = \"x\"'") == [itself]
    assert refusals(f"{TWO}{setting} = 'a = \"x\" and heute != null and kanal = kommune'") == []


def test_fields_that_wait_for_each_other_are_refused() -> None:
    """A cycle is impossible where everything looks back; so one of its links is always named."""
    circle = TWO.replace('label = "A"\n', 'label = "A"\nwhen = \'b = "x"\'\n') + "when = 'a = \"x\"'\n"
    assert refusals(circle) == [
        "fields.toml fields.a.when: The condition names »b«, which does not stand before it."
    ]


def test_pages_and_groups_look_back_too() -> None:
    pages = """
[[pages]]
id = "p"
title = "P"
when = 'a = "x"'
[[pages.groups]]
id = "g"
when = 'b = "x"'
fields = ["a", "b"]
"""
    assert refusals(TWO, pages) == [
        "pages.toml p when: The condition names »a«, which does not stand before it.",
        "pages.toml p group g when: The condition names »b«, which does not stand before it.",
    ]


def test_inside_a_group_conditions_see_the_rows_earlier_fields() -> None:
    assert refusals(GROUP + "when = 'name = \"x\"'") == []
    assert refusals(GROUP.replace('label = "Name"', 'label = "Name"\nwhen = \'rufname = "x"\'')) == [
        "fields.toml fields.leute.fields.name.when: The condition names »rufname«, which does not stand before it."
    ]
    assert refusals(GROUP.replace('type = "group"', "type = \"group\"\nmaximum = 'anzahl'")) == [
        "fields.toml fields.leute.maximum: The condition names »anzahl«, which does not stand before it."
    ]


@pytest.mark.parametrize(
    "entry",
    [
        'type = "group"\nlabel = "X"\nfields = { x = { type = "text", label = "X" } }',
        'type = "upload"\nlabel = "X"',
        'type = "text"\nlabel = "X"\ncompute = "1"',
    ],
)
def test_what_a_row_cannot_hold_is_refused(entry: str) -> None:
    (found,) = refusals(f"{GROUP}[fields.leute.fields.x]\n{entry}")
    assert found == (
        "fields.toml fields.leute.fields.x: Inside a repeated group there are no groups, no uploads and no computed fields."
    )


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("id='c'\nfield='zz'\ncondition='true'\nmessage='M'", "fields.toml check c: There is no field »zz«."),
        (
            "id='c'\nfield='a'\ncondition='zz = 1'\nmessage='M'",
            "The condition names »zz«, which there is not.",
        ),
        (
            "id='c'\nfield='a'\ncondition='('\nmessage='M'",
            "fields.toml check c.condition: The condition cannot be read",
        ),
        (
            "id='c'\nfield='a'\ncondition='true'\nmessage=''",
            "checks[0].message: Expected `str` of length >= 1",
        ),
    ],
)
def test_wrong_rules_over_several_fields_are_named(check: str, said: str) -> None:
    (found,) = refusals(f"{TEXT}[[checks]]\n{check}")
    assert said in found


def test_a_derived_name_needs_a_field_and_an_attribute_of_its_codes() -> None:
    choice = '[fields.c]\ntype = "choice"\nlabel = "C"\noptions = [{ code = "x", de = "X", warm = true }]\n'
    assert refusals(f"{choice}[derived.w]\nfield = 'c'\nattribute = 'warm'") == []
    assert refusals(f"{choice}[derived.w]\nfield = 'zz'\nattribute = 'warm'") == [
        "fields.toml derived.w: There is no field »zz«."
    ]
    assert refusals(f"{choice}[derived.w]\nfield = 'c'\nattribute = 'kalt'") == [
        "fields.toml derived.w: The codes of »c« have no attribute »kalt«."
    ]
    assert refusals(f"{TEXT}[derived.w]\nfield = 'a'\nattribute = 'warm'") == [
        "fields.toml derived.w: The codes of »a« have no attribute »warm«."
    ]


def test_everything_wrong_is_said_at_once() -> None:
    fields = (
        TEXT.replace('"text"', '"txt"')
        + "[fields.b]\ntype='text'\nlabel='B'\nwhen='zz'\n[constants]\nx = nan"
    )
    assert len(refusals(fields)) == 3


def test_constants_are_exact() -> None:
    form = make(TEXT + "[constants]\nsatz = 0.1\nliste = [1.5, 'x', 2026-01-01]\ntabelle = { a = 2.25 }")
    assert form.constants["satz"] == Decimal("0.1")
    assert form.constants["liste"][0] == Decimal("1.5")
    assert form.constants["tabelle"] == {"a": Decimal("2.25")}


def test_labels_come_in_the_reader_s_language_and_else_in_german() -> None:
    form = make(
        TWO + GROUP, texts='[fields.a]\nlabel = "First"\n[fields.leute.fields.name]\nlabel = "Given name"'
    )
    assert (form.fields["a"].label("en"), form.fields["a"].label("de")) == ("First", "A")
    assert form.fields["b"].label("en") == "B"
    assert form.fields["leute"].items[0].label("en") == "Given name"


def test_a_form_uses_the_lists_its_package_brings() -> None:
    own: CodeList = parse_code_list({"key": "farbe", "version": "1", "entries": [{"code": "r", "de": "Rot"}]})
    field = '[fields.f]\ntype = "choice"\nlabel = "F"\ncode_list = "farbe@1"'
    kind = compile_form(files(field, lists={"farbe": own})).fields["f"].kind
    assert isinstance(kind, Choice)
    assert kind.options is own


MORE = TEXT + '[fields.b]\ntype = "text"\nlabel = "B"\nwhen = "a != null"\n'


def test_versions_share_what_is_said_alike_and_nothing_else() -> None:
    english = '[fields.a]\nlabel = "A in English"\n'
    first, same, other = make(MORE), make(MORE), make(MORE.replace('"B"', '"Beruf"'))
    translated = make(MORE, texts=english)
    assert same.fields["a"] is first.fields["a"]
    assert same.page("seite") is first.page("seite")
    assert other.fields["b"].label("de") == "Beruf"
    assert [field.label("de") for field in other.pages[0].fields()] == ["A", "Beruf"]
    assert translated.fields["a"].label("en") == "A in English"
    assert first.fields["a"].label("en") == "A"


def test_a_mistake_is_named_each_time_it_is_met() -> None:
    wrong = MORE.replace("a != null", "a != ")
    assert refusals(wrong) == refusals(wrong) != []
    make(MORE)
    assert refusals(MORE.replace("a != null", "c != null")) != []


def test_fields_of_two_versions_offer_their_own_codes() -> None:
    choice = '[fields.art]\ntype = "choice"\nlabel = "Art"\ncode_list = "arten@1"\n'
    lists = [
        {"arten": parse_code_list({"key": "arten", "version": "1", "entries": [{"code": code, "de": code}]})}
        for code in ("x", "y")
    ]
    kinds = [compile_form(files(choice, lists=one)).fields["art"].kind for one in lists]
    assert [list(kind.options.codes) for kind in kinds if isinstance(kind, Choice)] == [["x"], ["y"]]


def test_a_condition_that_was_read_before_is_the_same_one() -> None:
    conditions = [make(MORE).fields["b"].when for _ in range(2)]
    assert isinstance(conditions[0], Expression)
    assert conditions[0] is conditions[1]
