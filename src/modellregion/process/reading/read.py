"""Reads a BPMN file into a process model, and reports whatever lies outside of the engine profile."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from lxml import etree

from modellregion.process.findings import Finding, Severity
from modellregion.process.graph import Flow, Node
from modellregion.process.model import Process, ProcessModel
from modellregion.process.reading import extensions
from modellregion.process.reading.layout import read_diagram
from modellregion.process.reading.nodes import Names, child, flag, problem, read_node, reference, text_of
from modellregion.process.reading.profile import (
    DESCRIPTIVE,
    EXPRESSIONS,
    FLOW_NODES,
    HINTS,
    SHAPES,
    WITHOUT_EFFECT,
)
from modellregion.process.reading.source import parse
from modellregion.process.reading.tree import Element, attributes, children, line_of
from modellregion.process.reading.vocabulary import (
    BPMN,
    BPMNDI,
    FEEL_LANGUAGES,
    FOREIGN_ENGINES,
    local,
    namespace,
    qualified,
)


def read_process(xml: bytes) -> ProcessModel:
    """Read a BPMN 2.0 file of any editor.

    Raises ModelRefusedError when the bytes are no BPMN file at all (not XML, document type, larger than 10 MB).
    Everything else that is wrong stands in the model's ``findings``, so that ``check`` can report all at once.
    """
    return _Reading(xml).model()


class _Reading:
    """One pass over one file."""

    def __init__(self, xml: bytes) -> None:
        self.source = xml
        self.root = parse(xml)
        self.findings: list[Finding] = []
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lines: dict[str, int] = {}
        self.names = Names()
        self.incomplete: set[str] = set()
        self.language = self.root.get("expressionLanguage")

    def model(self) -> ProcessModel:
        self._check_ids()
        self._check_shape(self.root)
        for item in children(self.root):
            self._declare(item)
        processes = self._executable()
        for element in processes:
            self._check_tree(element)
            self._read_level(element)
        self._connect(processes)
        return ProcessModel(
            source=self.source,
            processes=tuple(
                Process(element.get("id", ""), element.get("name", "") or element.get("id", ""))
                for element in processes
            ),
            nodes=self.nodes,
            flows=self.flows,
            lines=self.lines,
            findings=tuple(self.findings),
            diagram=read_diagram(self.root, self.nodes, self.flows),
            incomplete=frozenset(self.incomplete),
        )

    def report(self, code: str, message: str, element: Element) -> None:
        self.findings.append(problem(code, message, element))

    def warn(self, code: str, message: str, element: Element) -> None:
        self.findings.append(problem(code, message, element, severity=Severity.WARNING))

    def _check_ids(self) -> None:
        for element in self.root.iter(etree.Element):
            identity = element.get("id")
            if identity is None or namespace(element.tag) not in {BPMN, BPMNDI}:
                continue
            if identity in self.lines:
                first = self.lines[identity]
                self.report("duplicate_id", f"The id {identity} is already taken in line {first}.", element)
            self.lines.setdefault(identity, line_of(element) or 0)

    def _declare(self, element: Element) -> None:
        name = local(element.tag)
        if namespace(element.tag) != BPMN or name == "process" or not self._known_child(element, self.root):
            return
        self._check_tree(element)
        identity = element.get("id", "")
        if name == "message":
            if element.get("name"):
                self.names.messages[identity] = element.get("name", "")
            else:
                self.report("no_message_name", "A message needs a name; senders address it by that.", element)
        if name == "error" and element.get("errorCode"):
            self.names.errors[identity] = element.get("errorCode", "")

    def _executable(self) -> list[Element]:
        every = self.root.findall(qualified(BPMN, "process"))
        executable = [element for element in every if flag(element, "isExecutable", absent=False)]
        if not every:
            self.report("no_process", "The file holds no process.", self.root)
        for element in every:
            if element in executable:
                continue
            if executable:
                self.warn("not_run", "This process is not executable and stays a drawing.", element)
            else:
                self.report("not_executable", 'No process is executable; set isExecutable="true".', element)
        return executable or every

    def _known_child(self, element: Element, parent: Element) -> bool:
        name, holder = local(element.tag), local(parent.tag)
        if name in SHAPES[holder].children:
            return True
        reason = HINTS.get(name)
        hint = f"; {reason}" if reason else ""
        self.report(
            "unsupported_element", f"{name} in {holder} is not part of engine profile 1{hint}.", element
        )
        return False

    def _check_tree(self, element: Element) -> None:
        """Compare an element and everything inside it with the profile's tables."""
        name = local(element.tag)
        if name in WITHOUT_EFFECT:
            self.warn("without_effect", f"{name} is kept and has no effect on the run.", element)
            return
        if name in DESCRIPTIVE:
            return
        self._check_shape(element)
        if name in EXPRESSIONS:
            self._check_language(element)
        for item in children(element):
            if namespace(item.tag) != BPMN:
                self.report("unsupported_element", f"{item.tag} stands outside of extensionElements.", item)
            elif self._known_child(item, element):
                self._check_tree(item)

    def _check_shape(self, element: Element) -> None:
        name = local(element.tag)
        allowed = SHAPES[name].attributes
        for key, value in attributes(element).items():
            owner = namespace(key)
            if owner in FOREIGN_ENGINES:
                self._foreign(owner, local(key), element)
            if owner:
                continue
            if key not in allowed:
                self.report(
                    "unsupported_attribute",
                    f"The attribute {key} of {name} is not part of profile 1.",
                    element,
                )
            elif (values := allowed[key]) is not None and value.strip() not in values:
                usable = " or ".join(sorted(values))
                self.report(
                    "unsupported_value",
                    f'{key}="{value}" of {name} is not part of profile 1; use {usable}.',
                    element,
                )
        for sentence, where in extensions.faults(element):
            self.report("bad_extension", sentence, where)
        for extension in element.iterfind(f"{qualified(BPMN, 'extensionElements')}/*"):
            if namespace(extension.tag) in FOREIGN_ENGINES:
                self._foreign(namespace(extension.tag), local(extension.tag), extension)

    def _foreign(self, owner: str, name: str, element: Element) -> None:
        engine = FOREIGN_ENGINES[owner]
        self.warn(
            "foreign_extension", f"{name} speaks to {engine}; it is kept and has no effect here.", element
        )

    def _check_language(self, element: Element) -> None:
        language = element.get("language", self.language)
        if language is not None and language.strip() not in FEEL_LANGUAGES and text_of(element):
            self.report(
                "unsupported_language",
                f"This expression is declared as {language}; write FEEL and declare no other language.",
                element,
            )

    def _read_level(self, holder: Element) -> None:
        level = holder.get("id", "")
        if not level:
            self.report("no_id", f"{local(holder.tag)} needs an id.", holder)
        for element in children(holder):
            name = local(element.tag)
            if namespace(element.tag) != BPMN or name not in FLOW_NODES | {"sequenceFlow"}:
                if name not in SHAPES[local(holder.tag)].children:
                    self.incomplete |= {level, element.get("id", "")}
                continue
            if not element.get("id"):
                self.report("no_id", f"{name} needs an id.", element)
                continue
            if name == "sequenceFlow":
                self._read_flow(element)
                continue
            node = read_node(element, level, self.names, self.report)
            if node is None:
                self.incomplete |= {level, element.get("id", "")}
            else:
                self.nodes.setdefault(node.id, node)
            if name == "subProcess":
                self._read_level(element)

    def _read_flow(self, element: Element) -> None:
        flow = Flow(
            id=element.get("id", ""),
            source=reference(element, "sourceRef") or "",
            target=reference(element, "targetRef") or "",
            name=" ".join((element.get("name") or "").split()),
            condition=text_of(child(element, "conditionExpression")),
        )
        self.flows.setdefault(flow.id, flow)

    def _connect(self, processes: Iterable[Element]) -> None:
        """Give each node its flows, in the order the gateway lists them, else in the order of the file."""
        incoming: defaultdict[str, list[str]] = defaultdict(list)
        outgoing: defaultdict[str, list[str]] = defaultdict(list)
        for flow in self.flows.values():
            outgoing[flow.source].append(flow.id)
            incoming[flow.target].append(flow.id)
        defaults: dict[str, str] = {}
        for process in processes:
            for element in process.iter(*(qualified(BPMN, name) for name in FLOW_NODES)):
                identity = element.get("id", "")
                self._order(element, "outgoing", outgoing[identity])
                self._order(element, "incoming", incoming[identity])
                self._check_direction(element, len(incoming[identity]), len(outgoing[identity]))
                if element.get("default"):
                    defaults[identity] = element.get("default", "").strip()
        self.nodes = {
            node.id: _with_flows(node, incoming[node.id], outgoing[node.id], defaults)
            for node in self.nodes.values()
        }

    def _check_direction(self, element: Element, ways_in: int, ways_out: int) -> None:
        """Compare what a gateway says of itself with its flows (BPMN 2.0.2 § 10.6.1)."""
        direction = element.get("gatewayDirection")
        wrong = (direction == "Converging" and ways_out > 1) or (direction == "Diverging" and ways_in > 1)
        if wrong or (direction == "Mixed" and min(ways_in, ways_out) < 2):
            self.report(
                "wrong_direction",
                f"This gateway is declared {direction} and has {ways_in} ways in and {ways_out} ways out.",
                element,
            )

    def _order(self, element: Element, name: str, flows: list[str]) -> None:
        listed = [text_of(item) for item in element.iterfind(qualified(BPMN, name))]
        listed = [item.rpartition(":")[2] if item else item for item in listed]
        for item in listed:
            if item not in flows:
                self.report(
                    "wrong_flow", f"{name} names {item}, which is no such sequence flow here.", element
                )
        position = {item: number for number, item in enumerate(listed)}
        flows.sort(key=lambda flow: position.get(flow, len(position)))


def _with_flows(node: Node, incoming: list[str], outgoing: list[str], defaults: Mapping[str, str]) -> Node:
    return msgspec.structs.replace(
        node, incoming=tuple(incoming), outgoing=tuple(outgoing), default=defaults.get(node.id)
    )
