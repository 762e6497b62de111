"""Reads messages of disposal, and packages with primary documents; whatever is wrong is said in one sentence."""

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from lxml import etree

from modellregion.records.xdomea.parts import (
    LEVEL_CODES,
    MEDIUM_CODES,
    Confirmation,
    Document,
    File,
    Format,
    Part,
    Version,
    XdomeaError,
    XdomeaVersion,
)
from modellregion.records.xdomea.writing import HASHES, NAMES

BYTES_MAX = 300 * 1024 * 1024
ENTRIES_MAX = 50_000
UNPACKED_BYTES_MAX = 2 * 1024**3
DECISIONS = ("A", "B", "V")
_LEVELS = {code: level for level, code in LEVEL_CODES.items()}
_MEDIA = {code: medium for medium, code in MEDIUM_CODES.items()}
# Dateiformat 1.0 knows 001 to 045 and 100.
_FORMATS = frozenset([*(f"{number:03}" for number in range(1, 46)), "100"])


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was read: its number and version, and what it says."""

    number: str
    version: XdomeaVersion
    process: UUID
    sender: str
    files: Sequence[File] = field(default_factory=list)
    decisions: Mapping[UUID, str] = field(default_factory=dict)
    confirmations: Sequence[Confirmation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read and found whole: the message, and its primary documents by name."""

    message: Message
    contents: Mapping[str, bytes]


