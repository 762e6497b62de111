"""The parts of the dossier that follow from the package alone, as plain data for the letter's template."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from modellregion.deadlines.api import all_rules
from modellregion.forms.api import Field, show_date
from modellregion.packages.api import Package, PackageFiles
from modellregion.process.api import draw_map, outline
from modellregion.transfer.dossier.naming import (
    archetype,
    kind_of_field,
    letter_title,
    trust_level,
    written_form,
)

Lines = list[dict[str, Any]]


def glance(package: Package, files: PackageFiles, language: str) -> Lines:
    """Return the service at a glance: label and answer."""
    head: Mapping[str, Any] = files.table("package.toml").get("package", {})
    texts = {key: str(package.text(language, "service", key)) for key in ("duration", "time")}
    lines = [
        (_("Leistung"), package.title(language)),
        (_("LeiKa-Schlüssel"), package.service.leika),
        (
            _("Amtlicher Vordruck"),
            " – ".join(filter(None, [package.service.form, package.service.form_name])),
        ),
        (_("Art der Leistung"), archetype(package.archetype)),
        (_("Schriftform"), written_form(str(head.get("written_form", "none")))),
        (_("Vertrauensniveau"), trust_level(str(head.get("trust_level", "none")))),
        (_("Dauer für die Antragstellenden"), texts["duration"]),
        (_("Frist des Amts"), texts["time"]),
        (_("Aufbewahrung"), _("{years} Jahre nach Abschluss").format(years=package.retention_years)),
    ]
    return [{"label": label, "text": text.strip()} for label, text in lines if text.strip()]


def description(package: Package, language: str) -> Lines:
    """Return what the service does, as its description in the portal says it."""
    titles = {
        "what": _("Worum es geht"),
        "who": _("Für wen"),
        "documents": _("Was gebraucht wird"),
        "cost": _("Kosten"),
        "data": _("Wer die Daten bekommt"),
        "next": _("Wie es weitergeht"),
    }
    found = []
    for key, title in titles.items():
        text = package.text(language, "service", key)
        if text:
            words = "\n".join(f"• {one}" for one in text) if isinstance(text, list) else str(text).strip()
            found.append({"label": title, "text": words})
    return found


def legal_bases(package: Package, language: str) -> Lines:
    """Return the norms with the date of the text that the package follows."""
    return [
        {
            "norm": basis.norm,
            "title": package.basis_title(language, basis),
            "as_of": show_date(basis.as_of, language),
        }
        for basis in package.legal_bases
    ]


def steps(package: Package, files: PackageFiles, language: str) -> Lines:
    """Return the process in words: each step, who does it, within which time, how long it takes, what follows."""
    effort = {entry["step"]: entry for entry in files.table("organisation.toml").get("effort", [])}
    roles = {entry["role"]: entry["title"] for entry in files.table("organisation.toml").get("roles", [])}
    found = []
    for number, line in enumerate(outline(package.process, language), 1):
        node = package.process.nodes[line.node]
        minutes = effort.get(line.node, {}).get("minutes")
        found.append(
            {
                "number": number,
                "name": line.name or line.kind,
                "kind": line.kind,
                "role": roles.get(node.work.role, node.work.role) if node.work else "",
                "due": _due(node.work.due) if node.work else "",
                "minutes": _("{minutes} Min.").format(minutes=minutes) if minutes is not None else "",
                "next": ", ".join(": ".join(filter(None, pair)) for pair in line.leads_to),
            }
        )
    return found


def _due(due: str) -> str:
    rule = next((rule for rule in all_rules() if rule.key == due), None)
    return rule.norm if rule is not None else _days(due)


def _days(duration: str) -> str:
    number = duration.removeprefix("P").removesuffix("D")
    return _("{number} Tage").format(number=number) if number.isdigit() else duration


def process_map(package: Package, language: str) -> str:
    """Return the drawing of the process, in the colours and letters of print; empty when nobody drew it."""
    if not package.diagram.shapes:
        return ""
    title = _("Ablauf: {service}").format(service=package.title(language))
    drawing = draw_map(package.diagram, title=title, description=title)
    return (
        drawing.replace("Canvas", "#ffffff")
        .replace("currentColor", "#000000")
        .replace("<svg ", '<svg font-family="Noto Sans" ', 1)
    )


def fields(package: Package, files: PackageFiles, language: str) -> Lines:
    """Return all data fields by page: what is asked, of which kind, whether it must be answered, on which legal anchor."""
    entries: Mapping[str, Any] = files.table("fields.toml").get("fields", {})
    return [
        {
            "title": page.titles.get(language) or page.titles.get("de", page.id),
            "is_conditional": page.when is not None,
            "fields": [
                line
                for group in page.groups
                for field in group.fields
                for line in _field(field, entries.get(field.id, {}), language, group.when is not None)
            ],
        }
        for page in package.form.pages
    ]


def _field(
    field: Field, entry: Mapping[str, Any], language: str, is_conditional: bool, depth: int = 0
) -> Iterator[dict[str, Any]]:
    conditional = is_conditional or field.when is not None or not isinstance(field.required, bool)
    must = _("wenn nötig") if conditional else _("ja") if field.required else _("nein")
    yield {
        "depth": depth,
        "label": field.label(language),
        "kind": _("Gruppe, mehrfach") if field.is_group else kind_of_field(str(entry.get("type", ""))),
        "must": _("berechnet") if field.compute is not None else must,
        "form": ", ".join(field.form_fields),
        "anchor": field.anchor or str(entry.get("purpose", "")),
    }
    for item in field.items:
        yield from _field(item, entry.get("fields", {}).get(item.id, {}), language, False, depth + 1)


def recipients(package: Package) -> Lines:
    """Return who gets which fields, by the numbers of the official form."""
    return [
        {
            "name": rule.name,
            "basis": rule.legal_basis,
            "fields": ranges_of(rule.fields),
            "all": sorted(rule.fields, key=_number),
            "when": _condition_words(rule.reason, rule.needs_mark, has_condition=rule.when is not None),
            "can_waive": rule.can_waive,
        }
        for rule in package.exchange.recipients
    ]


def _condition_words(reason: str, mark: str, *, has_condition: bool) -> str:
    if mark:
        return _("nur bei Vermerk »{mark}«").format(mark=mark)
    if has_condition:
        return (
            _("nur in den Fällen des Gesetzes ({norm})").format(norm=reason)
            if reason
            else _("nur in bestimmten Fällen")
        )
    return ""


def form_fields(package: Package, language: str) -> Lines:
    """Return what stands behind the numbers of the official form."""
    labels: dict[str, list[str]] = {}
    items = [*package.form.fields.values()]
    items += [item for field in items for item in field.items]
    for item in items:
        for number in item.form_fields:
            labels.setdefault(number, []).append(item.label(language))
    return [
        {"number": number, "labels": ", ".join(dict.fromkeys(labels[number]))}
        for number in sorted(labels, key=_number)
    ]


def ranges_of(numbers: frozenset[str]) -> str:
    """Return numbers as people write them: ``1–5, 7, 9–12``."""
    plain = sorted(int(number) for number in numbers if number.isdigit())
    parts: list[list[int]] = []
    for number in plain:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    words = [f"{part[0]}–{part[-1]}" if len(part) > 2 else ", ".join(map(str, part)) for part in parts]
    return ", ".join([*words, *sorted(number for number in numbers if not number.isdigit())])


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (10_000, text)


def letters(package: Package) -> Lines:
    """Return the letters that the service makes, and which step makes each."""
    made_by = {node.operation: node.label for node in package.process.nodes.values() if node.operation}
    return [letter_title(name, made_by) for name in package.templates]


def organisation(package: Package, files: PackageFiles, language: str) -> dict[str, Any]:
    """Return the organisational half; what nobody said is empty."""
    table: Mapping[str, Any] = files.table("organisation.toml")
    record: Mapping[str, Any] = table.get("data_protection", {})
    check: Mapping[str, Any] = table.get("legal_check", {})
    labels = {
        "purpose": _("Zwecke der Verarbeitung"),
        "legal_basis": _("Rechtsgrundlage"),
        "persons": _("Betroffene Personen"),
        "data": _("Kategorien von Daten"),
        "recipients": _("Kategorien von Empfängern"),
        "deletion": _("Löschfristen"),
        "measures": _("Technische und organisatorische Maßnahmen"),
    }
    return {
        "owner": str(table.get("owner", "")),
        "roles": [{"tasks": "", "knowledge": "", **entry} for entry in table.get("roles", [])],
        "minutes": sum(entry.get("minutes", 0) for entry in table.get("effort", [])),
        "effort": [
            {
                "step": package.process.nodes[entry["step"]].label
                if entry["step"] in package.process.nodes
                else entry["step"],
                "minutes": str(entry["minutes"]),
                "remark": str(entry.get("remark", "")),
            }
            for entry in table.get("effort", [])
        ],
        "training": str(table.get("training", "")).strip(),
        "record": [
            {"key": key, "label": label, "text": str(record.get(key, ""))} for key, label in labels.items()
        ],
        "legal_check": {
            "on": show_date(check["on"], language) if check else "",
            "by": str(check.get("by", "")),
            "remark": str(check.get("remark", "")),
        },
        "checklist": [str(entry) for entry in table.get("checklist", [])],
    }
