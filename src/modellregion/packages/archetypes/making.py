"""Makes the files of a new package: an archetype's own, the shared parts it names, and what the person said."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from xml.sax.saxutils import escape

from modellregion.packages.files import PackageError, PackageFiles, PackageFinding

CLOSING_DAYS = 90
"""An invitation to apply (Bewerbung) closes so many days after its package was made, until somebody sets the day."""
_ABOUT = "archetype.toml"
_PLACE = re.compile(r"@@([A-Z_]+)@@")
_ID = re.compile(r"[a-z][a-z0-9_-]{1,60}")
_LEIKA = re.compile(r"(\d{14})?")
_QUOTED = str.maketrans({'"': "&quot;", "\n": "&#10;"})


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of service: its id, name, a sentence, the shared parts it uses, and the norm that stands in for the real one."""

    id: str
    title: str
    about: str
    shared: tuple[str, ...]
    norm: str
    norm_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackage:
    """What a person says about a new package; what is empty follows from the rest."""

    id: str
    title: str
    archetype: str
    today: date
    title_en: str = ""
    leika: str = ""
    publisher: str = "Stadt Musterhausen"
    norm: str = ""
    norm_title: str = ""
    number_prefix: str = ""


@cache
def archetypes() -> dict[str, Archetype]:
    """Return all archetypes by their id."""
    found = {}
    for folder in sorted(_data().iterdir(), key=lambda entry: entry.name):
        about = folder / _ABOUT
        if about.is_file():
            table = tomllib.loads(about.read_text(encoding="utf-8"))
            found[folder.name] = Archetype(
                folder.name,
                table["title"],
                table["about"],
                ("all", *table["shared"]),
                table["norm"],
                table["norm_title"],
            )
    return found


def make_package(new: NewPackage) -> PackageFiles:
    """Return the files of a complete package.

    :raises PackageError: when what was said makes no package; nothing was written.
    """
    archetype = _checked(new)
    said = _said(new, archetype)
    return _put_together((archetype.id, *archetype.shared), said)


def _checked(new: NewPackage) -> Archetype:
    archetype = archetypes().get(new.archetype)
    if archetype is None:
        known = ", ".join(archetypes())
        raise _refused(f"There is no archetype »{new.archetype}«. Known: {known}.")
    if not _ID.fullmatch(new.id):
        raise _refused(f"»{new.id}« is no name for a package: small letters, digits, - and _, at least two.")
    if not new.title.strip():
        raise _refused("A package needs a title, the words by which people look for the service.")
    if not _LEIKA.fullmatch(new.leika):
        raise _refused(f"»{new.leika}« is no LeiKa key: it has 14 digits.")
    return archetype


def make_skeleton(new: NewPackage, *, subject: str, search: str) -> PackageFiles:
    """Return what an imported form still needs to be a package: everything but its fields and pages.

    ``subject`` is FEEL, ``search`` the field by which cases are found.

    :raises PackageError: when what was said makes no package.
    """
    said = _said(new, _checked(new)) | {"ARCHETYPE": new.archetype, "SUBJECT": subject, "SEARCH": search}
    return _put_together(("skeleton", "all"), said)


def _put_together(parts: tuple[str, ...], said: dict[str, str]) -> PackageFiles:
    contents: dict[str, str] = {}
    for part in parts:
        for name, text in _files(_data() / part):
            own = contents.get(name)
            contents[name] = text if own is None else f"{own.rstrip()}\n\n{text}"
    contents.pop(_ABOUT, None)
    return PackageFiles({name: _filled(name, contents[name], said).encode() for name in sorted(contents)})


def _said(new: NewPackage, archetype: Archetype) -> dict[str, str]:
    closing = new.today + timedelta(days=CLOSING_DAYS)
    return {
        "ID": new.id,
        "TITLE": new.title.strip(),
        "TITLE_EN": new.title_en.strip() or new.title.strip(),
        "LEIKA": new.leika,
        "PUBLISHER": new.publisher.strip(),
        "PREFIX": new.number_prefix or number_prefix(new.id),
        "NORM": new.norm.strip() or archetype.norm,
        "NORM_TITLE": new.norm_title.strip() or ("" if new.norm.strip() else archetype.norm_title),
        "TODAY": new.today.isoformat(),
        "CLOSING": closing.isoformat(),
        "AFTER_CLOSING": (closing + timedelta(days=1)).isoformat(),
    }


def number_prefix(identifier: str) -> str:
    """Return how numbers of cases begin: the first three letters of the package's id."""
    letters = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters)[:3].upper()


def _filled(name: str, text: str, said: dict[str, str]) -> str:
    quote = _in_toml if name.endswith(".toml") else _in_xml
    return _PLACE.sub(lambda place: quote(said[place[1]]), text)


def _in_toml(text: str) -> str:
    """Return a text as it stands between the quotation marks of a TOML string."""
    return "".join(
        f"\\{sign}"
        if sign in '"\\'
        else f"\\u{ord(sign):04x}"
        if ord(sign) < 32 or ord(sign) == 127
        else sign
        for sign in text
    )


def _in_xml(text: str) -> str:
    return escape("".join(sign for sign in text if sign >= " " or sign == "\n")).translate(_QUOTED)


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        else:
            yield before + entry.name, entry.read_text(encoding="utf-8")


def _data() -> Traversable:
    return resources.files("modellregion.packages.archetypes") / "data"


def _refused(sentence: str) -> PackageError:
    return PackageError([PackageFinding("package.toml", "", sentence)])
