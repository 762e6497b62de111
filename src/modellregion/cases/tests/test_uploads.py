"""Files that people upload: what they really are counts, not their names; whatever is wrong has a sentence of its own."""

import io
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from modellregion.cases.uploads import Arrived, take_files
from modellregion.forms.api import Upload, sentence
from modellregion.kernel.context import CITIZEN, Context
from modellregion.kernel.files import get_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.names import NAME_LENGTH_MAX, safe_name

pytestmark = pytest.mark.django_db  # a file's key lies in the database
SOMEWHERE = Context(new_id(), CITIZEN)
KIND = Upload(max_files=3, max_bytes=1024 * 1024, max_pages=4)


@pytest.fixture
def ctx() -> Context:
    return Context(new_id(), CITIZEN)


def pdf(pages: int = 1, **protection: Any) -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(target, **protection)
    return target.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 50).save(target, kind, **options)
    return target.getvalue()


def told(arrived: Arrived, language: str = "de") -> list[str]:
    return [sentence(problem, label="Anlagen", language=language) for problem in arrived.problems]


@pytest.mark.parametrize(
    ("name", "content", "media_type", "pages"),
    [
        ("scan.pdf", pdf(3), "application/pdf", 3),
        ("scan", pdf(), "application/pdf", 1),
        ("scan.pdf", picture("PNG"), "image/png", 1),
        ("foto.png", picture("JPEG"), "image/jpeg", 1),
        ("foto.jpg", picture("JPEG", progressive=True), "image/jpeg", 1),
        ("vorspann.pdf", b"\r\n" + pdf(), "application/pdf", 1),
        ("gesperrt.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="")), "application/pdf", 1),
        ("film.jpg", picture("JPEG") + b"\x00ftypmp4\xff\xda" + b"\x07" * 500, "image/jpeg", 1),
        ("bild.jpg", picture("JPEG", comment=b"%PDF-1.7"), "image/jpeg", 1),
    ],
    ids=["pdf", "no ending", "png called pdf", "jpeg called png", "progressive", "pdf behind blanks", "only printing locked",
         "jpeg with a film", "jpeg that mentions pdf"],
)  # fmt: skip
def test_the_content_says_what_a_file_is(
    ctx: Context, name: str, content: bytes, media_type: str, pages: int
) -> None:
    arrived = take_files(ctx, KIND, [], [(name, content)])
    assert arrived.problems == []
    (file,) = arrived.files
    assert (file.name, file.media_type, file.pages, file.bytes) == (name, media_type, pages, len(content))
    assert get_file(ctx.municipality, file.sha256) == content


def _looping_pdf() -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.Pages.Kids.append(document.Root.Pages)
    document.save(target)
    return target.getvalue()


_BOMB = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00" + b"\x00" * 64
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "ist leer"),
        (b"MZ\x90\x00" + b"\x00" * 100, "keine PDF-, PNG- oder JPEG-Datei"),
        (b"GIF89a" + b"\x00" * 100, "keine PDF-, PNG- oder JPEG-Datei"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "keine PDF-, PNG- oder JPEG-Datei"),
        (b"PK\x03\x04" + b"\x00" * 2000 + b"%PDF-", "keine PDF-, PNG- oder JPEG-Datei"),
        (pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "mit einem Passwort geschützt"),
        (b"%PDF-1.7\nnothing", "lässt sich nicht öffnen"),
        (pdf(0), "lässt sich nicht öffnen"),
        (_looping_pdf(), "lässt sich nicht öffnen"),
        (picture("PNG")[:-40], "lässt sich nicht öffnen"),
        (picture("JPEG")[:-40], "lässt sich nicht öffnen"),
        (picture("JPEG")[:30], "lässt sich nicht öffnen"),
        (_BOMB, "lässt sich nicht öffnen"),
        (b"\xff\xd8\xff", "lässt sich nicht öffnen"),
        (pdf(5), "hat 5 Seiten. Möglich sind höchstens 4"),
        (b"%PDF-1.7\n" + b"0" * 3 * 1024 * 1024, "ist 3,0 MB groß. Möglich sind höchstens 1,0 MB"),
        (b"%PDF-1.7\n" + b"0" * 1024 * 1024, "ist etwas mehr als 1,0 MB groß"),
    ],
    ids=["empty", "program", "gif", "svg", "archive that mentions pdf", "password", "no pdf inside", "no pages", "loop",
         "half a png", "half a jpeg", "head of a jpeg", "60000 x 60000", "three bytes", "pages", "large", "a little too large"],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(ctx: Context, content: bytes, expected: str) -> None:
    arrived = take_files(ctx, KIND, [], [("datei.pdf", content), ("gut.pdf", pdf())])
    (why,) = told(arrived)
    assert why.startswith("Die Datei „datei.pdf“")
    assert expected in why
    assert told(arrived, "en")[0].startswith("The file “datei.pdf”")
    assert [file.name for file in arrived.files] == ["gut.pdf"], "the others are taken"


def test_more_files_than_asked_for_are_not_taken(ctx: Context) -> None:
    offered = [(f"{number}.pdf", pdf(number)) for number in (1, 2, 3, 4)]
    arrived = take_files(ctx, KIND, [], offered)
    assert [file.name for file in arrived.files] == ["1.pdf", "2.pdf", "3.pdf"]
    assert told(arrived) == [
        "Bei „Anlagen“ sind höchstens 3 Dateien möglich. „4.pdf“ wurde nicht übernommen."
    ]
    one = take_files(ctx, Upload(max_files=1), [], offered[:2])
    assert told(one) == ["Bei „Anlagen“ ist nur eine Datei möglich. „2.pdf“ wurde nicht übernommen."]


def test_a_form_sent_twice_brings_a_file_once(ctx: Context) -> None:
    first = take_files(ctx, KIND, [], [("a.pdf", pdf())])
    again = take_files(ctx, KIND, first.files, [("a.pdf", pdf()), ("b.pdf", pdf())])
    assert [file.name for file in again.files] == ["a.pdf", "b.pdf"]


def test_two_files_of_one_name_and_length_are_two_files(ctx: Context) -> None:
    one, other = pdf() + b"\n%1", pdf() + b"\n%2"
    arrived = take_files(ctx, KIND, [], [("scan.pdf", one), ("scan.pdf", other)])
    assert [get_file(ctx.municipality, file.sha256) for file in arrived.files] == [one, other]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Führungszeugnis.pdf", "Führungszeugnis.pdf"),
        ("C:\\Users\\anna\\scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("rechnung\u202efdp.exe", "rechnung_fdp.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b Set-Cookie_ x.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("  ", "Datei"),
        ("", "Datei"),
        ("x/", "Datei"),
        ("a" * 200 + ".pdf", "a" * 116 + ".pdf"),
        ("." + "a" * 200, "." + "a" * 119),
    ],
)
def test_names_keep_what_people_know_and_lose_what_deceives(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= NAME_LENGTH_MAX
    assert not set(kept) & set('/\\\r\n\x00"<>|:*?\u202e\u2066')
    assert safe_name(kept) == kept


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
)
def test_any_bytes_are_taken_or_refused(tail: bytes, head: bytes) -> None:
    arrived = take_files(SOMEWHERE, KIND, [], [("x", head + tail)])
    assert len(arrived.files) + len(arrived.problems) == 1
