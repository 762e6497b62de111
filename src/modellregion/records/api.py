"""The records' face to other rooms."""

from modellregion.records.access import AccessEntry, accesses_of
from modellregion.records.commands.circulate import (
    NewStep,
    Order,
    StepState,
    begin_circulation,
    complete_step,
    return_step,
    withdraw_circulation,
)
from modellregion.records.commands.file_plan import NodeEntry, add_node, assign_service
from modellregion.records.disposal_contents import contents_to_delete, delete_content, deleted_files
from modellregion.records.errors import EntryIncompleteError, NotYourStepError
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
from modellregion.records.owned import (
    NOTICE,
    OwnedDraft,
    Round,
    Signature,
    change_draft,
    file_draft,
    rounds_of,
    sign_step,
)
from modellregion.records.plan_files import PlanFileError, begin_plan, first_plan, read_plan
from modellregion.records.plan_queries import PlanEntry, find_node_by_code, list_plan
from modellregion.records.search import DocumentHit, FileHit, RecordSearch, search_documents, search_files
from modellregion.records.stamped import ARCHIVED, is_stamped, keep_stamped
from modellregion.records.viewing import Viewed, draw_page, view_document

__all__ = [
    "ARCHIVED",
    "NOTICE",
    "AccessEntry",
    "Direction",
    "DocumentEntry",
    "DocumentHit",
    "EntryIncompleteError",
    "FileHit",
    "NewDocument",
    "NewStep",
    "NodeEntry",
    "NotYourStepError",
    "Order",
    "OwnedDraft",
    "PlanEntry",
    "PlanFileError",
    "RecordSearch",
    "Round",
    "Signature",
    "StepState",
    "Viewed",
    "accesses_of",
    "add_document",
    "add_node",
    "assign_service",
    "begin_circulation",
    "begin_plan",
    "change_draft",
    "close_file",
    "complete_document",
    "complete_step",
    "contents_to_delete",
    "delete_content",
    "deleted_files",
    "document_content",
    "documents_of",
    "draw_page",
    "file_draft",
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
    "return_step",
    "rounds_of",
    "search_documents",
    "search_files",
    "sign_step",
    "view_document",
    "withdraw_circulation",
]
