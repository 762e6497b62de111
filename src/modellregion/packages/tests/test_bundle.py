"""Bundles: the same in, the same out; and whatever a stranger does to one, nothing is taken from it."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellregion.packages.api import (
    BundleError,
    PackageFiles,
    SigningKey,
    check_package,
    seal_bundle,
    verify_bundle,
)
from tests.support.bundles import KEY, PUBLISHER, sealed, zipped
from tests.support.packages import files_of, replaced, with_file

OTHER = SigningKey(bytes(range(1, 33)))


def _bundle(files: PackageFiles | None = None) -> bytes:
    return seal_bundle(files or files_of(), publisher=PUBLISHER, key=KEY)


def _refused(content: bytes) -> str:
    with pytest.raises(BundleError) as refused:
        verify_bundle(content)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


def test_what_goes_in_comes_out() -> None:
    bundle = verify_bundle(_bundle())
    assert bundle.files == files_of()
    assert (bundle.package, bundle.publisher, bundle.key) == ("gewerbeanmeldung", PUBLISHER, KEY.public)


def test_the_same_package_makes_the_same_bytes() -> None:
    shuffled = PackageFiles(dict(reversed(list(files_of().contents.items()))))
    assert _bundle(shuffled) == _bundle()


def test_any_zip_program_can_open_it() -> None:
    with zipfile.ZipFile(io.BytesIO(_bundle())) as archive:
        assert archive.testzip() is None
        assert archive.read("package.toml") == files_of().contents["package.toml"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    content = bytearray(_bundle())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    _refused(bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_can_be_cut_off_or_added(data: st.DataObject) -> None:
    content = _bundle()
    at = data.draw(st.integers(1, len(content) - 1))
    _refused(content[:at])
    _refused(content[at:])
    _refused(content + b"x" * at)
    _refused(b"x" * (at % 100 + 1) + content)


def test_a_strange_key_cannot_pose_as_another() -> None:
    content = _bundle()
    theirs = seal_bundle(files_of(), publisher=PUBLISHER, key=OTHER)
    assert verify_bundle(theirs).key != verify_bundle(content).key
    _refused(content.replace(KEY.public.text.encode(), OTHER.public.text.encode()))
    _refused(content.replace(PUBLISHER.encode(), b"Stadt Paderbonn"))


def test_a_seal_for_another_package_is_refused() -> None:
    archive = zipped(lambda z: z.writestr("package.toml", files_of().contents["package.toml"]))
    assert "another package" in _refused(sealed(archive))
    assert "another version of the platform" in _refused(sealed(archive, format="modellregion-bundle/9"))


def _symlink(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("package.toml")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def _many(archive: zipfile.ZipFile) -> None:
    for number in range(300):
        archive.writestr(f"texts/{number}.toml", "")


def _twice(archive: zipfile.ZipFile) -> None:
    archive.writestr("package.toml", "a")
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("package.toml", "b")


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (lambda z: z.writestr("../../etc/cron.d/x", "x"), "name that packages do not have"),
        (lambda z: z.writestr("/etc/passwd", "x"), "name that packages do not have"),
        (lambda z: z.writestr("texts/../../x.toml", "x"), "name that packages do not have"),
        (lambda z: z.writestr("a/b/c/d.toml", "x"), "name that packages do not have"),
        (lambda z: z.writestr("C:\\windows\\x.toml", "x"), "name that packages do not have"),
        (lambda z: z.writestr("texts/", ""), "name that packages do not have"),
        (lambda z: z.writestr("x" * 5000, "x"), "name that packages do not have"),
        (lambda z: z.writestr("package.toml", b"0" * (3 * 1024 * 1024)), "larger than 2 MB"),
        (lambda z: z.writestr("package.toml", b"0" * (2 * 1024 * 1024 - 1)), "would grow more than"),
        (lambda z: [z.writestr(f"texts/{n}.toml", "") for n in range(201)], "at most 200 files"),
        (lambda z: [z.writestr(f"texts/{n}.toml", "") for n in range(100_000)], "at most"),
        (_symlink, "no plain file"),
        (_twice, "same name"),
    ],
)
def test_hostile_archives_are_refused_though_wellsealed(
    fill: Callable[[zipfile.ZipFile], None], words: str
) -> None:
    assert words in _refused(sealed(zipped(fill)))


def test_a_directory_that_lies_about_its_size_is_refused() -> None:
    archive = bytearray(zipped(_many))
    struct.pack_into("<2H", archive, len(archive) - 14, 3, 3)
    _refused(sealed(bytes(archive)))


def test_what_is_no_archive_is_refused() -> None:
    for content in (b"", b"PK\x05\x06", b"<html>", b"\0" * 100, b"x" * (9 * 1024 * 1024)):
        _refused(content)


def _letter(text: str) -> Callable[[PackageFiles], PackageFiles]:
    return lambda files: with_file(files, "notices/antrag.typ", text)


def _condition(text: str) -> Callable[[PackageFiles], PackageFiles]:
    return lambda files: replaced(
        files, "fields.toml", "when = 'rechtsform_eintrag != \"no\"'", f"when = '{text}'"
    )


def _drawing(content: str) -> Callable[[PackageFiles], PackageFiles]:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    return lambda files: with_file(files, "notices/wappen.svg", svg)


_LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (_letter('#read("/etc/passwd")'), "notices/antrag.typ"),
        (_letter('#read("../../../../../../etc/passwd")'), "notices/antrag.typ"),
        (_letter('#import "@preview/cetz:0.2.0"'), "notices/antrag.typ"),
        (_letter("#while true {}"), "notices/antrag.typ"),
        (_letter("#let f(n) = f(n + 1)\n#f(0)"), "notices/antrag.typ"),
        (_condition("count(for a in 1..100000, b in 1..100000 return a) > 0"), "fields.toml"),
        (_condition("(" * 20_000), "fields.toml"),
        (lambda f: replaced(f, "process.bpmn", '<bpmn:serviceTask id="register" ', '<bpmn:scriptTask id="register" '), "process.bpmn"),
        (lambda f: replaced(f, "process.bpmn", "<bpmn:definitions", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><bpmn:definitions'), "process.bpmn"),
        (lambda f: replaced(f, "fields.toml", "max_length = 80", "max_length = 1_000_000_000"), "fields.toml"),
        (lambda f: replaced(f, "texts/de.toml", 'teaser = "', 'teaser = "<script>alert(1)</script>'), "texts/de.toml"),
        (lambda f: replaced(f, "fields.toml", 'label = "Rechtsform"', 'label = "<img src=x onerror=alert(1)>"'), "fields.toml"),
        (lambda f: with_file(f, "notices/evil.py", "import os"), "notices/evil.py"),
        (_drawing("<script>alert(1)</script>"), "notices/wappen.svg"),
        (_drawing('<image href="file:///etc/passwd"/>'), "notices/wappen.svg"),
        (_drawing('<rect onload="alert(1)"/>'), "notices/wappen.svg"),
        (_drawing("<foreignObject/>"), "notices/wappen.svg"),
        (lambda f: with_file(f, "notices/wappen.svg", "<svg"), "notices/wappen.svg"),
        (lambda f: replaced(f, "process.bpmn", 'name="Anzeige prüfen"', 'name="&lt;script&gt;alert(1)&lt;/script&gt;"'), "process.bpmn"),
        (lambda f: replaced(f, "rules/gebuehren.dmn", '<text>"Anzeige einer nat', '<text>"&lt;img src=x onerror=alert(1)&gt;Anzeige einer nat'), "rules/gebuehren.dmn"),
        (lambda f: replaced(f, "rules/gebuehren.dmn", "<definitions", _LAUGHS + "<definitions"), "rules/gebuehren.dmn"),
        (lambda f: replaced(f, "rules/gebuehren.dmn", "<text>26</text>", "<text>count(for a in 1..100000, b in 1..100000 return a)</text>"), "rules/gebuehren.dmn"),
        (lambda f: replaced(f, "fields.toml", "max_length = 80", "max_megabytes = 1024"), "fields.toml"),
        (lambda f: replaced(f, "fields.toml", "max_length = 80", "max_length = 999999999999999999999999"), "fields.toml"),
    ],
)  # fmt: skip
def test_hostile_content_is_named(change: Callable[[PackageFiles], PackageFiles], file: str) -> None:
    errors = [finding for finding in check_package(change(files_of())) if not finding.is_warning]
    assert file in {finding.file for finding in errors}


def test_a_letter_that_never_ends_is_stopped() -> None:
    endless = "#let n = range(9999)\n#for a in n { for b in n { for c in n { [] } } }"
    (finding,) = [found for found in check_package(_letter(endless)(files_of())) if not found.is_warning]
    assert "too long" in finding.sentence
