"""Whole forms to be filled in with anything: one of every kind of field, and the services that come with the product."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from modellregion.forms.api import Field, FieldView, Form, FormFiles, PageView, compile_form
from modellregion.forms.tests.making import make

SERVICES = Path(__file__).resolve().parents[4] / "services"
Typed = dict[str, list[str]]

EVERY_KIND = """
[constants]
viele = 2
[derived.farbton]
field = "farbe"
attribute = "ton"
[fields.farbe]
type = "choice"
label = "Farbe"
options = [{ code = "ja", de = "Rot", ton = "warm" }, { code = "1", de = "Blau", ton = "kalt" }]
[fields.sorten]
type = "choices"
label = "Sorten"
maximum = 2
options = [{ code = "ja", de = "A" }, { code = "1", de = "B" }, { code = "12", de = "C" }]
required = 'farbton = "warm"'
[fields.kurz]
type = "text_latin"
label = "Kurz"
max_length = 20
min_length = 2
[fields.lang]
type = "text"
label = "Lang"
lines = 3
required = false
when = 'kurz != "Paderborn"'
[fields.ganz]
type = "integer"
label = "Ganze Zahl"
maximum = 100
[fields.dezimal]
type = "decimal"
label = "Dezimalzahl"
minimum = -5
maximum = 5000
required = 'ganz > 5'
[fields.geld]
type = "money"
label = "Geld"
when = 'dezimal > 1'
[fields.tag]
type = "date"
label = "Tag"
latest = "today"
[fields.ungefaehr]
type = "partial_date"
label = "Ungefähr"
[fields.offen]
type = "yes_no"
label = "Offen"
[fields.wohl]
type = "yes_no_unknown"
label = "Wohl"
[fields.person]
type = "person_name"
label = "Person"
when = 'offen'
[fields.anschrift]
type = "address"
label = "Anschrift"
[fields.hier]
type = "address"
label = "Hier"
german_only = true
with_district = true
required = false
[fields.konto]
type = "iban"
label = "Konto"
required = false
[fields.post]
type = "email"
label = "Post"
[fields.telefon]
type = "phone"
label = "Telefon"
required = false
[fields.netz]
type = "web"
label = "Netz"
required = false
[fields.leute]
type = "group"
label = "Leute"
maximum = 'viele'
required = 'offen = true'
[fields.leute.fields.name]
type = "person_name"
label = "Name"
[fields.leute.fields.seit]
type = "date"
label = "Seit"
required = 'ganz > 5'
[fields.leute.fields.farben]
type = "choices"
label = "Farben"
when = 'seit < heute'
options = [{ code = "ja", de = "A" }, { code = "1", de = "B" }]
[fields.leute.fields.wohnt]
type = "address"
label = "Wohnt"
required = false
[fields.summe]
type = "money"
label = "Summe"
compute = 'geld + ganz'
[fields.zahl]
type = "integer"
label = "Zahl"
compute = 'count(leute)'
[fields.anlagen]
type = "upload"
label = "Anlagen"
when = 'summe > 3 or zahl > 1'
required = false
[fields.sicher]
type = "confirmation"
label = "Sicher"
[[checks]]
id = "zu_viel"
field = "geld"
condition = 'geld <= ganz'
message = "Das ist zu viel."
[[checks]]
id = "seltsam"
field = "anschrift.ort"
condition = 'anschrift.ort != person.familienname'
message = "Heißt der Ort wie die Person?"
hint = true
"""
TWO_PAGES = """
[[pages]]
id = "eins"
title = "Eins"
[[pages.groups]]
fields = ["farbe", "sorten", "kurz", "lang", "ganz", "dezimal", "geld", "tag", "ungefaehr", "offen", "wohl"]
[[pages]]
id = "zwei"
title = "Zwei"
when = 'farbe != null or ganz > 5'
[[pages.groups]]
fields = ["person", "anschrift", "hier", "konto", "post"]
[[pages.groups]]
when = 'offen or post != null'
fields = ["telefon", "netz", "leute", "summe", "zahl", "anlagen", "sicher"]
"""


FORMS = ["every kind", *sorted(path.parent.name for path in SERVICES.glob("*/fields.toml"))]


@cache
def form_named(name: str) -> Form:
    """Return the form with one field of every kind, on two pages, full of conditions; or that of a service.

    Without defaults: they fill in what nobody typed, and so would differ from what was sent.
    """
    if name == "every kind":
        return make(EVERY_KIND, TWO_PAGES)
    folder = SERVICES / name
    tables = [
        tomllib.loads((folder / f"{file}.toml").read_text(encoding="utf-8")) for file in ("fields", "pages")
    ]
    return compile_form(FormFiles(_without_defaults(tables[0]), tables[1], {}, {}))


def _without_defaults(table: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without_defaults(value) if isinstance(value, dict) else value
        for name, value in table.items()
        if name != "default"
    }


# --- What people and machines type ------------------------------------------------------------------------------------

_SENSIBLE = [
    "ja", "nein", "unbekannt", "1", "3", "12", "1999", "2026", "26,50", "1.234,5", "-0", "Paderborn", "33098", "000", "123",
    "anna@beispiel.de", "05251 123456", "www.beispiel.de", "DE89 3704 0044 0532 0130 00", "Łódź", "12a", "27.3.2026",
]  # fmt: skip
_NASTY = [
    "", " ", "\u00a0", "\x00", "\u202e", "😀", "Z\u0351\u0351", "a" * 300, "9" * 40, "١٢", "²", "-", ",", "1e9", "NaN",
    "{label}", "{0}", "%s", "<b>", "'; --", "../x", "0", "31", "2,501", "\r\n", "ẞ", "I\u0307", "１２", "\u0301",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(_SENSIBLE), st.sampled_from(_NASTY), st.text(max_size=30))


def input_names(form: Form) -> list[str]:
    """Return the names of all inputs that a browser, or somebody who invents them, could send."""
    return [name for item in form.fields.values() for name in _inputs(item, item.id)]


def _inputs(item: Field, path: str) -> Iterator[str]:
    if item.is_group:
        for number in (0, 1, 2, 7):
            for sub in item.items:
                yield from _inputs(sub, f"{path}.{number}.{sub.id}")
    elif item.kind is not None:
        yield from (f"{path}.{part}" if part else path for part in item.kind.parts)


def typed_into(form: Form) -> st.SearchStrategy[Typed]:
    """Return what may be sent for all pages of a form: sensible, nasty, and names nobody asked for."""
    names = st.sampled_from(
        [*input_names(form), "fremd", "leute", "leute.", "leute.x.name", "personen.99999.x"]
    )
    some = st.dictionaries(names, st.lists(TEXTS, max_size=3), max_size=12)
    sensible = st.dictionaries(
        names, st.lists(st.sampled_from(_SENSIBLE), min_size=1, max_size=2), max_size=40
    )
    return st.builds(lambda one, other: {**one, **other}, sensible, some)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.dates(),
        TEXTS,
        st.binary(max_size=3),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


# --- What a page shows ------------------------------------------------------------------------------------------------


def fields_shown(view: PageView) -> Iterator[FieldView]:
    """Yield every field of a page as it is drawn, those in rows too."""
    for group in view.groups:
        for shown in group.fields:
            yield shown
            for row in shown.rows:
                yield from row.fields


def sentences_shown(view: PageView) -> set[str]:
    """Return all that is said at fields and inputs."""
    return {
        text for shown in fields_shown(view) for text in (shown.error, *(one.error for one in shown.inputs))
    } - {""}


def sent_as_shown(view: PageView) -> Typed:
    """Return what a browser sends when a page is left as it is drawn."""
    typed: Typed = {}
    for shown in fields_shown(view):
        if shown.control in {"group", "upload"}:
            continue
        if shown.inputs:
            typed |= {one.name: [one.value] for one in shown.inputs}
        elif shown.values:
            typed[shown.name] = list(shown.values)
        elif shown.control not in {"radio", "checkboxes", "confirmation"}:
            typed[shown.name] = [shown.value]
    return typed


def belongs(path: str, fields: Mapping[str, Field] | Sequence[Field]) -> bool:
    """Tell whether a finding's path leads to a field, to a part of it, or into a row."""
    by_id = fields if isinstance(fields, Mapping) else {item.id: item for item in fields}
    root, _, rest = path.partition(".")
    item = by_id.get(root)
    if item is None:
        return False
    if not rest:
        return True
    if not item.is_group:
        return item.kind is not None and rest in item.kind.parts
    number, _, inner = rest.partition(".")
    return number.isdigit() and belongs(inner, item.items)
