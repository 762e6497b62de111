"""Letters as PDF: for everybody (PDF/UA-1), for ever (PDF/A-3a), in every letter of every name, and closed to strangers."""

import io
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.kernel.pdf import LetterError, house_folder, letter_pdf

MOMENT = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)
SENDER = {"name": "Stadt Paderborn", "line": "Stadt Paderborn · 33098 Paderborn", "contact": "05251 88-0\ninfo@example.org"}  # fmt: skip
DATA = {
    "title": "Auszug aus dem Gewerberegister",
    "sender": SENDER,
    "details": [["Nummer", "4711"], ["Stand", "27.03.2026"]],
    "sections": [
        {
            "title": "Eintrag",
            "lines": [
                {"number": "3", "label": "Name", "text": "Zoë Łódź"},
                {"number": "", "label": "Anschrift", "text": "Am Dom 1\n33098 Paderborn"},
            ],
        }
    ],
    "closing": "Ende des Auszugs.",
}
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is missing (Debian: apt-get install poppler-utils)"
)


def extract(**changed: Any) -> bytes:
    return letter_pdf(house_folder(), "extract.typ", {**DATA, **changed}, created=MOMENT)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def poppler(program: str, content: bytes, folder: Path, *options: str) -> str:
    path = folder / "letter.pdf"
    path.write_bytes(content)
    command = [program, *options, str(path), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield every element of the tree that readers for the blind walk through."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node.K)


def tags(content: bytes) -> list[str]:
    document = opened(content)
    return [str(element.S) for element in _elements(document.Root.StructTreeRoot)]


def test_it_says_that_it_is_for_everybody_and_for_ever() -> None:
    document = opened(extract())
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "Auszug aus dem Gewerberegister"
    root = document.Root
    assert str(root.Lang) == "de-DE"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_tree_has_headings_a_table_and_no_gap_in_the_levels() -> None:
    found = tags(extract())
    assert {"/H1", "/H2", "/Table", "/TR", "/TD", "/P"} <= set(found)
    headings = [int(tag[2:]) for tag in found if re.fullmatch(r"/H\d", tag)]
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


def test_all_that_is_drawn_is_read_or_marked_as_ornament() -> None:
    document = opened(extract())
    for page in document.pages:
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in {"Tj", "TJ", "S", "f", "Do"}:
                assert depth > 0, instruction
        assert page.obj.Tabs == "/S", "the tabulator key follows the order of reading"


def test_fonts_travel_inside_and_can_be_read_back() -> None:
    document = opened(extract())
    fonts = [font for page in document.pages for font in page.obj.Resources.Font.values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        (descendant,) = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())


@needs_poppler
def test_poppler_finds_it_tagged_titled_and_without_scripts(tmp_path: Path) -> None:
    told = dict(
        re.split(r":\s+", line, maxsplit=1)
        for line in poppler("pdfinfo", extract(), tmp_path).splitlines()
        if ":" in line and not line.endswith(":")
    )
    assert told["Title"] == "Auszug aus dem Gewerberegister"
    assert told["Author"] == "Stadt Paderborn"
    assert (told["Tagged"], told["JavaScript"], told["Encrypted"]) == ("yes", "no", "no")
    assert told["Page size"].endswith("(A4)")
    assert told["CreationDate"].startswith("Fri Mar 27"), "the letter's date, not that of the machine"


@needs_poppler
def test_it_is_read_in_the_order_it_is_seen(tmp_path: Path) -> None:
    text = poppler("pdftotext", extract(), tmp_path, "-layout")
    parts = ["Stadt Paderborn", "4711", "Auszug aus dem", "Eintrag", "Zoë Łódź", "Am Dom 1", "33098 Paderborn", "Ende des", "Seite 1 von 1"]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@needs_poppler
def test_long_letters_go_on_over_pages_and_lose_no_line(tmp_path: Path) -> None:
    lines = [
        {"number": "", "label": f"Frage {n}", "text": f"Antwort {n}\nZeile zwei von {n}"} for n in range(120)
    ]
    content = extract(sections=[{"title": "Viel", "lines": lines}])
    text = poppler("pdftotext", content, tmp_path, "-layout")
    assert len(opened(content).pages) > 3
    assert all(f"Zeile zwei von {n}\n" in text for n in range(120))
    assert re.search(r"Seite 4 von \d", text)


@needs_poppler
def test_what_people_typed_is_text_and_never_a_command(tmp_path: Path) -> None:
    nasty = (
        '#read("/etc/passwd") $x^2$ *fett* _kursiv_ @ref <label> \\ // weg /* weg */ `code` = Titel - # ~ ---'
    )
    lines = [{"number": nasty, "label": nasty, "text": nasty}]
    text = poppler("pdftotext", extract(sections=[{"title": nasty, "lines": lines}]), tmp_path, "-layout")
    assert "".join(text.split()).count("@ref<label>\\//weg/*weg*/`code`=Titel-#~---") >= 1
    assert "root:" not in text


def test_the_same_letter_twice_is_the_same_file() -> None:
    assert extract() == extract()


def test_data_for_machines_travels_inside() -> None:
    embedded = json.dumps({"answers": [{"label": "Name", "text": "Łódź"}]}, ensure_ascii=False)
    content = letter_pdf(house_folder(), "transmission.typ", {**DATA, "embedded": embedded}, created=MOMENT)
    document = opened(content)
    assert list(document.attachments) == ["uebermittlung.json"]
    file = document.attachments["uebermittlung.json"]
    assert file.get_file().read_bytes().decode() == embedded
    assert file.obj.AFRelationship == "/Data"


# --- A letter for the window envelope ---------------------------------------------------------------------------------

MILLIMETRE = 72 / 25.4
ADDRESSEE = (
    "Firma\nBlumen am Beispielplatz\nFrau Žofia Musterweiß\nHinterhaus\nBorchener Straße 12a\n33098 Paderborn"
)
NOTICE = {
    "title": "Bescheid",
    "date": "",
    "is_draft": True,
    "parts": {"gruende": {"label": "Begründung", "text": "", "is_required": True}},
    "legal_bases": [],
    "with_fee": False,
    "remedy": "",
    "signer": "",
    "about": {"title": "Alt", "date": "1. Mai 2026", "sentence": "Er wird berichtigt."},
}  # fmt: skip


def notice(**changed: Any) -> bytes:
    data = {"sender": SENDER, "recipient": ADDRESSEE, "case": {"number": "1", "service": "S"}, "embedded": {}}
    return letter_pdf(
        house_folder(), "about_notice.typ", {**data, "notice": {**NOTICE, **changed}}, created=MOMENT
    )


@needs_poppler
def test_six_lines_of_address_stand_in_the_window_of_form_b(tmp_path: Path) -> None:
    words = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<',
        poppler("pdftotext", notice(), tmp_path, "-bbox"),
    )
    inside = {
        word
        for *place, word in words
        if float(place[0]) / MILLIMETRE >= 20 and float(place[2]) / MILLIMETRE <= 105
        and float(place[1]) / MILLIMETRE >= 61 and float(place[3]) / MILLIMETRE <= 91
    }  # fmt: skip
    assert set(ADDRESSEE.split()) <= inside


