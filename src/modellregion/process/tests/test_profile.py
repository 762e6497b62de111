"""What lies outside of engine profile 1 is refused, each time with the element's id and line."""

import pytest

from modellregion.process import api as process
from modellregion.process.reading.profile import DESCRIPTIVE, SHAPES, WITHOUT_EFFECT

HEAD = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mr="urn:modellregion:bpmn:1"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<bpmn:message id="m1" name="M"/><bpmn:error id="e1" errorCode="E"/>
"""
MODEL = (
    HEAD
    + """<bpmn:process id="p" isExecutable="true">
<bpmn:startEvent id="s"/>
@@NODE@@
<bpmn:endEvent id="e"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="n"/>
<bpmn:sequenceFlow id="f2" sourceRef="n" targetRef="e"/>
@@BESIDE@@
</bpmn:process>
@@ROOT@@
</bpmn:definitions>
"""
)
TASK = '<mr:task role="r" form="f" due="P1D"/>'
EXT = f"<bpmn:extensionElements>{TASK}</bpmn:extensionElements>"
USER = f'<bpmn:userTask id="n">{EXT}</bpmn:userTask>'
NODE_LINE = 7


def findings(node: str = USER, beside: str = "", root: str = "") -> list[process.Finding]:
    xml = MODEL.replace("@@NODE@@", node).replace("@@BESIDE@@", beside).replace("@@ROOT@@", root)
    return process.check(process.read_process(xml.encode()))


def node(tag: str, content: str = "", **attributes: str) -> str:
    words = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{tag} id="n"{words}>{content}</bpmn:{tag}>'


def test_the_tables_of_the_profile_speak_of_every_element_they_allow() -> None:
    named = {child for shape in SHAPES.values() for child in shape.children}
    assert named <= set(SHAPES) | DESCRIPTIVE | WITHOUT_EFFECT


def test_the_frame_itself_is_fine() -> None:
    assert findings() == []


LOOP = "bpmn:multiInstanceLoopCharacteristics"
REFUSED_NODES = {
    "task": node("task"),
    "manual task": node("manualTask"),
    "script task": node("scriptTask", "<bpmn:script>x</bpmn:script>"),
    "transaction": node("transaction"),
    "ad-hoc sub-process": node("adHocSubProcess"),
    "complex gateway": node("complexGateway"),
    "throwing event": node("intermediateThrowEvent"),
    "throwing message": node("intermediateThrowEvent", '<bpmn:messageEventDefinition messageRef="m1"/>'),
    "call of a choreography": node("callChoreography"),
    "signal": node("intermediateCatchEvent", "<bpmn:signalEventDefinition/>"),
    "condition": node("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>"),
    "link": node("intermediateCatchEvent", '<bpmn:linkEventDefinition name="x"/>'),
    "reference to an event definition": node(
        "intermediateCatchEvent", "<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>"
    ),
    "cycle timer": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>",
    ),
    "loop": node("userTask", f"{EXT}<bpmn:standardLoopCharacteristics/>"),
    "repeated service task": node(
        "serviceTask",
        '<bpmn:extensionElements><mr:operation name="x"/></bpmn:extensionElements>'
        f"<{LOOP}><bpmn:loopCardinality>2</bpmn:loopCardinality></{LOOP}>",
    ),
    "repeated call": node(
        "callActivity", f"<{LOOP}><bpmn:loopCardinality>2</bpmn:loopCardinality></{LOOP}>", calledElement="p"
    ),
    "data input of a repetition": node(
        "userTask", f"{EXT}<{LOOP}><bpmn:loopDataInputRef>x</bpmn:loopDataInputRef></{LOOP}>"
    ),
    "another behaviour of a repetition": node(
        "userTask", f'{EXT}<{LOOP} behavior="One"><bpmn:loopCardinality>2</bpmn:loopCardinality></{LOOP}>'
    ),
    "start quantity": node("userTask", EXT, startQuantity="2"),
    "completion quantity": node("userTask", EXT, completionQuantity="2"),
    "compensation": node("userTask", EXT, isForCompensation="true"),
    "implementation": node("userTask", EXT, implementation="http://example.org"),
    "operation reference": node("serviceTask", "", operationRef="x"),
    "instantiating receive task": node("receiveTask", "", messageRef="m1", instantiate="true"),
    "instantiating event gateway": node("eventBasedGateway", "", instantiate="true"),
    "parallel event gateway": node("eventBasedGateway", "", eventGatewayType="Parallel"),
    "parallel multiple event": node(
        "intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="m1"/>', parallelMultiple="true"
    ),
    "activation condition": node("complexGateway", "<bpmn:activationCondition>x</bpmn:activationCondition>"),
    "io specification": node("userTask", f"{EXT}<bpmn:ioSpecification/>"),
    "data association": node("userTask", f"{EXT}<bpmn:dataInputAssociation/>"),
    "property": node("userTask", f"{EXT}<bpmn:property/>"),
    "potential owner": node("userTask", f"{EXT}<bpmn:potentialOwner/>"),
    "rendering": node("userTask", f"{EXT}<bpmn:rendering/>"),
    "unknown attribute": node("userTask", EXT, colour="red"),
    "unknown element": node("userTask", f"{EXT}<bpmn:whatever/>"),
    "foreign element": node("userTask", f'{EXT}<x:y xmlns:x="urn:x"/>'),
    "two triggers": node(
        "intermediateCatchEvent",
        '<bpmn:messageEventDefinition messageRef="m1"/>'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "event without a trigger": node("intermediateCatchEvent"),
    "timer without a time": node("intermediateCatchEvent", "<bpmn:timerEventDefinition/>"),
    "timer with an unusable time": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D3</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "negative timer": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>-P1D</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "timer with a cycle in the place of a duration": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>R3/PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "timer on a day that is not": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDate>2026-02-30</bpmn:timeDate></bpmn:timerEventDefinition>",
    ),
    "timer with a number": node(
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>30</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "message event without a message": node("intermediateCatchEvent", "<bpmn:messageEventDefinition/>"),
    "message event with an unknown message": node(
        "intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="m9"/>'
    ),
    "service task without an operation": node("serviceTask"),
    "rule task without a decision": node("businessRuleTask"),
    "send task without a message": node(
        "sendTask", '<bpmn:extensionElements><mr:operation name="x"/></bpmn:extensionElements>'
    ),
    "send task without an operation": node("sendTask", "", messageRef="m1"),
    "receive task without a message": node("receiveTask"),
    "call without a process": node("callActivity"),
    "call of an unknown process": node("callActivity", "", calledElement="nix"),
    "user task without role, form and due rule": node("userTask"),
    "user task with an unusable due rule": node(
        "userTask",
        '<bpmn:extensionElements><mr:task role="r" form="f" due="in drei Tagen"/></bpmn:extensionElements>',
    ),
    "outcome twice": node(
        "userTask",
        '<bpmn:extensionElements><mr:task role="r" form="f" due="P1D"><mr:outcome value="a"/>'
        '<mr:outcome value="a"/></mr:task></bpmn:extensionElements>',
    ),
    "extension on the wrong element": node(
        "serviceTask",
        '<bpmn:extensionElements><mr:operation name="x"/><mr:task role="r"/></bpmn:extensionElements>',
    ),
    "unknown extension": node(
        "userTask", f"<bpmn:extensionElements>{TASK}<mr:magic/></bpmn:extensionElements>"
    ),
    "unknown attribute of an extension": node(
        "userTask",
        '<bpmn:extensionElements><mr:task role="r" form="f" due="P1D" rolle="x"/></bpmn:extensionElements>',
    ),
    "extension twice": node("userTask", f"<bpmn:extensionElements>{TASK}{TASK}</bpmn:extensionElements>"),
    "extension as an attribute": f'<bpmn:userTask id="n" mr:role="x">{EXT}</bpmn:userTask>',
    "repetition without a number": node("userTask", f"{EXT}<{LOOP}/>"),
    "retries that are no number": node(
        "serviceTask",
        '<bpmn:extensionElements><mr:operation name="x" retries="viele"/></bpmn:extensionElements>',
    ),
    "sub-process without a start": node("subProcess"),
    "wrong default": node("userTask", EXT, default="f9"),
    "gateway that is not of its direction": node("exclusiveGateway", "", gatewayDirection="Mixed"),
    "flow that is not there": node("userTask", f"{EXT}<bpmn:outgoing>f9</bpmn:outgoing>"),
}


@pytest.mark.parametrize("name", REFUSED_NODES)
def test_a_node_outside_of_the_profile_is_refused(name: str) -> None:
    errors = [found for found in findings(REFUSED_NODES[name]) if found.severity is process.Severity.ERROR]
    assert ("n", NODE_LINE) in {(found.element, found.line) for found in errors}
    assert all(found.message.endswith((".", ")")) for found in errors), errors


def event(tag: str, content: str, **attributes: str) -> str:
    words = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{tag} id="x"{words}>{content}</bpmn:{tag}>'


def sub(start: str, **attributes: str) -> str:
    words = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<bpmn:subProcess id="sub" triggeredByEvent="true"{words}>{start}<bpmn:endEvent id="xe"/>'
        '<bpmn:sequenceFlow id="xf" sourceRef="x" targetRef="xe"/></bpmn:subProcess>'
    )


FLOW_OUT = '<bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="e"/>'
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
ERROR = '<bpmn:errorEventDefinition errorRef="e1"/>'
REFUSED_BESIDE = {
    "escalation at a border": event("boundaryEvent", "<bpmn:escalationEventDefinition/>", attachedToRef="n")
    + FLOW_OUT,
    "signal at a border": event("boundaryEvent", "<bpmn:signalEventDefinition/>", attachedToRef="n")
    + FLOW_OUT,
    "cancel at a border": event("boundaryEvent", "<bpmn:cancelEventDefinition/>", attachedToRef="n")
    + FLOW_OUT,
    "compensation at a border": event(
        "boundaryEvent", "<bpmn:compensateEventDefinition/>", attachedToRef="n"
    ),
    "event attached to nothing": event("boundaryEvent", TIMER, attachedToRef="q") + FLOW_OUT,
    "event attached to an event": event("boundaryEvent", TIMER, attachedToRef="s") + FLOW_OUT,
    "error that does not interrupt": event("boundaryEvent", ERROR, attachedToRef="n", cancelActivity="false")
    + FLOW_OUT,
    "event without a way out": event("boundaryEvent", TIMER, attachedToRef="n"),
    "timer start of a process": event("startEvent", TIMER) + FLOW_OUT,
    "error start of a process": event("startEvent", ERROR) + FLOW_OUT,
    "signal start": event("startEvent", "<bpmn:signalEventDefinition/>") + FLOW_OUT,
    "error end without an error": event("endEvent", "<bpmn:errorEventDefinition/>")
    + '<bpmn:sequenceFlow id="f3" sourceRef="n" targetRef="x"/>',
    "message end": event("endEvent", '<bpmn:messageEventDefinition messageRef="m1"/>')
    + '<bpmn:sequenceFlow id="f3" sourceRef="n" targetRef="x"/>',
    "event sub-process that nothing starts": sub('<bpmn:startEvent id="x"/>'),
    "event sub-process that an escalation starts": sub(
        event("startEvent", "<bpmn:escalationEventDefinition/>")
    ),
    "event sub-process by an error that does not interrupt": sub(
        event("startEvent", ERROR, isInterrupting="false")
    ),
    "flow into a start event": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="s"/>',
    "flow out of an end event": '<bpmn:sequenceFlow id="x" sourceRef="e" targetRef="n"/>',
    "flow to nowhere": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="nix"/>',
    "flow from nowhere": '<bpmn:sequenceFlow id="x" sourceRef="nix" targetRef="n"/>',
    "flow to a message": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="m1"/>',
    "flow without an end": '<bpmn:sequenceFlow id="x" sourceRef="n"/>',
    "condition on a start": '<bpmn:sequenceFlow id="x" sourceRef="s" targetRef="e"><bpmn:conditionExpression>a'
    "</bpmn:conditionExpression></bpmn:sequenceFlow>",
    "condition that is not FEEL": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="e"><bpmn:conditionExpression>'
    "${amount}</bpmn:conditionExpression></bpmn:sequenceFlow>",
    "condition that is a number": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="e"><bpmn:conditionExpression>'
    "1 + 1</bpmn:conditionExpression></bpmn:sequenceFlow>",
    "condition in another language": '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="e">'
    '<bpmn:conditionExpression language="http://www.w3.org/1999/XPath">a</bpmn:conditionExpression>'
    "</bpmn:sequenceFlow>",
    "immediate": '<bpmn:sequenceFlow id="x" isImmediate="false" sourceRef="n" targetRef="e"/>',
    "id twice": '<bpmn:textAnnotation id="x"/><bpmn:textAnnotation id="x"/>',
    "step nobody reaches": f'<bpmn:userTask id="x">{EXT}</bpmn:userTask>' + FLOW_OUT,
    "step without a way out": f'<bpmn:userTask id="x">{EXT}</bpmn:userTask>'
    '<bpmn:sequenceFlow id="f3" sourceRef="n" targetRef="x"/>',
}


@pytest.mark.parametrize("name", REFUSED_BESIDE)
def test_an_element_outside_of_the_profile_is_refused(name: str) -> None:
    errors = [
        found for found in findings(beside=REFUSED_BESIDE[name]) if found.severity is process.Severity.ERROR
    ]
    assert errors
    assert {found.element for found in errors} <= {"x", "sub"}
    assert {found.line for found in errors} == {11}


REFUSED_ROOTS = {
    "event definition": '<bpmn:timerEventDefinition id="x"/>',
    "global task": '<bpmn:globalUserTask id="x"/>',
    "choreography": '<bpmn:choreography id="x"/>',
    "import": '<bpmn:import namespace="urn:x" location="x.xsd" importType="xsd"/>',
    "extension that must be understood": '<bpmn:extension definition="x" mustUnderstand="true"/>',
    "message without a name": '<bpmn:message id="x"/>',
    "second process that nobody calls": '<bpmn:process id="x" isExecutable="true"><bpmn:startEvent id="xs"/>'
    '<bpmn:endEvent id="xe"/><bpmn:sequenceFlow id="xf" sourceRef="xs" targetRef="xe"/></bpmn:process>',
}


@pytest.mark.parametrize("name", REFUSED_ROOTS)
def test_a_declaration_outside_of_the_profile_is_refused(name: str) -> None:
    errors = [
        found for found in findings(root=REFUSED_ROOTS[name]) if found.severity is process.Severity.ERROR
    ]
    assert {found.line for found in errors} == {13}


def test_what_only_describes_is_kept_and_not_complained_about() -> None:
    found = findings(
        beside='<bpmn:textAnnotation id="t"><bpmn:text>Hinweis</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="a" sourceRef="n" targetRef="t"/><bpmn:group id="g"/>'
        '<bpmn:laneSet id="l"><bpmn:lane id="l1"><bpmn:flowNodeRef>n</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        root='<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/></bpmn:collaboration>'
        '<bpmn:category id="k"/><bpmn:itemDefinition id="i"/>',
    )
    assert found == []


@pytest.mark.parametrize(
    ("beside", "root", "code"),
    [
        ('<bpmn:dataObject id="x"/>', "", "without_effect"),
        ('<bpmn:dataStoreReference id="x"/>', "", "without_effect"),
        ("", '<bpmn:signal id="x" name="S"/>', "without_effect"),
        ("", '<bpmn:escalation id="x"/>', "without_effect"),
        ("", '<bpmn:interface id="x" name="I"/>', "without_effect"),
        ("", '<bpmn:process id="x" isExecutable="false"/>', "not_run"),
    ],
)
def test_what_has_no_effect_is_a_warning(beside: str, root: str, code: str) -> None:
    (found,) = findings(beside=beside, root=root)
    assert (found.severity, found.code, found.element) == (process.Severity.WARNING, code, "x")


@pytest.mark.parametrize(
    "task",
    [
        f'<bpmn:userTask id="n" camunda:asyncBefore="true">{EXT}</bpmn:userTask>',
        node("userTask", f"<bpmn:extensionElements>{TASK}<camunda:formData/></bpmn:extensionElements>"),
    ],
)
def test_what_speaks_to_another_engine_is_kept_and_reported(task: str) -> None:
    (found,) = findings(task)
    assert (found.severity, found.code, found.element) == (process.Severity.WARNING, "foreign_extension", "n")
    xml = MODEL.replace("@@NODE@@", task).replace("@@BESIDE@@", "").replace("@@ROOT@@", "")
    assert (
        b"camunda:"
        in process.write_process(process.read_process(xml.encode())).partition(b"<bpmn:process")[2]
    )


def test_unknown_extensions_of_editors_are_kept_in_silence() -> None:
    task = (
        f'<bpmn:userTask id="n" bioc:fill="#fff" xmlns:bioc="urn:bioc"><bpmn:extensionElements>{TASK}'
        "<bioc:note/></bpmn:extensionElements></bpmn:userTask>"
    )
    assert findings(task) == []


def test_a_declared_language_other_than_feel_is_refused_where_it_would_matter() -> None:
    condition = (
        '<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="e"><bpmn:conditionExpression>a'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    xml = MODEL.replace("@@NODE@@", USER).replace("@@ROOT@@", "")
    xml = xml.replace("xmlns:mr=", 'expressionLanguage="http://www.w3.org/1999/XPath" xmlns:mr=')
    plain = process.check(process.read_process(xml.replace("@@BESIDE@@", "").encode()))
    assert plain == []
    (found,) = process.check(process.read_process(xml.replace("@@BESIDE@@", condition).encode()))
    assert (found.code, found.element) == ("unsupported_language", "x")


def test_all_findings_come_at_once_in_the_order_of_the_file() -> None:
    found = findings(
        node("scriptTask"),
        beside='<bpmn:sequenceFlow id="x" sourceRef="n" targetRef="nix"/>',
        root='<bpmn:choreography id="y"/>',
    )
    assert [(finding.element, finding.code) for finding in found] == [
        ("n", "unsupported_element"),
        ("x", "flow_to_nowhere"),
        ("y", "unsupported_element"),
    ]
