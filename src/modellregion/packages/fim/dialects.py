"""What XDatenfelder 2 and 3 say in different ways; both come out as version 3 says it."""

import json
import re
from typing import Any, ClassVar, Literal

from lxml import etree

from modellregion.packages.fim.elements import Source, refused, tidy
from modellregion.packages.schema.fim import CodeListReference, CodeValue, Limits, Reference

_LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minValue": "min_value",
    "maxValue": "max_value",
    "pattern": "pattern",
}
_OLD_NUMBER = re.compile(r"([A-Z])(\d{2})(\d{6})")
_OLD_NUMBER_IN_TEXT = re.compile(r"\b([FG])(\d{2})(\d{6})\b")
_LENGTH = re.compile(r"\d{1,9}")
_STATUS = re.compile("[1-8]")


class Dialect:
    """How one version of the standard is read; ``notes`` says what was left out or changed."""

    standard: ClassVar[Literal["xdatenfelder_2", "xdatenfelder_3.0.0"]]

    def __init__(self) -> None:
        """Begin without notes."""
        self.notes: list[str] = []
        self.created_at = ""

    def number(self, text: str) -> str:
        """Return an element's number as version 3 writes it."""
        return text

    def version(self, text: str) -> str:
        """Return an element's version as version 3 writes it."""
        return text

    def references(self, source: Source) -> list[Reference]:
        """Return the norms that an element rests on."""
        return [
            Reference(text=tidy(one.element.text), link=one.attribute("link"))
            for one in source.children("bezug")
            if tidy(one.element.text)
        ]

    def described(self, source: Source) -> dict[str, Any]:
        """Return state and dates of an element."""
        raise NotImplementedError

    def field(self, source: Source) -> dict[str, Any]:
        """Return limits, code list and what else only fields have."""
        raise NotImplementedError

    def rule(self, source: Source) -> dict[str, Any]:
        """Return the text of a rule and what goes with it."""
        raise NotImplementedError

    def close(self) -> None:
        """Say what concerned many elements in one sentence each."""


class Dialect3(Dialect):
    """XDatenfelder 3.0.0."""

    standard = "xdatenfelder_3.0.0"

    def described(self, source: Source) -> dict[str, Any]:
        """Return state and dates of an element."""
        status = source.code("freigabestatus")
        if not _STATUS.fullmatch(status):
            raise refused(f"{source.place}: »{status[:40]}« is no Freigabestatus; they go from 1 to 8.")
        return {
            "status": status,
            "status_on": source.text("statusGesetztAm"),
            "status_by": source.text("statusGesetztDurch"),
            "changed_at": source.text("letzteAenderung"),
        }

    def field(self, source: Source) -> dict[str, Any]:
        """Return limits, code list and what else only fields have."""
        limits = source.child("praezisierung")
        return {
            "limits": Limits()
            if limits is None
            else _limits(
                source,
                {theirs: limits.attribute(theirs) for theirs in _LIMITS},
                tidy(limits.element.text),
            ),
            "prefill": source.code("vorbefuellung") or "keine",
            "values": [
                CodeValue(code=value.needed("code"), name=value.needed("name"), help=value.text("hilfe"))
                for holder in source.children("werte")
                for value in holder.children("wert")
            ],
            "code_list": _code_list(source.child("codelisteReferenz")),
            "code_key": source.text("codeKey"),
            "name_key": source.text("nameKey"),
            "help_key": source.text("helpKey"),
            "max_size": source.text("maxSize"),
            "media_types": source.texts("mediaType"),
        }

    def rule(self, source: Source) -> dict[str, Any]:
        """Return the text of a rule and what goes with it; parameters, targets and errors stay XML."""
        more = [
            etree.tostring(_alike(one.element), encoding="unicode")
            for name in ("param", "ziel", "fehler")
            for one in source.children(name)
        ]
        return {
            "text": source.text("freitextRegel"),
            "changed_at": source.text("letzteAenderung"),
            "kind": source.code("typ") or "K",
            "script": source.text("skript"),
            "more": more,
        }


