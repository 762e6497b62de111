"""The fields and tasks of a service as tables: mandatory or voluntary, fields of one's own, who does a task."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from modellregion.forms.api import search_key
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import (
    ABSENT,
    STEP_ROLES,
    Change,
    Limits,
    Node,
    Path,
    apply,
    at,
    differences,
    limits_of,
    tree_of,
)
from modellregion.transfer.adoptions import Running
from modellregion.transfer.texts import put

OWN_PREFIX = "eigen_"
TYPES = ("text", "integer", "date", "yes_no", "choice", "email", "phone")
"""What a field of one's own can be."""
_TEXT_MAX = 500
_OPTIONS_MAX = 30


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field: its place, label, whether it must be answered here and in the package, why it is fixed (``""``: not).

    ``depends`` are fields whose duty follows from a condition: they are shown, not switched.
    """

    path: Path
    label: str
    is_required: bool
    packages_own: bool
    depends: bool
    fixed: str

    @property
    def name(self) -> str:
        """What its input is called in a form."""
        return "pflicht:" + "/".join(self.path)

    @property
    def is_own_choice(self) -> bool:
        """Whether the municipality chose otherwise than the package."""
        return self.is_required != self.packages_own


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of the process: its id, what it is called and who does it, here and in the package."""

    id: str
    title: str
    role: str
    packages_title: str
    packages_role: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field of one's own can stand: a group on a page."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class NewField:
    """A field of one's own as it was typed."""

    label: str
    label_en: str = ""
    help: str = ""
    purpose: str = ""
    kind: str = "text"
    options: Sequence[str] = ()
    is_required: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Everything the page about fields and tasks shows."""

    rows: Sequence[FieldRow]
    fixed: Sequence[FieldRow]
    own: Sequence[tuple[str, str]]
    places: Sequence[Place]
    tasks: Sequence[TaskRow]
    roles: Sequence[str] = field(default=())


def fields_of(running: Running) -> Fields:
    """Return the fields and tasks of a service as they are here."""
    base, here = _trees(running)
    rows = list(_rows(limits_of(running.upstream()), base, here))
    tasks = list(_tasks(base, here))
    own = [
        (name, str(entry.get("label", name)))
        for name, entry in at(here, ("fields.toml", "fields")).items()
        if at(base, ("fields.toml", "fields", name)) is ABSENT
    ]
    return Fields(
        rows=[row for row in rows if not row.fixed and not row.depends],
        fixed=[row for row in rows if row.fixed or row.depends],
        own=own,
        places=list(_places(here)),
        tasks=tasks,
        roles=sorted(
            {*STEP_ROLES, *(one for task in tasks for one in (task.role, task.packages_role) if one)}
        ),
    )


def required_changes(running: Running, wanted: Mapping[str, bool]) -> list[Change]:
    """Return the changes that make fields mandatory or voluntary; ``wanted`` says it by the rows' names."""
    base, here = _trees(running)
    tree = here
    for row in fields_of(running).rows:
        is_required = wanted.get(row.name, row.is_required)
        if is_required != row.is_required:
            path = (*row.path, "required")
            value = at(base, path) if is_required == row.packages_own else is_required
            tree = put(tree, path, value)
    return differences(here, tree)


def new_field_changes(running: Running, new: NewField) -> list[Change]:
    """Return the changes that add a field of one's own.

    :raises ProductError: when something is missing; the sentence says what.
    """
    here = _trees(running)[1]
    _must(bool(new.label.strip()), _("Bitte schreiben Sie die Frage auf."))
    _must(
        bool(new.purpose.strip()),
        _("Bitte sagen Sie, wozu Sie die Angabe brauchen. Das Datenschutzrecht verlangt es."),
    )
    _must(new.kind in TYPES, _("Bitte wählen Sie, was eingetragen wird."))
    page, _dot, group = new.place.partition("/")
    there: Path = ("pages.toml", "pages", page, "groups", group)
    _must(bool(group) and at(here, there) is not ABSENT, _("Bitte wählen Sie, wo die Frage steht."))
    options = [text.strip()[:_TEXT_MAX] for text in new.options if text.strip()][:_OPTIONS_MAX]
    _must(
        new.kind != "choice" or len(options) > 1,
        _("Eine Auswahl braucht mindestens zwei Antworten, je Zeile eine."),
    )
    name = _free_name(here, new.label)
    entry: dict[str, Any] = {
        "type": new.kind,
        "label": new.label.strip()[:_TEXT_MAX],
        "required": new.is_required,
        "purpose": new.purpose.strip()[:_TEXT_MAX],
    }
    if new.help.strip():
        entry["help"] = new.help.strip()[:_TEXT_MAX]
    if new.kind == "choice":
        entry["options"] = tuple({"code": f"{number}", "de": text} for number, text in enumerate(options, 1))
    tree = put(here, ("fields.toml", "fields", name), entry)
    tree = put(tree, (*there, "fields"), _with_row(at(here, (*there, "fields")), name))
    if new.label_en.strip() and at(here, ("texts/en.toml",)) is not ABSENT:
        tree = put(tree, ("texts/en.toml", "fields", name), {"label": new.label_en.strip()[:_TEXT_MAX]})
    return differences(here, tree)


