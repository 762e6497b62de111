"""Small questions to an lxml tree, with the types lxml's stubs leave open."""

from collections.abc import Iterator
from typing import TypeAlias, cast

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives its element no public name


def line_of(element: Element) -> int | None:
    """Return the line an element begins in, counted from 1."""
    return cast("int | None", element.sourceline)


def children(element: Element) -> Iterator[Element]:
    """Iterate over child elements, without comments and processing instructions."""
    return element.iterchildren(etree.Element)


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes, names in lxml's notation."""
    return {str(name): str(value) for name, value in element.attrib.items()}