class Dialect2(Dialect):
    """XDatenfelder 2. Numbers get three zeros behind the range (Nummernkreis), versions a third part."""

    standard = "xdatenfelder_2"
    _OLD_STATES: ClassVar = {"inVorbereitung": "2", "aktiv": "6", "inaktiv": "7"}

    def __init__(self) -> None:
        """Begin without notes."""
        super().__init__()
        self.own_numbers: list[str] = []
        self.names: list[str] = []

    def number(self, text: str) -> str:
        """Return ``F60000243`` as ``F60000000243``; what is no number of FIM stays as it is."""
        old = _OLD_NUMBER.fullmatch(text)
        return f"{old[1]}{old[2]}000{old[3]}" if old else text

    def version(self, text: str) -> str:
        """Return ``1.2`` as ``1.2.0``."""
        return f"{text}.0" if text.count(".") == 1 else text

    def references(self, source: Source) -> list[Reference]:
        """Return the norms that an element rests on; version 2 has one text for all, a line or a semicolon each."""
        texts = [part.strip() for text in source.texts("bezug") for part in re.split(r"[\n;]", text)]
        return [Reference(text=text) for text in texts if text]

    def described(self, source: Source) -> dict[str, Any]:
        """Return state and dates of an element; whoever made it stands for who released it, as FIM converts it."""
        status, released = source.code("status"), source.text("freigabedatum")
        if status not in self._OLD_STATES:
            known = ", ".join(self._OLD_STATES)
            raise refused(f"{source.place}: »{status[:40]}« is no status of XDatenfelder 2 ({known}).")
        return {
            "status": "2" if status == "aktiv" and not released else self._OLD_STATES[status],
            "status_on": released,
            "status_by": source.text("fachlicherErsteller"),
            "changed_at": self.created_at,
        }

    def field(self, source: Source) -> dict[str, Any]:
        """Return limits and code list."""
        reference = source.child("codelisteReferenz")
        inner = reference.child("genericodeIdentification") if reference is not None else None
        own = reference.child("identifikation") if reference is not None else None
        if own is not None and (number := own.text("id")):
            self.own_numbers.append(number)
        return {"limits": self.limits(source), "code_list": _code_list(inner)}

    def limits(self, source: Source) -> Limits:
        """Return the limits, which version 2 writes as JSON inside a text."""
        text = source.text("praezisierung")
        if not text:
            return Limits()
        try:
            table = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            table = None
        if not isinstance(table, dict):
            return Limits(note=text)
        found = {theirs: tidy(str(table.pop(theirs))) for theirs in _LIMITS if theirs in table}
        return _limits(source, found, json.dumps(table, ensure_ascii=False) if table else "")

    def rule(self, source: Source) -> dict[str, Any]:
        """Return the text of a rule; numbers in it become those of version 3, so that they can still be found."""
        source.code("status")
        if (label := source.text("bezeichnungEingabe")) and label != source.text("name"):
            self.names.append(f"{source.place} (»{label[:60]}«)")
        return {
            "text": _OLD_NUMBER_IN_TEXT.sub(r"\g<1>\g<2>000\g<3>", source.text("definition")),
            "changed_at": self.created_at,
            "script": source.text("script"),
        }

    def close(self) -> None:
        """Say what concerned many elements in one sentence each."""
        self.notes.append(
            "Numbers of XDatenfelder 2 were written as version 3 does (F60000243 as F60000000243, 1.2 as 1.2.0); "
            "»inVorbereitung« became 2, »aktiv« with a date of release 6, without one 2, »inaktiv« 7. "
            "Rules have no status there."
        )
        if self.own_numbers:
            found = ", ".join(dict.fromkeys(self.own_numbers))
            self.notes.append(
                f"Version 3 knows no numbers of code lists; left out: {found}. Their URNs were kept."
            )
        if self.names:
            self.notes.append(
                f"Version 3 gives rules no label beside their name; left out: {', '.join(self.names)}."
            )


def _limits(source: Source, found: dict[str, str], note: str) -> Limits:
    """Return the limits; a length that is no number, and a greatest one of 0, are no lengths."""
    for name, least in (("minLength", 0), ("maxLength", 1)):
        text = found.get(name, "")
        if text and not (_LENGTH.fullmatch(text) and int(text) >= least):
            source.notes.append(f"{source.place}: {name} »{text[:40]}« is no length and was left out.")
            del found[name]
    return Limits(note=note, **{_LIMITS[name]: value for name, value in found.items()})


def _alike(element: etree._Element, parent: etree._Element | None = None) -> etree._Element:
    """Return a copy that looks the same whatever prefix and blanks the original has."""
    names = {"xdf": etree.QName(element).namespace}
    copy = (
        etree.Element(element.tag, nsmap=names)
        if parent is None
        else etree.SubElement(parent, element.tag, nsmap=names)
    )
    copy.attrib.update(dict(element.attrib))
    copy.text = tidy(element.text) or None
    for child in element.iterchildren(etree.Element):
        _alike(child, copy)
    return copy


def _code_list(source: Source | None) -> CodeListReference:
    if source is None:
        return CodeListReference(uri="")
    return CodeListReference(
        uri=source.text("canonicalIdentification"),
        version=source.text("version"),
        version_uri=source.text("canonicalVersionUri"),
    )
