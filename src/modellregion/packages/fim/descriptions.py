"""Service descriptions (Leistungsbeschreibungen) of XZuFi 2.2 and 2.3, as XML or as the FIM portal's JSON."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from modellregion.packages.fim.elements import refused, tidy
from modellregion.packages.fim.figures import (
    Cost,
    Span,
    costs_in_json,
    costs_in_xml,
    spans_in_json,
    spans_in_xml,
)
from modellregion.packages.fim.kinds import plain

NAMESPACE = "http://xoev.de/schemata/xzufi/"
MODULES = {
    "02": "Leistungsbezeichnung",
    "03": "Leistungsbezeichnung II",
    "05": "Kurztext",
    "06": "Volltext",
    "07": "Handlungsgrundlagen",
    "08": "Erforderliche Unterlagen",
    "09": "Voraussetzungen",
    "11": "Verfahrensablauf",
    "14": "Formulare",
    "15": "Weiterführende Informationen",
    "16": "Hinweise (Besonderheiten)",
    "18": "Urheber",
    "22": "Zuständige Stelle",
    "23": "Ansprechpunkt",
    "24": "Teaser",
    "25": "Rechtsbehelf",
    "kosten": "Kosten",
    "frist": "Frist",
    "dauer": "Bearbeitungsdauer",
}
"""Text modules (Leistungstextmodule) by their code; the last three are modules of their own in the standard."""
PLACES = {"06": "what", "09": "who", "11": "next", "kosten": "cost", "dauer": "time"}
"""Where a module goes in a package's texts; title, teaser, documents and legal bases have rules of their own."""
_TITLES, _TEASERS, _DOCUMENTS, _LAW, _FORMS = ("03", "02"), ("24", "05"), "08", "07", "14"
_MODULES_XML = {"modulKosten": "kosten", "modulFrist": "frist", "modulBearbeitungsdauer": "dauer"}
_MODULES_JSON = {"modul_kosten": "kosten", "modul_frist": "frist", "modul_bearbeitungsdauer": "dauer"}
_BREAK = re.compile(r"<\s*(?:br|/p|/li|li|/h\d|/div|tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_LEIKA = re.compile(r"\d{14}")


@dataclass(slots=True)
class Description:
    """A service's key (LeiKa), its words, and its texts by module and language (``de``, ``en``).

    ``costs``, ``deadlines`` (Fristen for the applicant) and ``durations`` are what stands there as figures; ``law`` and
    ``forms`` are links by their title, ``documents`` what is to be handed in, where it is a list of its own.
    """

    leika: str = ""
    keywords: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    costs: list[Cost] = field(default_factory=list)
    deadlines: list[Span] = field(default_factory=list)
    durations: list[Span] = field(default_factory=list)
    law: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, language: str, *modules: str) -> str:
        """Return the first of these modules that has a text in a language."""
        found = (self.texts.get(module, {}).get(language, "") for module in modules)
        return next(filter(None, found), "")

    def title(self, language: str) -> str:
        """Return what people call the service."""
        return self.text(language, *_TITLES)

    def legal_bases(self) -> list[str]:
        """Return the norms, a line each; links to norms count where no text names any."""
        return [line for line in self.text("de", _LAW).split("\n") if line] or self.law

    def deadline(self, language: str) -> str:
        """Return until when an applicant has to act, as a sentence; nothing when the description does not say."""
        said = self.text(language, "frist").replace("\n", " ")
        words = said or ", ".join(span.words(language) for span in self.deadlines)
        return f"{'Deadline' if language == 'en' else 'Frist'}: {words}" if words else ""

    def service_texts(self, language: str) -> dict[str, Any]:
        """Return the table ``service`` of the package's texts, as far as the description fills it."""
        found: dict[str, Any] = {
            place: text for module, place in PLACES.items() if (text := self.text(language, module))
        }
        if teaser := self.text(language, *_TEASERS):
            found["teaser"] = teaser.replace("\n", " ")
        documents = [line for line in self.text(language, _DOCUMENTS).split("\n") if line]
        if language == "de":
            documents = documents or self.documents
        if documents:
            found["documents"] = documents
        if not self._speaks(language):
            return found  # figures alone do not make a description in a language
        if self.costs and "cost" not in found:
            found["cost"] = "; ".join(dict.fromkeys(cost.words(language) for cost in self.costs))
        if self.durations and "time" not in found:
            found["time"] = ", ".join(span.words(language) for span in self.durations)
        if deadline := self.deadline(language):
            found["what"] = "\n".join(filter(None, [found.get("what", ""), deadline]))
        return found

    def _speaks(self, language: str) -> bool:
        return language == "de" or any(language in texts for texts in self.texts.values())

    def left_out(self) -> list[str]:
        """Return a sentence for what has no place in a package."""
        placed = {*PLACES, *_TITLES, *_TEASERS, _DOCUMENTS, _LAW, "frist"}
        rest = [f"{MODULES.get(code, code)}" for code in self.texts if code not in placed]
        unused = [code for codes in (_TITLES, _TEASERS) for code in codes[1:] if self.text("de", *codes[:1])]
        rest += [MODULES[code] for code in unused if code in self.texts]
        languages = {language for texts in self.texts.values() for language in texts} - {"de", "en"}
        notes = list(self.notes)
        if rest:
            notes.append(
                f"The description's parts {', '.join(rest)} have no place in a package and were left out."
            )
        if self.forms:
            notes.append(f"The package's own form stands for the forms {', '.join(self.forms)}.")
        if languages:
            notes.append(
                f"Its texts in {', '.join(sorted(languages))} were left out; packages have German and English."
            )
        return notes


