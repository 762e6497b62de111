"""Reads the diagram interchange part of a BPMN file."""

from collections.abc import Mapping
from math import isfinite

from lxml import etree

from modellregion.process.diagram import Bounds, Diagram, Edge, Shape
from modellregion.process.graph import Flow, Node
from modellregion.process.reading.profile import YES
from modellregion.process.reading.tree import Element
from modellregion.process.reading.vocabulary import BPMN, BPMNDI, DC, DI, local, namespace, qualified


def read_diagram(root: Element, nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> Diagram:
    """Return the first plane of the file; what has no usable coordinates is left out."""
    plane = root.find(f"{qualified(BPMNDI, 'BPMNDiagram')}/{qualified(BPMNDI, 'BPMNPlane')}")
    if plane is None:
        return Diagram()
    elements = {
        element.get("id", ""): element
        for element in root.iter(etree.Element)
        if namespace(element.tag) == BPMN and element.get("id")
    }
    shapes: list[Shape] = []
    edges: list[Edge] = []
    for item in plane:
        described = elements.get((item.get("bpmnElement") or "").rpartition(":")[2])
        if described is None:
            continue
        if item.tag == qualified(BPMNDI, "BPMNShape"):
            shape = _shape(item, described, nodes)
            shapes.extend([shape] if shape else [])
        elif item.tag == qualified(BPMNDI, "BPMNEdge"):
            edge = _edge(item, described, nodes, flows)
            edges.extend([edge] if edge else [])
    return Diagram(
        name=root.get("name") or "",
        shapes=tuple(shapes),
        edges=tuple(edges),
    )


def _number(element: Element, attribute: str) -> float | None:
    try:
        value = float(element.get(attribute, ""))
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) < 1e7 else None


def _bounds(holder: Element | None) -> Bounds | None:
    box = None if holder is None else holder.find(qualified(DC, "Bounds"))
    if box is None:
        return None
    x, y, width, height = (_number(box, name) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Bounds(x, y, width, height)


def _name(described: Element) -> str:
    words = described.get("name") or ""
    if local(described.tag) == "textAnnotation":
        words = described.findtext(qualified(BPMN, "text")) or ""
    return " ".join(words.split())


def _shape(item: Element, described: Element, nodes: Mapping[str, Node]) -> Shape | None:
    bounds = _bounds(item)
    if bounds is None:
        return None
    node = nodes.get(described.get("id", ""))
    return Shape(
        element=described.get("id", ""),
        drawn=local(described.tag),
        bounds=bounds,
        name=_name(described),
        kind=node.kind.value if node else "",
        horizontal=item.get("isHorizontal", "true") in YES,
        expanded=item.get("isExpanded", "true") in YES,
        interrupting=node.interrupting if node else True,
        repeated=_repeated(node),
        label=_bounds(item.find(qualified(BPMNDI, "BPMNLabel"))),
    )


def _repeated(node: Node | None) -> str:
    if node is None or node.loop is None:
        return ""
    return "sequential" if node.loop.sequential else "parallel"


def _edge(
    item: Element, described: Element, nodes: Mapping[str, Node], flows: Mapping[str, Flow]
) -> Edge | None:
    points: list[tuple[float, float]] = []
    for waypoint in item.iterfind(qualified(DI, "waypoint")):
        x, y = _number(waypoint, "x"), _number(waypoint, "y")
        if x is None or y is None:
            return None
        points.append((x, y))
    if len(points) < 2:
        return None
    flow = flows.get(described.get("id", ""))
    source = nodes.get(flow.source) if flow else None
    return Edge(
        element=described.get("id", ""),
        drawn=local(described.tag),
        points=tuple(points),
        name=_name(described),
        conditional=bool(flow and flow.condition and source and "gateway" not in source.kind),
        default=bool(flow and source and source.default == flow.id),
        label=_bounds(item.find(qualified(BPMNDI, "BPMNLabel"))),
    )
