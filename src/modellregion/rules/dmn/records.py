"""What an evaluation leaves behind: which rules fired on which inputs, and what came of each decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from modellregion.rules.dmn.tables import CompiledTable, RuleCode, TableTrace
from modellregion.rules.errors import DecisionError, Finding
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.limits import Limits
from modellregion.rules.values.text import text_of

_TEXT_LIMITS: Final = Limits(steps=200_000)


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that applied: its number as editors show it, its id, its remarks and what it gave.

    ``annotations`` are pairs of the column's heading and the text, for example ``("Rechtsgrundlage", "§ 3 Abs. 1")``.
    ``outputs`` is empty for a rule that applied but whose outputs were not needed.
    """

    number: int
    identifier: str
    description: str
    annotations: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One run of a decision table: what it looked at, and the rules that applied."""

    element: str
    owner: str
    hit_policy: str
    inputs: tuple[tuple[str, Value], ...]
    rules: tuple[FiredRule, ...]


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision of the requirement graph: its value, its tables, and the law it rests on."""

    identifier: str
    name: str
    value: Value
    authorities: tuple[str, ...]
    tables: tuple[TableRecord, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a decision came out as it did, in the order the decisions were made.

    ``model`` is the SHA-256 of the file, so that a result stays bound to the very text it was made by.
    ``findings`` of severity ``error`` mean that the result is null for a reason that is no lawful outcome; those
    of severity ``note`` say why something is null on the way.
    """

    model: str
    decision: str
    on: date | None
    inputs: tuple[tuple[str, Value], ...]
    decisions: tuple[DecisionRecord, ...]
    findings: tuple[Finding, ...]

    def as_data(self) -> dict[str, Any]:
        """Give the explanation as texts, lists and dictionaries, fit for JSON; values as FEEL writes them."""
        write = _Writer()
        return {
            "model": self.model,
            "decision": self.decision,
            "on": self.on.isoformat() if self.on else None,
            "inputs": write.pairs(self.inputs),
            "decisions": [
                {
                    "id": record.identifier,
                    "name": record.name,
                    "value": write.value(record.value),
                    "authorities": list(record.authorities),
                    "tables": [write.table(table) for table in record.tables],
                }
                for record in self.decisions
            ],
            "findings": [
                {"severity": one.severity, "code": one.code, "message": one.message, "element": one.element}
                for one in self.findings
            ],
        }


class _Writer:
    """Writes values as FEEL does, all of one explanation within one budget."""

    def __init__(self) -> None:
        self._run = Run(_TEXT_LIMITS, None)

    def value(self, value: Value) -> str:
        return text_of(value, self._run)

    def pairs(self, pairs: Sequence[tuple[str, Value]]) -> list[list[str]]:
        return [[name, self.value(value)] for name, value in pairs]

    def table(self, table: TableRecord) -> dict[str, Any]:
        return {
            "element": table.element,
            "owner": table.owner,
            "hit_policy": table.hit_policy,
            "inputs": self.pairs(table.inputs),
            "rules": [
                {
                    "number": rule.number,
                    "id": rule.identifier,
                    "description": rule.description,
                    "annotations": [list(pair) for pair in rule.annotations],
                    "outputs": self.pairs(rule.outputs),
                }
                for rule in table.rules
            ],
        }


def table_record(trace: TableTrace) -> TableRecord:
    """Make a record of what a table noted down."""
    compiled = trace.table
    labels = [column.label for column in compiled.inputs]
    results = {id(rule): value for rule, value in trace.results}
    return TableRecord(
        compiled.table.place.element,
        compiled.owner,
        compiled.table.hit_policy + (f" {compiled.table.aggregation}" if compiled.table.aggregation else ""),
        tuple(zip(labels, trace.inputs, strict=True)),
        tuple(_fired(compiled, rule, results) for rule in trace.matched),
    )


def _fired(compiled: CompiledTable, fired: RuleCode, results: dict[int, Value]) -> FiredRule:
    rule = fired.rule
    headings = (*compiled.table.annotation_names, *("" for _ in rule.annotations))
    annotations = tuple(
        (heading, text) for heading, text in zip(headings, rule.annotations, strict=False) if text
    )
    outputs: tuple[tuple[str, Value], ...] = ()
    if id(fired) in results:
        value = results[id(fired)]
        outputs = tuple(value.items()) if len(compiled.outputs) > 1 else ((compiled.outputs[0].name, value),)
    return FiredRule(rule.number, rule.place.element, rule.description, annotations, outputs)


class DecisionResult:
    """The value of a decision and, when asked, why it is so.

    ``errors`` are the faults that make a null no lawful outcome: two rules of a UNIQUE table, an input that is not
    of its type, a result that is not of its own.
    """

    __slots__ = ("_explain", "_explanation", "errors", "value")

    def __init__(self, value: Value, errors: tuple[Finding, ...], explain: Callable[[], Explanation]) -> None:
        self.value = value
        self.errors = errors
        self._explain = explain
        self._explanation: Explanation | None = None

    @property
    def explanation(self) -> Explanation:
        """Say why, rule by rule. It is put together at the first question, and the same ever after."""
        if self._explanation is None:
            self._explanation = self._explain()
        return self._explanation

    def required(self) -> Value:
        """Give the value, or raise ``DecisionError`` when a fault made it null."""
        if self.errors:
            raise DecisionError(self.errors[0].code, self.errors[0].message, self.errors)
        return self.value
