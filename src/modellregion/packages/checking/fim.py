"""Whether what came from FIM has found its place: rules, code lists, fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.fim.exporting import fim_of
from modellregion.packages.fim.soundness import flaw
from modellregion.packages.package import Package
from modellregion.packages.schema.fim import Fim, FimField
from modellregion.packages.toml_lines import TomlLines

FILE = "fim.toml"
_RULE_TEXT_MAX = 160


def check_fim(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield rules that are prose still, code lists that are not here, places that lead nowhere."""
    try:
        fim = fim_of(files)
    except PackageError:
        return  # said already, as a table of the wrong shape
    if fim is not None:
        lines = TomlLines(files.contents[FILE].decode("utf-8"))
        yield from _rules(fim, package, lines)
        yield from _places(fim, files.table("fields.toml").get("fields", {}))
        if (found := flaw(fim)) is not None:
            yield PackageFinding(FILE, found[0], found[1])


def _rules(fim: Fim, package: Package, lines: TomlLines) -> Iterator[PackageFinding]:
    fields = {field.id for field in package.form.fields.values()}
    fields |= {f"{field.id}.{item.id}" for field in package.form.fields.values() for item in field.items}
    known = {check.id for check in package.form.checks} | fields
    for key, rule in fim.rules.items():
        place, line = f"rules.{key}", lines.line(("rules", key))
        if rule.state == "open":
            text = " ".join((rule.text or rule.description or rule.name).split())
            short = text if len(text) <= _RULE_TEXT_MAX else text[:_RULE_TEXT_MAX].rpartition(" ")[0] + " …"
            sentence = (
                f"Nobody has written this rule as a condition yet (then: state = mapped, mapped_to = check or field; or "
                f"state = by_hand): »{short}«"
            )
            yield PackageFinding(FILE, place, sentence, line, is_warning=True)
        elif rule.state == "mapped" and rule.mapped_to not in known:
            sentence = f"The rule is »mapped«, but there is no check or field »{rule.mapped_to}«."
            yield PackageFinding(FILE, place, sentence, line)


def _places(fim: Fim, entries: Mapping[str, Any]) -> Iterator[PackageFinding]:
    said: set[str] = set()
    by_number = {field.id: field for field in fim.fields.values()}
    for path, name in fim.places.items():
        outer, _, inner = name.partition(".")
        entry = entries.get(outer, {})
        entry = entry.get("fields", {}).get(inner) if inner else entry
        if not entry:
            sentence = f"There is no field »{name}« any more; the export leaves {path} out."
            yield PackageFinding(FILE, f"places.{path}", sentence, is_warning=True)
            continue
        field = by_number.get(path.rpartition("/")[2].partition("#")[0])
        if (
            field is not None
            and name not in said
            and _is_choice(field)
            and str(entry.get("type", "")).startswith("text")
        ):
            said.add(name)
            what = field.code_list.version_uri or field.code_list.uri or "which FIM does not name"
            sentence = (
                f"In FIM this is a choice from a code list ({what}); here it takes any text. Bring the list as "
                "codelists/NAME.toml and make the field a choice, or give it options."
            )
            yield PackageFinding("fields.toml", _at(name), sentence)


def _is_choice(field: FimField) -> bool:
    return field.field_kind == "select" and field.data_type != "bool"


def _at(name: str) -> str:
    outer, _, inner = name.partition(".")
    return f"fields.{outer}.fields.{inner}" if inner else f"fields.{outer}"