def dropped_field_changes(running: Running, name: str) -> list[Change]:
    """Return the changes that take a field of one's own out again, everywhere it stands.

    :raises ProductError: when it is no field of one's own.
    """
    here = _trees(running)[1]
    _must(name in {known for known, _label in fields_of(running).own}, _("Das ist kein eigenes Feld."))
    tree = put(here, ("fields.toml", "fields", name), ABSENT)
    for page, entry in at(here, ("pages.toml", "pages")).items():
        for group, inner in entry.get("groups", {}).items():
            if name in inner.get("fields", {}):
                tree = put(tree, ("pages.toml", "pages", page, "groups", group, "fields", name), ABSENT)
    for file in (file for file in here if file.startswith("texts/")):
        if at(here, (file, "fields", name)) is not ABSENT:
            tree = put(tree, (file, "fields", name), ABSENT)
    return differences(here, tree)


def task_changes(running: Running, wanted: Mapping[str, tuple[str, str]]) -> list[Change]:
    """Return the changes of tasks; ``wanted`` has title and role by the task's id."""
    here = _trees(running)[1]
    tree = here
    for task in fields_of(running).tasks:
        title, role = wanted.get(task.id, (task.title, task.role))
        for key, text, old in (("name", title, task.title), ("role", role, task.role)):
            if text.strip() and text.strip() != old:
                tree = put(tree, ("process.bpmn", "tasks", task.id, key), text.strip()[:_TEXT_MAX])
    return differences(here, tree)


def _trees(running: Running) -> tuple[Node, Node]:
    base: Node = tree_of(running.upstream())
    return base, apply(base, running.changes)


def _rows(limits: Limits, base: Node, here: Node) -> Iterator[FieldRow]:
    for name, entry in at(here, ("fields.toml", "fields")).items():
        path: Path = ("fields.toml", "fields", name)
        label = str(entry.get("label", name))
        yield _row(limits, base, entry, path, label)
        for inner, item in entry.get("fields", {}).items():
            yield _row(limits, base, item, (*path, "fields", inner), f"{label} › {item.get('label', inner)}")


def _row(limits: Limits, base: Node, entry: Mapping[str, Any], path: Path, label: str) -> FieldRow:
    required, before = entry.get("required", True), at(base, path)
    packages_own = before.get("required", True) if isinstance(before, Mapping) else required
    is_condition = not isinstance(required, bool) or not isinstance(packages_own, bool)
    is_condition = is_condition or "compute" in entry or "fields" in entry
    refusal = limits.refusal(Change((*path, "required"), required, False), base)
    return FieldRow(path, label, required is True, packages_own is True, is_condition, refusal)


def _tasks(base: Node, here: Node) -> Iterator[TaskRow]:
    for name, entry in at(here, ("process.bpmn", "tasks")).items():
        before = at(base, ("process.bpmn", "tasks", name))
        yield TaskRow(name, entry["name"], entry["role"], before["name"], before["role"])


def _places(here: Node) -> Iterator[Place]:
    for page, entry in at(here, ("pages.toml", "pages")).items():
        for group, inner in entry.get("groups", {}).items():
            if inner.get("fields"):
                last = list(inner["fields"])[-1]
                label = at(here, ("fields.toml", "fields", last, "label"))
                words = _("{page}, hinter »{field}«").format(page=entry.get("title", page), field=label)
                yield Place(f"{page}/{group}", words)


def _with_row(rows: Node, name: str) -> Node:
    return type(rows)([*rows.items(), (name, name)])


def _free_name(here: Node, label: str) -> str:
    base = OWN_PREFIX + (re.sub(r"[^a-z0-9]+", "_", search_key(label)).strip("_")[:40] or "feld")
    name, number = base, 1
    while at(here, ("fields.toml", "fields", name)) is not ABSENT:
        number += 1
        name = f"{base}_{number}"
    return name


def _must(holds: bool, sentence: str) -> None:
    if not holds:
        raise ProductError(sentence, user_message=sentence)


def chosen(names: Iterable[str], posted: Mapping[str, str]) -> dict[str, bool]:
    """Return what a form says about fields: mandatory or not, by the rows' names."""
    return {name: posted[name] == "ja" for name in names if name in posted}
