"""Draws a diagram as SVG.

The picture holds no script, no style and no fixed colour: lines and letters are ``currentColor``, areas are the
system colour ``Canvas``, everything carries classes for the style sheet, and so it follows light and dark.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from lxml import etree

from modellregion.process.diagram import Bounds, Diagram, Edge, Shape
from modellregion.process.maps.lettering import FONT_SIZE, LINE_HEIGHT, lines
from modellregion.process.maps.marks import draw_mark, is_event, is_gateway
from modellregion.process.reading.tree import Element

SVG = "http://www.w3.org/2000/svg"
Paint = dict[str, str | float]
_MARGIN = 24.0
_NOTES = frozenset({"textAnnotation"})
_FRAMES = frozenset({"participant", "lane", "group", "subProcess"})


@dataclass(frozen=True, slots=True)
class Figure:
    """What to write at a node: how many are there now, and a few words (for example how long they wait)."""

    live: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Canvas:
    figures: Mapping[str, Figure]
    highlighted: Collection[str]
    prefix: str


def draw_map(
    diagram: Diagram,
    *,
    title: str,
    description: str,
    figures: Mapping[str, Figure] | None = None,
    highlighted: Collection[str] = (),
    prefix: str = "map",
) -> str:
    """Return an SVG element that can stand in an HTML page as it is.

    ``title`` and ``description`` are what a screen reader says instead of the picture; the page should offer
    ``outline`` beside it. ``figures`` and ``highlighted`` (where tokens are) go by element id. ``prefix`` keeps the
    ids of several pictures on one page apart. An empty diagram gives a picture without a drawing.
    """
    canvas = _Canvas(figures or {}, highlighted, prefix)
    root = etree.Element(f"{{{SVG}}}svg", nsmap=cast("dict[str, str]", {None: SVG}))
    box = _extent(diagram)
    root.set("class", "bpmn-map")
    root.set("viewBox", " ".join(_number(value) for value in (box.x, box.y, box.width, box.height)))
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-description")
    root.set("font-size", _number(FONT_SIZE))
    _child(root, "title", id=f"{prefix}-title").text = title
    _child(root, "desc", id=f"{prefix}-description").text = description
    _arrow(root, prefix)
    for shape in sorted((shape for shape in diagram.shapes if shape.drawn in _FRAMES), key=_area):
        _draw_shape(root, shape, canvas)
    for edge in diagram.edges:
        _draw_edge(root, edge, canvas)
    for shape in diagram.shapes:
        if shape.drawn not in _FRAMES:
            _draw_shape(root, shape, canvas)
    return etree.tostring(root, encoding="unicode")


def _area(shape: Shape) -> float:
    return -shape.bounds.width * shape.bounds.height


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _child(parent: Element, name: str, **attributes: str | float) -> Element:
    made = etree.SubElement(parent, f"{{{SVG}}}{name}")
    for key, value in attributes.items():
        made.set(key.rstrip("_").replace("_", "-"), value if isinstance(value, str) else _number(value))
    return made


def _extent(diagram: Diagram) -> Bounds:
    xs = [
        value for shape in diagram.shapes for value in (shape.bounds.x, shape.bounds.x + shape.bounds.width)
    ]
    ys = [
        value for shape in diagram.shapes for value in (shape.bounds.y, shape.bounds.y + shape.bounds.height)
    ]
    labels = [shape.label for shape in diagram.shapes] + [edge.label for edge in diagram.edges]
    xs += [value for label in labels if label for value in (label.x, label.x + label.width)]
    ys += [value for label in labels if label for value in (label.y, label.y + label.height)]
    xs += [x for edge in diagram.edges for x, _ in edge.points]
    ys += [y for edge in diagram.edges for _, y in edge.points]
    if not xs:
        return Bounds(0, 0, 1, 1)
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    return Bounds(left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN - top)


def _arrow(root: Element, prefix: str) -> None:
    definitions = _child(root, "defs")
    marker = _child(
        definitions, "marker", id=f"{prefix}-flow", viewBox="0 0 10 10", refX=10, refY=5,
        markerWidth=9, markerHeight=9, orient="auto", markerUnits="userSpaceOnUse",
    )  # fmt: skip
    _child(marker, "path", d="M0 0L10 5L0 10Z", fill="currentColor")


def _group(root: Element, kind: str, element: str, canvas: _Canvas, name: str) -> Element:
    figure = canvas.figures.get(element, Figure())
    live = element in canvas.highlighted or figure.live > 0
    classes = ["bpmn-node", f"bpmn-{kind}", *(["is-live"] if live else [])]
    group = _child(root, "g", class_=" ".join(classes), data_element=element)
    words = ", ".join(filter(None, [str(figure.live) if figure.live else "", figure.words]))
    if name or words:
        _child(group, "title").text = ": ".join(filter(None, [name, words]))
    return group


def _draw_shape(root: Element, shape: Shape, canvas: _Canvas) -> None:
    group = _group(root, shape.kind or shape.drawn, shape.element, canvas, shape.name)
    box = shape.bounds
    live = shape.element in canvas.highlighted
    paint: Paint = {"fill": "Canvas", "stroke": "currentColor", "stroke_width": 3.0 if live else 1.5}
    if is_event(shape.drawn):
        _event(group, shape, paint)
    elif is_gateway(shape.drawn):
        middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
        corners = (
            (middle_x, box.y),
            (box.x + box.width, middle_y),
            (middle_x, box.y + box.height),
            (box.x, middle_y),
        )
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
        _child(group, "polygon", points=points, **paint)
    elif shape.drawn in _NOTES:
        bracket = f"M{_number(box.x + 8)} {_number(box.y)}h-8v{_number(box.height)}h8"
        _child(group, "path", d=bracket, fill="none", stroke="currentColor")
    else:
        _rectangle(group, shape, paint)
    draw_mark(group, shape, _child)
    _name(group, shape)
    _badge(group, shape, canvas)


def _event(group: Element, shape: Shape, paint: Paint) -> None:
    box = shape.bounds
    x, y, radius = box.x + box.width / 2, box.y + box.height / 2, min(box.width, box.height) / 2
    details = dict(paint)
    if shape.drawn == "endEvent":
        details["stroke_width"] = 4.0
    if not shape.interrupting:
        details["stroke_dasharray"] = "4 3"
    _child(group, "circle", cx=x, cy=y, r=radius, **details)
    if shape.drawn not in {"startEvent", "endEvent"}:
        inner = details | {"fill": "none"}
        _child(group, "circle", cx=x, cy=y, r=max(radius - 4, 1), **inner)


def _rectangle(group: Element, shape: Shape, paint: Paint) -> None:
    box = shape.bounds
    details = dict(paint)
    if shape.drawn == "callActivity":
        details["stroke_width"] = 4.0
    if shape.kind == "event-sub-process":
        details["stroke_dasharray"] = "2 4"
    if shape.drawn in _FRAMES:
        details["fill"] = "none"
    if shape.drawn == "group":
        details["stroke_dasharray"] = "10 4 2 4"
    rounded = 0.0 if shape.drawn in {"participant", "lane"} else 10.0
    _child(group, "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=rounded, **details)


def _name(group: Element, shape: Shape) -> None:
    if not shape.name:
        return
    box = shape.bounds
    if shape.drawn in {"participant", "lane"} and shape.horizontal:
        x, y = box.x + 15, box.y + box.height / 2
        text = _child(
            group, "text", x=x, y=y, fill="currentColor", text_anchor="middle",
            transform=f"rotate(-90 {_number(x)} {_number(y)})",
        )  # fmt: skip
        text.text = shape.name
        return
    if is_event(shape.drawn) or is_gateway(shape.drawn) or shape.drawn.startswith("data"):
        label = shape.label or Bounds(box.x + box.width / 2 - 50, box.y + box.height + 4, 100, LINE_HEIGHT)
        _letters(group, shape.name, label, max(label.width, 90), 4)
    elif shape.drawn in _FRAMES:
        _letters(group, shape.name, Bounds(box.x, box.y + 6, box.width, LINE_HEIGHT), box.width - 20, 1)
    else:
        most = max(1, int((box.height - 16) / LINE_HEIGHT))
        broken = lines(shape.name, box.width - 14, most)
        top = box.y + (box.height - len(broken) * LINE_HEIGHT) / 2
        _letters(group, shape.name, Bounds(box.x, top, box.width, LINE_HEIGHT), box.width - 14, most)


def _letters(group: Element, words: str, place: Bounds, room: float, most: int) -> None:
    middle = place.x + place.width / 2
    text = _child(group, "text", fill="currentColor", text_anchor="middle", x=middle, y=place.y)
    for number, line in enumerate(lines(words, room, most)):
        _child(text, "tspan", x=middle, y=place.y + (number + 0.8) * LINE_HEIGHT).text = line


def _badge(group: Element, shape: Shape, canvas: _Canvas) -> None:
    figure = canvas.figures.get(shape.element)
    if figure is None:
        return
    box = shape.bounds
    x, y = box.x + box.width, box.y
    if figure.live:
        badge = _child(group, "g", class_="bpmn-badge")
        half = 9.0 + 4 * (len(str(figure.live)) - 1)
        _child(badge, "rect", x=x - half, y=y - 9, width=2 * half, height=18.0, rx=9.0, fill="currentColor")
        number = _child(badge, "text", x=x, y=y + 4, fill="Canvas", text_anchor="middle")
        number.text = str(figure.live)
    if figure.words:
        below = _child(
            group, "text", class_="bpmn-figure", fill="currentColor", text_anchor="middle",
            x=box.x + box.width / 2, y=box.y - 8,
        )  # fmt: skip
        below.text = figure.words


def _draw_edge(root: Element, edge: Edge, canvas: _Canvas) -> None:
    group = _child(root, "g", class_=f"bpmn-edge bpmn-{edge.drawn}", data_element=edge.element)
    path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in edge.points)
    details: dict[str, str | float] = {
        "d": path,
        "fill": "none",
        "stroke": "currentColor",
        "stroke_width": 1.5,
    }
    if edge.drawn in {"sequenceFlow", "messageFlow", "dataInputAssociation", "dataOutputAssociation"}:
        details["marker_end"] = f"url(#{canvas.prefix}-flow)"
    if edge.drawn != "sequenceFlow":
        details["stroke_dasharray"] = "2 4" if "ssociation" in edge.drawn else "8 5"
    _child(group, "path", **details)
    (x, y), (towards_x, towards_y) = edge.points[0], edge.points[1]
    length = ((towards_x - x) ** 2 + (towards_y - y) ** 2) ** 0.5 or 1.0
    across, along = (towards_x - x) / length, (towards_y - y) / length
    if edge.default:
        middle_x, middle_y = x + 10 * across, y + 10 * along
        slash = (
            f"M{_number(middle_x - 4 * across - 5 * along)} {_number(middle_y - 4 * along + 5 * across)}"
            f"L{_number(middle_x + 4 * across + 5 * along)} {_number(middle_y + 4 * along - 5 * across)}"
        )
        _child(group, "path", d=slash, stroke="currentColor", fill="none")
    elif edge.conditional:
        points = ((0, 0), (8, 5), (16, 0), (8, -5))
        diamond = " ".join(
            f"{_number(x + forth * across - side * along)},{_number(y + forth * along + side * across)}"
            for forth, side in points
        )
        _child(group, "polygon", points=diamond, fill="Canvas", stroke="currentColor")
    if edge.name:
        half = len(edge.points) // 2
        (x1, y1), (x2, y2) = edge.points[half - 1], edge.points[half]
        place = edge.label or Bounds((x1 + x2) / 2 - 45, (y1 + y2) / 2 - 18, 90, LINE_HEIGHT)
        _letters(group, edge.name, place, max(place.width, 90), 3)