def test_fold_marks_stand_on_the_first_page_and_are_read_to_nobody() -> None:
    document = opened(notice())
    first = document.pages[0]
    top, marks, is_artifact = float(first.MediaBox[3]), set(), False
    for instruction in pikepdf.parse_content_stream(first):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            is_artifact = str(instruction.operands[0]) == "/Artifact"
        if operator == "cm" and is_artifact:
            marks.add(round((top - float(instruction.operands[5])) / MILLIMETRE, 1))
    assert {105.0, 148.5, 210.0} <= marks


def test_a_draft_says_so_and_a_missing_part_is_named() -> None:
    draft, final = notice(), notice(is_draft=False, date="2. Mai 2026", signer="Max Muster")
    assert len(draft) != len(final)
    assert list(opened(final).attachments) == ["bescheid.json"]


# --- Templates of strangers -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    inside = tmp_path / "letters"
    inside.mkdir()
    return inside


def compile_text(folder: Path, text: str) -> bytes:
    (folder / "fremd.typ").write_text('#set document(title: "T")\n#set text(font: "Noto Sans", lang: "de")\n' + text, encoding="utf-8")  # fmt: skip
    return letter_pdf(folder, "fremd.typ", {}, created=MOMENT)


@pytest.mark.parametrize(
    "text",
    [
        '#read("../outside.txt")',
        '#read("/../outside.txt")',
        '#read("/etc/passwd")',
        '#include "/../outside.txt"',
        '#import "@preview/cetz:0.2.2": canvas',
        '#image("https://example.org/a.png")',
    ],
)
def test_a_template_reaches_nothing_outside_its_folder(folder: Path, text: str) -> None:
    with pytest.raises(LetterError):
        compile_text(folder, text)


