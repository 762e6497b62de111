"""A step of a municipality's own (eigener Schritt) in a process (BPMN): a user task put into a flow, and its drawing.

The flow then leads to the task, and a new one leads on. The drawing is pulled apart where the task comes, so that it
covers nothing.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from modellregion.packages.adapting.changes import ChangeError

OWN = "eigen_"
"""How the id of such a task begins; the flow's id follows."""
_MR = "urn:modellregion:bpmn:1"
_BPMNDI, _DC, _DI = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
)
_WIDTH, _HEIGHT, _GAP = 100.0, 80.0, 40.0
NEEDED = ("name", "role", "due")
_Point = tuple[float, float]


def insert_step(root: etree._Element, flow_id: str, step: Any) -> None:
    """Put a user task with ``name``, ``role``, ``due`` and ``text`` (what is to be done) into a flow.

    :raises ChangeError: when the process has no such flow, or the step is not described.
    """
    _must_be_described(flow_id, step)
    flow = next((one for one in root.iter("{*}sequenceFlow") if one.get("id") == flow_id), None)
    parent = flow.getparent() if flow is not None else None
    if flow is None or parent is None:
        raise ChangeError(f"The process has no flow {flow_id}.")
    own, onwards = _free_ids(root, flow_id)
    task = _task(flow, own, step)
    second = copy.deepcopy(flow)
    for child in list(second):
        second.remove(child)
    second.attrib.clear()
    second.set("id", onwards)
    second.set("sourceRef", own)
    second.set("targetRef", str(flow.get("targetRef")))
    flow.set("targetRef", own)
    for incoming in root.iter("{*}incoming"):
        if incoming.text == flow_id:
            incoming.text = onwards
    etree.SubElement(task, f"{{{etree.QName(flow).namespace}}}incoming").text = flow_id
    etree.SubElement(task, f"{{{etree.QName(flow).namespace}}}outgoing").text = onwards
    parent.insert(parent.index(flow), task)
    parent.insert(parent.index(flow) + 1, second)
    _draw(root, flow_id, own, onwards)


def steps_in(root: etree._Element) -> dict[str, dict[str, str]]:
    """Return the steps that were put into a process before, by their flow: those of a publisher who had their own."""
    flows = {str(one.get("id")): one for one in root.iter("{*}sequenceFlow")}
    found = {}
    for task in root.iter("{*}userTask"):
        identifier = str(task.get("id"))
        flow = identifier.removeprefix(OWN)
        settings = task.find(f".//{{{_MR}}}task")
        is_own = identifier.startswith(OWN) and f"{identifier}_weiter" in flows
        if settings is None or not is_own or flow not in flows or flows[flow].get("targetRef") != identifier:
            continue
        step = {
            "name": task.get("name", ""),
            "role": settings.get("role", ""),
            "due": settings.get("due", ""),
        }
        text = (task.findtext("{*}documentation") or "").strip()
        found[flow] = step | ({"text": text} if text else {})
    return found


def describe_step(root: etree._Element, flow_id: str, step: Any) -> None:
    """Give a step that is in a process already another name, role, time or text.

    :raises ChangeError: when the step is not described.
    """
    _must_be_described(flow_id, step)
    task = next(one for one in root.iter("{*}userTask") if one.get("id") == f"{OWN}{flow_id}")
    task.set("name", str(step["name"]))
    settings = task.find(f".//{{{_MR}}}task")
    if settings is not None:
        settings.set("role", str(step["role"]))
        settings.set("due", str(step["due"]))
    for old in task.findall("{*}documentation"):
        task.remove(old)
    if text := str(step.get("text") or "").strip():
        words = etree.Element(f"{{{etree.QName(task).namespace}}}documentation")
        words.text = text
        task.insert(0, words)


def take_out(root: etree._Element, flow_id: str) -> None:
    """Take a step out that was put into a process: its flow leads on again; the drawing keeps the room."""
    own, onwards = f"{OWN}{flow_id}", f"{OWN}{flow_id}_weiter"
    by_id = {str(one.get("id")): one for one in root.iter("{*}userTask", "{*}sequenceFlow")}
    by_id[flow_id].set("targetRef", str(by_id[onwards].get("targetRef")))
    for incoming in root.iter("{*}incoming"):
        if incoming.text == onwards:
            incoming.text = flow_id
    edges = {one.get("bpmnElement"): one for one in root.iter(f"{{{_BPMNDI}}}BPMNEdge")}
    if flow_id in edges and onwards in edges:
        _trace(edges[flow_id], _points(edges[flow_id])[:-1] + _points(edges[onwards])[1:])
    drawn = (
        one for one in root.iter("{*}BPMNShape", "{*}BPMNEdge") if one.get("bpmnElement") in {own, onwards}
    )
    for element in [by_id[own], by_id[onwards], *drawn]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _must_be_described(flow_id: str, step: Any) -> None:
    if not isinstance(step, Mapping) or not all(isinstance(step.get(key), str) for key in NEEDED):
        raise ChangeError(f"The own step at {flow_id} needs name, role and due.")


def _free_ids(root: etree._Element, flow_id: str) -> tuple[str, str]:
    """Return ids for the task and the flow behind it; a publisher may have put a step of its own there already."""
    known = {element.get("id") for element in root.iter("{*}*")}
    own, number = f"{OWN}{flow_id}", 1
    while own in known or f"{own}_weiter" in known:
        number += 1
        own = f"{OWN}{flow_id}_{number}"
    return own, f"{own}_weiter"


