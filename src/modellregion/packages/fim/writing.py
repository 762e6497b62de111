"""Writes a message of XDatenfelder 3.0.0, its elements in the order of the standard's types."""

from datetime import datetime

from lxml import etree

from modellregion.kernel.foreign_xml import parse_foreign_xml
from modellregion.packages.fim.reading import NO_PROFILE, PLACEHOLDER
from modellregion.packages.schema.fim import (
    Fim,
    FimField,
    FimGroup,
    FimRule,
    FimSchema,
    Keyword,
    Limits,
    Part,
    Reference,
)
from modellregion.packages.xml_files import write_xml

NAMESPACE = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0"
_LISTS = {
    "freigabestatus": ("urn:xoev-de:xprozess:codeliste:status", "2020-03-19"),
    "schemaelementart": ("urn:xoev-de:fim:codeliste:xdatenfelder.schemaelementart", "1.0"),
    "feldart": ("urn:xoev-de:fim:codeliste:xdatenfelder.feldart", "2.0"),
    "datentyp": ("urn:xoev-de:fim:codeliste:xdatenfelder.datentyp", "2.0"),
    "vorbefuellung": ("urn:xoev-de:fim:codeliste:xdatenfelder.vorbefuellung", "1.0"),
    "typ": ("urn:xoev-de:fim:codeliste:xdatenfelder.regeltyp", "1.0"),
    "praedikat": ("urn:xoev-de:fim-datenfelder:codeliste:relation", "1.0"),
    "ableitungsmodifikationenStruktur": (
        "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenStruktur",
        "1.0",
    ),
    "ableitungsmodifikationenRepraesentation": (
        "urn:xoev-de:fim:codeliste:xdatenfelder.ableitungsmodifikationenRepraesentation",
        "1.0",
    ),
}
_FALLBACK = FimField(
    id=PLACEHOLDER, version="1.0.0", name="Default-Datenfeld", label="Default-Datenfeld", element_kind="HAR"
)


def write_fim(fim: Fim, *, message: str, created: datetime) -> bytes:
    """Return the message of a sound ``fim``, which is written as it stands."""
    return _Writer(fim, created.isoformat(timespec="seconds").replace("+00:00", "Z")).message(message)


