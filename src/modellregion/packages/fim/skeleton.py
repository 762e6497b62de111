"""Lays a tree of FIM out as fields and pages of a package: groups become pages, sections, or rows that repeat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from modellregion.packages.fim.genericode import GenericList
from modellregion.packages.fim.kinds import FILES_MAX, Kinds, anchor_of, plain
from modellregion.packages.fim.naming import Names
from modellregion.packages.schema.fim import Fim, FimField, FimGroup, Part
from modellregion.rules.api import FeelSyntaxError, RulesError, compile_expression

ROWS_MAX, ROWS_USUAL = 100, 20
Table = dict[str, Any]


@dataclass(slots=True)
class Layout:
    """What the package's files say: fields, pages, checks, code lists; where FIM's fields went; what could not be held.

    ``rows`` names the group that repeats for a place that is given several times, ``heads`` the page of a group.
    """

    fields: dict[str, Table] = field(default_factory=dict)
    pages: list[Table] = field(default_factory=list)
    checks: list[Table] = field(default_factory=list)
    code_lists: dict[str, Table] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def lay_out(fim: Fim, lists: Mapping[str, GenericList]) -> Layout:
    """Return the layout of a message; the same message always gives the same."""
    return _Builder(fim, lists).layout()


def children(fim: Fim, key: str, path: str) -> Iterator[tuple[Part, str]]:
    """Yield the parts of a schema or group with their paths; the second of the same number ends in #2."""
    seen: dict[str, int] = {}
    for part in fim.parts_of(key):
        number = part.element.partition(":")[0]
        seen[number] = seen.get(number, 0) + 1
        yield part, f"{path}/{number}" + (f"#{seen[number]}" if seen[number] > 1 else "")


def times(part: Part) -> tuple[int, int]:
    """Return how often a part is filled in: at least, at most; without a limit as often as the house lets rows repeat."""
    least, _, most = part.count.partition(":")
    return int(least), ROWS_USUAL if most == "*" else int(most)