def read_descriptions_xml(root: etree._Element) -> list[Description]:
    """Read every service of a message; names count, not their order.

    :raises PackageError: when it describes none.
    """
    services = _named(root, "leistung")
    if not services:
        raise refused("The file of XZuFi describes no service (leistung).")
    return [_described_in_xml(service) for service in services]


def _described_in_xml(service: etree._Element) -> Description:
    found = Description()
    found.leika = next(
        (text for one in _named(service, "referenzLeiKa") if _LEIKA.fullmatch(text := _inner(one))), ""
    )
    for module in _named(service, "modulText"):
        code = next((_inner(one) for one in _named(module, "leikaTextmodul")), "")
        _collect(
            found, code, ((one.get("languageCode", ""), _inner(one)) for one in _named(module, "inhalt"))
        )
        titles = [_inner(one) for link in _named(module, "weiterfuehrenderLink") for one in _named(link, "titel")]  # fmt: skip
        _link(found, code, titles)
    for name, code in _MODULES_XML.items():
        for module in _named(service, name):
            texts = _children(module, "beschreibung")
            _collect(found, code, ((one.get("languageCode", ""), _inner(one)) for one in texts))
    for module in _named(service, "modulKosten"):
        found.costs += costs_in_xml(module)
    for name, spans in (("modulFrist", found.deadlines), ("modulBearbeitungsdauer", found.durations)):
        for module in _named(service, name):
            spans.extend(spans_in_xml(module))
    incoming = [one for module in _named(service, "modulDokument") for one in _named(module, "dokumentEingehend")]  # fmt: skip
    names = [_inner(one) for entry in incoming for one in _children(entry, "bezeichnung") if _is_german(one)]
    found.documents += filter(None, map(readable, names))
    words = [
        _inner(one)
        for module in _named(service, "modulBegriffImKontext")
        for one in _named(module, "begriff")
    ]
    found.keywords = list(dict.fromkeys(filter(None, map(plain, words))))
    return found


