"""XML of packages, parsed without entities, external files or network."""

from typing import cast

from lxml import etree

# A parser is not made for several threads at once, so each call has its own.


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of an XML file; blanks and comments stay as they are.

    :raises etree.XMLSyntaxError: when it is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def line_of(element: etree._Element) -> int:
    """Return the line of the file on which an element begins; 0 when nobody knows."""
    return cast("int | None", element.sourceline) or 0


def has_type_definition(root: etree._Element) -> bool:
    """Tell whether the file begins with a document type definition (DOCTYPE)."""
    return root.getroottree().docinfo.internalDTD is not None


def write_xml(root: etree._Element) -> bytes:
    """Return the file of a root."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
