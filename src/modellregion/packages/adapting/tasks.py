"""The process (BPMN) as a tree: its user tasks with role, page, due rule and name; own steps at marked flows; the rest.

``tasks`` can be adapted, ``steps`` holds what a municipality inserted into a flow that the package marks for it, and
``@frame`` is the hash of everything else.
"""

import copy
import hashlib

from lxml import etree

from modellregion.packages.adapting.changes import ChangeError
from modellregion.packages.adapting.tree import Node
from modellregion.packages.xml_files import parse_xml, write_xml

FRAME, TASKS, STEPS = "@frame", "tasks", "steps"
ATTRIBUTES = ("role", "form", "due")
_MR = "urn:modellregion:bpmn:1"
_OWN = "eigen_"


def node_of(content: bytes) -> Node:
    """Return the tree of a BPMN file; inserted steps are part of the frame of the file they were written into."""
    root = parse_xml(content)
    tasks: dict[str, Node] = {}
    for element in root.iter("{*}userTask"):
        task = element.find(f".//{{{_MR}}}task")
        if task is None:
            continue
        tasks[str(element.get("id"))] = {"name": element.get("name", "")} | {
            key: task.get(key, "") for key in ATTRIBUTES
        }
        element.set("name", "")
        for key in ATTRIBUTES:
            task.set(key, "")
    return {TASKS: tasks, STEPS: {}, FRAME: hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()}


def content_of(node: Node, like: bytes) -> bytes:
    """Return the BPMN file ``like`` with the tasks of a tree, and its own steps inserted.

    :raises ChangeError: when the tree has a task or a flow that the file has not.
    """
    root = parse_xml(like)
    elements = {str(element.get("id")): element for element in root.iter("{*}userTask")}
    for identifier, values in node[TASKS].items():
        element = elements.get(identifier)
        task = element.find(f".//{{{_MR}}}task") if element is not None else None
        if element is None or task is None:
            raise ChangeError(f"The process has no task {identifier}.")
        element.set("name", str(values["name"]))
        for key in ATTRIBUTES:
            task.set(key, str(values[key]))
    for flow, step in node[STEPS].items():
        _insert(root, flow, step)
    return write_xml(root)


def _insert(root: etree._Element, flow_id: str, step: Node) -> None:
    """Put a user task into a flow: the flow then leads to it, and a new one leads on."""
    flow = next((one for one in root.iter("{*}sequenceFlow") if one.get("id") == flow_id), None)
    parent = flow.getparent() if flow is not None else None
    if flow is None or parent is None:
        raise ChangeError(f"The process has no flow {flow_id}.")
    space = etree.QName(flow).namespace
    own, onwards, target = f"{_OWN}{flow_id}", f"{_OWN}{flow_id}_weiter", str(flow.get("targetRef"))
    task = etree.Element(f"{{{space}}}userTask", id=own, name=str(step["name"]))
    extension = etree.SubElement(task, f"{{{space}}}extensionElements")
    etree.SubElement(
        extension,
        f"{{{_MR}}}task",
        role=str(step["role"]),
        form=str(step.get("form", own)),
        due=str(step["due"]),
    )
    etree.SubElement(task, f"{{{space}}}incoming").text = flow_id
    etree.SubElement(task, f"{{{space}}}outgoing").text = onwards
    second = copy.deepcopy(flow)
    for child in list(second):
        second.remove(child)
    for key in list(second.attrib):
        del second.attrib[key]
    second.set("id", onwards)
    second.set("sourceRef", own)
    second.set("targetRef", target)
    flow.set("targetRef", own)
    for incoming in root.iter("{*}incoming"):
        if incoming.text == flow_id and incoming.getparent() is not task:
            incoming.text = onwards
    parent.insert(parent.index(flow), task)
    parent.insert(parent.index(flow) + 1, second)
