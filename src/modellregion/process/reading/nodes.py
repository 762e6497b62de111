"""One flow node of the XML as a graph node; its place in the net is filled in later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from modellregion.process.findings import Finding, Severity
from modellregion.process.graph import Kind, Loop, Node, Outcome, Timer, Work
from modellregion.process.reading import extensions
from modellregion.process.reading.profile import YES
from modellregion.process.reading.tree import Element, line_of
from modellregion.process.reading.vocabulary import BPMN, OWN, local, qualified

_TRIGGERS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "terminateEventDefinition": "terminate",
}
_EVENTS: Mapping[str, Mapping[str, Kind]] = {
    "startEvent": {
        "": Kind.START,
        "message": Kind.MESSAGE_START,
        "timer": Kind.TIMER_START,
        "error": Kind.ERROR_START,
    },
    "endEvent": {"": Kind.END, "terminate": Kind.TERMINATE_END, "error": Kind.ERROR_END},
    "intermediateCatchEvent": {"message": Kind.MESSAGE_CATCH, "timer": Kind.TIMER_CATCH},
    "boundaryEvent": {
        "message": Kind.MESSAGE_BOUNDARY,
        "timer": Kind.TIMER_BOUNDARY,
        "error": Kind.ERROR_BOUNDARY,
    },
}
_KINDS: Mapping[str, Kind] = {
    "userTask": Kind.USER_TASK,
    "serviceTask": Kind.SERVICE_TASK,
    "businessRuleTask": Kind.RULE_TASK,
    "sendTask": Kind.SEND_TASK,
    "receiveTask": Kind.RECEIVE_TASK,
    "callActivity": Kind.CALL_ACTIVITY,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
    "inclusiveGateway": Kind.INCLUSIVE,
    "eventBasedGateway": Kind.EVENT_GATEWAY,
}


@dataclass(slots=True)
class Names:
    """The messages and errors a file declares: element id to message name, element id to error code."""

    messages: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


Report = Callable[[str, str, Element], None]


def text_of(element: Element | None) -> str | None:
    """Return the text of an expression element, without comments; None when there is none."""
    if element is None:
        return None
    return str(element.xpath("string()")).strip() or None


def child(element: Element, name: str) -> Element | None:
    """Return the first BPMN child element of that name."""
    return element.find(qualified(BPMN, name))


def reference(element: Element, attribute: str) -> str | None:
    """Return the id an attribute points to; a namespace prefix (QName) is dropped, ids are unique in a file."""
    value = element.get(attribute)
    return value.rpartition(":")[2].strip() if value is not None else None


def flag(element: Element, attribute: str, *, absent: bool) -> bool:
    """Return the value of an XML boolean."""
    value = element.get(attribute)
    return absent if value is None else value.strip() in YES


def read_node(element: Element, level: str, names: Names, report: Report) -> Node | None:
    """Return the node, or None when the element has no single kind; every fault goes to ``report``."""
    identity = element.get("id", "")
    label = " ".join((element.get("name") or "").split())
    name = local(element.tag)
    if name == "subProcess":
        by_event = flag(element, "triggeredByEvent", absent=False)
        kind = Kind.EVENT_SUB_PROCESS if by_event else Kind.SUB_PROCESS
        return Node(id=identity, kind=kind, level=level, name=label, **_activity(element, report))
    if name in _EVENTS:
        return _event(element, Node(id=identity, kind=Kind.START, level=level, name=label), names, report)
    kind = _KINDS[name]
    details = _activity(element, report) | _task(element, kind, names, report)
    return Node(id=identity, kind=kind, level=level, name=label, **details)


def _event(element: Element, draft: Node, names: Names, report: Report) -> Node | None:
    definitions = [item for item in element if "ventDefinition" in local(item.tag)]
    if len(definitions) > 1:
        report("several_triggers", "An event has one trigger; draw one event for each.", definitions[1])
        return None
    trigger = _TRIGGERS.get(local(definitions[0].tag)) if definitions else ""
    kind = _EVENTS[local(element.tag)].get(trigger) if trigger is not None else None
    if kind is None:
        # A trigger outside of the profile was already reported where it stands.
        if not definitions:
            report("no_trigger", "This event waits for nothing; give it a timer or a message.", element)
        return None
    definition = definitions[0] if definitions else element
    details: dict[str, Any] = {"kind": kind}
    if trigger == "message":
        details |= _message(element, definition, names, report)
    elif trigger == "timer":
        details["timer"] = _timer(definition, report)
    elif trigger == "error":
        details["error"] = _error(definition, names, report, thrown=kind is Kind.ERROR_END)
    if local(element.tag) == "boundaryEvent":
        details["attached_to"] = reference(element, "attachedToRef")
        details["interrupting"] = flag(element, "cancelActivity", absent=True)
    if local(element.tag) == "startEvent":
        details["interrupting"] = flag(element, "isInterrupting", absent=True)
    return msgspec.structs.replace(draft, **details)


def _message(element: Element, definition: Element, names: Names, report: Report) -> dict[str, Any]:
    target = reference(definition, "messageRef")
    name = names.messages.get(target or "")
    if target is None:
        report("no_message", "Say which message: set messageRef.", definition)
    elif name is None:
        report("unknown_message", f"The file declares no message with the id {target}.", definition)
    expression = extensions.attributes(element, "correlation").get("expression")
    return {"message": name, "correlation": expression}


def _timer(definition: Element, report: Report) -> Timer | None:
    forms = [(form, text_of(child(definition, tag))) for form, tag in _TIMER_FORMS]
    given = [(form, text) for form, text in forms if text is not None]
    if len(given) != 1:
        if child(definition, "timeCycle") is None:
            report("no_time", "A timer needs exactly one of timeDuration and timeDate.", definition)
        return None
    form, text = given[0]
    return Timer(form=form, text=text or "")


_TIMER_FORMS = (("duration", "timeDuration"), ("date", "timeDate"))


def _error(definition: Element, names: Names, report: Report, *, thrown: bool) -> str | None:
    target = reference(definition, "errorRef")
    if target is None:
        if thrown:
            report("no_error", "Say which error ends the process: set errorRef.", definition)
        return None
    code = names.errors.get(target)
    if code is None:
        report(
            "unknown_error", f"The file declares no error with the id {target} and an errorCode.", definition
        )
    return code


def _activity(element: Element, report: Report) -> dict[str, Any]:
    details: dict[str, Any] = {"default": reference(element, "default")}
    marker = child(element, "multiInstanceLoopCharacteristics")
    if marker is not None:
        each = extensions.attributes(marker, "each")
        cardinality = text_of(child(marker, "loopCardinality"))
        if (cardinality is None) == (each.get("in") is None):
            report("no_cardinality", "Say how many: either loopCardinality or mr:each with in.", marker)
        details["loop"] = Loop(
            sequential=flag(marker, "isSequential", absent=False),
            cardinality=cardinality,
            collection=each.get("in"),
            item=each.get("as", "item"),
            collect=each.get("collect"),
            completion=text_of(child(marker, "completionCondition")),
        )
    return details


def _task(element: Element, kind: Kind, names: Names, report: Report) -> dict[str, Any]:
    if kind is Kind.USER_TASK:
        return {"work": _work(element)}
    if kind in {Kind.SERVICE_TASK, Kind.SEND_TASK}:
        details: dict[str, Any] = _retries(element, "operation", report)
        details["operation"] = extensions.attributes(element, "operation").get("name")
        if kind is Kind.SEND_TASK:
            details |= _message(element, element, names, report)
        return details
    if kind is Kind.RULE_TASK:
        decision = extensions.attributes(element, "decision")
        named = {"decision": decision.get("ref"), "result": decision.get("result")}
        return named | _retries(element, "decision", report)
    if kind is Kind.RECEIVE_TASK:
        return _message(element, element, names, report)
    if kind is Kind.CALL_ACTIVITY:
        return {"called": reference(element, "calledElement")}
    return {}


def _retries(element: Element, extension: str, report: Report) -> dict[str, Any]:
    text = extensions.attributes(element, extension).get("retries")
    if text is None:
        return {}
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 100:
        report("bad_retries", f"retries is a whole number from 1 to 100, not {text!r}.", element)
        return {}
    return {"retries": int(text)}


def _work(element: Element) -> Work:
    task = extensions.attributes(element, "task")
    holder = extensions.of(element, "task")
    outcomes = () if holder is None else holder.findall(qualified(OWN, "outcome"))
    return Work(
        role=task.get("role", ""),
        form=task.get("form", ""),
        due=task.get("due", ""),
        result=task.get("result", "outcome"),
        outcomes=tuple(Outcome(id=item.get("value", ""), label=item.get("label", "")) for item in outcomes),
        text=text_of(child(element, "documentation")) or "",
    )


def problem(code: str, message: str, element: Element, *, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding about an element; where it has no id, the next one above it that has."""
    holder: Element | None = element
    while holder is not None and not holder.get("id"):
        holder = holder.getparent()
    identity = holder.get("id") if holder is not None else None
    return Finding(severity, code, message, identity, line_of(element))
