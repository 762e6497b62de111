"""A decision model as other rooms hold it: read once, evaluated many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from modellregion.rules.dmn.checks import ModelCheck
from modellregion.rules.dmn.linking import Linker
from modellregion.rules.dmn.logic import turned
from modellregion.rules.dmn.model import Definitions
from modellregion.rules.dmn.network import DecisionNode, InputNode, Key, Network
from modellregion.rules.dmn.reader import read_definitions
from modellregion.rules.dmn.records import DecisionRecord, DecisionResult, Explanation, table_record
from modellregion.rules.errors import DecisionError, Finding, ModelError, NoValueError
from modellregion.rules.evaluation import Run, Value, stack_used_up
from modellregion.rules.limits import DEFAULT_LIMITS, Limits
from modellregion.rules.values.kinds import from_caller

# The input that carries the day whose rules count: see docs/decisions/0010.
VALIDITY_INPUT: Final = "Stichtag"
IMPORTS_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class InputInfo:
    """What a caller may hand in: a name and the type it must have."""

    identifier: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """A decision a caller may ask for; ``inputs`` are the names of all input data it needs in the end."""

    identifier: str
    name: str
    type: str
    question: str
    description: str
    inputs: tuple[str, ...]


class DecisionModel:
    """A compiled decision model; immutable and safe to share between threads.

    ``digest`` is the SHA-256 of the file, ``findings`` what is wrong with it (only with ``strict=False``).
    """

    def __init__(self, digest: str, definitions: Definitions, network: Network, linker: Linker) -> None:
        self.digest = digest
        self.name = definitions.name
        self.namespace = definitions.namespace
        self.findings = tuple(network.findings)
        self._definitions = definitions
        self._network = network
        self._linker = linker
        own = [one for one in network.decisions.values() if one.key[0] == definitions.namespace]
        self._by_name: dict[str, DecisionNode] = {one.element.name: one for one in own}
        self._by_name.update({one.key[1]: one for one in own})
        self._functions = {
            name: node.function
            for key, node in network.functions.items()
            if key[0] == definitions.namespace
            for name in (node.element.name, key[1])
        }
        self._own = tuple(own)
        self._needs: dict[Key, tuple[tuple[DecisionNode, ...], tuple[InputNode, ...]]] = {}

    def _all_needs(self, target: DecisionNode) -> tuple[tuple[DecisionNode, ...], tuple[InputNode, ...]]:
        """Give the decisions to make for one, in their order, and the inputs they read; worked out once."""
        found = self._needs.get(target.key)
        if found is None:
            plan = self._network.plan([target.key])
            keys = {key for node in plan for _, key in node.bindings}
            inputs = tuple(node for key, node in self._network.inputs.items() if key in keys)
            found = self._needs[target.key] = (plan, inputs)
        return found

    @property
    def decisions(self) -> tuple[DecisionInfo, ...]:
        """All decisions of the file, in its order."""
        return tuple(
            DecisionInfo(
                node.key[1],
                node.element.name,
                node.type.text(),
                node.element.question,
                node.element.description,
                tuple(".".join(one.paths[0]) for one in self._all_needs(node)[1]),
            )
            for node in self._own
        )

    @property
    def inputs(self) -> tuple[InputInfo, ...]:
        """All input data of the file, in its order."""
        found = [one for one in self._network.inputs.values() if one.key[0] == self.namespace]
        return tuple(InputInfo(one.key[1], one.element.variable.name, one.type.text()) for one in found)

    @property
    def services(self) -> tuple[str, ...]:
        """The names of all decision services and business knowledge models, which ``invoke`` calls."""
        return tuple(dict.fromkeys(function.name for function in self._functions.values()))

    def check(self) -> list[Finding]:
        """Find what is wrong or doubtful: overlaps and gaps of tables, unknown names, types that do not fit.

        The gravest come first: ``error`` for what will go wrong, ``warning`` for what may, ``note`` for what
        somebody should know. Each finding has its element and line, those of tables the numbers of their rules
        and an example input.
        """
        return [*self.findings, *ModelCheck(self._definitions, self._linker.logic).findings()]

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Value],
        *,
        on: date | None = None,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> DecisionResult:
        """Make a decision, named by its id or name, and all those it needs.

        ``on`` is the day whose rules count; it is handed to the model as the input ``Stichtag``. ``now`` is what
        ``now()`` and ``today()`` go by. Raises ``DecisionError`` for an unknown decision or two different days,
        ``LimitError`` when the limits are used up, ``TypeError`` for an input that is no FEEL value.
        """
        target = self._by_name.get(decision)
        if target is None:
            raise DecisionError("decision-unknown", f"The model has no decision {decision!r}.")
        given = _with_day(inputs, on)
        run = Run(limits, now)
        plan, needed = self._all_needs(target)
        values: dict[Key, Value] = {}
        for source in needed:
            values[source.key] = value = _input_value(source, given, run)
            if value is None and source.element.variable.name == VALIDITY_INPUT:
                place = source.element.place
                message = (
                    f"Nobody said which day's rules count: hand over 'on' or the input {VALIDITY_INPUT!r}."
                )
                run.fail(Finding("error", "decision-no-day", message, place.element, place.line))
        made: list[tuple[DecisionNode, Value, int]] = []
        try:
            for node in plan:
                value = values[node.key] = node.make(values, run, given)
                made.append((node, value, len(run.tables)))
        except RecursionError as error:
            raise stack_used_up() from error
        value = values[target.key]
        if type(value) is list or type(value) is dict:
            run.settle(value)

        def explain() -> Explanation:
            read = tuple((".".join(one.paths[0]), values[one.key]) for one in needed)
            findings = (*run.errors, *run.notes, *self._surprises(inputs, needed))
            return Explanation(self.digest, target.element.name, on, read, _records(made, run), findings)

        return DecisionResult(value, tuple(run.errors), explain)

    def _surprises(self, given: Mapping[str, Value], needed: tuple[InputNode, ...]) -> list[Finding]:
        """Note inputs that were not handed over, and what was handed over under a name the model does not know."""
        names = {name for node in self._network.inputs.values() for path in node.paths for name in path}
        unknown = [name for name in given if names and name.split(".")[0] not in names]
        missing = [node for node in needed if all(_lookup(given, path) is None for path in node.paths)]
        return [
            *(
                Finding("note", "decision-unknown-input", f"The model has no input {name!r}.")
                for name in unknown
            ),
            *(
                Finding(
                    "note",
                    "decision-missing-input",
                    f"The input {node.element.name!r} is empty.",
                    node.key[1],
                )
                for node in missing
                if node.element.variable.name != VALIDITY_INPUT
            ),
        ]

    def invoke(
        self,
        function: str,
        arguments: Mapping[str, Value],
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> Value:
        """Call a decision service or business knowledge model with named arguments; those left out are null.

        Raises ``DecisionError`` when there is no such function or a fault makes its result unusable.
        """
        called = self._functions.get(function)
        if called is None:
            raise DecisionError("decision-unknown", f"The model has no function {function!r}.")
        run = Run(limits, now)
        try:
            given = {name: from_caller(one) for name, one in arguments.items()}
            value = called.call_named(run, {**dict.fromkeys(called.parameters), **given})
        except NoValueError as error:
            raise DecisionError("decision-arguments", str(error)) from error
        except RecursionError as error:
            raise stack_used_up() from error
        if run.errors:
            raise DecisionError(run.errors[0].code, run.errors[0].message, tuple(run.errors))
        if type(value) is list or type(value) is dict:
            run.settle(value)
        return value


def _with_day(inputs: Mapping[str, Value], on: date | None) -> Mapping[str, Value]:
    if on is None:
        return inputs
    if inputs.get(VALIDITY_INPUT, on) != on:
        raise DecisionError("decision-two-days", f"The input {VALIDITY_INPUT!r} and the day 'on' differ.")
    return {**inputs, VALIDITY_INPUT: on}


def _input_value(node: InputNode, given: Mapping[str, Value], run: Run) -> Value:
    for path in node.paths:
        found = _lookup(given, path)
        if found is not None:
            value = from_caller(found)
            return value if value is None else turned(value, node.type, run, node.element.place)
    return None


def _lookup(given: Mapping[str, Value], path: tuple[str, ...]) -> Value:
    if len(path) == 1:
        return given.get(path[0])
    whole = given.get(".".join(path))
    if whole is not None:
        return whole
    inner = given.get(path[0])
    return _lookup(inner, path[1:]) if isinstance(inner, Mapping) else None


def _records(made: list[tuple[DecisionNode, Value, int]], run: Run) -> tuple[DecisionRecord, ...]:
    records = []
    begin = 0
    for node, value, end in made:
        tables = tuple(table_record(trace) for trace in run.tables[begin:end])
        records.append(DecisionRecord(node.key[1], node.element.name, value, node.authorities, tables))
        begin = end
    return tuple(records)


def read_model(xml: bytes, *, imported: Iterable[bytes] = (), strict: bool = True) -> DecisionModel:
    """Read and compile a decision model of DMN 1.2 to 1.5.

    ``imported`` are the files of the models it imports, in any order. With ``strict`` every error found raises
    ``ModelError``, which lists them all; without it, faulty parts are null and ``findings`` says which. What is no
    decision model at all raises ``ModelError`` in any case.
    """
    findings: list[Finding] = []
    files: dict[str, Definitions] = {}
    definitions, found = read_definitions(xml)
    findings += found
    for file in list(imported)[:IMPORTS_MAX]:
        other, found = read_definitions(file)
        findings += found
        files.setdefault(other.namespace, other)
    network = Network(findings)
    linkers: dict[str, Linker] = {}
    linker = _link(definitions, files, network, linkers)
    network.refuse_circles()
    for one in (*linkers.values(), linker):
        one.link_services()
    # A type of an imported model is read once for each model that sees it.
    findings[:] = dict.fromkeys(findings)
    errors = tuple(finding for finding in findings if finding.severity == "error")
    if strict and errors:
        more = f" There are {len(errors) - 1} more faults." if len(errors) > 1 else ""
        raise ModelError(errors[0].code, f"The decision model has faults. {errors[0].message}{more}", errors)
    return DecisionModel(sha256(xml).hexdigest(), definitions, network, linker)


def _link(
    definitions: Definitions, files: Mapping[str, Definitions], network: Network, done: dict[str, Linker]
) -> Linker:
    """Link a file after those it imports; a circle of imports is cut where it closes."""
    files = {namespace: one for namespace, one in files.items() if namespace != definitions.namespace}
    for one in definitions.imports:
        if one.namespace in files and one.namespace not in done:
            done[one.namespace] = _link(files[one.namespace], files, network, done)
    linker = Linker(definitions, network, done)
    linker.link()
    return linker