def read_descriptions_json(content: bytes) -> list[Description]:
    """Read services as the FIM portal gives them (field by field, in snake case): one, or a list of them.

    :raises PackageError: when there is none.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise refused("The file is neither XML nor JSON.") from error
    services = data if isinstance(data, list) else [data]
    if not services or not all(isinstance(one, dict) and "modul_text" in one for one in services):
        raise refused("The JSON file describes no service of XZuFi: it has no »modul_text«.")
    return [_described_in_json(service) for service in services]


def _described_in_json(data: dict[str, Any]) -> Description:
    found = Description()
    keys = [one.get("code", one) if isinstance(one, dict) else one for one in _list(data, "referenz_leika")]
    found.leika = next((str(key) for key in keys if _LEIKA.fullmatch(str(key))), "")
    for module in _list(data, "modul_text"):
        code = module.get("leika_textmodul", "") if isinstance(module, dict) else ""
        _collect(found, str(code), _localised(module, "inhalt"))
        links = (one for one in _list(module, "weiterfuehrender_link") if isinstance(one, dict))
        _link(found, str(code), [str(one.get("titel") or one.get("uri") or "") for one in links])
    for name, code in _MODULES_JSON.items():
        _collect(found, code, _localised(data.get(name), "beschreibung"))
    found.costs += costs_in_json(data.get("modul_kosten"))
    found.deadlines += spans_in_json(data.get("modul_frist"), "frist")
    found.durations += spans_in_json(data.get("modul_bearbeitungsdauer"), "bearbeitungsdauer")
    for document in _list(data.get("modul_dokument"), "dokument_eingehend"):
        names = [text for language, text in _localised(document, "bezeichnung") if language[:2] == "de"]
        found.documents += filter(None, map(readable, names[:1]))
    for module in _list(data, "modul_begriff_im_kontext"):
        for word in _list(module, "begriff_im_kontext"):
            term = word.get("begriff") if isinstance(word, dict) else None
            text = plain(str(term.get("_value") or "")) if isinstance(term, dict) else ""
            if text and text not in found.keywords:
                found.keywords.append(text)
    return found


def chosen(descriptions: list[Description], leika: str) -> Description:
    """Return the description with a key, the first one without it; of several, what was left is noted.

    :raises PackageError: when none has the key.
    """
    if leika and len(descriptions) > 1:
        descriptions = [one for one in descriptions if one.leika == leika]
        if not descriptions:
            raise refused(f"None of the services in the file of XZuFi has the LeiKa key {leika}.")
    elif len(descriptions) > 1:
        descriptions[0].notes.append(
            f"The file describes {len(descriptions)} services; the first was taken. Say which one with --leika."
        )
    return descriptions[0]


def _link(found: Description, code: str, titles: list[str]) -> None:
    """Keep links by their title: to norms, and to forms."""
    kept = {_LAW: found.law, _FORMS: found.forms}.get(code)
    if kept is not None:
        kept += [title for title in map(plain, titles) if title and title not in kept]


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in element.iterchildren(etree.Element) if etree.QName(one).localname == name]


def _is_german(element: etree._Element) -> bool:
    return element.get("languageCode", "de")[:2].lower() == "de"


def _collect(found: Description, code: str, texts: "Iterator[tuple[str, str]]") -> None:
    for language, text in texts:
        if words := readable(text):
            key = language[:2].lower() or "de"
            table = found.texts.setdefault(code, {})
            table[key] = "\n".join(filter(None, [table.get(key, ""), words]))


def readable(text: str) -> str:
    """Return the plain text of HTML: a line for each paragraph and entry of a list."""
    lines = _TAG.sub(" ", _BREAK.sub("\n", html.unescape(text))).split("\n")
    return "\n".join(filter(None, (plain(" ".join(html.unescape(line).split())) for line in lines)))


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [
        one
        for one in element.iter(etree.Element)
        if etree.QName(one).localname == name and one is not element
    ]


def _inner(element: etree._Element) -> str:
    """Return the text of an element; mark-up inside it stays mark-up."""
    children = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return tidy(f"{element.text or ''}{children}") if len(element) and _is_html(element) else tidy("".join(map(str, element.itertext())))  # fmt: skip


def _is_html(element: etree._Element) -> bool:
    return any(etree.QName(child).localname in {"p", "ul", "ol", "div", "br", "a", "h2"} for child in element)


def _list(data: Any, name: str) -> list[Any]:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def _localised(data: Any, name: str) -> Iterator[tuple[str, str]]:
    for one in _list(data, name):
        if isinstance(one, dict):
            yield str(one.get("language_code") or ""), str(one.get("_value") or "")