class _Builder:
    def __init__(self, fim: Fim, lists: Mapping[str, GenericList]) -> None:
        self.fim = fim
        self.names, self.page_names = Names(), Names()
        self.kinds = Kinds(lists)
        self.found = Layout(notes=self.kinds.notes)

    def layout(self) -> Layout:
        root = self.fim.root
        start = root.partition(":")[0]
        if root in self.fim.fields:
            self.page("Angaben", [(Part(element=root, count="1:1"), start)])
        elif root in self.fim.groups:
            self.page(_label(self.fim.groups[root]), list(children(self.fim, root, start)))
            self.found.heads[start] = self.found.pages[-1]["id"]
        else:
            self.schema(root, start)
        if not self.found.pages:
            self.page("Angaben", [])
        self.found.code_lists = self.kinds.used
        self.found.notes = list(dict.fromkeys(self.kinds.notes))
        return self.found

    def schema(self, root: str, start: str) -> None:
        """Make a page of each group, and one of the fields that stand together between groups."""
        loose: list[tuple[Part, str]] = []
        for part, path in children(self.fim, root, start):
            group = self.fim.groups.get(part.element)
            if group is None:
                loose.append((part, path))
                continue
            if loose:
                self.page("Angaben", loose)
                loose = []
            if times(part)[1] > 1:
                self.page(_label(group), [(part, path)])
            else:
                self.page(_label(group), list(children(self.fim, part.element, path)), part, group)
                self.found.heads[path] = self.found.pages[-1]["id"]
        if loose:
            self.page("Angaben", loose)

    def page(
        self,
        title: str,
        parts: list[tuple[Part, str]],
        part: Part | None = None,
        group: FimGroup | None = None,
    ) -> None:
        page: Table = {"id": self.page_names.give(title), "title": title, "groups": []}
        if group is not None and (intro := plain(group.help)):
            page["intro"] = intro
        is_optional = part is not None and group is not None and self.optional(part, group)
        self.section(page, parts, "", is_optional=is_optional)
        if not page["groups"]:
            text = "Für diese Seite nennt FIM noch keine Felder."
            page["groups"].append({"id": "leer", "text": text})
        self.found.pages.append(page)

    def optional(self, part: Part, group: FimGroup) -> bool:
        """Tell whether a group may stay away; its fields are then voluntary, whatever they say."""
        needed = [one for one in group.parts if times(one)[0] > 0]
        if times(part)[0] == 0 and needed:
            self.found.notes.append(
                f"Group {group.key} is voluntary, so are its fields here; write a condition (required) for those that "
                "are needed as soon as it is filled in."
            )
        if group.selection == "X":
            self.found.notes.append(
                f"Group {group.key} wants exactly one of its parts; write a check that says so."
            )
        return times(part)[0] == 0 or group.selection == "X"

    def section(self, page: Table, parts: list[tuple[Part, str]], title: str, *, is_optional: bool) -> None:
        """Add the fields of a group to a page; a group inside begins a section of its own."""
        current: Table | None = None
        for part, path in parts:
            group = self.fim.groups.get(part.element)
            if group is not None and times(part)[1] <= 1:
                current = None
                inner = list(children(self.fim, part.element, path))
                optional = is_optional or self.optional(part, group)
                self.section(page, inner, _label(group), is_optional=optional)
                continue
            if group is None and self.fim.fields[part.element].field_kind == "label":
                _section(page, title)["text"] = _words(self.fim.fields[part.element])
                current = None
                continue
            where = title or page["title"]
            if group is not None:
                names = self.rows(part, path, group)
            else:
                names = self.field(part, path, where, is_optional=is_optional)
            if names:
                current = current or _section(page, title)
                current.setdefault("fields", []).extend(names)

    def field(self, part: Part, path: str, where: str, *, is_optional: bool) -> list[str]:
        """Add a field, or a row that repeats for one that is given several times; return its id."""
        field = self.fim.fields[part.element]
        least, most = times(part)
        entry = self.kinds.entry(field, part, is_required=least > 0 and not is_optional)
        if not self.is_asked(field, entry):
            return []
        name = self.names.give(field.label or field.name, where)
        if most > 1 and entry["type"] == "choice":
            entry |= {"type": "choices", "minimum": max(least, 1), "maximum": most}
        elif most > 1 and entry["type"] == "upload":
            entry["max_files"] = min(most, FILES_MAX)
        elif most > 1:
            item = {**entry, "required": True}
            entry = self.repeated(entry["label"], part, is_optional=is_optional)
            entry["fields"] = {"angabe": item}
            self.found.fields[name] = entry
            self.found.places[path] = f"{name}.angabe"
            self.found.rows[path] = name
            return [name]
        self.found.fields[name] = entry
        self.found.places[path] = name
        self.pattern(field, name, entry)
        return [name]

    def is_asked(self, field: FimField, entry: Table) -> bool:
        if field.field_kind in {"hidden", "locked"}:
            self.found.notes.append(
                f"Field {field.key} is »{field.field_kind}«: nobody types it in. It stands only in fim.toml; "
                "write a field with »compute« if its value is needed."
            )
            return False
        if field.prefill != "keine":
            self.found.notes.append(
                f"Field {field.key} may be filled in beforehand ({field.prefill}); that stands only in fim.toml."
            )
        if field.content and entry["type"] in {"text", "text_latin"}:
            quoted = field.content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            entry["default"] = f'"{quoted}"'
        return True

    def pattern(self, field: FimField, name: str, entry: Table) -> None:
        """Add a check for a pattern that our conditions can read; others stand only in fim.toml."""
        pattern = field.limits.pattern
        if not pattern or not entry["type"].startswith("text"):
            return
        quoted = pattern.replace("\\", "\\\\").replace('"', '\\"')
        condition = f'{name} = null or matches({name}, "^({quoted})$")'
        try:
            is_readable = isinstance(compile_expression(condition, names=[name]).evaluate({name: "x"}), bool)
        except (FeelSyntaxError, RulesError):
            is_readable = False
        if not is_readable:
            self.found.notes.append(
                f"Field {field.key}: the pattern »{pattern[:60]}« is no pattern of ours; it stands only in fim.toml."
            )
            return
        message = f"Bitte prüfen Sie »{entry['label']}«: Die Angabe hat nicht die verlangte Form."
        self.found.checks.append(
            {"id": f"form_{name}"[:60], "field": name, "condition": condition, "message": message}
        )

    def repeated(self, label: str, part: Part, *, is_optional: bool) -> Table:
        least, most = times(part)
        if most > ROWS_MAX:
            self.found.notes.append(
                f"{part.element} may be given {most} times; a package takes {ROWS_MAX} at most."
            )
        least = 0 if is_optional else min(least, ROWS_MAX)
        entry: Table = {"type": "group", "label": label, "minimum": least}
        return entry | {"maximum": max(least, min(most, ROWS_MAX), 1)}

    def rows(self, part: Part, path: str, group: FimGroup) -> list[str]:
        """Add a repeated group with all fields below it; return its id and those of fields that had to stand beside it."""
        name = self.names.give(_label(group))
        entry = self.repeated(_label(group), part, is_optional=False)
        if help_text := plain(group.help):
            entry["help"] = help_text
        if anchor := anchor_of([*part.references, *group.references]):
            entry["anchor"] = anchor
        entry["fim"] = group.id
        items: dict[str, Table] = {}
        beside = list(self.items(items, name, part, path, is_optional=group.selection == "X"))
        if not items:
            return beside
        self.found.fields[name] = {**entry, "fields": items}
        self.found.rows[path] = name
        return [name, *beside]

    def items(
        self, items: dict[str, Table], name: str, outer: Part, outer_path: str, *, is_optional: bool
    ) -> Iterator[str]:
        for part, path in children(self.fim, outer.element, outer_path):
            group = self.fim.groups.get(part.element)
            if group is not None:
                if times(part)[1] > 1:
                    self.found.notes.append(
                        f"Group {group.key} repeats inside a group that repeats; a package asks it once a row."
                    )
                yield from self.items(
                    items, name, part, path, is_optional=is_optional or self.optional(part, group)
                )
                continue
            field = self.fim.fields[part.element]
            if field.field_kind == "label":
                self.found.notes.append(
                    f"The note {field.key} stands in a group that repeats, where pages show no notes."
                )
            elif field.data_type == "file":
                self.found.notes.append(
                    f"The file {field.key} stands in a group that repeats; it is asked once, beside the group."
                )
                yield from self.field(part, path, name, is_optional=True)
            else:
                self.item(items, name, part, path, is_optional=is_optional)

    def item(self, items: dict[str, Table], name: str, part: Part, path: str, *, is_optional: bool) -> None:
        field = self.fim.fields[part.element]
        least, most = times(part)
        entry = self.kinds.entry(field, part, is_required=least > 0 and not is_optional)
        if not self.is_asked(field, entry):
            return
        if most > 1 and entry["type"] == "choice":
            entry |= {"type": "choices", "minimum": max(least, 1), "maximum": most}
        elif most > 1:
            self.found.notes.append(
                f"Field {field.key} may be given several times in each row of a group; a package asks it once."
            )
        if field.limits.pattern:
            self.found.notes.append(
                f"Field {field.key}: its pattern stands only in fim.toml, because it is asked once a row."
            )
        own = self.names.give(field.label or field.name, name)
        items[own] = entry
        self.found.places[path] = f"{name}.{own}"


def _section(page: Table, title: str) -> Table:
    groups: list[Table] = page["groups"]
    group: Table = {"id": f"gruppe_{len(groups) + 1}"}
    if title and title != page["title"] and all(one.get("title") != title for one in groups):
        group["title"] = title
    groups.append(group)
    return group


def _label(group: FimGroup) -> str:
    return plain(group.label or group.name) or group.id


def _words(field: FimField) -> str:
    return plain(field.content or field.help or field.label or field.name) or field.id
