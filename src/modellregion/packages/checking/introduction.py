"""Whether the organisational half fits the rest: roles and times of steps that exist, and nothing left open for adopters."""

from collections.abc import Iterator, Mapping
from typing import Any

from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package

FILE = "organisation.toml"
NEEDED = {
    "owner": "Nobody is named who looks after the process (owner).",
    "training": "There is no text to train clerks with (training).",
    "checklist": "There is no checklist of the introduction (checklist).",
    "data_protection": "The entry for the record of processing activities (Art. 30 GDPR) is missing (data_protection).",
    "legal_check": "Nothing says who checked the law, and when (legal_check).",
}
NEEDED_OF_RECORD = {
    "persons": "whose data",
    "data": "which data",
    "recipients": "to whom",
    "deletion": "when they are deleted",
    "measures": "how they are protected",
}


def check_introduction(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield what adopters would miss, and what the file says about steps and roles that are not there."""
    if FILE not in files.contents:
        sentence = (
            "The organisational half is missing: roles, time per step, training, data protection, checklist. "
            "Adopters need it as much as the form."
        )
        yield PackageFinding(FILE, "", sentence, is_warning=True)
        return
    table = files.table(FILE)
    for key, sentence in NEEDED.items():
        if not table.get(key):
            yield PackageFinding(FILE, key, sentence, is_warning=True)
    yield from _record(table)
    yield from _roles(package, table)
    yield from _legal_check(package, table)


def _record(table: Mapping[str, Any]) -> Iterator[PackageFinding]:
    entry = table.get("data_protection", {})
    missing = [words for key, words in NEEDED_OF_RECORD.items() if not entry.get(key)]
    if entry and missing:
        sentence = (
            f"The record of processing activities does not say {', '.join(missing)} (Art. 30 (1) GDPR)."
        )
        yield PackageFinding(FILE, "data_protection", sentence, is_warning=True)


def _roles(package: Package, table: Mapping[str, Any]) -> Iterator[PackageFinding]:
    tasks = {node.id: node.work.role for node in package.process.nodes.values() if node.work}
    for number, entry in enumerate(table.get("roles", [])):
        if entry.get("role") not in tasks.values():
            sentence = f"No task of the process is for the role »{entry.get('role')}«."
            yield PackageFinding(FILE, f"roles.{number}.role", sentence)
    described = {entry.get("role") for entry in table.get("roles", [])}
    for role in sorted(set(tasks.values()) - described):
        yield PackageFinding(FILE, "roles", f"The role »{role}« is not described.", is_warning=True)
    for number, entry in enumerate(table.get("effort", [])):
        if entry.get("step") not in package.process.nodes:
            sentence = f"The process has no step »{entry.get('step')}«."
            yield PackageFinding(FILE, f"effort.{number}.step", sentence)
    timed = {entry.get("step") for entry in table.get("effort", [])}
    for step in sorted(set(tasks) - timed):
        yield PackageFinding(
            FILE, "effort", f"Nothing says how long the task »{step}« takes.", is_warning=True
        )


def _legal_check(package: Package, table: Mapping[str, Any]) -> Iterator[PackageFinding]:
    checked = table.get("legal_check", {}).get("on")
    newest = max((basis.as_of for basis in package.legal_bases), default=None)
    if checked and newest and checked < newest:
        sentence = (
            f"The law was checked on {checked}, before the newest text that the package follows ({newest})."
        )
        yield PackageFinding(FILE, "legal_check.on", sentence, is_warning=True)