@pytest.mark.parametrize(
    "text", ["#let x = ", "#unknown", '#image("a.png")', "= H\n#figure(rect())", "#panic()"]
)
def test_a_template_that_does_not_compile_says_where(folder: Path, text: str) -> None:
    with pytest.raises(LetterError, match=r"fremd\.typ:\d+:\d+|error"):
        compile_text(folder, text)


def test_a_picture_without_words_for_the_blind_is_refused(folder: Path) -> None:
    (folder / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")  # fmt: skip
    with pytest.raises(LetterError, match="alt"):
        compile_text(folder, '#image("a.svg")')
    assert compile_text(folder, '#image("a.svg", alt: "Das Wappen der Stadt")').startswith(b"%PDF-")


# --- Every letter of every name ---------------------------------------------------------------------------------------

NAMES = "Müller Groß ẞ Łódź Żółćkowska Đặng Čapek Škoda Ğül İnce Ñuñez Œuvre Þór Ðuro Ħal Ŋa Ḩamza ʻAlī Ș Ț C̆ K̦ M̂ ḱ k͟h ģ ė"
FREE_TEXT = "€ § ° ± × ÷ ½ ¼ « » ¿ ¡ ¢ £ ¥ © ® ª º ¬ ¶ ¦ ~ ^ ` { } | \\ @ # ‡ ’ ʹ ʺ ʾ ʿ ˈ ˌ · ¨ ´ ¸ ¯"


def _said(text: str) -> dict[str, Any]:
    return {"sections": [{"title": "Namen", "lines": [{"number": "", "label": "Name", "text": text}]}]}


@needs_poppler
@pytest.mark.parametrize("signs", [NAMES, FREE_TEXT])
def test_the_letters_of_names_and_the_signs_of_texts_are_drawn_and_read_back(
    signs: str, tmp_path: Path
) -> None:
    shown = poppler("pdftotext", extract(**_said(signs)), tmp_path, "-layout")
    text = unicodedata.normalize("NFC", " ".join(shown.split()))
    missing = [sign for sign in signs.split() if unicodedata.normalize("NFC", sign) not in text]
    assert missing == []


@needs_poppler
@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Foto 😀.pdf", "Foto \ufffd.pdf"),
        ("漢字 und Text", "\ufffd\ufffd und Text"),
        ("Familie 👨\u200d👩 da", "Familie \ufffd\ufffd da"),
        ("договор.pdf", "договор.pdf"),
        ("σύμβαση.pdf", "σύμβαση.pdf"),
        ("a\x07b\x00c\ufeffd", "abcd"),
        ("privat \ue000 und halb \ud83d", "privat \ufffd und halb \ufffd"),
    ],
)
def test_a_sign_without_a_glyph_spoils_no_letter(typed: str, drawn: str, tmp_path: Path) -> None:
    text = poppler("pdftotext", extract(**_said(typed)), tmp_path, "-layout")
    assert drawn in text


def test_data_for_machines_keep_every_sign() -> None:
    content = letter_pdf(
        house_folder(), "transmission.typ", {**DATA, **_said("😀"), "embedded": '"😀"'}, created=MOMENT
    )
    document = opened(content)
    assert document.attachments["uebermittlung.json"].get_file().read_bytes() == '"😀"'.encode()


@given(st.text(max_size=40))
def test_any_text_makes_a_letter(text: str) -> None:
    assert extract(title=f"Titel {text}", **_said(text)).startswith(b"%PDF-")
