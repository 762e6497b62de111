"""XML of a decision model, parsed so that nothing in it can reach out, grow or run."""

import re
from typing import Any, Final

from lxml import etree

from modellregion.rules.dmn.model import Place
from modellregion.rules.errors import Finding, ModelError

SIZE_MAX: Final = 5_000_000
ELEMENTS_MAX: Final = 200_000
DECISIONS_MAX: Final = 2_000

# Versions are told apart by their date; some editors write the address of the schema for that of the namespace.
_NAMESPACE: Final = re.compile(
    r"https?://www\.omg\.org/spec/DMN/([0-9]{8})/(?:MODEL/?|[Dd][Mm][Nn][0-9]*\.xsd)"
)


class Document:
    """A parsed file: its root, and questions about its elements without regard to namespaces of editors."""

    def __init__(self, xml: bytes) -> None:
        """Parse; raises ``ModelError`` for what is no DMN, too large, or has a document type."""
        if len(xml) > SIZE_MAX:
            raise ModelError("dmn-too-large", f"The model has more than {SIZE_MAX // 1_000_000} megabytes.")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(xml, parser)
        except etree.XMLSyntaxError as error:
            raise ModelError("dmn-no-xml", f"The file is no well-formed XML: {error.msg}.") from error
        docinfo: Any = root.getroottree().docinfo
        if docinfo.doctype:
            raise ModelError("dmn-doctype", "The file has a document type declaration, which no model needs.")
        name = etree.QName(root)
        if name.localname != "definitions" or not _NAMESPACE.fullmatch(name.namespace or ""):
            raise ModelError("dmn-no-model", "The file is no decision model of DMN 1.2 to 1.5.")
        self.root = root
        self.namespace = name.namespace
        if sum(1 for _ in root.iter()) > ELEMENTS_MAX or len(self.children(root, "decision")) > DECISIONS_MAX:
            raise ModelError(
                "dmn-too-large",
                f"The model has more than {DECISIONS_MAX} decisions or {ELEMENTS_MAX} elements.",
            )

    def tag(self, element: etree._Element) -> str:
        """Give the local name of an element of DMN; the empty text for elements of others."""
        name = etree.QName(element)
        return name.localname if name.namespace == self.namespace else ""

    def children(self, element: etree._Element, *tags: str) -> list[etree._Element]:
        """Give the direct children of these names, all of DMN's when none is named."""
        found = [(child, self.tag(child)) for child in element]
        return [child for child, tag in found if tag and (not tags or tag in tags)]

    def child(self, element: etree._Element, tag: str) -> etree._Element | None:
        """Give the first direct child of a name."""
        found = self.children(element, tag)
        return found[0] if found else None

    def text(self, element: etree._Element | None, tag: str = "text") -> str:
        """Give the text of a child, without blanks around it; empty when there is none."""
        child = None if element is None else self.child(element, tag)
        return "" if child is None else "".join(map(str, child.itertext())).strip()

    def attribute(self, element: etree._Element, name: str) -> str:
        """Give an attribute without namespace, empty when there is none."""
        return str(element.get(name) or "").strip()

    def place(self, element: etree._Element, name: str = "") -> Place:
        """Say where an element stands."""
        identifier = self.attribute(element, "id") or name or self.attribute(element, "name")
        line: Any = element.sourceline
        return Place(identifier or self.tag(element), line or 0)

    def finding(self, element: etree._Element, code: str, message: str) -> Finding:
        """Build an error for an element."""
        place = self.place(element)
        return Finding("error", code, message, place.element, place.line)
