"""Reads a message of XDatenfelder 2 or 3: a whole schema, a group or a single field."""

from typing import Any, NamedTuple

import msgspec
from lxml import etree

from modellregion.kernel.foreign_xml import ForeignXmlError, parse_foreign_xml
from modellregion.packages.fim.dialects import Dialect, Dialect2, Dialect3
from modellregion.packages.fim.elements import Source, refused, tidy
from modellregion.packages.schema.fim import (
    Fim,
    FimField,
    FimGroup,
    FimRule,
    FimSchema,
    Keyword,
    Part,
    Relation,
)

DEPTH_MAX = 40
NO_PROFILE = "D99000000001"
"""The document profile (Dokumentsteckbrief) that FIM's own converter names where none is known."""
PLACEHOLDER = "F60000000001"
"""FIM's »Default-Datenfeld«: stands in schemas and groups that have no fields yet, because none may be empty."""
_ROOTS = {
    "xdatenfelder.stammdatenschema.0102": "stammdatenschema",
    "xdatenfelder.datenfeldgruppe.0103": "datenfeldgruppe",
    "xdatenfelder.datenfeld.0104": "datenfeld",
}
_DIALECTS: dict[str, type[Dialect]] = {
    "urn:xoev-de:fim:standard:xdatenfelder_2": Dialect2,
    "urn:xoev-de:fim:standard:xdatenfelder_3.0.0": Dialect3,
}


class Identified(NamedTuple):
    """An element's number and version, and its place for sentences."""

    id: str
    version: str
    place: str


def read_fim(content: bytes) -> Fim:
    """Read a message. What it says and our model has no place for stands in ``lost``.

    :raises PackageError: with one sentence, when it is none.
    """
    try:
        root = parse_foreign_xml(content)
    except ForeignXmlError as error:
        raise refused(str(error)) from error
    name = etree.QName(root)
    dialect = _DIALECTS.get(name.namespace or "")
    if dialect is None:
        raise refused(_wrong_namespace(name.namespace or ""))
    inner = _ROOTS.get(name.localname)
    if inner is None:
        raise refused(
            f"A message <{name.localname}> cannot become a form; schemas, groups and fields of FIM can."
        )
    return _Reader(dialect()).message(root, inner)


def _wrong_namespace(namespace: str) -> str:
    known = "XDatenfelder 2 and 3.0.0 are read"
    if namespace.startswith("urn:xoev-de:fim:standard:xdatenfelder_"):
        return f"The file follows {namespace.rpartition(':')[2]}; {known}. The FIM portal converts files."
    return f"The file is no message of FIM: its namespace is »{namespace[:100]}«; {known}."