class _Writer:
    def __init__(self, fim: Fim, created: str) -> None:
        self.fim, self.created = fim, created

    def message(self, message: str) -> bytes:
        fim = self.fim
        if fim.root in fim.schemas:
            root = _element("xdatenfelder.stammdatenschema.0102")
        elif fim.root in fim.groups:
            root = _element("xdatenfelder.datenfeldgruppe.0103")
        else:
            root = _element("xdatenfelder.datenfeld.0104")
        header = _under(root, "header")
        _text(header, "nachrichtID", message)
        _text(header, "erstellungszeitpunkt", self.created)
        self.any_element(root, fim.root)
        etree.indent(root)
        return write_xml(root)

    def any_element(self, parent: etree._Element, key: str) -> None:
        if key in self.fim.schemas:
            self.schema(parent, self.fim.schemas[key])
        elif key in self.fim.groups:
            self.group(parent, self.fim.groups[key])
        else:
            self.field(parent, self.fim.fields[key])

    def described(self, node: etree._Element, element: FimSchema | FimGroup | FimField) -> None:
        _identified(node, element.id, element.version)
        _text(node, "name", element.name)
        _optional(node, "beschreibung", element.description)
        _optional(node, "definition", element.definition)
        _references(node, element.references)
        _code(node, "freigabestatus", element.status)
        _optional(node, "statusGesetztAm", element.status_on)
        _optional(node, "statusGesetztDurch", element.status_by)
        _optional(node, "gueltigAb", element.valid_from)
        _optional(node, "gueltigBis", element.valid_until)
        _optional(node, "versionshinweis", element.version_note)
        _optional(node, "veroeffentlichungsdatum", element.published_on)
        _text(node, "letzteAenderung", element.changed_at or self.created)
        for relation in element.relations:
            inner = _under(node, "relation")
            _code(inner, "praedikat", relation.predicate)
            target = _under(inner, "objekt")
            _text(target, "id", relation.id)
            _optional(target, "version", relation.version)
        _keywords(node, element.keywords)

    def schema(self, parent: etree._Element, schema: FimSchema) -> None:
        node = _under(parent, "stammdatenschema")
        self.described(node, schema)
        _text(node, "bezeichnung", schema.label or schema.name)
        _optional(node, "hilfetext", schema.help)
        _code(node, "ableitungsmodifikationenStruktur", schema.derivation_structure)
        _code(node, "ableitungsmodifikationenRepraesentation", schema.derivation_representation)
        profile = _under(node, "dokumentsteckbrief")
        _text(profile, "id", schema.document_profile or NO_PROFILE)
        _optional(profile, "version", schema.document_profile_version)
        self.rules(node, schema.rules)
        self.parts(node, schema.parts)

    def labelled(self, node: etree._Element, element: FimGroup | FimField) -> None:
        self.described(node, element)
        _text(node, "bezeichnungEingabe", element.label)
        _optional(node, "bezeichnungAusgabe", element.output_label)
        _code(node, "schemaelementart", element.element_kind)
        _optional(node, "hilfetextEingabe", element.help)
        _optional(node, "hilfetextAusgabe", element.output_help)

    def group(self, parent: etree._Element, group: FimGroup) -> None:
        node = _under(parent, "datenfeldgruppe")
        self.labelled(node, group)
        if group.selection:
            _code(node, "art", group.selection)
        self.rules(node, group.rules)
        self.parts(node, group.parts)

    def parts(self, node: etree._Element, parts: list[Part]) -> None:
        for part in parts:
            inner = _under(node, "struktur")
            _text(inner, "anzahl", part.count)
            _references(inner, part.references)
            self.any_element(_under(inner, "enthaelt"), part.element)
        if not parts:
            inner = _under(node, "struktur")
            _text(inner, "anzahl", "1:1")
            self.field(_under(inner, "enthaelt"), _FALLBACK)

    def field(self, parent: etree._Element, field: FimField) -> None:
        node = _under(parent, "datenfeld")
        self.labelled(node, field)
        _code(node, "feldart", field.field_kind)
        _code(node, "datentyp", field.data_type)
        _limits(node, field.limits)
        _optional(node, "inhalt", field.content)
        _code(node, "vorbefuellung", field.prefill)
        if field.values:
            holder = _under(node, "werte")
            for value in field.values:
                inner = _under(holder, "wert")
                _text(inner, "code", value.code)
                _text(inner, "name", value.name)
                _optional(inner, "hilfe", value.help)
        if field.code_list.uri:
            reference = _under(node, "codelisteReferenz")
            _text(reference, "canonicalIdentification", field.code_list.uri)
            _optional(reference, "version", field.code_list.version)
            _optional(reference, "canonicalVersionUri", field.code_list.version_uri)
        _optional(node, "codeKey", field.code_key)
        _optional(node, "nameKey", field.name_key)
        _optional(node, "helpKey", field.help_key)
        self.rules(node, field.rules)
        _optional(node, "maxSize", field.max_size)
        for kind in field.media_types:
            _text(node, "mediaType", kind)

    def rules(self, node: etree._Element, keys: list[str]) -> None:
        for key in keys:
            self.rule(_under(node, "regel"), self.fim.rules[key])

    def rule(self, node: etree._Element, rule: FimRule) -> None:
        _identified(node, rule.id, rule.version)
        _text(node, "name", rule.name)
        _optional(node, "beschreibung", rule.description)
        _optional(node, "freitextRegel", rule.text)
        _references(node, rule.references)
        _keywords(node, rule.keywords)
        _optional(node, "fachlicherErsteller", rule.author)
        _text(node, "letzteAenderung", rule.changed_at or self.created)
        _code(node, "typ", rule.kind)
        more = [parse_foreign_xml(one.encode()) for one in rule.more]
        errors = [one for one in more if etree.QName(one).localname == "fehler"]
        for one in more:
            if one not in errors:
                node.append(one)
        _optional(node, "skript", rule.script)
        node.extend(errors)


def _element(name: str) -> etree._Element:
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={"xdf": NAMESPACE})


def _under(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = _under(parent, name)
    node.text = text
    return node


def _optional(parent: etree._Element, name: str, text: str) -> None:
    if text:
        _text(parent, name, text)


def _code(parent: etree._Element, name: str, code: str) -> None:
    node = _under(parent, name)
    if name in _LISTS:  # of the kind of a group (art) nobody told us the list
        uri, version = _LISTS[name]
        node.attrib.update({"listURI": uri, "listVersionID": version})
    etree.SubElement(node, "code").text = code


def _identified(node: etree._Element, identifier: str, version: str) -> None:
    inner = _under(node, "identifikation")
    _text(inner, "id", identifier)
    _optional(inner, "version", version)


def _references(node: etree._Element, references: list[Reference]) -> None:
    for reference in references:
        inner = _text(node, "bezug", reference.text)
        if reference.link:
            inner.set("link", reference.link)


def _keywords(node: etree._Element, keywords: list[Keyword]) -> None:
    for keyword in keywords:
        inner = _text(node, "stichwort", keyword.text)
        if keyword.uri:
            inner.set("uri", keyword.uri)


def _limits(node: etree._Element, limits: Limits) -> None:
    if limits != Limits():
        inner = _under(node, "praezisierung")
        pairs = {
            "minValue": limits.min_value,
            "maxValue": limits.max_value,
            "minLength": limits.min_length,
            "maxLength": limits.max_length,
            "pattern": limits.pattern,
        }
        inner.attrib.update({name: value for name, value in pairs.items() if value})
        inner.text = limits.note or None
