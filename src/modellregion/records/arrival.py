"""Looks at a file once, when it arrives: what it really is, whether it is whole, and whether it is safe to keep."""

import io
import zipfile
from dataclasses import dataclass
from typing import NoReturn

import pikepdf
from django.utils.translation import gettext
from PIL import Image, UnidentifiedImageError

from modellregion.kernel.scanning import Verdict, scan
from modellregion.records.errors import UploadRefusedError

BYTES_MAX = 50 * 1024 * 1024
PIXELS_MAX = 120_000_000
ARCHIVE_ENTRIES_MAX = 2_000
ARCHIVE_BYTES_MAX = 400 * 1024 * 1024
ARCHIVE_RATIO_MAX = 200
PDF, MAIL, TEXT, ZIP = "application/pdf", "message/rfc822", "text/plain", "application/zip"
OTHER = "application/octet-stream"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_TEXTS = {"csv": "text/csv", "xml": "application/xml", "html": "text/html", "htm": "text/html", "eml": MAIL}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is taken: what it is, and what the scanner said."""

    media_type: str
    verdict: Verdict


def look_at(name: str, content: bytes) -> Arrived:
    """Look at a file somebody uploads.

    :raises UploadRefusedError: with a sentence that names the file and says what to do.
    """
    if not content:
        _refuse(gettext("Die Datei »{name}« ist leer. Bitte wählen Sie die richtige."), name)
    if len(content) > BYTES_MAX:
        _refuse(
            gettext("Die Datei »{name}« ist größer als 50 MB. Bitte teilen oder verkleinern Sie sie."), name
        )
    if content.startswith(_PROGRAMS):
        _refuse(
            gettext("»{name}« ist ein Programm und kein Dokument. Programme gehören nicht in die Akte."), name
        )
    media_type = sniff(name, content)
    if media_type == OTHER:
        _refuse(
            gettext("Das Format von »{name}« ist uns nicht bekannt. Bitte speichern Sie die Datei als PDF."),
            name,
        )
    _check(name, content, media_type)
    return Arrived(media_type, _scanned(name, content))


def look_at_attachment(name: str, content: bytes) -> Arrived:
    """Look at what came with an e-mail: it is kept whatever it is, but not what a scanner finds infected.

    :raises UploadRefusedError: when a scanner found it infected.
    """
    return Arrived(sniff(name, content), _scanned(name, content))


def _scanned(name: str, content: bytes) -> Verdict:
    verdict = scan(content)
    if verdict is Verdict.INFECTED:
        _refuse(
            gettext("In »{name}« wurde Schadsoftware gefunden. Die Datei wurde nicht gespeichert. Bitte sagen Sie der Administration Bescheid."), name
        )  # fmt: skip
    return verdict


def sniff(name: str, content: bytes) -> str:
    """Return what a content is, by itself; only among texts does the name's ending count."""
    # A PDF may have a little of anything before its header (ISO 32000-1, annex H.3.4.1).
    if b"%PDF-" in content[:1024]:
        return PDF
    found = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    if found is not None:
        return found
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    ending = name.rpartition(".")[2].lower()
    if ending == "eml":
        return MAIL
    return _TEXTS.get(ending, TEXT) if _is_text(content) else OTHER


def _is_text(content: bytes) -> bool:
    if b"\x00" in content[:65536]:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows-1252: no control signs but blanks and line ends.
        return not any(byte < 32 and byte not in b"\t\r\n\x0c" for byte in content[:65536])
    return True


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if names and names[0] == "mimetype" and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return declared if declared.startswith("application/vnd.oasis.opendocument.") else ZIP
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return ZIP
    return next(
        (kind for folder, kind in _OFFICE.items() if any(one.startswith(folder) for one in names)), ZIP
    )


def _check(name: str, content: bytes, media_type: str) -> None:
    if media_type == PDF:
        _check_pdf(name, content)
    elif media_type.startswith("image/"):
        _check_picture(name, content)
    elif content.startswith(b"PK\x03\x04"):
        _check_archive(name, content)


def _check_pdf(name: str, content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages):
                return
    except pikepdf.PasswordError:
        _refuse(gettext("»{name}« hat ein Kennwort. Bitte speichern Sie die Datei ohne Kennwort und laden Sie sie dann hoch."), name)  # fmt: skip
    except (pikepdf.PdfError, ValueError, RecursionError):
        pass
    _refuse(gettext("»{name}« ist beschädigt und lässt sich nicht öffnen. Bitte erzeugen Sie die Datei noch einmal."), name)  # fmt: skip


def _check_picture(name: str, content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
            if picture.width * picture.height <= PIXELS_MAX:
                picture.verify()
                return
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        pass
    _refuse(
        gettext("Das Bild »{name}« ist beschädigt oder viel zu groß. Bitte erzeugen Sie es noch einmal."),
        name,
    )


def _check_archive(name: str, content: bytes) -> None:
    """Look into an archive without unpacking it: an archive that grows without measure would fill every disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        _refuse(gettext("»{name}« ist beschädigt und lässt sich nicht öffnen. Bitte erzeugen Sie die Datei noch einmal."), name)  # fmt: skip
    whole = sum(entry.file_size for entry in entries)
    is_locked = any(entry.flag_bits & 1 for entry in entries)
    if is_locked:
        _refuse(gettext("»{name}« hat ein Kennwort. Bitte speichern Sie die Datei ohne Kennwort und laden Sie sie dann hoch."), name)  # fmt: skip
    too_much = len(entries) > ARCHIVE_ENTRIES_MAX or whole > ARCHIVE_BYTES_MAX
    if too_much or whole > ARCHIVE_RATIO_MAX * max(len(content), 1024):
        _refuse(gettext("»{name}« enthält ausgepackt viel zu viel. Bitte laden Sie die einzelnen Dokumente hoch."), name)  # fmt: skip
    outside = any(".." in entry.filename.split("/") or entry.filename.startswith("/") for entry in entries)
    if outside:
        _refuse(
            gettext("»{name}« enthält Pfade, die aus dem Archiv herausführen. Bitte packen Sie es neu."), name
        )


def _refuse(sentence: str, name: str) -> NoReturn:
    raise UploadRefusedError("upload", user_message=sentence.format(name=name[:120]))
