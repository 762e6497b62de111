"""Which other bodies a service asks (Beteiligung), as the package's ``consultation.toml`` names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modellregion.packages.files import PackageFinding
from modellregion.rules.api import Expression, FeelSyntaxError, LimitError, compile_expression

FILE = "consultation.toml"
COMPLETION_NAMES = ["stellen", "anzahl", "offen", "beantwortet", "bedenken"]
ENOUGH = "offen = 0"


@dataclass(frozen=True, slots=True)
class ConsultedBody:
    """A body that is asked: ``id`` is also the recipient whose route leads to its desk, where it has one here.

    ``count`` 0: the period is the norm's own. ``fields`` are ids of fields, ``documents`` none, attachments or all.
    """

    id: str
    name: str
    question: str
    legal_basis: str
    clock: str
    count: int
    unit: str
    silence: str
    silence_basis: str
    fields: frozenset[str]
    documents: str
    remind_days: int
    when: Expression | None = None

    def is_due(self, names: Mapping[str, Any]) -> bool:
        """Tell whether this body is to be asked about a case."""
        if self.when is None:
            return True
        try:
            return self.when.evaluate(names) is True
        except LimitError:
            return False


@dataclass(frozen=True, slots=True)
class ConsultationPlan:
    """All bodies, and the rule (FEEL) that says when their answers are enough."""

    completion: str = ENOUGH
    bodies: tuple[ConsultedBody, ...] = ()

    def body(self, identifier: str) -> ConsultedBody | None:
        """Return one of the bodies."""
        return next((body for body in self.bodies if body.id == identifier), None)


def read_consultation(
    table: Mapping[str, Any], names: list[str], findings: list[PackageFinding]
) -> ConsultationPlan:
    """Read ``consultation.toml``; what is wrong goes into ``findings``."""
    completion = str(table.get("completion", ENOUGH))
    _compile(completion, COMPLETION_NAMES, "completion", findings)
    seen: set[str] = set()
    bodies = []
    for entry in table.get("bodies", []):
        body = _body(entry, names, findings)
        place = f"body {body.id or '(without id)'}"
        if body.id in seen:
            findings.append(PackageFinding(FILE, place, "Two bodies have this id."))
        seen.add(body.id)
        if body.silence != "nothing" and not body.silence_basis:
            sentence = "Silence can mean something only where a norm says so: »silence_basis« is missing."
            findings.append(PackageFinding(FILE, place, sentence))
        bodies.append(body)
    return ConsultationPlan(completion, tuple(bodies))


def _body(entry: Mapping[str, Any], names: list[str], findings: list[PackageFinding]) -> ConsultedBody:
    when = entry.get("when")
    place = f"body {entry.get('id', '(without id)')}"
    return ConsultedBody(
        id=str(entry.get("id", "")),
        name=str(entry.get("name", "")),
        question=str(entry.get("question", "")),
        legal_basis=str(entry.get("legal_basis", "")),
        clock=str(entry.get("clock", "§ 31 Abs. 2 VwVfG")),
        count=int(entry.get("count", 0)),
        unit=str(entry.get("unit", "weeks")),
        silence=str(entry.get("silence", "nothing")),
        silence_basis=str(entry.get("silence_basis", "")),
        fields=frozenset(map(str, entry.get("fields", []))),
        documents=str(entry.get("documents", "none")),
        remind_days=int(entry.get("remind_days", 5)),
        when=_compile(str(when), names, place, findings) if when is not None else None,
    )


def _compile(text: str, names: list[str], place: str, findings: list[PackageFinding]) -> Expression | None:
    try:
        return compile_expression(text, names=names)
    except FeelSyntaxError as error:
        findings.append(PackageFinding(FILE, place, f"The condition cannot be read: {error}"))
        return None
