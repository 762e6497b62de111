"""A process model as read: what was drawn, where it stands in the file, and what could not be understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from modellregion.process.diagram import Diagram
from modellregion.process.findings import Finding
from modellregion.process.graph import Flow, Node


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the file that says that it is executable."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProcessModel:
    """A BPMN file.

    ``source`` are the bytes as handed in; ``nodes`` and ``flows`` are those of the executable processes, by element
    id; ``lines`` tells where an element stands; ``findings`` is what reading found, mostly elements outside of the
    engine profile. ``incomplete`` names the elements that could not be read and the processes and sub-processes
    they stand in, so that nobody complains about what is missing because of them.
    """

    source: bytes
    processes: tuple[Process, ...]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lines: Mapping[str, int]
    findings: tuple[Finding, ...]
    diagram: Diagram = field(default_factory=Diagram)
    incomplete: frozenset[str] = frozenset()
