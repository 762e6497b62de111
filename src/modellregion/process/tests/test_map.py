"""The process map: at the diagram's own coordinates, readable by everybody, harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from modellregion.process import api as process
from modellregion.process.maps.lettering import lines, width
from modellregion.process.tests.drawing import compiled, draw
from modellregion.process.tests.office import MODELS

SVG = "{http://www.w3.org/2000/svg}"
MODEL = process.read_process((MODELS / "gewerbeanmeldung.bpmn").read_bytes())


def picture(**options: object) -> etree._Element:
    text = process.draw_map(MODEL.diagram, title="Gewerbeanmeldung", description="17 Schritte", **options)  # type: ignore[arg-type]
    return etree.fromstring(text)


def group(root: etree._Element, element: str) -> etree._Element:
    return next(item for item in root.iter() if item.get("data-element") == element)


def test_every_node_and_flow_is_drawn_where_the_diagram_has_it() -> None:
    root = picture()
    assert {item.get("data-element") for item in root.iter(f"{SVG}g")} == set(MODEL.nodes) | set(MODEL.flows)
    box = group(root, "pruefen").find(f"{SVG}rect")
    assert box is not None
    assert [box.get(name) for name in ("x", "y", "width", "height")] == ["260", "200", "100", "80"]
    line = group(root, "f_antwort").find(f"{SVG}path")
    assert line is not None
    assert line.get("d") == "M352 370L310 370L310 280"


def test_a_screen_reader_gets_a_title_and_a_description() -> None:
    root = picture(prefix="case-7")
    assert root.get("role") == "img"
    for name, words in (("title", "Gewerbeanmeldung"), ("desc", "17 Schritte")):
        item = root.find(f"{SVG}{name}")
        assert item is not None
        assert item.text == words
        assert (item.get("id") or "-") in (root.get("aria-labelledby") or "")
    identities = [item.get("id") for item in root.iter() if item.get("id")]
    assert identities
    assert all(identity and identity.startswith("case-7-") for identity in identities)


def test_figures_and_tokens_are_shown_and_said() -> None:
    root = picture(
        figures={"pruefen": process.Figure(12, "Ø 2,3 Tage"), "warten": process.Figure()},
        highlighted={"warten"},
    )
    checked = group(root, "pruefen")
    assert "is-live" in (checked.get("class") or "")
    assert checked.findtext(f"{SVG}title") == "Anzeige prüfen: 12, Ø 2,3 Tage"
    badge = checked.find(f"{SVG}g[@class='bpmn-badge']")
    assert badge is not None
    assert badge.findtext(f"{SVG}text") == "12"
    waiting = group(root, "warten")
    assert "is-live" in (waiting.get("class") or "")
    assert waiting.find(f"{SVG}g[@class='bpmn-badge']") is None
    assert "is-live" not in (group(root, "register").get("class") or "")


def test_the_picture_follows_light_and_dark_and_holds_nothing_that_runs() -> None:
    root = picture(figures={"pruefen": process.Figure(3, "x")}, highlighted={"pruefen"})
    names = {etree.QName(item).localname for item in root.iter()}
    assert names <= {
        "svg",
        "title",
        "desc",
        "defs",
        "marker",
        "path",
        "g",
        "rect",
        "circle",
        "polygon",
        "text",
        "tspan",
    }
    for item in root.iter():
        for name, value in item.attrib.items():
            assert not str(name).startswith("on")
            assert str(name) not in {"style", "href"}
            if str(name) in {"fill", "stroke"}:
                assert value in {"currentColor", "Canvas", "none"}


def test_names_from_strangers_stay_text() -> None:
    evil = '</text><script>alert(1)</script>" onload="x'
    diagram = process.Diagram(shapes=(shape(evil),))
    text = process.draw_map(diagram, title=evil, description=evil, figures={evil: process.Figure(1, evil)})
    root = etree.fromstring(text)
    assert root.find(f".//{SVG}script") is None
    assert evil in (root.findtext(f".//{SVG}g/{SVG}title") or "")


def shape(name: str, drawn: str = "userTask", kind: str = "user-task") -> "process.Shape":
    return process.Shape(
        element=name, drawn=drawn, bounds=process.Bounds(0, 0, 100, 80), name=name, kind=kind
    )


KINDS = {
    "startEvent": "message-start", "endEvent": "error-end", "intermediateCatchEvent": "timer-catch",
    "boundaryEvent": "error-boundary", "sendTask": "send-task", "receiveTask": "receive-task",
    "serviceTask": "service-task", "businessRuleTask": "rule-task", "callActivity": "call-activity",
    "subProcess": "event-sub-process", "exclusiveGateway": "exclusive-gateway", "parallelGateway": "parallel-gateway",
    "inclusiveGateway": "inclusive-gateway", "eventBasedGateway": "event-based-gateway",
    "textAnnotation": "", "participant": "", "lane": "", "group": "", "dataObjectReference": "", "task": "",
}  # fmt: skip


@pytest.mark.parametrize("drawn", KINDS)
def test_everything_an_editor_may_draw_can_be_drawn(drawn: str) -> None:
    plain = shape("Name", drawn, KINDS[drawn])
    for item in (plain, *(variant(plain, name) for name in ("expanded", "interrupting", "horizontal"))):
        root = etree.fromstring(process.draw_map(process.Diagram(shapes=(item,)), title="t", description="d"))
        assert group(root, "Name").findtext(f".//{SVG}tspan") or group(root, "Name").findtext(f"{SVG}text")


def variant(plain: "process.Shape", name: str) -> "process.Shape":
    fields = {field: getattr(plain, field) for field in plain.__struct_fields__}
    return process.Shape(**(fields | {name: False, "repeated": "parallel"}))


def test_a_model_without_a_drawing_has_a_map_without_one() -> None:
    model = process.read_process(draw("start s\nuser a\nend e\ns -> a -> e"))
    root = etree.fromstring(process.draw_map(model.diagram, title="t", description="d"))
    assert root.get("viewBox") == "0 0 1 1"


def test_the_map_is_kept_without_the_xml() -> None:
    assert process.Diagram.from_json(MODEL.diagram.to_json()) == MODEL.diagram


def test_the_outline_says_the_same_in_words() -> None:
    graph = process.compile(MODEL)
    german = process.outline(graph)
    assert [line.node for line in german][:3] == ["eingang", "pruefen", "entscheidung_gw"]
    assert {line.node for line in german} == set(graph.nodes)
    (gateway,) = [line for line in german if line.node == "entscheidung_gw"]
    assert gateway.leads_to == (
        ("bescheinigen", "Empfang bescheinigen"),
        ("zurückweisen", "Ablehnung mitteilen"),
        ("nachfordern", "Auf Antwort warten"),
    )
    assert [line.depth for line in german if line.node.startswith("ruecknahme_")] == [1, 1, 1]
    english = process.outline(graph, "en")
    assert [line.kind for line in english][:2] == ["start by message", "task"]
    assert all(re.search(r"\w", line.kind) for line in english)


def test_the_outline_tells_a_process_that_is_called_twice_once() -> None:
    graph = compiled(
        "start s\ncall x calledElement=c\ncall y calledElement=c\nend e\ns -> x -> y -> e",
        c="start cs\nuser ca\nend ce\ncs -> ca -> ce",
    )
    assert [line.node for line in process.outline(graph)].count("ca") == 1


@given(st.text(max_size=200), st.floats(20, 300), st.integers(1, 5))
def test_no_line_is_lost_or_too_long(text: str, room: float, most: int) -> None:
    found = lines(text, room, most)
    assert len(found) <= most
    for line in found:
        assert width(line) <= room + 70
