"""The requirement graph, linked and compiled: which decision needs what, and in which order they are made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from modellregion.rules.compiler.basics import UserFunction
from modellregion.rules.dmn.logic import NULL, Logic, LogicCompiler, Surroundings, turned
from modellregion.rules.dmn.model import Decision, InputData, Knowledge, Place, Reference, Service, Source
from modellregion.rules.errors import Finding, NoValueError
from modellregion.rules.evaluation import Run, Value
from modellregion.rules.feel.frames import CallerValues, Frame
from modellregion.rules.limits import DEFAULT_LIMITS
from modellregion.rules.values.functions import Function
from modellregion.rules.values.types import ANY, Type

# Namespace and id: what tells an element from all others, imported ones included.
Key: TypeAlias = tuple[str, str]
# The names behind each other under which an element is seen: its own, and before it that of its import.
NamePath: TypeAlias = tuple[str, ...]
Element: TypeAlias = InputData | Decision | Knowledge | Service | Source

NO_CALLER: Final[Mapping[str, Value]] = {}


@dataclass(slots=True, eq=False)
class InputNode:
    """Something the caller must say, under one of ``paths``."""

    element: InputData
    key: Key
    type: Type
    paths: list[NamePath] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class DecisionNode:
    """A decision, compiled. ``bindings`` are the names its logic reads, ``functions`` those it calls."""

    element: Decision
    key: Key
    type: Type
    logic: Logic = NULL
    bindings: list[tuple[NamePath, Key]] = field(default_factory=list)
    functions: dict[str, Value] = field(default_factory=dict)
    authorities: tuple[str, ...] = ()

    def make(self, values: Mapping[Key, Value], run: Run, caller: Mapping[str, Value]) -> Value:
        """Make the decision out of what it needs; names it does not require are looked up with the caller."""
        known: dict[str, Value] = dict(self.functions)
        for path, key in self.bindings:
            put(known, path, values.get(key))
        levels = self.logic.levels
        run.enter(levels)
        value = self.logic.code(Frame(CallerValues(caller, known), None, run))
        run.leave(levels)
        if value is None or self.type is ANY:
            return value
        return turned(value, self.type, run, Place(self.element.name, self.element.place.line))


def put(values: dict[str, Value], path: NamePath, value: Value) -> None:
    """Set a value under a name, or under a name inside the context of an import."""
    for name in path[:-1]:
        inner = values.get(name)
        values[name] = values = dict(inner) if type(inner) is dict else {}
    values[path[-1]] = value


class ServiceFunction(Function):
    """A decision service as a function: its inputs and input decisions are the parameters (§ 6.3.13)."""

    __slots__ = ("_outputs", "_parameters", "_place", "_plan", "_result", "name", "parameters")

    def __init__(self, name: str, result: Type, place: Place) -> None:
        self.name = name
        self._result = result
        self._place = place
        self.parameters: list[str] = []
        self._parameters: list[tuple[Key, Type, Place]] = []
        self._plan: tuple[DecisionNode, ...] = ()
        self._outputs: list[DecisionNode] = []

    def link(
        self,
        parameters: Sequence[InputNode | DecisionNode],
        plan: Sequence[DecisionNode],
        outputs: Sequence[DecisionNode],
    ) -> None:
        """Say what the service takes, which decisions it makes in which order, and which it gives."""
        self.parameters = [one.element.variable.name for one in parameters]
        self._parameters = [(one.key, one.type, one.element.place) for one in parameters]
        self._plan = tuple(plan)
        self._outputs = list(outputs)

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Make the decisions of the service for these arguments, and of nothing else."""
        if len(arguments) != len(self._parameters):
            raise NoValueError(f"{self.name} takes {len(self._parameters)} arguments, not {len(arguments)}.")
        values: dict[Key, Value] = {}
        for (key, wanted, place), value in zip(self._parameters, arguments, strict=True):
            values[key] = turned(value, wanted, run, place)
        run.charge(1 + len(self._plan))
        run.enter(self.levels)
        for node in self._plan:
            if node.key not in values:
                values[node.key] = node.make(values, run, NO_CALLER)
        run.leave(self.levels)
        if len(self._outputs) == 1:
            result = values.get(self._outputs[0].key)
        else:
            result = {one.element.variable.name: values.get(one.key) for one in self._outputs}
        return turned(result, self._result, run, self._place)


