"""Writes messages of disposal. The three versions differ in few places, each named where it is."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from modellregion.kernel.clock import BERLIN
from modellregion.records.xdomea.parts import (
    LEVEL_CODES,
    MEDIUM_CODES,
    OTHER_FORMAT,
    Confirmation,
    Document,
    File,
    Format,
    Head,
    Part,
    XdomeaVersion,
)

NAMES = {
    "0501": "Aussonderung.Anbieteverzeichnis.0501",
    "0502": "Aussonderung.Bewertungsverzeichnis.0502",
    "0503": "Aussonderung.Aussonderung.0503",
    "0506": "Aussonderung.AussonderungImportBestaetigen.0506",
}
PRODUCT = "Modellregion"
HASHES = "SHA256SUMS"
_LISTS = {"dateiformat": "1.0"}


class Writer:
    """Writes messages of one version."""

    def __init__(self, version: XdomeaVersion) -> None:
        """Remember the version."""
        self.version = version
        self.is_2_4 = version is XdomeaVersion.V2_4

    def offer(self, head: Head, files: Iterable[File]) -> bytes:
        """Return 0501: files whose time is over, without their contents."""
        root = self._root("0501", head)
        for file in files:
            self._file(self._add(self._add(root, "Schriftgutobjekt"), "Akte"), file, with_contents=False)
        return _bytes(root)

    def appraisal(self, head: Head, decisions: Mapping[UUID, str]) -> bytes:
        """Return 0502: A (archive) or V (destroy) for each offered file."""
        root = self._root("0502", head)
        for identifier, decision in decisions.items():
            entry = self._add(root, "BewertetesObjekt")
            self._add(entry, "ID", str(identifier))
            self._disposal(entry, decision)
        return _bytes(root)

    def transfer(self, head: Head, files: Iterable[File]) -> bytes:
        """Return 0503: files with all their contents by name."""
        root = self._root("0503", head)
        for file in files:
            self._file(self._add(self._add(root, "Schriftgutobjekt"), "Akte"), file, with_contents=True)
        return _bytes(root)

    def confirmation(self, head: Head, confirmations: Iterable[Confirmation]) -> bytes:
        """Return 0506: what the archive took. In 2.4 one message speaks for all: one failure is a failure."""
        root = self._root("0506", head)
        known = list(confirmations)
        if self.is_2_4:
            entry = self._add(root, "ErfolgOderMisserfolg")
            self._add(entry, "Erfolgreich", _flag(all(one.was_taken for one in known)))
            if told := "; ".join(one.message for one in known if one.message):
                self._add(entry, "Fehlermeldung", told)
            for one in known:
                if one.was_taken:
                    back = self._add(entry, "Rueckgabeparameter")
                    self._add(back, "ID", str(one.id))
                    self._add(back, "Archivkennung", one.archive_reference)
            return _bytes(root)
        for one in known:
            entry = self._add(root, "AusgesondertesSGO")
            self._add(entry, "IDSGO", str(one.id))
            self._add(entry, "Erfolgreich", _flag(one.was_taken))
            if one.message:
                self._add(entry, "Fehlermeldung", one.message)
            if one.archive_reference:
                self._add(entry, "Archivkennung", one.archive_reference)
        return _bytes(root)

    def _root(self, number: str, head: Head) -> Any:
        root = etree.Element(
            f"{{{self.version.namespace}}}{NAMES[number]}", nsmap={"xdomea": self.version.namespace}
        )
        top = self._add(root, "Kopf")
        self._add(top, "ProzessID", str(head.process))
        self._code(top, "Nachrichtentyp", number)
        self._add(top, "Erstellungszeitpunkt", _instant(head.at))
        for name, who in (("Absender", head.sender), ("Empfaenger", head.receiver)):
            self._add(self._add(self._add(top, name), "Institution"), "Name", who)
        system = self._add(top, "SendendesSystem")
        self._add(system, "Produktname", PRODUCT)
        if number in {"0501", "0502"}:
            self._add(top, "Empfangsbestaetigung", "0")
        if number == "0503":
            self._add(top, "Importbestaetigung", "1")
            self._add(top, "RueckmeldungArchivkennung", "1")
            if not self.is_2_4:
                self._add(top, "Empfangsbestaetigung", "0")
        return root

    def _file(self, node: Any, file: File, *, with_contents: bool) -> None:
        self._identity(node, file.id)
        general = self._general(node, file.subject, file.reference, file.confidentiality, unit=file.unit, medium=file.medium)  # fmt: skip
        if file.plan_code:
            plan = self._add(general, "Aktenplaneinheit")
            self._add(plan, "Kennzeichen", file.plan_code)
            self._add(plan, "Inhaltsangabe", file.plan_title)
        self._retention(node, file)
        if file.paper_location:
            self._add(node, "Standort", file.paper_location)
        self._period(node, file.opened_on, file.closed_on)
        self._contents(node, file, with_contents=with_contents)
        if not self.is_2_4 and file.closed_on:
            self._add(node, "ZdA", "1")
            self._add(node, "ZdADatum", file.closed_on.isoformat())

    def _retention(self, node: Any, file: File) -> None:
        data = self._add(node, "ArchivspezifischeMetadaten")
        if file.retention_years is not None:
            if self.is_2_4:
                self._add(data, "Aufbewahrungsdauer", str(file.retention_years))
            else:
                self._add(self._add(data, "Aufbewahrungsdauer"), "AnzahlJahre", str(file.retention_years))
        self._disposal(data, file.disposal)
        if file.retain_until is not None:
            end = f"{file.retain_until.year:04}" if self.is_2_4 else file.retain_until.isoformat()
            self._add(data, "Aufbewahrungsende", end)

    def _contents(self, node: Any, file: File, *, with_contents: bool) -> None:
        documents = file.documents if with_contents else []
        transactions = [part for part in file.parts if not part.is_sub_file]
        sub_files = [part for part in file.parts if part.is_sub_file]
        if documents or transactions or (sub_files and not self.is_2_4):
            content = self._add(node, "Akteninhalt")
            if self.is_2_4 and transactions and documents:
                # 2.4 knows documents or transactions in a file, not both: loose ones get a transaction of their own.
                loose = Part(file.id, file.reference, "Ohne Vorgang", is_sub_file=False, documents=documents)
                transactions, documents = [loose, *transactions], []
            self._documents(content, documents)
            for part in transactions:
                self._transaction(self._add(content, "Vorgang"), part, with_contents=with_contents)
            if not self.is_2_4:
                self._sub_files(content, sub_files, with_contents=with_contents)
        if self.is_2_4:
            self._sub_files(node, sub_files, with_contents=with_contents)

    def _sub_files(self, node: Any, parts: Iterable[Part], *, with_contents: bool) -> None:
        for part in parts:
            as_file = File(
                part.id,
                part.reference,
                part.subject,
                opened_on=part.opened_on,
                closed_on=part.closed_on,
                documents=part.documents,
                parts=part.parts,
            )
            child = self._add(node, "Teilakte")
            self._identity(child, part.id)
            self._general(child, part.subject, part.reference, 0)
            self._period(child, part.opened_on, part.closed_on)
            self._contents(child, as_file, with_contents=with_contents)

    def _transaction(self, node: Any, part: Part, *, with_contents: bool) -> None:
        self._identity(node, part.id)
        self._general(node, part.subject, part.reference, 0)
        if part.closed_on:
            self._add(node, "ZdA", "1")
            if not self.is_2_4:
                self._add(node, "ZdADatum", part.closed_on.isoformat())
        self._period(node, part.opened_on, part.closed_on)
        if with_contents:
            self._documents(node, part.documents)

    def _documents(self, node: Any, documents: Iterable[Document], name: str = "Dokument") -> None:
        for document in documents:
            child = self._add(node, name)
            self._identity(child, document.id)
            self._general(child, document.subject, "", document.confidentiality)
            for element, day in (
                ("Posteingangsdatum", document.received_on),
                ("Postausgangsdatum", document.sent_on),
                ("DatumDesSchreibens", document.written_on),
            ):
                if day:
                    self._add(child, element, day.isoformat())
            if document.kind:
                self._add(child, "Typ", document.kind)
            for version in document.versions:
                entry = self._add(child, "Version")
                self._add(entry, "Nummer", str(version.number))
                for one in version.formats:
                    self._format(self._add(entry, "Format"), one)
            self._documents(child, document.attachments, "Anlage")

    def _format(self, node: Any, one: Format) -> None:
        self._code(node, "Name", one.code, code_list="dateiformat")
        if one.code == OTHER_FORMAT:
            self._add(node, "SonstigerName", one.original_name.rpartition(".")[2] or "unbekannt")
        self._add(node, "Version", one.version)
        primary = self._add(node, "Primaerdokument")
        self._add(primary, "Dateiname", one.file_name)
        if not self.is_2_4:
            self._add(primary, "DateinameOriginal", one.original_name)
        if one.creator:
            self._add(primary, "Ersteller", one.creator)
        if one.at:
            self._add(primary, "DatumUhrzeit", _instant(one.at))

    def _identity(self, node: Any, identifier: UUID) -> None:
        self._add(self._add(node, "Identifikation"), "ID", str(identifier))

    def _general(
        self,
        node: Any,
        subject: str,
        reference: str,
        level: int,
        *,
        unit: str = "",
        medium: str = "electronic",
    ) -> Any:
        general = self._add(node, "AllgemeineMetadaten")
        self._add(general, "Betreff", subject)
        if reference:
            self._add(general, "Kennzeichen", reference)
        if unit:
            self._add(general, "Federfuehrung", unit)
        self._code(general, "Vertraulichkeitsstufe", LEVEL_CODES[level])
        self._code(general, "Medium", MEDIUM_CODES[medium])
        return general

    def _period(self, node: Any, begin: date | None, end: date | None) -> None:
        if begin or end:
            period = self._add(node, "Laufzeit")
            for name, day in (("Beginn", begin), ("Ende", end)):
                if day:
                    self._add(period, name, day.isoformat())

    def _disposal(self, node: Any, code: str) -> None:
        holder = node if self.is_2_4 else self._add(node, "Aussonderungsart")
        self._code(holder, "Aussonderungsart", code)

    def _code(self, node: Any, name: str, code: str, *, code_list: str = "") -> None:
        child = self._add(node, name)
        if code_list:
            child.set("listURI", f"urn:xoev-de:xdomea:codeliste:{code_list}")
            child.set("listVersionID", _LISTS[code_list])
        etree.SubElement(child, "code").text = code

    def _add(self, node: Any, name: str, text: str | None = None) -> Any:
        child = etree.SubElement(node, f"{{{self.version.namespace}}}{name}")
        if text is not None:
            child.text = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
        return child


def package_name(process: UUID, number: str, ending: str = "xml") -> str:
    """Return the name that the standard gives a message or its package."""
    return f"{process}_{NAMES[number]}.{ending}"


def write_package(
    process: UUID, message: bytes, names: Mapping[str, str], content: Callable[[str], bytes]
) -> bytes:
    """Return 0503 as a package: the message, its primary documents, and their hashes as ``sha256sum`` checks them.

    :param names: the hash of each primary document by its name. :param content: hands out a content by its hash.
    """
    target = io.BytesIO()
    main = package_name(process, "0503")
    sums = [f"{hashlib.sha256(message).hexdigest()}  {main}"]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        package.writestr(main, message)
        for name, sha256 in sorted(names.items()):
            package.writestr(name, content(sha256))
            sums.append(f"{sha256}  {name}")
        package.writestr(HASHES, "\n".join([*sums, ""]))
    return target.getvalue()


def _bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _instant(at: datetime) -> str:
    return at.astimezone(BERLIN).replace(microsecond=0, tzinfo=None).isoformat()


def _flag(is_true: bool) -> str:
    return "1" if is_true else "0"
