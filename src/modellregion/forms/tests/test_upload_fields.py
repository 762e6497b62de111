"""Upload fields: what a page says about them, what stays in the answers, what other channels cannot do."""

import pytest

from modellregion.forms.api import Draft, Drawing, Upload, UploadedFile, check_answers, page_view, show_bytes
from modellregion.forms.tests.asking import check
from modellregion.forms.tests.making import HERE, fill, make, rules

FORM = make("""
[fields.anlagen]
type = "upload"
label = "Anlagen"
max_files = 2
max_megabytes = 3
[fields.mehr]
type = "text"
label = "Mehr"
when = 'count(anlagen) > 1'
""")
PAGE = FORM.pages[0]


def file(name: str = "ausweis.pdf", media_type: str = "application/pdf", size: int = 2048) -> UploadedFile:
    return UploadedFile(id=name, name=name, media_type=media_type, bytes=size, sha256="0" * 64, pages=1)


def test_a_missing_file_is_asked_for() -> None:
    read = fill(FORM, {})
    assert rules(read.findings) == ["anlagen required_upload"]
    assert read.findings[0].sentence == "Bitte laden Sie bei „Anlagen“ eine Datei hoch."


def test_files_stay_when_the_page_is_sent_without_them() -> None:
    read = fill(FORM, {"mehr": "x"}, Draft({"anlagen": [file(), file("b.pdf")]}))
    assert read.findings == []
    assert read.draft.answers == {"anlagen": [file(), file("b.pdf")], "mehr": "x"}


def test_typed_text_can_neither_name_a_file_nor_remove_one() -> None:
    typed = {"anlagen": ["geheim.pdf", "0" * 64], "anlagen.0.sha256": "0" * 64}
    assert fill(FORM, typed).draft.answers == {}
    assert fill(FORM, typed, Draft({"anlagen": [file()]})).draft.answers == {"anlagen": [file()]}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("geheim.pdf", "wrong_type"),
        ([{"sha256": "0" * 64}], "wrong_type"),
        ([None], "wrong_type"),
        ([file(media_type="image/svg+xml")], "wrong_type"),
        ([file(), file(), file()], "upload_too_many"),
    ],
)
def test_other_channels_send_files_or_nothing(value: object, rule: str) -> None:
    assert check(Upload(max_files=2), value) == [rule]
    assert rules(check_answers(FORM, {"anlagen": value}, HERE).findings)[0] == f"anlagen {rule}"


@pytest.mark.parametrize(
    ("files", "language", "limits"),
    [
        (2, "de", "PDF, PNG oder JPEG, bis zu 2 Dateien mit je höchstens 3,0 MB."),
        (1, "de", "PDF, PNG oder JPEG, eine Datei mit höchstens 3,0 MB."),
        (2, "en", "PDF, PNG or JPEG, up to 2 files of up to 3.0 MB each."),
        (1, "en", "PDF, PNG or JPEG, one file of up to 3.0 MB."),
    ],
)
def test_a_page_says_what_may_be_uploaded(files: int, language: str, limits: str) -> None:
    form = make(f'[fields.a]\ntype="upload"\nlabel="A"\nmax_files={files}\nmax_megabytes=3')
    view = page_view(form.pages[0], Drawing(form, Draft(), HERE, language=language))
    assert view is not None
    assert view.has_uploads
    assert view.groups[0].fields[0].limits == limits


def test_a_page_shows_the_files_that_are_there() -> None:
    view = page_view(PAGE, Drawing(FORM, Draft({"anlagen": [file(), file("b.png", "image/png", 5)]}), HERE))
    assert view is not None
    shown = view.groups[0].fields[0]
    assert [(one.name, one.note) for one in shown.files] == [
        ("ausweis.pdf", "PDF, 2,0 kB"),
        ("b.png", "PNG, 0,1 kB"),
    ]


@pytest.mark.parametrize(
    ("size", "german", "english"),
    [
        (1, "0,1 kB", "0.1 kB"),
        (1536, "1,5 kB", "1.5 kB"),
        (50 * 1024, "50 kB", "50 kB"),
        (1024 * 1024, "1,0 MB", "1.0 MB"),
        (10 * 1024 * 1024, "10 MB", "10 MB"),
    ],
)
def test_sizes(size: int, german: str, english: str) -> None:
    assert (show_bytes(size, "de"), show_bytes(size, "en")) == (german, english)
