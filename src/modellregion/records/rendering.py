"""Makes other forms of a content: its text, a page as a picture, a PDF/A of its pages. Pure; runs in a process of its own.

Foreign files are read by large libraries; a fault in one of them must not take the worker along. So ``render`` starts
``python -m modellregion.records.rendering`` with limits on memory and time, and takes what it leaves in a folder.
"""

import contextlib
import io
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageCms, ImageOps, ImageSequence

SECONDS_MAX = 240
MEMORY_BYTES_MAX = 3 * 1024**3
TEXT_LENGTH_MAX = 2_000_000
TEXT_PAGES_MAX = 3_000
PICTURED_PAGES_MAX = 400
DOTS_PER_INCH = 150
SIDE_PIXELS_MAX = 4_000
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made: the text, a PDF/A (empty when there is none), with what, and why something is missing.

    ``note`` is empty, or one of encrypted, xfa, too_long, damaged, unsupported.
    """

    text: str = ""
    pdfa: bytes = b""
    made_with: str = ""
    note: str = ""
    pages: int = 0


def render(content: bytes, media_type: str, *, seconds: int = SECONDS_MAX) -> Rendered:
    """Make text and PDF/A of a PDF or picture, in a process of its own; a process that dies leaves ``damaged``."""
    with tempfile.TemporaryDirectory(prefix="modellregion-render-") as name:
        folder = Path(name)
        (folder / "content").write_bytes(content)
        if not _run(["render", str(folder), media_type], seconds):
            return Rendered(note="damaged")
        text, pdfa = folder / "text", folder / "pdfa"
        made_with, note, pages = (folder / "told").read_text(encoding="utf-8").split("\n")
        return Rendered(
            text.read_text(encoding="utf-8") if text.exists() else "",
            pdfa.read_bytes() if pdfa.exists() else b"",
            made_with,
            note,
            int(pages),
        )


def page_picture(content: bytes, media_type: str, page: int, *, seconds: int = 30) -> tuple[bytes, int]:
    """Return one page (from 1) of a PDF or picture as PNG, and how many there are; nothing when it cannot be drawn."""
    with tempfile.TemporaryDirectory(prefix="modellregion-page-") as name:
        folder = Path(name)
        (folder / "content").write_bytes(content)
        if not _run(["page", str(folder), media_type, str(page)], seconds):
            return b"", 0
        drawn = folder / "page"
        return drawn.read_bytes() if drawn.exists() else b"", int((folder / "pages").read_text())


def page_count(content: bytes, media_type: str) -> int:
    """Return how many pages a PDF or picture has, without reading them; 0 when that cannot be told."""
    try:
        if media_type == "application/pdf":
            with pikepdf.open(io.BytesIO(content)) as pdf:
                return len(pdf.pages)
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
            return int(getattr(picture, "n_frames", 1))
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, SyntaxError, ValueError, RecursionError):
        return 0


def _run(arguments: list[str], seconds: int) -> bool:
    command = [sys.executable, "-m", "modellregion.records.rendering", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    work, folder, media_type = arguments[0], Path(arguments[1]), arguments[2]
    content = (folder / "content").read_bytes()
    if work == "page":
        picture, pages = _page(content, media_type, int(arguments[3]))
        (folder / "pages").write_text(str(pages))
        if picture:
            (folder / "page").write_bytes(picture)
        return
    made = _pdf(content) if media_type == "application/pdf" else _picture(content)
    (folder / "told").write_text(f"{made.made_with}\n{made.note}\n{made.pages}", encoding="utf-8")
    if made.text:
        (folder / "text").write_text(made.text, encoding="utf-8", errors="replace")
    if made.pdfa:
        (folder / "pdfa").write_bytes(made.pdfa)


def _pdf(content: bytes) -> Rendered:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            is_xfa = "/XFA" in pdf.Root.get("/AcroForm", pikepdf.Dictionary())
            claims = claimed_pdfa(pdf)
    except pikepdf.PasswordError:
        return Rendered(note="encrypted")
    except (pikepdf.PdfError, ValueError, RecursionError):
        return Rendered(note="damaged")
    with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
        text = _text(document)
        if is_xfa:
            return Rendered(text, note="xfa", pages=pages)
        if claims:
            return Rendered(text, content, f"is PDF/A-{claims}", pages=pages)
        if pages > PICTURED_PAGES_MAX:
            return Rendered(text, note="too_long", pages=pages)
        pdfa = pictures_to_pdfa(_draw(document[number]) for number in range(pages))
    return Rendered(text, pdfa, f"pdfium {pypdfium2.PDFIUM_INFO}, pages as pictures", pages=pages)


def _text(document: pypdfium2.PdfDocument) -> str:
    parts, length = [], 0
    for number in range(min(len(document), TEXT_PAGES_MAX)):
        part = document[number].get_textpage().get_text_range()
        parts.append(part.replace("\r\n", "\n").replace("\x00", ""))
        length += len(part)
        if length > TEXT_LENGTH_MAX:
            break
    return "\f".join(parts)[:TEXT_LENGTH_MAX] if any(part.strip() for part in parts) else ""


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / 72, SIDE_PIXELS_MAX / max(width, height, 1))
    drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return drawn


def _picture(content: bytes) -> Rendered:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
            frames = [_plain(frame) for frame in ImageSequence.Iterator(picture)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return Rendered(note="damaged")
    pdfa = pictures_to_pdfa(iter(frames))
    return Rendered("", pdfa, "Pillow, pictures as pages", pages=len(frames))


def _plain(frame: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(frame)
    if turned.mode in {"RGBA", "LA", "P"}:
        turned = turned.convert("RGBA")
        ground = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(ground, turned)
    turned = turned.convert("RGB")
    turned.thumbnail((SIDE_PIXELS_MAX, SIDE_PIXELS_MAX))
    return turned


def _page(content: bytes, media_type: str, number: int) -> tuple[bytes, int]:
    if media_type == "application/pdf":
        with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
            pages = len(document)
            drawn = _draw(document[number - 1]) if 1 <= number <= pages else None
    else:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
            pages = getattr(picture, "n_frames", 1)
            picture.seek(min(max(number, 1), pages) - 1)
            drawn = _plain(picture) if 1 <= number <= pages else None
    target = io.BytesIO()
    if drawn is not None:
        drawn.save(target, "PNG")
    return target.getvalue(), pages


def claimed_pdfa(pdf: pikepdf.Pdf) -> str:
    """Return which PDF/A a file says it is ("3a"), or nothing. A claim is no proof; it is noted as one."""
    try:
        with pdf.open_metadata() as metadata:
            return f"{metadata.get('pdfaid:part', '')}{metadata.get('pdfaid:conformance', '')}".lower()
    except (pikepdf.PdfError, ValueError, AttributeError):
        return ""


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><xmp:CreateDate>{at}</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def pictures_to_pdfa(pictures: Iterator[Image.Image]) -> bytes:
    """Return a PDF/A-2b (ISO 19005-2) whose pages are pictures: no fonts, no scripts, one colour space with its profile."""
    pdf = pikepdf.new()
    for picture in pictures:
        _add_page(pdf, picture)
    profile = pikepdf.Stream(pdf, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile.N = 3
    pdf.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFA1,
                OutputConditionIdentifier="sRGB",
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    at = datetime(2000, 1, 1, tzinfo=UTC).isoformat()  # the same pages make the same file, whenever
    metadata = pikepdf.Stream(pdf, _XMP.format(at=at).encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, fix_metadata_version=False, force_version="1.7")
    return target.getvalue()


def _add_page(pdf: pikepdf.Pdf, picture: Image.Image) -> None:
    coded = io.BytesIO()
    picture.save(coded, "JPEG", quality=QUALITY, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    image = pikepdf.Stream(pdf, coded.getvalue())
    image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    image.Width, image.Height, image.BitsPerComponent = picture.width, picture.height, 8
    image.ColorSpace = pikepdf.Name.DeviceRGB
    width, height = (round(side * 72 / DOTS_PER_INCH, 2) for side in picture.size)
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=pdf.make_indirect(image)))
    page.Contents = pikepdf.Stream(pdf, f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode())


if __name__ == "__main__":
    _main(sys.argv[1:])
