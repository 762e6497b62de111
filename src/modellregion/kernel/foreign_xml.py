"""XML of others, parsed without entities, external files or network, of bounded size."""

from typing import Never
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

# A parser is not made for several threads at once, so each call has its own.

FOREIGN_BYTES_MAX = 8 * 1024 * 1024
FOREIGN_ELEMENTS_MAX = 200_000


class ForeignXmlError(Exception):
    """A file of somebody else is not parsed; the sentence says why."""


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of an XML file; blanks and comments stay as they are.

    :raises etree.XMLSyntaxError: when it is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def parse_foreign_xml(content: bytes) -> etree._Element:
    """Return the root of an XML file from elsewhere, of bounded size and without a document type.

    :raises ForeignXmlError: with one sentence, before anything of it was expanded.
    """
    if len(content) > FOREIGN_BYTES_MAX:
        limit = FOREIGN_BYTES_MAX // 1024**2
        raise ForeignXmlError(f"The file is larger than {limit} MB; that is no form that people fill in.")
    try:
        _refuse_document_type(content)
        root = parse_xml(content)
    except (ExpatError, etree.XMLSyntaxError) as error:
        raise ForeignXmlError(f"The file is no readable XML: {error}.") from error
    if sum(1 for _ in root.iter()) > FOREIGN_ELEMENTS_MAX:
        raise ForeignXmlError(f"The file has more than {FOREIGN_ELEMENTS_MAX} elements; that is no form.")
    return root


class _RootReached(Exception):  # noqa: N818 - nothing is wrong: what comes before the root was seen
    pass


def _refuse_document_type(content: bytes) -> None:
    """Look at a document as far as its first element; lxml would expand entities in attributes whatever one says."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _declared
    parser.StartElementHandler = _reached
    try:
        parser.Parse(content, True)
    except _RootReached:
        return


def _declared(*_declaration: object) -> Never:
    raise ForeignXmlError(
        "The file declares a document type (DOCTYPE); entities and external files are not read."
    )


def _reached(*_element: object) -> Never:
    raise _RootReached
