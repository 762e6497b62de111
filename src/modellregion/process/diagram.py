"""Where the shapes and lines of a process stand on the page (BPMN DI, BPMN 2.0.2 § 12)."""

from typing import Self

import msgspec


class Bounds(msgspec.Struct, frozen=True):
    """A rectangle in the diagram's own coordinates."""

    x: float
    y: float
    width: float
    height: float


class Shape(msgspec.Struct, frozen=True, omit_defaults=True):
    """The drawing of a node or a note: ``drawn`` is the element's local name in BPMN, ``kind`` its node kind.

    ``repeated`` is ``parallel``, ``sequential`` or empty.
    """

    element: str
    drawn: str
    bounds: Bounds
    name: str = ""
    kind: str = ""
    horizontal: bool = True
    expanded: bool = True
    interrupting: bool = True
    repeated: str = ""
    label: Bounds | None = None


class Edge(msgspec.Struct, frozen=True, omit_defaults=True):
    """The drawing of a flow or an association, as a line through ``points``."""

    element: str
    drawn: str
    points: tuple[tuple[float, float], ...]
    name: str = ""
    conditional: bool = False
    default: bool = False
    label: Bounds | None = None


class Diagram(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything needed to draw the process map without the XML; not part of the graph's hash."""

    name: str = ""
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()

    def to_json(self) -> bytes:
        """Return what is stored beside the graph."""
        return msgspec.json.encode(self, order="sorted")

    @classmethod
    def from_json(cls, stored: bytes | str) -> Self:
        """Return the diagram that ``to_json`` wrote; raises msgspec.DecodeError when it is not one."""
        return msgspec.json.decode(stored, type=cls)
