"""The process (BPMN) as a tree: its user tasks with role, page, due rule and name; own steps at marked flows; the rest.

``tasks`` can be adapted, ``steps`` holds what a municipality inserted into a flow that the package marks for it, and
``@frame`` is the hash of everything else.
"""

import hashlib

from lxml import etree

from modellregion.packages.adapting.changes import ChangeError
from modellregion.packages.adapting.own_steps import insert_step
from modellregion.packages.adapting.tree import Node
from modellregion.packages.xml_files import parse_xml, write_xml

FRAME, TASKS, STEPS = "@frame", "tasks", "steps"
ATTRIBUTES = ("role", "form", "due")
_MR = "urn:modellregion:bpmn:1"


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
        insert_step(root, flow, step)
    return write_xml(root)
