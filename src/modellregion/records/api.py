"""The records' face to other rooms."""

from modellregion.records.filing import (
    Direction,
    DocumentEntry,
    NewDocument,
    add_document,
    close_file,
    complete_document,
    document_content,
    documents_of,
    filed_among,
    find_document,
    open_file,
)

__all__ = [
    "Direction",
    "DocumentEntry",
    "NewDocument",
    "add_document",
    "close_file",
    "complete_document",
    "document_content",
    "documents_of",
    "filed_among",
    "find_document",
    "open_file",
]
