"""Small questions to the XML of packages, and writing it."""

from typing import cast

from lxml import etree


def line_of(element: etree._Element) -> int:
    """Return the line of the file on which an element begins; 0 when nobody knows."""
    return cast("int | None", element.sourceline) or 0


def has_type_definition(root: etree._Element) -> bool:
    """Tell whether the file begins with a document type definition (DOCTYPE)."""
    return root.getroottree().docinfo.internalDTD is not None


def write_xml(root: etree._Element) -> bytes:
    """Return the file of a root."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
