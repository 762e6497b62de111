"""The reference models of the BPMN Model Interchange Working Group survive being read and written.

The models are those of the folder ``miwg-reference-A`` (CC BY 3.0) beside the repository or where
``MODELLREGION_STANDARDS`` says; without it the tests are skipped and say so.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from modellregion.process import api as process

ROOT = Path(__file__).resolve().parents[2]
STANDARDS = Path(os.environ.get("MODELLREGION_STANDARDS") or ROOT.parent / "shared" / "standards")
FOLDER = STANDARDS / "bpmn" / "miwg-reference-A"
MODELS = sorted(FOLDER.glob("*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"

OWN = sorted((ROOT / "src/modellregion/process/tests/models").glob("*.bpmn"))
SCHEMA = STANDARDS / "bpmn" / "xsd" / "BPMN20.xsd"

pytestmark = pytest.mark.skipif(not MODELS, reason=f"no reference models in {FOLDER}")


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def content(xml: bytes) -> Counter[object]:
    """Count every element with its attributes and text."""
    return Counter(
        (element.tag, tuple(sorted(element.attrib.items())), (element.text or "").strip())
        for element in etree.fromstring(xml).iter(etree.Element)
    )


def number(element: etree._Element, name: str) -> float:
    return float(element.get(name, "nan"))


@pytest.fixture(params=MODELS, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> bytes:
    return bytes(request.param.read_bytes())


def test_nothing_is_lost_between_reading_and_writing(source: bytes) -> None:
    written = process.write_process(process.read_process(source))
    assert content(written) == content(source)
    assert canonical(written) == canonical(source)


def test_writing_is_stable_to_the_byte(source: bytes) -> None:
    written = process.write_process(process.read_process(source))
    assert process.write_process(process.read_process(written)) == written


def test_every_shape_and_line_is_on_the_map_at_its_coordinates(source: bytes) -> None:
    diagram = process.read_process(source).diagram
    root = etree.fromstring(source)
    boxes = Counter(
        tuple(number(box, name) for name in ("x", "y", "width", "height"))
        for box in root.iterfind(f".//{DC}Bounds")
        if etree.QName(box.getparent()).localname == "BPMNShape"
    )
    assert Counter((s.bounds.x, s.bounds.y, s.bounds.width, s.bounds.height) for s in diagram.shapes) == boxes
    lines = Counter(
        tuple((number(point, "x"), number(point, "y")) for point in edge.iterfind(f"{DI}waypoint"))
        for edge in root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNEdge")
    )
    assert Counter(edge.points for edge in diagram.edges) == lines


def test_every_element_outside_of_the_profile_is_listed_with_id_and_line(source: bytes) -> None:
    findings = process.check(process.read_process(source))
    for finding in findings:
        assert finding.line, finding
    root = etree.fromstring(source)
    named = {finding.element for finding in findings if finding.code == "unsupported_element"}
    assert {task.get("id") for task in root.iter(f"{BPMN}task")} <= named
    with pytest.raises(process.ModelRefusedError):
        process.compile(process.read_process(source))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_models_are_valid_bpmn_before_and_after_writing(path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    model = process.read_process(path.read_bytes())
    task = next(node.id for node in model.nodes.values() if node.work)
    for xml in (model.source, process.write_process(model, {task: {"role": "leitung", "due": "P3D"}})):
        schema.assertValid(etree.fromstring(xml))
