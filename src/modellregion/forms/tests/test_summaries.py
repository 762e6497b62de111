"""The answers as the review, the status page and letters show them: in order, readable, nothing hidden, nothing raw."""

from datetime import date
from decimal import Decimal

from modellregion.forms.api import UploadedFile, summarise
from modellregion.forms.tests.making import HERE, make

FORM = make(
    """
[fields.art]
type = "choice"
label = "Art"
options = [{ code = "neu", de = "Neu", en = "New" }, { code = "alt", de = "Alt" }]
form_field = [3, "4a"]
anchor = "§ 14 GewO"
[fields.dabei]
type = "choices"
label = "Dabei"
options = [{ code = "a", de = "Hund" }, { code = "b", de = "Katze", en = "Cat" }]
[fields.tag]
type = "date"
label = "Tag"
[fields.grob]
type = "partial_date"
label = "Grob"
[fields.preis]
type = "money"
label = "Preis"
[fields.flaeche]
type = "decimal"
label = "Fläche"
[fields.sicher]
type = "yes_no"
label = "Sicher"
[fields.wer]
type = "person_name"
label = "Wer"
[fields.wo]
type = "address"
label = "Wo"
[fields.konto]
type = "iban"
label = "Konto"
[fields.anlagen]
type = "upload"
label = "Anlagen"
[fields.frueher]
type = "text"
label = "Früher"
when = 'art = "alt"'
[fields.leute]
type = "group"
label = "Leute"
item_label = "Mensch"
[fields.leute.fields.name]
type = "text"
label = "Name"
[fields.leute.fields.alter]
type = "integer"
label = "Alter"
[fields.zahl]
type = "integer"
label = "Zahl"
compute = 'count(leute)'
[fields.geheim]
type = "text"
label = "Geheim"
required = false
""",
    """
[[pages]]
id = "eins"
title = "Eins"
[[pages.groups]]
fields = ["art", "dabei", "tag", "grob", "preis", "flaeche", "sicher", "wer", "wo", "konto", "anlagen", "frueher"]
[[pages]]
id = "zwei"
title = "Zwei"
[[pages.groups]]
fields = ["leute", "zahl", "geheim"]
[[pages]]
id = "drei"
title = "Drei"
when = 'art = "alt"'
""",
    '[fields.art]\nlabel = "Kind"\n[pages.eins]\ntitle = "One"\n[fields.leute]\nitem_label = "Human"',
)
FILE = UploadedFile(id="1", name="ausweis.pdf", media_type="application/pdf", bytes=2048, sha256="0" * 64)
ANSWERS = {
    "art": "neu", "dabei": ["a", "b"], "tag": date(2026, 3, 7), "grob": "1960-10", "preis": 123456,
    "flaeche": Decimal("1234.50"), "sicher": False, "wer": {"titel": "Dr.", "vornamen": "Zoë", "familienname": "Łódź"},
    "wo": {"staat": "129", "strasse": "Rue X", "hausnummer": "1", "plz": "75001", "ort": "Paris"},
    "konto": "DE89370400440532013000", "anlagen": [FILE], "frueher": "gibt es nicht mehr",
    "leute": [{"name": "Anna", "alter": 30}, {}, {"name": "Bo"}], "zahl": 3,
}  # fmt: skip


def test_the_review_in_german() -> None:
    first, *rest = summarise(FORM, ANSWERS, HERE)
    assert (first.page, first.title) == ("eins", "Eins")
    assert {line.label: line.text for line in first.lines} == {
        "Art": "Neu", "Dabei": "Hund, Katze", "Tag": "07.03.2026", "Grob": "Oktober 1960", "Preis": "1.234,56 €",
        "Fläche": "1.234,50", "Sicher": "Nein", "Wer": "Dr. Zoë Łódź", "Wo": "Rue X 1\n75001 Paris\nFrankreich",
        "Konto": "DE89 3704 0044 0532 0130 00", "Anlagen": "ausweis.pdf (2,0 kB)",
    }, "in this order, without what is no longer asked"  # fmt: skip
    assert [line.path for line in first.lines][:3] == ["art", "dabei", "tag"]
    assert [(section.title, section.path, section.page) for section in rest] == [
        ("Zwei", "", "zwei"),
        ("1. Mensch", "leute.0", "zwei"),
        ("3. Mensch", "leute.2", "zwei"),
    ]
    assert [(line.path, line.text) for line in rest[1].lines] == [
        ("leute.0.name", "Anna"),
        ("leute.0.alter", "30"),
    ]


def test_the_review_in_english() -> None:
    first, _, row, _ = summarise(FORM, ANSWERS, HERE, language="en")
    texts = {line.label: line.text for line in first.lines}
    assert first.title == "One"
    assert row.title == "1. Human"
    assert (texts["Kind"], texts["Dabei"], texts["Tag"]) == ("New", "Hund, Cat", "7 March 2026")
    assert (texts["Grob"], texts["Preis"], texts["Fläche"]) == ("October 1960", "€1,234.56", "1,234.50")
    assert texts["Wo"].endswith("\nFrance")


def test_lines_know_the_fields_of_the_official_form_and_the_norm() -> None:
    line = summarise(FORM, ANSWERS, HERE)[0].lines[0]
    assert (line.form_fields, line.anchor, line.value) == (("3", "4a"), "§ 14 GewO", "neu")


def test_a_recipient_sees_only_the_fields_meant_for_it() -> None:
    sections = summarise(FORM, ANSWERS, HERE, keep=lambda item: item.id in {"tag", "leute", "name"})
    assert [[line.path for line in section.lines] for section in sections] == [
        ["tag"],
        ["leute.0.name"],
        ["leute.2.name"],
    ]
    assert summarise(FORM, ANSWERS, HERE, keep=lambda item: item.id == "name") == [], (
        "the group itself is not meant"
    )


def test_nothing_answered_is_nothing_to_show() -> None:
    assert summarise(FORM, {}, HERE) == []
    assert summarise(FORM, {"leute": [{}]}, HERE) == []
