"""Our extension elements: what BPMN has no words for, in the namespace ``urn:modellregion:bpmn:1``.

``mr:task`` on user tasks, ``mr:operation`` on service and send tasks, ``mr:decision`` on business rule tasks,
``mr:each`` in multi-instance markers, ``mr:correlation`` on receiving events. docs/process-models.md describes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modellregion.process.reading.tree import Element, children
from modellregion.process.reading.vocabulary import BPMN, OWN, local, namespace, qualified


@dataclass(frozen=True, slots=True)
class ExtensionShape:
    """Which elements may carry it, which attributes it must and may have, and its children."""

    carriers: frozenset[str]
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


EXTENSIONS: Mapping[str, ExtensionShape] = {
    "task": ExtensionShape(
        frozenset({"userTask"}),
        frozenset(),
        frozenset({"role", "form", "due", "result"}),
        frozenset({"outcome"}),
    ),
    "outcome": ExtensionShape(frozenset({"task"}), frozenset({"value"}), frozenset({"label"})),
    "operation": ExtensionShape(
        frozenset({"serviceTask", "sendTask"}), frozenset({"name"}), frozenset({"retries"})
    ),
    "decision": ExtensionShape(
        frozenset({"businessRuleTask"}), frozenset({"ref", "result"}), frozenset({"retries"})
    ),
    "each": ExtensionShape(
        frozenset({"multiInstanceLoopCharacteristics"}), frozenset(), frozenset({"in", "as", "collect"})
    ),
    "correlation": ExtensionShape(
        frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"}),
        frozenset({"expression"}),
    ),
}


def of(element: Element, name: str) -> Element | None:
    """Return the first of our extension elements called ``name`` on a BPMN element."""
    return element.find(f"{qualified(BPMN, 'extensionElements')}/{qualified(OWN, name)}")


def attributes(element: Element, name: str) -> Mapping[str, str]:
    """Return the attributes of our extension element called ``name``; empty when the element carries none."""
    found = of(element, name)
    return {} if found is None else {str(key): str(value) for key, value in found.attrib.items()}


def faults(element: Element) -> Iterator[tuple[str, Element]]:
    """Tell what is wrong with our extensions on a BPMN element: (sentence, where)."""
    container = element.find(qualified(BPMN, "extensionElements"))
    seen: set[str] = set()
    for extension in () if container is None else children(container):
        if namespace(extension.tag) != OWN:
            continue
        name = local(extension.tag)
        if name in seen:
            yield f"mr:{name} stands twice; write it once.", extension
        seen.add(name)
        yield from _faults_of(extension, local(element.tag))
    for key in element.attrib:
        if namespace(key) == OWN:
            yield f"The attribute mr:{local(key)} is unknown; our extensions are elements.", element


def _faults_of(extension: Element, carrier: str) -> Iterator[tuple[str, Element]]:
    name = local(extension.tag)
    shape = EXTENSIONS.get(name)
    if shape is None:
        known = ", ".join(f"mr:{known}" for known in sorted(EXTENSIONS))
        yield f"mr:{name} is unknown; there are {known}.", extension
        return
    if carrier not in shape.carriers:
        yield (
            f"mr:{name} has no meaning on {carrier}; it belongs to {', '.join(sorted(shape.carriers))}.",
            extension,
        )
    present = {str(key) for key in extension.attrib}
    for missing in sorted(shape.required - present):
        yield f"mr:{name} needs the attribute {missing}.", extension
    for unknown in sorted(present - shape.required - shape.optional):
        yield f"mr:{name} knows no attribute {unknown}.", extension
    for child in children(extension):
        if namespace(child.tag) != OWN or local(child.tag) not in shape.children:
            yield f"mr:{name} holds an unknown element {local(child.tag)}.", child
        else:
            yield from _faults_of(child, name)
