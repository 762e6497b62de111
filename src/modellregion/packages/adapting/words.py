"""Changes and merges in words that a person decides by."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from modellregion.packages.adapting.changes import Change
from modellregion.packages.adapting.merging import Fate, Merge, Outcome
from modellregion.packages.adapting.tree import ABSENT, Node, Path, Rows, at

_LENGTH_MAX = 90


def say_change(change: Change, tree: Node) -> str:
    """Return one change as a sentence; ``tree`` names what ids stand for."""
    place = _place_of(change, tree)
    if change.is_order:
        return gettext("{place}: neue Reihenfolge {after}").format(place=place, after=", ".join(change.after))
    if change.before is ABSENT:
        return gettext("{place}: neu {after}").format(place=place, after=say_value(change.after))
    if change.after is ABSENT:
        return gettext("{place}: entfällt ({before})").format(place=place, before=say_value(change.before))
    return gettext("{place}: {before} wird zu {after}").format(
        place=place, before=say_value(change.before), after=say_value(change.after)
    )


def say_outcome(outcome: Outcome, tree: Node) -> str:
    """Return what becomes of a change of the municipality as a sentence."""
    change = outcome.change
    place = _place_of(change, tree)
    own, new, old = say_value(change.after), say_value(outcome.new), say_value(change.before)
    match outcome.fate:
        case Fate.APPLIED:
            text = gettext("{place}: Ihre Anpassung ({own}) bleibt.")
        case Fate.KEPT:
            text = gettext("{place}: Das Paket ändert {old} zu {new}; Ihr eigener Wert {own} bleibt.")
        case Fate.TAKEN_OVER:
            text = gettext(
                "{place}: Das Paket sagt jetzt dasselbe ({own}); Ihre Anpassung ist nicht mehr nötig."
            )
        case Fate.DECIDED_OWN:
            text = gettext("{place}: entschieden für Ihren Wert {own}, nicht {new}.")
        case Fate.DECIDED_NEW:
            text = gettext("{place}: entschieden für den neuen Wert {new}; Ihr Wert {own} entfällt.")
        case Fate.CONFLICT if not outcome.can_stay:
            text = gettext(
                "{place}: Diese Stelle gibt es im neuen Paket nicht mehr; Ihre Anpassung ({own}) hat keinen Platz."
            )
        case Fate.CONFLICT:
            text = gettext(
                "{place}: Das Paket ändert {old} zu {new}, Sie hatten {own}. Bitte entscheiden Sie."
            )
    return text.format(place=place, own=own, new=new, old=old)


def say_merge(merge: Merge, base: Node, new: Node, *, said: Mapping[Path, str] | None = None) -> list[str]:
    """Return what a new version brings: what became of own changes first, then all that is new.

    ``said`` has the sentences for what is new, where they are known.
    """
    own = {outcome.change.path for outcome in merge.outcomes}
    sentences = [
        say_outcome(outcome, new if outcome.new is not ABSENT else base) for outcome in merge.outcomes
    ]
    others = [change for change in merge.news if change.path not in own]
    return sentences + [
        said[change.path] if said is not None else say_change(change, new) for change in others
    ]


def say_place(path: Path, tree: Node) -> str:
    """Return a place as people call it: »Gebühr Anzeige einer natürlichen Person«, »Feld Telefon: Hilfe«."""
    file, rest = path[0], path[1:]
    if file.endswith(".dmn") and len(rest) > 2:
        return _cell(path, tree)
    named = _NAMED.get((file, rest[0])) if len(rest) > 1 else None
    if named is not None:
        kind, key = named
        found = at(tree, (*path[:3], key))
        return _with_rest(str(kind), rest[1] if found is ABSENT else str(found), rest[2:])
    folder, _, name = file.partition("/")
    if folder in _FOLDERS:
        return " › ".join([str(_FOLDERS[folder]).format(name=name.rpartition(".")[0]), *map(_part, rest)])
    return " › ".join(map(_part, [file.removesuffix(".toml").removesuffix(".bpmn"), *rest]))


def _place_of(change: Change, tree: Node) -> str:
    """Return the place of a change; a step of one's own is called by its name, which only the change knows."""
    step = change.after if change.after is not ABSENT else change.before
    if change.path[:2] == ("process.bpmn", "steps") and isinstance(step, dict) and step.get("name"):
        return gettext("Eigener Schritt") + f" »{step['name']}«"
    return say_place(change.path, tree)


