"""Writes a process model back as BPMN XML, with everything any editor had put into it."""

from collections.abc import Mapping

from lxml import etree

from modellregion.process.findings import ProcessError
from modellregion.process.model import ProcessModel
from modellregion.process.reading import extensions
from modellregion.process.reading.source import parse
from modellregion.process.reading.tree import Element
from modellregion.process.reading.vocabulary import BPMN, OWN, qualified

CHANGEABLE = frozenset({"role", "form", "due"})


class UnknownTaskError(ProcessError):
    """A change names a user task the model does not have, or an attribute that may not be changed."""


def write_process(model: ProcessModel, changes: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    """Return the model as UTF-8 XML, canonically equal to what was read but for the changes.

    ``changes`` maps the id of a user task to new values of ``role``, ``form`` or ``due``: what a municipality's
    overlay may adapt. Elements, attributes, comments and diagram coordinates stay as they are; writing what was
    written gives the same bytes. Raises UnknownTaskError.
    """
    root = parse(model.source)
    for task, values in (changes or {}).items():
        _change(root, task, values)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)


def _change(root: Element, task: str, values: Mapping[str, str]) -> None:
    found = next((item for item in root.iter(qualified(BPMN, "userTask")) if item.get("id") == task), None)
    if found is None:
        raise UnknownTaskError("unknown_task", f"The model has no user task {task}.")
    unknown = sorted(set(values) - CHANGEABLE)
    if unknown:
        raise UnknownTaskError(
            "unchangeable", f"Of a user task only role, form and due can be changed, not {unknown}."
        )
    own = extensions.of(found, "task")
    if own is None:
        holder = found.find(qualified(BPMN, "extensionElements"))
        if holder is None:
            holder = etree.Element(qualified(BPMN, "extensionElements"))
            # The schema wants it before incoming and outgoing, after documentation.
            found.insert(len(found.findall(qualified(BPMN, "documentation"))), holder)
        own = etree.SubElement(holder, qualified(OWN, "task"))
    for name, value in values.items():
        own.set(name, value)
