"""Models written briefly: a few lines of text become a BPMN file.

One element a line: ``kind id name=value ...``; flows as ``a -> b -> c``, ending in ``if <FEEL>`` or ``default``;
``sub id {`` and ``event-sub id {`` open a sub-process that ``}`` closes.
"""

import shlex
from dataclasses import dataclass, field
from itertools import count, pairwise
from xml.sax.saxutils import quoteattr

from modellregion.process import api as process

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent",
    "user": "userTask",
    "service": "serviceTask",
    "rule": "businessRuleTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "call": "callActivity",
    "sub": "subProcess",
    "event-sub": "subProcess",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
}
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mr="urn:modellregion:bpmn:1" '
    'targetNamespace="urn:test">'
)


@dataclass
class Drawing:
    """The XML under way."""

    processes: list[str] = field(default_factory=list)
    messages: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def process(self, identity: str, text: str) -> None:
        """Add a process."""
        lines = [f'<bpmn:process id="{identity}" isExecutable="true">']
        defaults = _defaults(text)
        for line in filter(None, map(str.strip, text.splitlines())):
            if line == "}":
                lines.append("</bpmn:subProcess>")
            elif " -> " in line:
                lines.extend(self._flows(line))
            else:
                lines.append(self._element(line, defaults))
        self.processes.append("\n".join([*lines, "</bpmn:process>"]))

    def xml(self) -> bytes:
        """Return the file."""
        declared = [f'<bpmn:message id="m_{name}" name="{name}"/>' for name in sorted(self.messages)]
        declared += [f'<bpmn:error id="e_{code}" errorCode="{code}"/>' for code in sorted(self.errors)]
        return "\n".join([HEAD, *declared, *self.processes, "</bpmn:definitions>"]).encode()

    def _flows(self, line: str) -> list[str]:
        way, _, condition = line.partition(" if ")
        steps = [step.strip() for step in way.removesuffix(" default").split(" -> ")]
        found: list[str] = []
        for source, target in pairwise(steps):
            inner = ""
            if condition:
                text = condition.replace("&", "&amp;").replace("<", "&lt;")
                inner = (
                    f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}'
                    "</bpmn:conditionExpression>"
                )
            found.append(
                f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">'
                f"{inner}</bpmn:sequenceFlow>"
            )
        return found

    def _element(self, line: str, defaults: dict[str, str]) -> str:
        opens = line.endswith("{")
        kind, identity, *pairs = shlex.split(line.removesuffix("{"))
        given = dict(pair.partition("=")[::2] for pair in pairs)
        attributes = {"id": identity}
        if identity in defaults:
            attributes["default"] = defaults[identity]
        for name in ("attachedToRef", "cancelActivity", "isInterrupting", "calledElement"):
            if name in given:
                attributes[name] = given[name]
        if kind == "event-sub":
            attributes["triggeredByEvent"] = "true"
        inner = self._extensions(kind, given) + self._trigger(kind, given, attributes) + self._loop(given)
        words = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        end = "" if opens else f"</bpmn:{TAGS[kind]}>"
        return f"<bpmn:{TAGS[kind]}{words}>{inner}{end}"

    def _extensions(self, kind: str, given: dict[str, str]) -> str:
        own = ""
        if kind == "user":
            outcomes = filter(None, given.get("outcomes", "").split(","))
            inner = "".join(f"<mr:outcome value={quoteattr(outcome)}/>" for outcome in outcomes)
            result = f" result={quoteattr(given['result'])}" if "result" in given else ""
            due = given.get("due", "P3D")
            own = f'<mr:task role="clerk" form="form" due="{due}"{result}>{inner}</mr:task>'
        elif kind in {"service", "send"}:
            own = f'<mr:operation name="do-it" retries="{given.get("retries", 3)}"/>'
        elif kind == "rule":
            own = f'<mr:decision ref="{given.get("decision", "d")}" result="{given.get("result", "r")}"/>'
        if "correlation" in given:
            own += f"<mr:correlation expression={quoteattr(given['correlation'])}/>"
        return f"<bpmn:extensionElements>{own}</bpmn:extensionElements>" if own else ""

    def _trigger(self, kind: str, given: dict[str, str], attributes: dict[str, str]) -> str:
        if "message" in given:
            self.messages.add(given["message"])
            if kind in {"send", "receive"}:
                attributes["messageRef"] = f"m_{given['message']}"
                return ""
            return f'<bpmn:messageEventDefinition messageRef="m_{given["message"]}"/>'
        if "error" in given:
            reference = f' errorRef="e_{given["error"]}"' if given["error"] else ""
            self.errors |= {given["error"]} - {""}
            return f"<bpmn:errorEventDefinition{reference}/>"
        if "terminate" in given:
            return "<bpmn:terminateEventDefinition/>"
        for name, tag in (("after", "timeDuration"), ("at", "timeDate")):
            if name in given:
                return (
                    f"<bpmn:timerEventDefinition><bpmn:{tag}>{given[name]}</bpmn:{tag}>"
                    "</bpmn:timerEventDefinition>"
                )
        return ""

    @staticmethod
    def _loop(given: dict[str, str]) -> str:
        if "each" not in given and "times" not in given:
            return ""
        own = {"in": given.get("each"), "as": given.get("as"), "collect": given.get("collect")}
        words = "".join(f" {name}={quoteattr(value)}" for name, value in own.items() if value)
        extension = f"<bpmn:extensionElements><mr:each{words}/></bpmn:extensionElements>" if words else ""
        cardinality = (
            f"<bpmn:loopCardinality>{given['times']}</bpmn:loopCardinality>" if "times" in given else ""
        )
        until = given.get("until")
        completion = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
        return (
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{given.get("sequential", "false")}">'
            f"{extension}{cardinality}{completion}</bpmn:multiInstanceLoopCharacteristics>"
        )


def _defaults(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if " -> " in line and line.rstrip().endswith(" default"):
            source, target = line.strip().removesuffix(" default").split(" -> ")[:2]
            found[source] = f"{source}-{target}"
    return found


def draw(text: str, **called: str) -> bytes:
    """Return the XML of a process ``main``, with further processes by id."""
    drawing = Drawing()
    drawing.process("main", text)
    for identity, content in called.items():
        drawing.process(identity, content)
    return drawing.xml()


def compiled(text: str, **called: str) -> process.Graph:
    """Return the graph of a sound model."""
    return process.compile(process.read_process(draw(text, **called)))


def findings(text: str, **called: str) -> list[process.Finding]:
    """Return what the check says."""
    return process.check(process.read_process(draw(text, **called)))
