"""Whether what other bodies are asked can be asked: fields, periods, and that the process waits for what it starts."""

from collections.abc import Iterator
from datetime import date

from modellregion.deadlines.api import DeadlineError, find_rule
from modellregion.packages.checking.references import JURISDICTION
from modellregion.packages.consultation import FILE
from modellregion.packages.files import PackageFinding
from modellregion.packages.package import Package

ASK = "consultation.ask"


def check_consultations(package: Package) -> Iterator[PackageFinding]:
    """Yield bodies that cannot be asked as they stand, and a process that asks nobody."""
    plan = package.consultation
    if any(node.operation == ASK for node in package.process.nodes.values()) and not plan.bodies:
        yield PackageFinding(FILE, "bodies", "The process asks other bodies, but none is named here.")
    fields = package.form.fields
    known = {*fields, *(f"{field.id}.{item.id}" for field in fields.values() for item in field.items)}
    day = max((basis.as_of for basis in package.legal_bases), default=date(2026, 1, 1))
    for body in plan.bodies:
        place = f"body {body.id}"
        for name in sorted(body.fields - known):
            yield PackageFinding(FILE, place, f"There is no field »{name}«.")
        try:
            rule = find_rule(body.clock, JURISDICTION, day)
        except DeadlineError as error:
            yield PackageFinding(FILE, place, f"{error}")
            continue
        if rule.period is None and not body.count:
            yield PackageFinding(FILE, place, "This norm sets no period: »count« is missing.")
        if rule.period is not None and body.count:
            sentence = "This norm sets the period itself; take »count« away."
            yield PackageFinding(FILE, place, sentence)
        if not body.fields and body.documents == "none":
            sentence = "This body sees nothing of the case but its number; name »fields« or »documents«."
            yield PackageFinding(FILE, place, sentence, is_warning=True)
