"""Whether data go where the law says: a process that notifies and recipients that get something, and no operation nobody has."""

import re
from collections.abc import Iterator

from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package

NOTIFY = "exchange.notify"
KNOWN_OPERATIONS = frozenset(
    {
        NOTIFY,
        "notice.issue",
        "notice.issue-rejection",
        "notice.confirm-withdrawal",
        "register.enter",
        "register.certify",
        "consultation.ask",
    }
)
"""What processes may call; a test keeps it equal to the platform's list."""


def check_transmissions(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield steps that call what the platform has not, and an exchange that leads nowhere."""
    nodes = [node for node in package.process.nodes.values() if node.operation]
    for node in nodes:
        if node.operation not in KNOWN_OPERATIONS:
            known = ", ".join(sorted(KNOWN_OPERATIONS))
            sentence = (
                f"{node.label} calls »{node.operation}«, which the platform has not. There are {known}."
            )
            yield PackageFinding("process.bpmn", node.id, sentence, _line(files, node.id))
    notifying = [node for node in nodes if node.operation == NOTIFY]
    plan = package.exchange
    for node in notifying:
        if not plan.recipients:
            sentence = f"{node.label} notifies recipients, but exchange.toml names none."
            yield PackageFinding("process.bpmn", node.id, sentence, _line(files, node.id))
    if plan.recipients and not notifying:
        sentence = (
            f"No step of the process notifies them: a service task with the operation {NOTIFY} is missing."
        )
        yield PackageFinding("exchange.toml", "recipients", sentence)
    elif plan.form and not plan.recipients:
        yield PackageFinding("exchange.toml", "recipients", "The form has no recipient.")
    for rule in plan.recipients:
        if not rule.fields:
            yield PackageFinding(
                "exchange.toml", f"recipient {rule.id}", "This recipient gets no field at all."
            )


def _line(files: PackageFiles, element: str) -> int:
    """Return the line on which an element of the process begins."""
    text = files.contents["process.bpmn"].decode("utf-8", errors="replace")
    found = re.search(rf'\sid\s*=\s*["\']{re.escape(element)}["\']', text)
    return text.count("\n", 0, found.start() + 1) + 1 if found else 0