def read_message(data: bytes) -> Message:
    """Read 0501, 0502, 0503 or 0506.

    :raises XdomeaError: when it is none, or holds what the standard does not know.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XdomeaError(_("Das ist keine lesbare XML-Datei.")) from error
    name = etree.QName(root)
    version = next((one for one in XdomeaVersion if one.namespace == name.namespace), None)
    if version is None:
        raise XdomeaError(_("Diese Version von xdomea kennen wir nicht: {namespace}. Möglich sind 2.4.0, 3.0.0 und 3.1.0.").format(namespace=name.namespace or "–"))  # fmt: skip
    number = next((number for number, known in NAMES.items() if known == name.localname), None)
    if number is None:
        raise XdomeaError(_("Die Nachricht {name} gehört nicht zur Aussonderung (0501, 0502, 0503, 0506).").format(name=name.localname))  # fmt: skip
    return _Reader(version).message(root, number)


def read_package(data: bytes) -> Package:
    """Read 0503 as a package, and check that all is there and unchanged.

    :raises XdomeaError: when the package or its message cannot be taken.
    """
    if len(data) > BYTES_MAX:
        raise XdomeaError(_("Das Paket ist größer als 300 MB. Bitte teilen Sie es."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unpack(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise XdomeaError(_("Das Paket ist kein lesbares ZIP-Archiv.")) from error


def _unpack(package: zipfile.ZipFile) -> Package:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_BYTES_MAX:
        raise XdomeaError(_("Das Paket enthält ausgepackt viel zu viel."))
    names = [entry.filename for entry in entries]
    main = [name for name in names if name.endswith(("0503.xml",))]
    if len(main) != 1:
        raise XdomeaError(_("Im Paket fehlt die Nachricht 0503, oder es sind mehrere."))
    sums = _sums(package.read(HASHES)) if HASHES in names else {}
    text = package.read(main[0])
    _check(main[0], text, sums)
    message = read_message(text)
    wanted = [one.file_name for file in message.files for document in documents_of(file) for version in document.versions for one in version.formats]  # fmt: skip
    contents = {}
    for name in wanted:
        if name not in names:
            raise XdomeaError(_("Das Primärdokument {name} fehlt im Paket.").format(name=name))
        contents[name] = package.read(name)
        _check(name, contents[name], sums)
    return Package(message, contents)


def _sums(listed: bytes) -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in listed.decode("utf-8", "replace").splitlines())
    return {words[1].lstrip("*"): words[0].lower() for words in lines if len(words) == 2}


def _check(name: str, content: bytes, sums: Mapping[str, str]) -> None:
    if sums and sums.get(name) != hashlib.sha256(content).hexdigest():
        raise XdomeaError(_("Die Prüfsumme von {name} stimmt nicht. Das Paket wurde unterwegs verändert oder beschädigt.").format(name=name))  # fmt: skip


def documents_of(file: File) -> Iterator[Document]:
    """Yield every document of a file, those of its parts and all attachments included."""
    yield from _with_attachments(file.documents)
    for part in file.parts:
        yield from _of_part(part)


def _of_part(part: Part) -> Iterator[Document]:
    yield from _with_attachments(part.documents)
    for below in part.parts:
        yield from _of_part(below)


def _with_attachments(documents: Sequence[Document]) -> Iterator[Document]:
    for document in documents:
        yield document
        yield from _with_attachments(document.attachments)


class _Reader:
    """Reads messages of one version."""

    def __init__(self, version: XdomeaVersion) -> None:
        self.version = version
        self.is_2_4 = version is XdomeaVersion.V2_4

    def message(self, root: Any, number: str) -> Message:
        process = self._id(root, "Kopf/ProzessID")
        said = self._code(self._one(root, "Kopf/Nachrichtentyp"))
        if said != number:
            raise XdomeaError(
                _("Die Nachricht nennt sich {said}, ist aber {number}.").format(said=said, number=number)
            )
        sender = self._text(root, "Kopf/Absender/Institution/Name")
        if number in {"0501", "0503"}:
            files = [self._file(node) for node in self._all(root, "Schriftgutobjekt/Akte")]
            if not files:
                raise XdomeaError(
                    _("Die Nachricht enthält keine Akte. Einzelne Vorgänge und Dokumente nehmen wir nicht.")
                )
            return Message(number, self.version, process, sender, files=files)
        if number == "0502":
            objects = self._all(root, "BewertetesObjekt")
            decisions = {self._id(node, "ID"): self._disposal(node) for node in objects}
            return Message(number, self.version, process, sender, decisions=decisions)
        return Message(number, self.version, process, sender, confirmations=list(self._confirmations(root)))

    def _confirmations(self, root: Any) -> Iterator[Confirmation]:
        if not self.is_2_4:
            for node in self._all(root, "AusgesondertesSGO"):
                told = "; ".join(one.text or "" for one in self._all(node, "Fehlermeldung"))
                taken = self._text(node, "Erfolgreich") in {"1", "true"}
                yield Confirmation(self._id(node, "IDSGO"), taken, self._text(node, "Archivkennung"), told)
            return
        for node in self._all(root, "ErfolgOderMisserfolg"):
            taken = self._text(node, "Erfolgreich") in {"1", "true"}
            told = self._text(node, "Fehlermeldung")
            for back in self._all(node, "Rueckgabeparameter"):
                yield Confirmation(self._id(back, "ID"), taken, self._text(back, "Archivkennung"), told)

    def _file(self, node: Any) -> File:
        data = "ArchivspezifischeMetadaten"
        years = self._text(node, f"{data}/Aufbewahrungsdauer" + ("" if self.is_2_4 else "/AnzahlJahre"))
        held = self._first(node, data)
        return File(
            id=self._id(node, "Identifikation/ID"),
            reference=self._text(node, "AllgemeineMetadaten/Kennzeichen"),
            subject=self._text(node, "AllgemeineMetadaten/Betreff"),
            plan_code=self._text(node, "AllgemeineMetadaten/Aktenplaneinheit/Kennzeichen"),
            plan_title=self._text(node, "AllgemeineMetadaten/Aktenplaneinheit/Inhaltsangabe"),
            unit=self._text(node, "AllgemeineMetadaten/Federfuehrung"),
            confidentiality=self._listed(node, "AllgemeineMetadaten/Vertraulichkeitsstufe", _LEVELS, 0),
            medium=self._listed(node, "AllgemeineMetadaten/Medium", _MEDIA, "electronic"),
            paper_location=self._text(node, "Standort"),
            opened_on=self._day(node, "Laufzeit/Beginn"),
            closed_on=self._day(node, "Laufzeit/Ende"),
            retention_years=int(years) if years.isdigit() else None,
            retain_until=None if self.is_2_4 else self._day(node, f"{data}/Aufbewahrungsende"),
            disposal=self._disposal(held) if held is not None else "B",
            documents=[self._document(one) for one in self._all(node, "Akteninhalt/Dokument")],
            parts=[
                *(self._part(one, is_sub_file=False) for one in self._all(node, "Akteninhalt/Vorgang")),
                *(self._part(one, is_sub_file=True) for one in self._all(node, "Akteninhalt/Teilakte")),
                *(self._part(one, is_sub_file=True) for one in self._all(node, "Teilakte")),
            ],
        )

    def _part(self, node: Any, *, is_sub_file: bool) -> Part:
        inside = "Akteninhalt/Dokument" if is_sub_file else "Dokument"
        return Part(
            id=self._id(node, "Identifikation/ID"),
            reference=self._text(node, "AllgemeineMetadaten/Kennzeichen"),
            subject=self._text(node, "AllgemeineMetadaten/Betreff"),
            is_sub_file=is_sub_file,
            opened_on=self._day(node, "Laufzeit/Beginn"),
            closed_on=self._day(node, "Laufzeit/Ende"),
            documents=[self._document(one) for one in self._all(node, inside)],
            parts=[self._part(one, is_sub_file=False) for one in self._all(node, "Akteninhalt/Vorgang")],
        )

    def _document(self, node: Any) -> Document:
        return Document(
            id=self._id(node, "Identifikation/ID"),
            subject=self._text(node, "AllgemeineMetadaten/Betreff"),
            kind=self._text(node, "Typ"),
            received_on=self._day(node, "Posteingangsdatum"),
            sent_on=self._day(node, "Postausgangsdatum"),
            written_on=self._day(node, "DatumDesSchreibens"),
            confidentiality=self._listed(node, "AllgemeineMetadaten/Vertraulichkeitsstufe", _LEVELS, 0),
            versions=[
                Version(number, [self._format(one) for one in self._all(version, "Format")])
                for number, version in enumerate(self._all(node, "Version"), 1)
            ],
            attachments=[self._document(one) for one in self._all(node, "Anlage")],
        )

    def _format(self, node: Any) -> Format:
        code = self._code(self._one(node, "Name"))
        if code not in _FORMATS:
            raise _unknown("Dateiformat", code)
        name = self._text(node, "Primaerdokument/Dateiname")
        if not name or "/" in name or "\\" in name:
            raise XdomeaError(
                _("Ein Primärdokument hat keinen zulässigen Dateinamen: {name}").format(name=name or "–")
            )
        original = self._text(node, "Primaerdokument/DateinameOriginal") or name[37:] or name
        return Format(code, name, original, "", version=self._text(node, "Version"), creator=self._text(node, "Primaerdokument/Ersteller"))  # fmt: skip

    def _disposal(self, node: Any) -> str:
        path = "Aussonderungsart" if self.is_2_4 else "Aussonderungsart/Aussonderungsart"
        found = self._first(node, path)
        code = self._code(found) if found is not None else "B"
        if code not in DECISIONS:
            raise _unknown("Aussonderungsart", code)
        return code

    def _listed(self, node: Any, path: str, known: Mapping[str, Any], default: Any) -> Any:
        found = self._first(node, path)
        if found is None:
            return default
        code = self._code(found)
        if code not in known:
            raise _unknown(path.rpartition("/")[2], code)
        return known[code]

    def _code(self, node: Any) -> str:
        return (node.findtext("code") or "").strip()

    def _day(self, node: Any, path: str) -> date | None:
        text = self._text(node, path)
        if not text:
            return None
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text[:10])
        raise XdomeaError(
            _("Das Datum {text} bei {path} lässt sich nicht lesen.").format(text=text[:40], path=path)
        )

    def _id(self, node: Any, path: str) -> UUID:
        text = self._text(node, path)
        try:
            return UUID(text)
        except ValueError:
            raise XdomeaError(_("Bei {path} fehlt eine Kennung (UUID): {text}").format(path=path, text=text[:60] or "–")) from None  # fmt: skip

    def _text(self, node: Any, path: str) -> str:
        found = self._first(node, path)
        return (found.text or "").strip() if found is not None else ""

    def _one(self, node: Any, path: str) -> Any:
        found = self._first(node, path)
        if found is None:
            raise XdomeaError(_("In der Nachricht fehlt {path}.").format(path=path))
        return found

    def _first(self, node: Any, path: str) -> Any:
        return node.find(self._path(path))

    def _all(self, node: Any, path: str) -> list[Any]:
        found: list[Any] = node.findall(self._path(path))
        return found

    def _path(self, path: str) -> str:
        return "/".join(f"{{{self.version.namespace}}}{name}" for name in path.split("/"))


def _unknown(code_list: str, code: str) -> XdomeaError:
    return XdomeaError(
        _("Der Code {code} steht nicht in der Liste {name}.").format(code=code or "–", name=code_list)
    )
