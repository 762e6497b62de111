"""The hardened XML parser: no document type, no entities, no network, bounded size."""

from typing import Any, Never, cast
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from modellregion.process.findings import Finding, ModelRefusedError, Severity
from modellregion.process.reading.tree import Element, line_of
from modellregion.process.reading.vocabulary import BPMN, qualified

BYTES_MAX = 10 * 1024 * 1024
ELEMENTS_MAX = 50_000
_LINES_COUNTED = 65_535
"""Beyond this libxml2 keeps no line that could be set."""


class _DocumentTypeError(Exception):
    """Carries the news out of the parser's callback."""


class _Prologue:
    """Looks at a document only as far as its first element, and stops at a document type declaration.

    lxml expands entities in attribute values whatever its options say; a document that declares any is therefore
    not parsed at all.
    """

    def doctype(self, *_declaration: object) -> None:
        raise _DocumentTypeError

    def start(self, *_element: object) -> None:
        raise StopIteration

    def close(self) -> None:
        """Nothing is kept."""


def _refuse(code: str, message: str, line: int | None = None) -> Never:
    raise ModelRefusedError([Finding(Severity.ERROR, code, message, line=line)])


def _parser(target: object = None) -> etree.XMLParser:
    return etree.XMLParser(
        target=cast("Any", target),
        resolve_entities=False,
        strip_cdata=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )


def _number_lines(root: Element, xml: bytes) -> None:
    """Give each element the line its tag begins in; lxml by itself knows only where the tag ends."""
    lines: list[int] = []
    expat = ParserCreate()
    expat.StartElementHandler = lambda *_element: lines.append(expat.CurrentLineNumber)
    try:
        # Safe after the parse above: a document without a document type has no entities to expand.
        expat.Parse(xml, True)
    except (ExpatError, ValueError, LookupError):
        return
    for element, line in zip(root.iter(etree.Element), lines, strict=True):
        if line < _LINES_COUNTED:
            cast("Any", element).sourceline = line


def parse(xml: bytes) -> Element:
    """Return the root element ``definitions``; raises ModelRefusedError with one finding when there is none to be had."""
    if len(xml) > BYTES_MAX:
        _refuse("too_large", f"The file has {len(xml)} bytes; a process model may have {BYTES_MAX} (10 MB).")
    try:
        etree.fromstring(xml, _parser(_Prologue()))
    except _DocumentTypeError:
        _refuse(
            "document_type", "The file declares a document type (DOCTYPE); remove it, BPMN files need none."
        )
    except (StopIteration, etree.XMLSyntaxError, ValueError):
        # Whatever else is wrong with the prologue, the parse below says with its line.
        pass
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        _refuse("not_well_formed", f"The file is not well-formed XML: {error.msg}.", error.lineno)
    except ValueError as error:
        _refuse("not_well_formed", f"The file is not XML: {error}.")
    elements = sum(1 for _ in root.iter(etree.Element))
    if elements > ELEMENTS_MAX:
        _refuse(
            "too_many_elements", f"The file has {elements} elements; a process model may have {ELEMENTS_MAX}."
        )
    _number_lines(root, xml)
    if root.tag != qualified(BPMN, "definitions"):
        _refuse(
            "not_bpmn",
            f"The file's first element is {root.tag}; a BPMN 2.0 file begins with definitions in {BPMN}.",
            line_of(root),
        )
    return root