_NAMED = {
    ("fields.toml", "fields"): (gettext_lazy("Feld"), "label"),
    ("pages.toml", "pages"): (gettext_lazy("Seite"), "title"),
    ("process.bpmn", "tasks"): (gettext_lazy("Aufgabe"), "name"),
    ("process.bpmn", "steps"): (gettext_lazy("Eigener Schritt"), "name"),
}
_FOLDERS = {
    "scenarios": gettext_lazy("Szenario {name}"),
    "personas": gettext_lazy("Persona {name}"),
    "notices": gettext_lazy("Schreiben {name}"),
    "texts": gettext_lazy("Text ({name})"),
    "rules": gettext_lazy("Tabelle {name}"),
}


def _cell(path: Path, tree: Node) -> str:
    """Name a cell of a table by what its row is for."""
    cells = at(tree, path[:3])
    name = cells.get("Position", path[2]) if isinstance(cells, dict) else path[2]
    column = gettext("Gebühr") if path[3] == "Betrag" else path[3]
    row = str(name).strip('"')
    return f"{column} »{row}«"


def _with_rest(kind: str, name: str, rest: Iterable[str]) -> str:
    return f"{kind} »{name}«" + "".join(f" › {_part(part)}" for part in rest)


def _part(part: str) -> str:
    """Return a part of a path as people call it; ids stay as they are."""
    return str(_PARTS.get(part, part))


_PARTS = {
    "label": gettext_lazy("Bezeichnung"),
    "help": gettext_lazy("Hilfe"),
    "required": gettext_lazy("Pflicht"),
    "title": gettext_lazy("Titel"),
    "intro": gettext_lazy("Einleitung"),
    "notice": gettext_lazy("Hinweis"),
    "text": gettext_lazy("Erläuterung"),
    "fields": gettext_lazy("Felder"),
    "groups": gettext_lazy("Gruppen"),
    "pages": gettext_lazy("Seiten"),
    "options": gettext_lazy("Auswahl"),
    "role": gettext_lazy("Rolle"),
    "service": gettext_lazy("Beschreibung"),
    "letterhead": gettext_lazy("Briefkopf"),
    "teaser": gettext_lazy("Kurz gesagt"),
    "documents": gettext_lazy("Was Sie bereithalten sollten"),
    "what": gettext_lazy("Worum geht es?"),
    "who": gettext_lazy("Wer muss das tun?"),
    "cost": gettext_lazy("Was kostet es?"),
    "time": gettext_lazy("Wie lange dauert es?"),
    "data": gettext_lazy("Was passiert mit den Daten?"),
    "office": gettext_lazy("Amt"),
    "contact": gettext_lazy("Kontakt"),
    "version": gettext_lazy("Version"),
    "package": gettext_lazy("Paket"),
}
"""Keys of a package's files that people meet in sentences."""


def say_value(value: Any) -> str:
    """Return a value as people read it, shortened."""
    if value is ABSENT:
        return gettext("nichts")
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year}"
    if isinstance(value, Rows | tuple):
        text = ", ".join(map(str, value))
    elif isinstance(value, dict):
        text = str(value.get("label") or value.get("title") or value.get("name") or ", ".join(value))
    else:
        text = str(value).strip().strip('"')
    text = " ".join(text.split())
    return f"»{text[:_LENGTH_MAX]}…«" if len(text) > _LENGTH_MAX else f"»{text}«" if text else gettext("leer")