class _Reader:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.notes = dialect.notes
        self.schemas: dict[str, FimSchema] = {}
        self.groups: dict[str, FimGroup] = {}
        self.fields: dict[str, FimField] = {}
        self.rules: dict[str, FimRule] = {}
        self.within: list[str] = []

    def message(self, root: etree._Element, inner: str) -> Fim:
        source = Source(root, "The message", self.notes)
        header = source.child("header")
        body = source.child(inner)
        if body is None:
            raise refused(f"The message has no <{inner}>.")
        self.dialect.created_at = header.text("erstellungszeitpunkt") if header is not None else ""
        read = {"stammdatenschema": self.schema, "datenfeldgruppe": self.group, "datenfeld": self.field}
        key = read[inner](body)
        self.dialect.close()
        self.forget_the_placeholder(key)
        return Fim(
            root=key,
            standard=self.dialect.standard,
            message=header.text("nachrichtID") if header is not None else "",
            created_at=self.dialect.created_at,
            schemas=self.schemas,
            groups=self.groups,
            fields=self.fields,
            rules=self.rules,
            lost=list(dict.fromkeys(self.notes)),
        )

    def identified(self, source: Source, kind: str) -> Identified:
        source.place = f"{source.place}, a {kind.lower()} in it"
        found = source.child("identifikation")
        if found is None:
            raise refused(f"{source.place}: <identifikation> is missing.")
        identifier = self.dialect.number(found.needed("id"))
        source.place = f"{kind} {identifier}"
        version = self.dialect.version(found.text("version"))
        if unknown := found.unasked():
            raise refused(f"{source.place}: <{unknown[0]}> has no place in an <identifikation>.")
        return Identified(identifier, version, source.place)

    def described(self, source: Source, who: Identified) -> dict[str, Any]:
        """Return what all elements say."""
        values = self.dialect.described(source)
        return {
            "id": who.id,
            "version": who.version,
            "name": source.needed("name"),
            "description": source.text("beschreibung"),
            "definition": source.text("definition"),
            "references": self.dialect.references(source),
            "valid_from": source.text("gueltigAb"),
            "valid_until": source.text("gueltigBis"),
            "version_note": source.text("versionshinweis"),
            "published_on": source.text("veroeffentlichungsdatum"),
            "relations": [self.relation(one) for one in source.children("relation")],
            "keywords": keywords(source),
            **values,
        }

    def relation(self, source: Source) -> Relation:
        target = source.child("objekt")
        if target is None:
            raise refused(f"{source.place}: a <relation> names no <objekt>.")
        identifier = self.dialect.number(target.needed("id"))
        return Relation(predicate=source.code("praedikat"), id=identifier, version=target.text("version"))

    def element(self, source: Source, who: Identified) -> dict[str, Any]:
        """Return what fields and groups say."""
        values = self.described(source, who)
        label = source.text("bezeichnungEingabe")
        if not label:
            self.notes.append(f"{who.place} has no label for those who fill it in; its name stands in.")
        return {
            **values,
            "label": label or values["name"],
            "output_label": source.text("bezeichnungAusgabe"),
            "element_kind": source.code("schemaelementart") or "RNG",
            "help": source.text("hilfetextEingabe"),
            "output_help": source.text("hilfetextAusgabe"),
            "rules": [self.rule(rule) for rule in source.children("regel")],
        }

    def schema(self, source: Source) -> str:
        who = self.identified(source, "Schema")
        profile = source.child("dokumentsteckbrief")
        values = {
            **self.described(source, who),
            "label": source.text("bezeichnung") or source.text("bezeichnungEingabe") or source.text("name"),
            "help": source.text("hilfetext"),
            "derivation_structure": source.code("ableitungsmodifikationenStruktur") or "0",
            "derivation_representation": source.code("ableitungsmodifikationenRepraesentation") or "0",
            "document_profile": _profile(profile),
            "document_profile_version": profile.text("version") if profile is not None else "",
            "rules": [self.rule(rule) for rule in source.children("regel")],
            "parts": self.parts(source, who),
        }
        source.leave_out_the_rest()
        return self.keep(self.schemas, FimSchema(**values))

    def group(self, source: Source) -> str:
        who = self.identified(source, "Group")
        values = {
            **self.element(source, who),
            "selection": source.code("art"),
            "parts": self.parts(source, who),
        }
        source.leave_out_the_rest()
        return self.keep(self.groups, FimGroup(**values))

    def parts(self, source: Source, who: Identified) -> list[Part]:
        if who.id in self.within:
            raise refused(f"{who.place} stands inside itself: {' > '.join([*self.within, who.id])}.")
        if len(self.within) >= DEPTH_MAX:
            raise refused(f"{who.place}: groups stand in each other more than {DEPTH_MAX} times.")
        self.within.append(who.id)
        found = [self.part(one, who) for one in source.children("struktur")]
        self.within.pop()
        if len(found) == 1 and found[0].element.partition(":")[0] == PLACEHOLDER:
            return []
        return found

    def part(self, source: Source, who: Identified) -> Part:
        source.place = who.place
        holder = source.child("enthaelt")
        for name, read in (("datenfeldgruppe", self.group), ("datenfeld", self.field)):
            inner = holder.child(name) if holder is not None else None
            if inner is not None:
                values = {"element": read(inner), "count": source.needed("anzahl")}
                return _part(who, references=self.dialect.references(source), **values)
        raise refused(f"{who.place}: a <struktur> has neither a field nor a group.")

    def field(self, source: Source) -> str:
        who = self.identified(source, "Field")
        values = {**self.element(source, who), **self.dialect.field(source)}
        values["field_kind"] = source.code("feldart") or "input"
        values["data_type"] = source.code("datentyp") or "text"
        values["content"] = source.text("inhalt")
        source.leave_out_the_rest()
        return self.keep(self.fields, FimField(**values))

    def rule(self, source: Source) -> str:
        who = self.identified(source, "Rule")
        rule = FimRule(
            id=who.id,
            version=who.version,
            name=source.needed("name"),
            description=source.text("beschreibung"),
            references=self.dialect.references(source),
            keywords=keywords(source),
            author=source.text("fachlicherErsteller"),
            **self.dialect.rule(source),
        )
        source.leave_out_the_rest()
        return self.keep(self.rules, rule)

    def forget_the_placeholder(self, root: str) -> None:
        holders: list[FimSchema | FimGroup] = [*self.schemas.values(), *self.groups.values()]
        used = {root, *(part.element for holder in holders for part in holder.parts)}
        for key in [key for key in self.fields if key not in used]:
            del self.fields[key]

    def keep(self, table: dict[str, Any], element: Any) -> str:
        known = table.setdefault(element.key, element)
        if known != element:
            self.notes.append(
                f"{element.key} stands there several times and says different things; the first counts."
            )
        key: str = element.key
        return key


def _profile(source: Source | None) -> str:
    number = source.text("id") if source is not None else ""
    return "" if number == NO_PROFILE else number


def _part(who: Identified, **values: Any) -> Part:
    try:
        return msgspec.convert(msgspec.to_builtins(values), Part)
    except msgspec.ValidationError as error:
        raise refused(
            f"{who.place}: »{values['count'][:40]}« is no number of times, such as 0:1 or 1:*."
        ) from error


def keywords(source: Source) -> list[Keyword]:
    """Return the keywords of an element."""
    return [
        Keyword(text=tidy(one.element.text), uri=one.attribute("uri"))
        for one in source.children("stichwort")
        if tidy(one.element.text)
    ]
