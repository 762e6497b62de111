"""Letters as PDF: one file that is PDF/UA-1 (for everybody) and PDF/A-3a (for ever), with its data embedded."""

import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings

from modellregion.kernel.glyphs import drawable, drawable_signs
from modellregion.kernel.typesetting import current_typesetting, typesetter

if TYPE_CHECKING:
    from typst import PDFStandard

_STANDARDS: "list[PDFStandard]" = ["ua-1", "a-3a"]
EMBEDDED = "embedded"
LAYOUTS = ("letter.typ", "notice.typ")
PICTURE_DPI = 100
# A compiler keeps its parsed files; it is not made for several threads at once.
_lock = threading.Lock()


class LetterError(Exception):
    """A template does not compile; the message is Typst's, with file and line."""


def _font_folder() -> Path:
    return Path(settings.STATIC_BUILD) / "fonts"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_font_folder())]
    )


@cache
def _signs() -> frozenset[int]:
    return drawable_signs(_font_folder())


@lru_cache(maxsize=64)
def _compiler(root: Path) -> typst.Compiler:
    # An empty package path: a template can import nothing that is not in its own folder.
    nothing = root / "no-packages"
    return typst.Compiler(
        root=str(root), font_paths=_fonts(), package_path=str(nothing), package_cache_path=str(nothing)
    )


def letters_made() -> bool:
    """Tell whether this process made a letter: Typst then has threads, which a fork would lose and wait for."""
    return _compiler.cache_info().currsize > 0


@cache
def house_folder() -> Path:
    """Return the folder of the house's own letters; its layouts are what every template may import."""
    return Path(str(resources.files("modellregion.kernel") / "letters"))


@cache
def house_layouts() -> Mapping[str, bytes]:
    """Return what the templates of packages may import: ``letter.typ``, and ``notice.typ`` on top of it."""
    return {name: (house_folder() / name).read_bytes() for name in LAYOUTS}


def letter_pdf(root: Path, template: str, data: Mapping[str, Any], *, created: datetime) -> bytes:
    """Compile ``template`` (a path below ``root``) with ``data``.

    The template reads its data as ``json(bytes(sys.inputs.data))``. It can read files below ``root`` and nothing else.
    What stands under ``embedded`` is for machines and travels as it is; in all other texts a sign that the fonts cannot
    draw is replaced. Inside ``letters_beside`` it is ordered, and what stands for it is returned.

    :raises LetterError: when it does not compile.
    """
    content = _shown(data)
    typesetting = current_typesetting()
    if typesetting is None:
        return _typeset(root, template, content, created)
    return typesetting.order(_ordered(root, template, content, created))


def unsaved_letter_pdf(root: Path, template: bytes, data: Mapping[str, Any], *, created: datetime) -> bytes:
    """Compile what a template says that lies nowhere yet, as if it lay in ``root``.

    :raises LetterError: when it does not compile.
    """
    return _typeset(root, template, _shown(data), created)


@lru_cache(maxsize=200)
def _ordered(root: Path, template: str, data: str, created: datetime) -> "Future[bytes]":
    """Order a letter of a rehearsal; the same one is made once, because versions are played that share their letters."""
    return typesetter().submit(_typeset, root, template, data, created)


def _typeset(root: Path, template: str | bytes, data: str, created: datetime) -> bytes:
    source: Any = template if isinstance(template, bytes) else str(root / template)
    with _lock, _told():
        result = _compiler(root).compile(
            input=source,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=_STANDARDS,
            timestamp=int(created.timestamp()),
        )
    if not isinstance(result, bytes):
        raise LetterError("The template made no PDF.")
    return result


def letter_pictures(root: Path, template: str, data: Mapping[str, Any]) -> list[bytes]:
    """Return the pages of a letter as PNG, for looking at it while it is being written.

    :raises LetterError: when it does not compile.
    """
    content = _shown(data)
    with _lock, _told():
        found = _compiler(root).compile(
            input=str(root / template), format="png", ppi=PICTURE_DPI, sys_inputs={"data": content}
        )
    pages = found if isinstance(found, list) else [found]
    return [page for page in pages if isinstance(page, bytes)]


def _shown(data: Mapping[str, Any]) -> str:
    shown = {name: value if name == EMBEDDED else drawable(value, _signs()) for name, value in data.items()}
    return json.dumps(shown, ensure_ascii=False)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Typst says into an error of ours."""
    try:
        yield
    except typst.TypstError as error:
        raise LetterError(getattr(error, "diagnostic", None) or str(error)) from error
