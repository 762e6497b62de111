"""The records' face to other rooms."""

from modellregion.records.commands.file_plan import NodeEntry, add_node, assign_service
from modellregion.records.disposal_contents import contents_to_delete, delete_content, deleted_files
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
    put_in_charge,
)
from modellregion.records.plan_files import PlanFileError, begin_plan, first_plan, read_plan
from modellregion.records.plan_queries import PlanEntry, find_node_by_code, list_plan
from modellregion.records.search import DocumentHit, FileHit, RecordSearch, search_documents, search_files
from modellregion.records.stamped import is_stamped, keep_stamped

__all__ = [
    "Direction",
    "DocumentEntry",
    "DocumentHit",
    "FileHit",
    "NewDocument",
    "NodeEntry",
    "PlanEntry",
    "PlanFileError",
    "RecordSearch",
    "add_document",
    "add_node",
    "assign_service",
    "begin_plan",
    "close_file",
    "complete_document",
    "contents_to_delete",
    "delete_content",
    "deleted_files",
    "document_content",
    "documents_of",
    "filed_among",
    "find_document",
    "find_node_by_code",
    "first_plan",
    "is_stamped",
    "keep_stamped",
    "list_plan",
    "open_file",
    "put_in_charge",
    "read_plan",
    "search_documents",
    "search_files",
]
