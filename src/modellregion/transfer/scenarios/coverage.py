"""What no scenario touches: fields, steps of the process, rules of tables, rules over fields, recipients."""

from dataclasses import dataclass, field

from modellregion.kernel.foreign_xml import parse_xml
from modellregion.packages.api import Package, PackageFiles
from modellregion.process.api import Kind
from modellregion.transfer.scenarios.playing import Played

# No token rests there, so the history does not name them.
_ONLY_PASSED = frozenset({Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_SUB_PROCESS})


@dataclass(slots=True)
class Coverage:
    """By kind of thing: how many there are, and the names of those that no scenario touched."""

    totals: dict[str, int] = field(default_factory=dict)
    untouched: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, known: set[str], touched: set[str]) -> None:
        """Note a kind of thing."""
        if known:
            self.totals[kind] = len(known)
            self.untouched[kind] = sorted(known - touched)

    def join(self, other: "Coverage") -> None:
        """Note what other scenarios of the same package touch besides."""
        for kind, names in self.untouched.items():
            self.untouched[kind] = [name for name in names if name in other.untouched[kind]]


def coverage_of(package: Package, files: PackageFiles, played: list[Played]) -> Coverage:
    """Return what the scenarios of a package touched together."""
    coverage = Coverage()
    form = package.form
    answered = {name for one in played for name in one.checked.answers}
    coverage.add("fields", set(form.fields), answered)
    coverage.add(
        "pages", {page.id for page in form.pages}, {page for one in played for page in one.checked.pages}
    )
    rules = {finding.rule for one in played for finding in one.checked.findings}
    coverage.add("rules over fields", {check.id for check in form.checks}, rules)
    steps = {step for one in played if one.past for step in one.past.steps}
    known = {name for name, node in package.process.nodes.items() if node.kind not in _ONLY_PASSED}
    coverage.add("steps", known, steps)
    recipients = {recipient for one in played for recipient, _ in one.payloads}
    coverage.add("recipients", {rule.id for rule in package.exchange.recipients}, recipients)
    fired = {
        rule.identifier
        for one in played
        if one.explanation is not None
        for decision in one.explanation.explanation.decisions
        for table in decision.tables
        for rule in table.rules
    }
    coverage.add("rules of tables", _table_rules(files), fired)
    return coverage


def _table_rules(files: PackageFiles) -> set[str]:
    return {
        str(rule.get("id"))
        for content in files.below("rules", ".dmn").values()
        for rule in parse_xml(content).iter("{*}rule")
        if rule.get("id")
    }