@dataclass(slots=True, eq=False)
class KnowledgeNode:
    """A function of the model, and what its body may call."""

    element: Knowledge | Service
    function: Function
    known: dict[str, Value] = field(default_factory=dict)


class Network:
    """All elements of a model and of those it imports."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.inputs: dict[Key, InputNode] = {}
        self.decisions: dict[Key, DecisionNode] = {}
        self.functions: dict[Key, KnowledgeNode] = {}
        self.sources: dict[Key, Source] = {}
        self._plans: dict[tuple[Key, ...], tuple[DecisionNode, ...]] = {}

    def add_knowledge(
        self, key: Key, knowledge: Knowledge, compiler: LogicCompiler, around: Surroundings
    ) -> None:
        """Compile a business knowledge model. Functions may call each other in circles: depth is limited."""
        known: dict[str, Value] = {}
        frame = Frame(known, None, Run(DEFAULT_LIMITS, None))
        if knowledge.logic is None:
            function = UserFunction(knowledge.name, [], NULL.code, frame, (1, 1))
        else:
            parameters, body, size = compiler.function_parts(knowledge.logic, around)
            function = UserFunction(knowledge.name, parameters, body, frame, size)
        self.functions[key] = KnowledgeNode(knowledge, function, known)

    def report(self, place: Place, code: str, message: str) -> None:
        """Note an error of the model."""
        self.findings.append(Finding("error", code, message, place.element, place.line))

    def refuse_circles(self) -> None:
        """Find decisions that need themselves, and cut them off (§ 6.2.2: the graph has no circles)."""
        done: set[Key] = set()
        for start in self.decisions.values():
            open_keys: set[Key] = set()
            waiting = [(start, False)]
            while waiting:
                node, finished = waiting.pop()
                if finished:
                    open_keys.discard(node.key)
                    done.add(node.key)
                elif node.key not in done:
                    open_keys.add(node.key)
                    waiting.append((node, True))
                    waiting.extend((one, False) for one in self._open_needs(node, open_keys))

    def _open_needs(self, node: DecisionNode, open_keys: set[Key]) -> list[DecisionNode]:
        found = []
        for path, key in list(node.bindings):
            if key in open_keys:
                self.report(
                    node.element.place,
                    "dmn-circle",
                    f"The decision {node.element.name!r} needs itself in the end.",
                )
                node.bindings.remove((path, key))
            elif key in self.decisions:
                found.append(self.decisions[key])
        return found

    def plan(self, targets: Iterable[Key], given: Iterable[Key] = ()) -> tuple[DecisionNode, ...]:
        """Give the decisions to make, each after those it needs; what is ``given`` needs nothing."""
        asked = tuple(targets)
        stops = frozenset(given)
        if not stops and asked in self._plans:
            return self._plans[asked]
        order: list[DecisionNode] = []
        seen: set[Key] = set(stops)
        waiting = [(self.decisions[key], False) for key in asked if key in self.decisions]
        while waiting:
            node, finished = waiting.pop()
            if finished:
                order.append(node)
            elif node.key not in seen:
                seen.add(node.key)
                waiting.append((node, True))
                needed = [self.decisions[key] for _, key in node.bindings if key in self.decisions]
                waiting.extend((one, False) for one in needed)
        plan = tuple(order)
        if not stops:
            self._plans[asked] = plan
        return plan

    def link_service(self, key: Key, service: Service, namespace: str) -> None:
        """Turn a decision service's lists of ids into its function."""
        function = self.functions[key].function
        inputs = [self.inputs[one] for one in self._keys(service.inputs, namespace) if one in self.inputs]
        given = [
            self.decisions[one] for one in self._keys(service.decisions, namespace) if one in self.decisions
        ]
        outputs = [
            self.decisions[one] for one in self._keys(service.outputs, namespace) if one in self.decisions
        ]
        self._keys(service.encapsulated, namespace)
        if isinstance(function, ServiceFunction):
            plan = self.plan([one.key for one in outputs], [one.key for one in given])
            function.link([*inputs, *given], plan, outputs)

    def _keys(self, references: tuple[Reference, ...], namespace: str) -> list[Key]:
        keys = [(one.namespace or namespace, one.identifier) for one in references]
        for reference, key in zip(references, keys, strict=True):
            if key not in self.inputs and key not in self.decisions:
                self.report(
                    reference.place, "dmn-unknown-reference", f"There is no element {reference.identifier!r}."
                )
        return keys
