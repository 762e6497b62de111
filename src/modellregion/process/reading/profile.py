"""Engine profile 1 as data: which BPMN elements and attributes are executed, with which values.

Everything of the BPMN namespace that is not in these tables is refused. Source of the names: BPMN 2.0.2,
Semantic.xsd.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Allowed = Mapping[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element may carry: attributes with their allowed values (None: any), and child elements."""

    attributes: Allowed
    children: frozenset[str]


NO = frozenset({"false", "0"})
YES = frozenset({"true", "1"})
BOOLEAN = NO | YES
ONE = frozenset({"1"})
NO_TECHNOLOGY = frozenset({"##unspecified", "##WebService"})

_BASE: Allowed = {"id": None}
_NAMED: Allowed = {"id": None, "name": None}
_ACTIVITY: Allowed = {
    **_NAMED,
    "isForCompensation": NO,
    "startQuantity": ONE,
    "completionQuantity": ONE,
    "default": None,
}
_TASK: Allowed = {**_ACTIVITY, "implementation": NO_TECHNOLOGY}
_GATEWAY: Allowed = {
    **_NAMED,
    "gatewayDirection": frozenset({"Unspecified", "Converging", "Diverging", "Mixed"}),
}
_CATCH: Allowed = {**_NAMED, "parallelMultiple": NO}

_NOTES = frozenset({"documentation", "extensionElements"})
_FLOWS = _NOTES | {"incoming", "outgoing"}
_MULTIPLE = _FLOWS | {"multiInstanceLoopCharacteristics"}
_ARTIFACTS = frozenset({"textAnnotation", "association", "group"})
_DECLARED = frozenset({
    "dataStore", "signal", "escalation", "interface", "endPoint", "resource", "partnerEntity", "partnerRole",
    "correlationProperty",
})  # fmt: skip
_DRAWN_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})

FLOW_NODES = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent",
    "userTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
})  # fmt: skip
_CONTENT = FLOW_NODES | {"sequenceFlow", "laneSet"} | _ARTIFACTS | _DRAWN_DATA

SHAPES: Mapping[str, Shape] = {
    "definitions": Shape(
        {
            **_NAMED,
            "targetNamespace": None,
            "expressionLanguage": None,
            "typeLanguage": None,
            "exporter": None,
            "exporterVersion": None,
        },
        _NOTES
        | {"process", "message", "error", "collaboration", "category", "itemDefinition", "extension"}
        | _DECLARED,
    ),
    "process": Shape(
        {
            **_NAMED,
            "isExecutable": BOOLEAN,
            "isClosed": BOOLEAN,
            "processType": frozenset({"None", "Private"}),
        },
        _NOTES | _CONTENT,
    ),
    "message": Shape({**_NAMED, "itemRef": None}, _NOTES),
    "error": Shape({**_NAMED, "errorCode": None, "structureRef": None}, _NOTES),
    "extension": Shape({"definition": None, "mustUnderstand": NO}, _NOTES),
    "sequenceFlow": Shape(
        {**_NAMED, "sourceRef": None, "targetRef": None, "isImmediate": YES}, _NOTES | {"conditionExpression"}
    ),
    "startEvent": Shape(
        {**_CATCH, "isInterrupting": BOOLEAN},
        _FLOWS | {"messageEventDefinition", "timerEventDefinition", "errorEventDefinition"},
    ),
    "endEvent": Shape(_NAMED, _FLOWS | {"terminateEventDefinition", "errorEventDefinition"}),
    "intermediateCatchEvent": Shape(_CATCH, _FLOWS | {"messageEventDefinition", "timerEventDefinition"}),
    "boundaryEvent": Shape(
        {**_CATCH, "cancelActivity": BOOLEAN, "attachedToRef": None},
        _FLOWS | {"messageEventDefinition", "timerEventDefinition", "errorEventDefinition"},
    ),
    "messageEventDefinition": Shape({**_BASE, "messageRef": None}, _NOTES),
    "timerEventDefinition": Shape(_BASE, _NOTES | {"timeDate", "timeDuration"}),
    "errorEventDefinition": Shape({**_BASE, "errorRef": None}, _NOTES),
    "terminateEventDefinition": Shape(_BASE, _NOTES),
    "userTask": Shape(_TASK, _MULTIPLE),
    "serviceTask": Shape(_TASK, _FLOWS),
    "businessRuleTask": Shape(_TASK, _FLOWS),
    "sendTask": Shape({**_TASK, "messageRef": None}, _FLOWS),
    "receiveTask": Shape({**_TASK, "messageRef": None, "instantiate": NO}, _FLOWS),
    "callActivity": Shape({**_ACTIVITY, "calledElement": None}, _FLOWS),
    "subProcess": Shape({**_ACTIVITY, "triggeredByEvent": BOOLEAN}, _MULTIPLE | _CONTENT),
    "exclusiveGateway": Shape({**_GATEWAY, "default": None}, _FLOWS),
    "parallelGateway": Shape(_GATEWAY, _FLOWS),
    "inclusiveGateway": Shape({**_GATEWAY, "default": None}, _FLOWS),
    "eventBasedGateway": Shape(
        {**_GATEWAY, "instantiate": NO, "eventGatewayType": frozenset({"Exclusive"})}, _FLOWS
    ),
    "multiInstanceLoopCharacteristics": Shape(
        {**_BASE, "isSequential": BOOLEAN, "behavior": frozenset({"All"})},
        _NOTES | {"loopCardinality", "completionCondition"},
    ),
    "incoming": Shape({}, frozenset()),
    "outgoing": Shape({}, frozenset()),
    "conditionExpression": Shape({**_BASE, "language": None, "evaluatesToTypeRef": None}, frozenset()),
    "completionCondition": Shape({**_BASE, "language": None, "evaluatesToTypeRef": None}, frozenset()),
    "loopCardinality": Shape({**_BASE, "language": None, "evaluatesToTypeRef": None}, frozenset()),
    "timeDate": Shape({**_BASE, "language": None, "evaluatesToTypeRef": None}, frozenset()),
    "timeDuration": Shape({**_BASE, "language": None, "evaluatesToTypeRef": None}, frozenset()),
}

