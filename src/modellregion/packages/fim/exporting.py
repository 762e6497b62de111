"""Makes a message of XDatenfelder 3 of a package: what FIM said, with what the package says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from modellregion.kernel.foreign_xml import ForeignXmlError
from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.fim.fresh import Fresh, count_of, field_values
from modellregion.packages.fim.genericode import GenericList
from modellregion.packages.fim.skeleton import Layout, children, lay_out
from modellregion.packages.fim.soundness import flaw
from modellregion.packages.fim.writing import write_fim
from modellregion.packages.schema.fim import Fim, FimField, FimGroup, FimSchema, Part, Reference

_LABELS = ("label", "help")
_COUNTS = ("required", "when", "minimum", "maximum", "max_files")


@dataclass(frozen=True, slots=True)
class Exported:
    """The message, and a sentence for everything that is not as FIM has it."""

    content: bytes
    notes: tuple[str, ...]


def fim_of(files: PackageFiles) -> Fim | None:
    """Return what a package keeps of FIM, if it keeps anything.

    :raises PackageError: when the file has another shape.
    """
    if "fim.toml" not in files.contents:
        return None
    try:
        return msgspec.convert(files.table("fim.toml"), Fim)
    except msgspec.ValidationError as error:
        raise PackageError([PackageFinding("fim.toml", "", f"{error}.")]) from error


def export_fim(files: PackageFiles, *, created: datetime) -> Exported:
    """Return the form of a package as a message.

    :raises PackageError: when ``fim.toml`` or ``fields.toml`` cannot be read.
    """
    fim = fim_of(files)
    if fim is not None and (found := flaw(fim)) is not None:
        raise PackageError([PackageFinding("fim.toml", *found)])
    merged, notes = _Merge(files, fim).result() if fim is not None else _whole(files)
    try:
        content = write_fim(merged, message=files.hash[:16].upper(), created=created)
    except (ForeignXmlError, ValueError) as error:
        raise PackageError(
            [PackageFinding("fim.toml", "", f"This cannot be written as XML: {error}")]
        ) from error
    return Exported(content, tuple(dict.fromkeys(notes)))


def brought_lists(files: PackageFiles) -> dict[str, GenericList]:
    """Return the code lists of a package that stand for one of the XRepository, by its URN."""
    found = {}
    for key in files.below("codelists", ".toml"):
        table = files.table(f"codelists/{key}.toml")
        if uri := str(table.get("source_urn", "")):
            rows = tuple({"code": one["code"], "de": one["de"]} for one in table["entries"])
            version, title = str(table["version"]), str(table.get("title_de", key))
            found[uri] = GenericList(uri, version, key, title, ("code", "de"), "code", rows)
    return found


class _Merge:
    """Rebuilds FIM's tree from its leaves. What differs loses its version: in FIM that is a working copy (Arbeitskopie)."""

    def __init__(self, files: PackageFiles, fim: Fim) -> None:
        self.files, self.fim = files, fim
        self.entries: Mapping[str, Any] = files.table("fields.toml").get("fields", {})
        self.before: Layout = lay_out(fim, brought_lists(files))
        self.notes: list[str] = []
        self.groups = dict(fim.groups)
        self.schemas = dict(fim.schemas)
        self.fields = dict(fim.fields)
        self.rules = dict(fim.rules)

    def result(self) -> tuple[Fim, list[str]]:
        fresh = Fresh(self.files, self.fields, self.groups)
        root = self.fim.root
        if root in self.fim.fields:
            key = self.leaf(Part(element=root, count="1:1"), root.partition(":")[0])
            key_of_root = root if key is None else key.element
        else:
            more = [fresh.part(name, entry) for name, entry in self.added().items()]
            key_of_root = self.holder(root, root.partition(":")[0], more, self.added_rules(fresh))
        for name in self.added():
            self.notes.append(f"»{name}« is the package's own; it got a provisional number of the range 99.")
        self.rules |= fresh.rules
        merged = replace(
            self.fim,
            root=key_of_root,
            groups=self.groups,
            schemas=self.schemas,
            fields=self.fields,
            rules=self.rules,
        )
        return merged, [*self.notes, *fresh.notes]

    def added(self) -> dict[str, Any]:
        """Return the package's fields that stand at no place of FIM."""
        known = {name.partition(".")[0] for name in self.fim.places.values()}
        return {name: entry for name, entry in self.entries.items() if name not in known}

    def added_rules(self, fresh: Fresh) -> list[str]:
        """Return the keys of rules for checks that neither a rule nor a pattern of FIM stands for."""
        known = {rule.mapped_to for rule in self.fim.rules.values()} | {
            one["id"] for one in self.before.checks
        }
        checks = self.files.table("fields.toml").get("checks", [])
        return [
            fresh.rule(one["id"], one["message"], one["condition"], kind="V")
            for one in checks
            if one["id"] not in known
        ]

    def holder(self, key: str, path: str, more: list[Part], rules: list[str]) -> str:
        """Rebuild a schema or group with its parts; return its key, a working copy's when anything differs."""
        kept: list[Part] = []
        for part, inner in children(self.fim, key, path):
            if part.element in self.fim.fields:
                found = self.leaf(part, inner)
            else:
                rebuilt = self.holder(part.element, inner, [], [])
                found = self.counted(replace(part, element=rebuilt), inner)
            if found is not None:
                kept.append(found)
        table: dict[str, Any] = self.schemas if key in self.fim.schemas else self.groups
        element: FimSchema | FimGroup = self.relabelled(table[key], path)
        parts = [*kept, *more]
        if parts == element.parts and not rules and element == table[key]:
            return key
        return self.working_copy(table, replace(element, parts=parts, rules=[*element.rules, *rules]))

    def relabelled(self, element: FimSchema | FimGroup, path: str) -> FimSchema | FimGroup:
        """Return a group as the package's page or rows call it."""
        before: Mapping[str, Any] | None = None
        now: Mapping[str, Any] | None = None
        if page := self.before.heads.get(path):
            before = next(one for one in self.before.pages if one["id"] == page)
            now = next(
                (one for one in self.files.table("pages.toml").get("pages", []) if one["id"] == page), None
            )
        elif path in self.before.rows:
            before, now = self.before.fields[self.before.rows[path]], self.entries.get(self.own_name(path))
        if before is None or now is None:
            return element
        label = now.get("title", now.get("label", ""))
        if label == before.get("title", before.get("label", "")) or not label:
            return element
        self.notes.append(f"{element.key} is called »{label}« here, »{element.label}« in FIM.")
        return replace(element, label=str(label))

    def counted(self, part: Part, path: str) -> Part:
        """Return the place of what repeats as often as the package's rows say."""
        if path not in self.before.rows:
            return part
        own = self.own_name(path)
        before, now = self.before.fields[self.before.rows[path]], self.entries.get(own)
        if now is None or not _differs(before, now, _COUNTS):
            return part
        self.notes.append(
            f"The rows »{own}« may be given {count_of(now)} times here, {part.count} times in FIM."
        )
        return replace(part, count=count_of(now))

    def own_name(self, path: str) -> str:
        """Return what rows that the import made for a place are called now."""
        inside = (name for at, name in self.fim.places.items() if at == path or at.startswith(f"{path}/"))
        return next((name.partition(".")[0] for name in inside if "." in name), "")

    def leaf(self, part: Part, path: str) -> Part | None:
        """Return the place of a field, changed as the package changed it; None when the package has it no longer."""
        if path not in self.fim.places:
            return part  # never asked: notes, hidden fields
        name = self.fim.places[path]
        now = self.entry(self.entries, name)
        if now is None:
            self.notes.append(
                f"{part.element} ({name}) is not in the package any more, so not in the message."
            )
            return None
        before = self.entry(self.before.fields, self.before.places.get(path, ""))
        part = self.counted(part, path)
        if before is None or not _differs(before, now, (*before, *now)):
            return part
        return self.changed(part, name, before, now)

    def entry(self, entries: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
        outer, _, inner = name.partition(".")
        entry: Mapping[str, Any] | None = entries.get(outer)
        return entry.get("fields", {}).get(inner) if entry is not None and inner else entry

    def changed(self, part: Part, name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Part:
        field = self.fim.fields[part.element]
        keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
        changes: dict[str, Any] = {key: str(now.get(key, "")) for key in _LABELS if key in keys}
        if _differs(before, now, ("anchor",)) and now.get("anchor"):
            part = replace(part, references=[Reference(text=str(now["anchor"]))])
        if _differs(before, now, _COUNTS):
            part = replace(part, count=count_of(now))
        values = field_values(now, self.files, self.notes, name)
        if values != field_values(before, self.files, [], name):
            limits = replace(values.pop("limits"), pattern=field.limits.pattern, note=field.limits.note)
            changes |= {"limits": limits, "values": [], **values}
        if changes:
            key = self.working_copy(self.fields, replace(field, **changes))
            part = replace(part, element=key)
        self.notes.append(f"{field.key} ({name}) differs from FIM in: {', '.join(sorted(keys))}.")
        return part

    def working_copy(self, table: dict[str, Any], element: FimSchema | FimGroup | FimField) -> str:
        copy = replace(element, version="", status="2", status_on="", status_by="", published_on="")
        if copy.id in table and table[copy.id] != copy:
            self.notes.append(
                f"{copy.id} stands in several places and was changed in different ways; the first change counts."
            )
            return copy.id
        table[copy.id] = copy
        return copy.id


def _differs(before: Mapping[str, Any], now: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    return any(before.get(key) != now.get(key) for key in keys)


def _whole(files: PackageFiles) -> tuple[Fim, list[str]]:
    """Return the message of a package that did not come from FIM: each page a group, all numbers provisional."""
    manifest, entries = files.table("package.toml"), files.table("fields.toml").get("fields", {})
    fields: dict[str, FimField] = {}
    groups: dict[str, FimGroup] = {}
    fresh = Fresh(files, fields, groups)
    parts = []
    for page in files.table("pages.toml").get("pages", []):
        names = [
            name for group in page.get("groups", []) for name in group.get("fields", []) if name in entries
        ]
        if names:
            inner = [fresh.part(name, entries[name]) for name in names]
            parts.append(Part(element=fresh.group({"label": page["title"]}, inner), count="1:1"))
    rules = [
        fresh.rule(one["id"], one["message"], one["condition"], kind="V")
        for one in files.table("fields.toml").get("checks", [])
    ]
    rules += [
        fresh.rule(name, f"Nur gefragt, wenn die Bedingung gilt: {entry['label']}.", entry["when"], kind="M")
        for name, entry in entries.items()
        if entry.get("when")
    ]
    head = manifest.get("package", {})
    schema = FimSchema(
        id=fresh.number("S"),
        name=str(head.get("title", "")),
        label=str(head.get("title", "")),
        references=[Reference(text=str(one["norm"])) for one in manifest.get("legal_bases", [])],
        rules=rules,
        parts=parts,
    )
    fresh.notes.append(
        "Elements that FIM has no number for got provisional ones of the range 99; your FIM office gives real ones."
    )
    fim = Fim(
        root=schema.key,
        standard="xdatenfelder_3.0.0",
        schemas={schema.key: schema},
        groups=groups,
        fields=fields,
        rules=fresh.rules,
    )
    return fim, fresh.notes