def _task(flow: etree._Element, own: str, step: Mapping[str, Any]) -> etree._Element:
    space = etree.QName(flow).namespace
    task = etree.Element(f"{{{space}}}userTask", id=own, name=str(step["name"]))
    if text := str(step.get("text") or "").strip():
        etree.SubElement(task, f"{{{space}}}documentation").text = text
    extension = etree.SubElement(task, f"{{{space}}}extensionElements")
    settings = {"role": str(step["role"]), "form": own, "due": str(step["due"])}
    etree.SubElement(extension, f"{{{_MR}}}task", attrib=settings)
    return task


def _draw(root: etree._Element, flow_id: str, own: str, onwards: str) -> None:
    """Draw the task into the flow's longest line, and move what lies beyond out of its way."""
    edge = next(
        (one for one in root.iter(f"{{{_BPMNDI}}}BPMNEdge") if one.get("bpmnElement") == flow_id), None
    )
    points = _points(edge) if edge is not None else []
    plane = edge.getparent() if edge is not None else None
    if edge is None or plane is None or len(points) < 2:
        return  # not drawn: the list of the steps beside the map has it
    longest = max(range(len(points) - 1), key=lambda at: _length(points[at], points[at + 1]))
    start, end = points[longest], points[longest + 1]
    is_level = abs(end[0] - start[0]) >= abs(end[1] - start[1])
    axis, size = ("x", _WIDTH) if is_level else ("y", _HEIGHT)
    place = 0 if is_level else 1
    band = size + 2 * _GAP
    split = min(start[place], end[place])
    _pull_apart(plane, axis, split, band)
    middle = split + band / 2
    centre = (middle, (start[1] + end[1]) / 2) if is_level else ((start[0] + end[0]) / 2, middle)
    is_forward = end[place] > start[place]
    near, far = middle - size / 2, middle + size / 2
    arrives, leaves = (near, far) if is_forward else (far, near)
    moved = _points(edge)
    first = [*moved[: longest + 1], _on(centre, place, arrives)]
    rest = [_on(centre, place, leaves), *moved[longest + 1 :]]
    _trace(edge, first)
    second = etree.Element(f"{{{_BPMNDI}}}BPMNEdge", id=f"{onwards}_di", bpmnElement=onwards)
    _trace(second, rest)
    shape = etree.Element(f"{{{_BPMNDI}}}BPMNShape", id=f"{own}_di", bpmnElement=own)
    etree.SubElement(
        shape, f"{{{_DC}}}Bounds", x=f"{centre[0] - _WIDTH / 2:g}", y=f"{centre[1] - _HEIGHT / 2:g}",
        width=f"{_WIDTH:g}", height=f"{_HEIGHT:g}",
    )  # fmt: skip
    plane.insert(plane.index(edge), shape)
    plane.insert(plane.index(edge) + 1, second)


def _points(edge: etree._Element) -> list[_Point]:
    try:
        return [(float(one.get("x", "")), float(one.get("y", ""))) for one in edge.iter(f"{{{_DI}}}waypoint")]
    except ValueError:
        return []


def _length(one: _Point, other: _Point) -> float:
    return abs(other[0] - one[0]) + abs(other[1] - one[1])


def _on(centre: _Point, place: int, value: float) -> _Point:
    return (value, centre[1]) if place == 0 else (centre[0], value)


def _trace(edge: etree._Element, points: list[_Point]) -> None:
    """Let an edge run through these points; its label stays."""
    for old in list(edge.iter(f"{{{_DI}}}waypoint")):
        edge.remove(old)
    for number, (x, y) in enumerate(points):
        edge.insert(number, etree.Element(f"{{{_DI}}}waypoint", x=f"{x:g}", y=f"{y:g}"))


def _pull_apart(plane: etree._Element, axis: str, split: float, band: float) -> None:
    """Move everything beyond a line by a band; a frame across the line grows by it."""
    for point in plane.iter(f"{{{_DI}}}waypoint"):
        value = _number(point, axis)
        if value is not None and value > split:
            point.set(axis, f"{value + band:g}")
    size = "width" if axis == "x" else "height"
    for bounds, is_frame in _boxes(plane):
        value, extent = _number(bounds, axis), _number(bounds, size)
        if value is None or extent is None:
            continue
        if value >= split:
            bounds.set(axis, f"{value + band:g}")
        elif is_frame and value + extent > split:
            bounds.set(size, f"{extent + band:g}")


def _boxes(plane: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Yield all rectangles; frames are those of a shape that can hold others (lanes, pools, sub-processes)."""
    for shape in plane.iter(f"{{{_BPMNDI}}}BPMNShape"):
        is_frame = shape.get("isExpanded") == "true" or shape.get("isHorizontal") is not None
        for bounds in shape.iter(f"{{{_DC}}}Bounds"):
            yield bounds, is_frame and bounds.getparent() is shape
    for edge in plane.iter(f"{{{_BPMNDI}}}BPMNEdge"):
        for bounds in edge.iter(f"{{{_DC}}}Bounds"):
            yield bounds, False


def _number(element: etree._Element, attribute: str) -> float | None:
    try:
        return float(element.get(attribute, ""))
    except ValueError:
        return None