# Drawing and description: no run-time meaning in BPMN (§ 7.3.1, § 10.8), so their content is not read.
DESCRIPTIVE = (
    _ARTIFACTS
    | {"documentation", "extensionElements", "laneSet", "collaboration", "category"}
    | {"itemDefinition"}
)
# Drawn often, executed never: data in BPMN would gate and copy; here it lives in the case. And declarations whose
# every use is refused. Both are worth a warning.
WITHOUT_EFFECT = _DRAWN_DATA | _DECLARED

EXPRESSIONS = frozenset({
    "conditionExpression", "completionCondition", "loopCardinality", "timeDate", "timeDuration",
})  # fmt: skip

# What to draw instead, by element name.
HINTS: Mapping[str, str] = {
    "scriptTask": "use a business rule task (a decision) or a service task (a named operation)",
    "task": "say who does it: user task, service task, business rule task, send task or receive task",
    "manualTask": "use a user task, so that somebody sees it in the inbox",
    "intermediateThrowEvent": "use a send task for messages; other throw events are not executed",
    "complexGateway": "use exclusive, parallel or event-based gateways",
    "adHocSubProcess": "unplanned steps are added to the case at the desk, not drawn",
    "transaction": "use an embedded sub-process with an error boundary event",
    "signalEventDefinition": "use a message",
    "conditionalEventDefinition": "use a message that says that the condition holds",
    "compensateEventDefinition": "draw the steps that undo the work",
    "escalationEventDefinition": "use a message or an error event",
    "cancelEventDefinition": "use an error event",
    "linkEventDefinition": "draw the sequence flow",
    "timeCycle": "use a duration; repeated reminders are a loop with a timer",
    "standardLoopCharacteristics": "draw the loop with an exclusive gateway",
    "ioSpecification": "case data are read by name in FEEL",
    "dataInputAssociation": "case data are read by name in FEEL; connect documents with an association",
    "dataOutputAssociation": "case data are set by forms; connect documents with an association",
    "property": "case data are read by name in FEEL",
    "potentialOwner": "name the role in mr:task",
    "humanPerformer": "name the role in mr:task",
    "performer": "name the role in mr:task",
    "resourceRole": "name the role in mr:task",
    "loopDataInputRef": "name the list in mr:each",
    "inputDataItem": "name the list in mr:each",
    "multiInstanceLoopCharacteristics": "repeat a user task or a sub-process; put this step into a sub-process",
}
