"""The small marks inside of shapes that say what kind of event, task or gateway it is (BPMN 2.0.2 § 13, annex)."""

from collections.abc import Callable, Mapping

from modellregion.process.diagram import Bounds, Shape
from modellregion.process.reading.tree import Element

Child = Callable[..., Element]

_ENVELOPE = "M-8 -5.5h16v11h-16zM-8 -5.5l8 6l8 -6"
_CLOCK = "M0 -8a8 8 0 1 1 0 16a8 8 0 1 1 0 -16M0 -5v5l4 2.5"
_BOLT = "M-7 6l4 -12l6 6l4 -7l-4 13l-6 -6z"
_PERSON = "M-3.5 -4a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1 -7 0M-7 7c0 -5 3 -7 7 -7s7 2 7 7z"
_GEAR = "M-3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0M0 -7v3M0 4v3M-7 0h3M4 0h3M-5 -5l2.2 2.2M2.8 2.8l2.2 2.2M-5 5l2.2 -2.2M2.8 -2.8l2.2 -2.2"
_TABLE = "M-8 -6h16v12h-16zM-8 -2h16M-3 -2v8M-8 2h16"
_PLUS = "M-8 0h16M0 -8v16"
_CROSS = "M-6 -6l12 12M-6 6l12 -12"
_PENTAGON = "M0 -8l7.6 5.5l-2.9 9h-9.4l-2.9 -9z"
_RING = "M-9 0a9 9 0 1 1 18 0a9 9 0 1 1 -18 0"
_DISC = "M-8 0a8 8 0 1 1 16 0a8 8 0 1 1 -16 0"

_MARKS: Mapping[str, tuple[str, bool]] = {
    "message-start": (_ENVELOPE, False),
    "message-catch": (_ENVELOPE, False),
    "message-boundary": (_ENVELOPE, False),
    "receive-task": (_ENVELOPE, False),
    "send-task": (_ENVELOPE, True),
    "timer-start": (_CLOCK, False),
    "timer-catch": (_CLOCK, False),
    "timer-boundary": (_CLOCK, False),
    "error-start": (_BOLT, False),
    "error-boundary": (_BOLT, False),
    "error-end": (_BOLT, True),
    "terminate-end": (_DISC, True),
    "user-task": (_PERSON, False),
    "service-task": (_GEAR, False),
    "rule-task": (_TABLE, False),
    "exclusive-gateway": (_CROSS, False),
    "parallel-gateway": (_PLUS, False),
    "inclusive-gateway": (_RING, False),
    "event-based-gateway": (_PENTAGON, False),
}
_LOOPS = {"parallel": "M-5 -5v10M0 -5v10M5 -5v10", "sequential": "M-5 -5h10M-5 0h10M-5 5h10"}


def is_event(drawn: str) -> bool:
    """Whether an element of this name is drawn as a circle."""
    return drawn.endswith("Event")


def is_gateway(drawn: str) -> bool:
    """Whether an element of this name is drawn as a diamond."""
    return drawn.endswith("Gateway")


def draw_mark(group: Element, shape: Shape, child: Child) -> None:
    """Draw the marks of a shape: its kind, repetition, and the plus of a closed sub-process."""
    path, filled = _MARKS.get(shape.kind, ("", False))
    if path:
        x, y = _place(shape)
        child(
            group, "path", d=path, transform=f"translate({x:g} {y:g})", class_="bpmn-mark",
            fill="currentColor" if filled else "none",
            stroke="Canvas" if filled and shape.kind == "send-task" else "currentColor",
        )  # fmt: skip
    below = [_LOOPS[shape.repeated]] if shape.repeated in _LOOPS else []
    if shape.drawn in {"subProcess", "callActivity"} and not shape.expanded:
        below.append("M-6 -6h12v12h-12zM-4 0h8M0 -4v8")
    box: Bounds = shape.bounds
    for number, mark in enumerate(below):
        x = box.x + box.width / 2 + (number - (len(below) - 1) / 2) * 18
        y = box.y + box.height - 9
        child(group, "path", d=mark, transform=f"translate({x:g} {y:g})", fill="none", stroke="currentColor")


def _place(shape: Shape) -> tuple[float, float]:
    box = shape.bounds
    if is_event(shape.drawn) or is_gateway(shape.drawn):
        return box.x + box.width / 2, box.y + box.height / 2
    return box.x + 14, box.y + 13
