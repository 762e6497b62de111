"""The process (BPMN) as a tree: its user tasks with role, page, due rule and name; own steps at marked flows; the rest.

``tasks`` can be adapted, ``steps`` holds what a municipality inserted into a flow that the package marks for it (also
that of a publisher, so that a step which was proposed and accepted is not there twice), and ``@frame`` is the hash of
everything else that runs: how it is drawn is not part of it.
"""

import hashlib

from lxml import etree

from modellregion.kernel.foreign_xml import parse_xml
from modellregion.packages.adapting.changes import ChangeError
from modellregion.packages.adapting.own_steps import describe_step, insert_step, steps_in, take_out
from modellregion.packages.adapting.tree import Node
from modellregion.packages.xml_files import write_xml

FRAME, TASKS, STEPS = "@frame", "tasks", "steps"
ATTRIBUTES = ("role", "form", "due")
_MR = "urn:modellregion:bpmn:1"


def node_of(content: bytes) -> Node:
    """Return the tree of a BPMN file."""
    root = parse_xml(content)
    steps = steps_in(root)
    for flow in steps:
        take_out(root, flow)
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
    for drawing in root.findall("{*}BPMNDiagram"):
        root.remove(drawing)
    return {
        TASKS: tasks,
        STEPS: steps,
        FRAME: hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest(),
    }


def content_of(node: Node, like: bytes) -> bytes:
    """Return the BPMN file ``like`` with the tasks and the own steps of a tree.

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
    present = steps_in(root)
    for flow in present.keys() - node[STEPS].keys():
        take_out(root, flow)
    for flow, step in node[STEPS].items():
        if flow not in present:
            insert_step(root, flow, step)
        elif step != present[flow]:
            describe_step(root, flow, step)
    return write_xml(root)
