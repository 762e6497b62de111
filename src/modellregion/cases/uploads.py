"""Looks at uploaded files once, on arrival: what they really are, how large, how many pages."""

import hashlib
import io
from dataclasses import dataclass, field

import pikepdf
from PIL import Image, UnidentifiedImageError

from modellregion.forms.api import Problem, Upload, UploadedFile, show_bytes
from modellregion.kernel.context import Context
from modellregion.kernel.files import put_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.names import safe_name
from modellregion.kernel.scanning import Verdict, scan

# A picture of more pixels than this needs more memory to look at than it can be worth.
PIXELS_MAX = 60_000_000
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


@dataclass(slots=True)
class Arrived:
    """The files of one upload field: those that were taken, and why others were not."""

    files: list[UploadedFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def take_files(
    ctx: Context, kind: Upload, present: list[UploadedFile], offered: list[tuple[str, bytes]]
) -> Arrived:
    """Store the offered files (name, content) that pass, after those already present."""
    arrived = Arrived(list(present))
    for raw_name, content in offered:
        name = safe_name(raw_name)
        problem = None
        digest = hashlib.sha256(content).hexdigest()
        if any(file.name == name and file.sha256 == digest for file in arrived.files):
            continue  # the same file once more: a form that was sent twice
        if len(arrived.files) >= kind.max_files:
            problem = Problem("upload_too_many", values={"name": name, "max": kind.max_files})
        else:
            file, problem = _look_at(name, content, kind)
            if file is not None and scan(content) is Verdict.INFECTED:
                problem = Problem("upload_infected", values={"name": name})
            elif file is not None:
                put_file(ctx.municipality, content)
                arrived.files.append(file)
        if problem is not None:
            arrived.problems.append(problem)
    return arrived


def _look_at(name: str, content: bytes, kind: Upload) -> tuple[UploadedFile | None, Problem | None]:
    size = len(content)
    if size == 0:
        return None, Problem("upload_empty", values={"name": name})
    if size > kind.max_bytes:
        return None, _too_large(name, size, kind.max_bytes)
    media_type = _media_type(content)
    if media_type is None:
        return None, Problem("upload_kind", values={"name": name})
    pages = _pages(content) if media_type == "application/pdf" else _picture(content)
    if pages is None:
        return None, Problem("upload_damaged", values={"name": name})
    if pages > kind.max_pages:
        return None, Problem("upload_pages", values={"name": name, "pages": pages, "max": kind.max_pages})
    digest = hashlib.sha256(content).hexdigest()
    file = UploadedFile(
        id=new_id().hex, name=name, media_type=media_type, bytes=size, sha256=digest, pages=pages
    )
    return file, None


def _too_large(name: str, size: int, limit: int) -> Problem:
    shown = (show_bytes(size, "de"), show_bytes(size, "en"))
    most = (show_bytes(limit, "de"), show_bytes(limit, "en"))
    if shown == most:
        shown = (f"etwas mehr als {most[0]}", f"a little more than {most[1]}")
    return Problem("upload_too_large", values={"name": name, "size": shown, "max": most})


def _media_type(content: bytes) -> str | None:
    picture = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    if picture is not None:
        return picture
    # A PDF may have a little of anything before its header (ISO 32000-1, annex H.3.4.1).
    return "application/pdf" if b"%PDF-" in content[:1024] else None


def _pages(content: bytes) -> int | None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages) or None
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RecursionError):
        return None


def _picture(content: bytes) -> int | None:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return None
            picture.verify()
            is_whole = picture.format != "JPEG" or _has_end(content)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return 1 if is_whole else None


def _has_end(jpeg: bytes) -> bool:
    """Tell whether the picture's end is there; cameras put films and second pictures behind it."""
    place = 2
    while jpeg[place : place + 1] == b"\xff" and jpeg[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return jpeg.find(b"\xff\xd9", place) > 0
