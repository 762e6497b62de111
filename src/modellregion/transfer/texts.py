"""The texts of a service as a table: what the package says, what is said here, and what may not be changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellregion.kernel.errors import ProductError
from modellregion.packages.api import (
    ABSENT,
    Change,
    Limits,
    Node,
    Path,
    Rows,
    apply,
    at,
    differences,
    limits_of,
    node_of,
    tree_of,
)
from modellregion.transfer.adoptions import OwnedChange, Running

GERMAN = "de"
LANGUAGES = {
    GERMAN: gettext_lazy("Deutsch"),
    "en": gettext_lazy("Englisch"),
    "leicht": gettext_lazy("Leichte Sprache"),
}
_SERVICE = {
    "teaser": gettext_lazy("Kurz gesagt"),
    "duration": gettext_lazy("Wie lange das Ausfüllen dauert"),
    "what": gettext_lazy("Worum geht es?"),
    "who": gettext_lazy("Wer muss das tun?"),
    "documents": gettext_lazy("Was Sie bereithalten sollten (je Zeile ein Punkt)"),
    "cost": gettext_lazy("Was kostet es?"),
    "time": gettext_lazy("Wie lange dauert es?"),
    "data": gettext_lazy("Was passiert mit den Daten?"),
    "alternatives": gettext_lazy("Lieber nicht online?"),
    "next": gettext_lazy("Wie es weitergeht"),
}
_NEEDED = frozenset(_SERVICE) - {"duration", "alternatives"}
_LISTS = frozenset({"documents"})
_LETTERHEAD = {
    "office": gettext_lazy("Amt oder Stelle, unter dem Namen der Kommune"),
    "contact": gettext_lazy("Kontakt, oben rechts (je Zeile eine Angabe)"),
    "line": gettext_lazy("Absenderzeile über der Anschrift und unten auf jeder Seite"),
}
SERVICE, CHECKS, FEES, LETTERHEAD = "leistung", "regeln", "gebuehren", "briefkopf"


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text: its place, what it is, the package's words and those here, why it is fixed (``""``: it is not).

    ``german`` is what the German text says, where the row is in another language.
    """

    path: Path
    label: str
    packages_own: str
    here: str
    german: str = ""
    fixed: str = ""
    owned: OwnedChange | None = None
    is_list: bool = False

    @property
    def name(self) -> str:
        """What its input is called in a form."""
        return "text:" + "/".join(self.path)

    @property
    def is_needed(self) -> bool:
        """Whether it must say something: in German, what the package's check asks for."""
        *_place, file, table, key = ("", *self.path)
        return (file, table) == ("texts/de.toml", "service") and key in _NEEDED

    @property
    def lines(self) -> int:
        """How many lines its input has."""
        longest = max(len(self.here), len(self.packages_own), len(self.german))
        return min(8, max(1, longest // 70 + 1, self.here.count("\n") + 1))


@dataclass(frozen=True, slots=True)
class TextSection:
    """Texts that belong together: the description, a page of the form, the sentences of rules, the fees."""

    id: str
    title: str
    rows: Sequence[TextRow]

    @property
    def own(self) -> int:
        """How many of them are the municipality's own."""
        return sum(row.owned is not None for row in self.rows)


def languages_of(running: Running) -> dict[str, str]:
    """Return the languages whose texts can be edited, German first, with their names."""
    files = running.upstream().below("texts", ".toml")
    return {
        code: str(LANGUAGES.get(code, code)) for code in [*LANGUAGES, *sorted(set(files) - set(LANGUAGES))]
    }


def text_sections(running: Running, language: str) -> list[TextSection]:
    """Return all texts of a service in a language, in the order in which people meet them."""
    collector = _Collector(running, language)
    sections = [collector.service()]
    if language == GERMAN:
        sections.append(collector.letterhead())
    sections += collector.pages()
    sections += [collector.checks(), *([] if language == GERMAN else [collector.fees()])]
    return [section for section in sections if section.rows]


def text_changes(
    running: Running, rows: Iterable[TextRow], texts: Mapping[str, str], reset: Iterable[str]
) -> list[Change]:
    """Return the changes that lead from what is here to ``texts``, by the rows' names.

    ``reset`` names rows that are to say again what the package says.

    :raises ProductError: when a text is empty without which people do not know what the service is.
    """
    upstream = tree_of(running.upstream())
    here = apply(upstream, running.changes)
    wanted, back = here, set(reset)
    for row in rows:
        if row.fixed:
            continue
        if row.name in back:
            wanted = put(wanted, row.path, at(upstream, row.path))
            continue
        text = texts.get(row.name, row.here).replace("\r\n", "\n").strip()
        if text != row.here.strip():
            if not text and row.is_needed:
                sentence = _("»{label}« darf nicht leer sein.").format(label=row.label)
                raise ProductError(f"{row.name} is empty", user_message=sentence)
            wanted = put(wanted, row.path, _node(row, text, at(upstream, row.path)))
    return differences(here, wanted)


def _node(row: TextRow, text: str, packages_own: Node) -> Node:
    if row.is_list:
        return node_of([line.strip() for line in text.splitlines() if line.strip()])
    return text if text or packages_own is not ABSENT else ABSENT


def put(tree: Node, path: Path, value: Node) -> Node:
    """Return a tree with another value at a path, tables around it made where there are none; ``ABSENT`` takes it out."""
    key, rest = path[0], path[1:]
    node = tree if isinstance(tree, Mapping) else {}
    copy: dict[str, Any] = Rows(node) if isinstance(node, Rows) else dict(node)
    if rest:
        inner = put(copy.get(key, {}), rest, value)
        if inner or key in copy:
            copy[key] = inner
    elif value is ABSENT:
        copy.pop(key, None)
    else:
        copy[key] = value
    return copy


class _Collector:
    def __init__(self, running: Running, language: str) -> None:
        self.base: Node = tree_of(running.upstream())
        self.here: Node = apply(self.base, running.changes)
        self.limits: Limits = limits_of(running.upstream())
        self.language = language
        self.file = f"texts/{language}.toml"
        self.owned = running.overlay

    def row(self, path: Path, label: str, german: Path | None = None, *, is_list: bool = False) -> TextRow:
        before, now = _text(at(self.base, path)), _text(at(self.here, path))
        change = Change(path, before, "")
        return TextRow(
            path=path,
            label=label,
            packages_own=before,
            here=now,
            german=_text(at(self.here, german)) if german else "",
            fixed=self.limits.refusal(change, self.base),
            owned=next((one for one in self.owned if _overlap(one.change.path, path)), None)
            if before != now
            else None,
            is_list=is_list,
        )

    def pair(self, german: Path, translated: Path, label: str) -> TextRow:
        """Return the row of a text that stands elsewhere in German than in other languages."""
        if self.language == GERMAN:
            return self.row(german, label)
        return self.row((self.file, *translated), label, german)

    def says(self, path: Path) -> bool:
        """Tell whether the package or the municipality says something at a place."""
        return bool(_text(at(self.base, path)) or _text(at(self.here, path)))

    def service(self) -> TextSection:
        rows = [self.pair(("package.toml", "package", "title"), ("package", "title"), _("Name der Leistung"))]
        for key, label in _SERVICE.items():
            german = None if self.language == GERMAN else ("texts/de.toml", "service", key)
            rows.append(self.row((self.file, "service", key), str(label), german, is_list=key in _LISTS))
        return TextSection(SERVICE, _("Beschreibung der Leistung"), rows)

    def letterhead(self) -> TextSection:
        rows = [
            self.row(("package.toml", "letterhead", key), str(label)) for key, label in _LETTERHEAD.items()
        ]
        return TextSection(LETTERHEAD, _("Briefkopf der Schreiben"), rows)

    def pages(self) -> Iterator[TextSection]:
        for page, entry in at(self.here, ("pages.toml", "pages")).items():
            yield TextSection(f"seite-{page}", _text(entry.get("title", page)), list(self.page(page, entry)))

    def page(self, page: str, entry: Mapping[str, Any]) -> Iterator[TextRow]:
        there = ("pages.toml", "pages", page)
        yield self.pair((*there, "title"), ("pages", page, "title"), _("Überschrift der Seite"))
        if self.language == GERMAN or self.says((*there, "intro")):
            yield self.pair((*there, "intro"), ("pages", page, "intro"), _("Einleitung der Seite"))
        words = {"title": _("Zwischenüberschrift"), "text": _("Erläuterung"), "notice": _("Hinweis")}
        for group, inner in entry.get("groups", {}).items():
            for key, label in words.items():
                if self.says((*there, "groups", group, key)):
                    translated = ("pages", page, "groups", group, key)
                    yield self.pair((*there, "groups", group, key), translated, label)
            for name in inner.get("fields", {}):
                yield from self.field(name)

    def field(self, name: str) -> Iterator[TextRow]:
        there: Path = ("fields.toml", "fields", name)
        entry = at(self.here, there)
        if not isinstance(entry, Mapping):
            return
        label = _text(entry.get("label", name))
        yield from self.words_of(there, ("fields", name), label)
        for inner, item in entry.get("fields", {}).items():
            words = f"{label} › {_text(item.get('label', inner))}"
            yield from self.words_of((*there, "fields", inner), ("fields", name, "fields", inner), words)

    def words_of(self, there: Path, translated: Path, label: str) -> Iterator[TextRow]:
        yield self.pair((*there, "label"), (*translated, "label"), _("Frage: {label}").format(label=label))
        if self.says((*there, "item_label")):
            words = _("Eintrag: {label}").format(label=label)
            yield self.pair((*there, "item_label"), (*translated, "item_label"), words)
        if self.language == GERMAN or self.says((*there, "help")):
            yield self.pair((*there, "help"), (*translated, "help"), _("Hilfe: {label}").format(label=label))

    def checks(self) -> TextSection:
        entries = at(self.here, ("fields.toml", "checks"))
        rows = [
            self.pair(("fields.toml", "checks", name, "message"), ("checks", name, "message"), name)
            for name in (entries if isinstance(entries, Mapping) else {})
        ]
        return TextSection(CHECKS, _("Hinweise, wenn Angaben nicht zusammenpassen"), rows)

    def fees(self) -> TextSection:
        entries = at(self.here, (self.file, "fee"))
        known = entries if isinstance(entries, Mapping) else {}
        return TextSection(
            FEES, _("Gebührenzeilen"), [self.row((self.file, "fee", name), name) for name in known]
        )


def _overlap(one: Path, other: Path) -> bool:
    """Tell whether one of two places lies within the other, such as a line of a list."""
    return one[: len(other)] == other or other[: len(one)] == one


def _text(node: Node) -> str:
    if node is ABSENT:
        return ""
    if isinstance(node, Mapping):
        return "\n".join(str(one) for one in node.values())
    if isinstance(node, tuple):
        return "\n".join(map(str, node))
    return str(node).strip()
