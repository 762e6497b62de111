"""Whether the files of a package agree with each other."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from modellregion.deadlines.api import RuleNotFoundError, find_rule
from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.notices import FIELD, PLACEHOLDERS, placeholders_in
from modellregion.packages.package import PAYMENT_MESSAGE, Package

JURISDICTION = "DE-NW"
NEEDED_TEMPLATES = {
    "": ("antrag",),
    "notice.issue": ("empfangsbescheinigung",),
    "notice.issue-rejection": ("zurueckweisung",),
    "notice.confirm-withdrawal": ("ruecknahme",),
    "register.certify": ("registerbescheinigung",),
}
"""The letters that the platform makes, by the operation that makes them; the application itself is always made."""


def check_references(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield names that lead nowhere."""
    yield from _case(package)
    yield from _clock(package)
    yield from _process(package)
    yield from _step_roles(package)
    yield from _payment(package)
    yield from _places(package, files)
    yield from _four_eyes(package)
    yield from _letters(package)
    yield from _notices(package)
    yield from _fee(package)
    yield from _register(package)
    yield from _texts(package, files)
    yield from _personas(package, files)


def _personas(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield scenarios without their persona, personas without a scenario, answers to what nobody asks."""
    known = files.below("personas", ".toml")
    named = {}
    for name in files.below("scenarios", ".toml"):
        persona = files.table(f"scenarios/{name}.toml").get("persona")
        named[persona] = name
        if persona is not None and persona not in known:
            yield PackageFinding(
                f"scenarios/{name}.toml", "persona", f"There is no file personas/{persona}.toml."
            )
    for name in known:
        file = f"personas/{name}.toml"
        if name not in named:
            yield PackageFinding(file, "", "No scenario is about this persona.", is_warning=True)
        answers = files.table(file).get("answers")
        for field in answers if isinstance(answers, Mapping) else ():
            if field not in package.form.fields:
                yield PackageFinding(file, f"answers.{field}", f"There is no field »{field}«.")


def _case(package: Package) -> Iterator[PackageFinding]:
    rules, fields = package.case, package.form.fields
    group = fields.get(rules.parties)
    if rules.parties and (group is None or not group.is_group):
        yield _manifest("case.parties", f"There is no group of fields »{rules.parties}«.")
    members = {item.id for item in group.items} if group is not None else set()
    for name in [*rules.person_name, *filter(None, [rules.person_address])]:
        if name not in members:
            yield _manifest("case.person_name", f"The group »{rules.parties}« has no field »{name}«.")
    for path in rules.search:
        outer, _, inner = path.rpartition(".")
        found = fields.get(outer or inner)
        if found is None or (outer and inner not in {item.id for item in found.items}):
            yield _manifest("case.search", f"There is no field »{path}«.")
    if package.sheets is not None and not getattr(fields.get(package.sheets.each), "is_group", False):
        yield _manifest("sheets.each", f"There is no group of fields »{package.sheets.each}«.")


def _clock(package: Package) -> Iterator[PackageFinding]:
    rules = package.case
    if not rules.clock:
        return
    newest = max((basis.as_of for basis in package.legal_bases), default=date(2026, 1, 1))
    try:
        rule = find_rule(rules.clock, JURISDICTION, newest)
    except RuleNotFoundError as error:
        yield _manifest("case.clock", f"{error}")
        return
    if rule.period is None and not rules.clock_count:
        yield _manifest("case.clock", "This norm sets no period: »clock_count« is missing.")
    if rule.period is not None and rules.clock_count:
        yield _manifest("case.clock_count", "The norm sets the period itself; take this away.")


def _process(package: Package) -> Iterator[PackageFinding]:
    nodes = package.process.nodes
    for node in package.case.states:
        if node not in nodes:
            yield _manifest(f"case.states.{node}", f"The process has no step »{node}«.")
    declared = {outcome.id for node in nodes.values() if node.work for outcome in node.work.outcomes}
    for outcome in package.case.outcomes:
        if outcome not in declared:
            yield _manifest(
                f"case.outcomes.{outcome}", f"No task of the process has the outcome »{outcome}«."
            )
    for outcome in sorted(declared - set(package.case.outcomes)):
        yield _manifest("case.outcomes", f"Nothing is said about what the outcome »{outcome}« does.")


def _payment(package: Package) -> Iterator[PackageFinding]:
    """Yield a process that waits for money nobody asks for."""
    if package.awaits_payment and package.fee_model is None:
        node = next(node for node in package.process.nodes.values() if node.message == PAYMENT_MESSAGE)
        sentence = "The process waits for a payment, and the package has no fee."
        yield PackageFinding("process.bpmn", node.id, sentence)


def _step_roles(package: Package) -> Iterator[PackageFinding]:
    """Yield steps of a role that nobody at a desk has."""
    for node in package.process.nodes.values():
        if node.work is not None and not package.step_role(node.work.role):
            sentence = (
                f"Nobody at a desk has the role »{node.work.role}«. Name sachbearbeitung or teamleitung, or say in "
                "organisation.toml which of the two it acts as (acts_as)."
            )
            yield PackageFinding("process.bpmn", node.id, sentence)


def _places(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield places for a step of a municipality's own that the process has not."""
    for flow in files.table("package.toml").get("adaptation", {}).get("places", []):
        if flow not in package.process.flows:
            yield _manifest("adaptation.places", f"The process has no flow »{flow}«.")


def _four_eyes(package: Package) -> Iterator[PackageFinding]:
    for outcome in sorted(package.case.four_eyes):
        meaning = package.case.outcomes.get(outcome)
        if meaning is None:
            yield _manifest("case.four_eyes", f"No outcome of the case is called »{outcome}«.")
        elif meaning not in {"certify", "refuse"}:
            sentence = (
                f"»{outcome}« asks the applicant; only what decides a case is confirmed by a second person."
            )
            yield _manifest("case.four_eyes", sentence)


def _letters(package: Package) -> Iterator[PackageFinding]:
    operations = {"", *(node.operation for node in package.process.nodes.values() if node.operation)}
    for operation, templates in NEEDED_TEMPLATES.items():
        for name in templates:
            if operation in operations and name not in package.templates:
                reason = (
                    f"The operation »{operation}« makes it." if operation else "Every application is printed."
                )
                yield PackageFinding(f"notices/{name}.typ", "", f"This letter is missing. {reason}")


def _notices(package: Package) -> Iterator[PackageFinding]:
    """Yield what notices and text modules name and nobody has: norms, results, parts, fields."""
    norms = {basis.norm for basis in package.legal_bases}
    for kind in package.notices.values():
        for norm in kind.legal_bases:
            if norm not in norms:
                yield _notice(kind.id, f"The norm »{norm}« is not among the legal bases in package.toml.")
        if kind.result and kind.result not in package.case.outcomes.values():
            yield _notice(kind.id, f"No outcome of the process has the meaning »{kind.result}«.")
        if kind.remedy == "objection" and not kind.remedy_basis:
            yield _notice(
                kind.id, "Say on which norm the objection rests (remedy_basis); most are abolished."
            )
    parts = {part.id for kind in package.notices.values() for part in kind.parts}
    for module in package.text_modules:
        if module.part and module.part not in parts:
            yield _notice(module.id, f"No notice has a part »{module.part}«.")
        for name in placeholders_in(module.text):
            field, _, item = name.removeprefix(FIELD).partition(".")
            found = package.form.fields.get(field)
            known = name in PLACEHOLDERS or (
                name.startswith(FIELD)
                and found is not None
                and (not item or item in {one.id for one in found.items})
            )
            if not known:
                yield _notice(module.id, f"There is nothing to put in for {{{name}}}.")


def _notice(place: str, sentence: str) -> PackageFinding:
    return PackageFinding("notices.toml", place, sentence)


def _fee(package: Package) -> Iterator[PackageFinding]:
    if package.fee_model is not None:
        known = {name for one in package.fee_model.decisions for name in (one.name, one.identifier)}
        if package.fee_decision not in known:
            yield _manifest("fee.decision", f"The model has no decision »{package.fee_decision}«.")


def _register(package: Package) -> Iterator[PackageFinding]:
    for role, value in package.register.items():
        for name in value if isinstance(value, list) else [value]:
            if role != "kind" and name not in package.form.fields:
                yield _manifest(f"register.{role}", f"There is no field »{name}«.")


def _texts(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    pages = {page.id: {group.id for group in page.groups} for page in package.form.pages}
    for language, table in package.texts.items():
        file = f"texts/{language}.toml"
        for name, entry in table.get("fields", {}).items():
            field = package.form.fields.get(name)
            if field is None:
                yield PackageFinding(file, f"fields.{name}", f"There is no field »{name}«.")
                continue
            members = {item.id for item in field.items}
            for item in _unknown(entry.get("fields", {}), members):
                yield PackageFinding(
                    file, f"fields.{name}.fields.{item}", f"There is no field »{item}« in it."
                )
        for name, entry in table.get("pages", {}).items():
            if name not in pages:
                yield PackageFinding(file, f"pages.{name}", f"There is no page »{name}«.")
                continue
            for group in _unknown(entry.get("groups", {}), pages[name]):
                yield PackageFinding(
                    file, f"pages.{name}.groups.{group}", f"The page has no group »{group}«."
                )
        for name in _unknown(table.get("checks", {}), {check.id for check in package.form.checks}):
            yield PackageFinding(file, f"checks.{name}", f"There is no rule »{name}«.")
    form = str(files.table("exchange.toml").get("form", ""))
    if form and form != package.service.form:
        yield PackageFinding(
            "exchange.toml", "form", f"The service follows the form »{package.service.form}«."
        )


def _unknown(entries: Mapping[str, Any], known: set[str]) -> list[str]:
    return sorted(set(entries) - known)


def _manifest(place: str, sentence: str) -> PackageFinding:
    return PackageFinding("package.toml", place, sentence)
