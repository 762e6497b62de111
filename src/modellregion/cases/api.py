"""The cases' face to other rooms."""

from modellregion.cases.access import authorise_case, may_see
from modellregion.cases.commands.ad_hoc_tasks import (
    TaskEntry,
    TaskState,
    add_task,
    finish_task,
    strike_task,
    tasks_of,
)
from modellregion.cases.commands.ask_applicant import answer_question, ask_applicant
from modellregion.cases.commands.assign_case import claim_case, hand_over_case, release_case
from modellregion.cases.commands.assign_many import Bulk, BulkOutcome, assign_many, bulk_outcome, undo_bulk
from modellregion.cases.commands.close_case import close_case, mark_case, withdraw_application
from modellregion.cases.commands.correct_answers import Corrected, correct_answers
from modellregion.cases.commands.decide_case import certify_receipt, refuse_notice
from modellregion.cases.commands.delete_draft import delete_draft
from modellregion.cases.commands.finish_step import OpenStep, finish_step, open_steps
from modellregion.cases.commands.keep_view import ViewEntry, forget_view, keep_view, views_of
from modellregion.cases.commands.migrate_cases import (
    CaseVerdict,
    Rehearsal,
    order_migration,
    rehearse_migration,
)
from modellregion.cases.commands.receive_message import receive_message
from modellregion.cases.commands.renew_draft import Renewal, renew_draft, renewal_of
from modellregion.cases.commands.repair_step import retry_step, skip_step
from modellregion.cases.commands.save_page import PageToSave, SavedPage, save_page
from modellregion.cases.commands.steer_process import (
    discontinue_case,
    jump_to_step,
    reassign_task,
    reopen_case,
    withdraw_task,
)
from modellregion.cases.commands.submit_application import Filed, submit_application
from modellregion.cases.commands.take_answers import take_answers
from modellregion.cases.errors import (
    AnswersUnreadableError,
    ApplicationIncompleteError,
    DraftNotFoundError,
    NotYourTurnError,
    ReasonMissingError,
    ServiceNotOfferedError,
    StepRefusedError,
)
from modellregion.cases.history import record as note_event
from modellregion.cases.inbox import Due, InboxPage, InboxQuery, InboxRow, Order, Shown, list_inbox
from modellregion.cases.letters import sheet_sections
from modellregion.cases.my_day import MyDay, my_day
from modellregion.cases.operations import Operation, Work
from modellregion.cases.parties import person_name
from modellregion.cases.process_view import incident_lines, process_view, service_map, service_versions
from modellregion.cases.queries import CaseView, OpenDraft, check_case, desk_view, find_draft, status_view
from modellregion.cases.search import CaseHit, CaseSearch, search_cases
from modellregion.cases.states import ACTION_NAMES, STATE_NAMES, Action, CaseState
from modellregion.cases.surroundings import surroundings_of
from modellregion.cases.unfinished import complete_documents
from modellregion.cases.usage import PastApplication, Usage, past_applications, usage_of

__all__ = [
    "ACTION_NAMES",
    "STATE_NAMES",
    "Action",
    "AnswersUnreadableError",
    "ApplicationIncompleteError",
    "Bulk",
    "BulkOutcome",
    "CaseHit",
    "CaseSearch",
    "CaseState",
    "CaseVerdict",
    "CaseView",
    "Corrected",
    "DraftNotFoundError",
    "Due",
    "Filed",
    "InboxPage",
    "InboxQuery",
    "InboxRow",
    "MyDay",
    "NotYourTurnError",
    "OpenDraft",
    "OpenStep",
    "Operation",
    "Order",
    "PageToSave",
    "PastApplication",
    "ReasonMissingError",
    "Rehearsal",
    "Renewal",
    "SavedPage",
    "ServiceNotOfferedError",
    "Shown",
    "StepRefusedError",
    "TaskEntry",
    "TaskState",
    "Usage",
    "ViewEntry",
    "Work",
    "add_task",
    "answer_question",
    "ask_applicant",
    "assign_many",
    "authorise_case",
    "bulk_outcome",
    "certify_receipt",
    "check_case",
    "claim_case",
    "close_case",
    "complete_documents",
    "correct_answers",
    "delete_draft",
    "desk_view",
    "discontinue_case",
    "find_draft",
    "finish_step",
    "finish_task",
    "forget_view",
    "hand_over_case",
    "incident_lines",
    "jump_to_step",
    "keep_view",
    "list_inbox",
    "mark_case",
    "may_see",
    "my_day",
    "note_event",
    "open_steps",
    "order_migration",
    "past_applications",
    "person_name",
    "process_view",
    "reassign_task",
    "receive_message",
    "refuse_notice",
    "rehearse_migration",
    "release_case",
    "renew_draft",
    "renewal_of",
    "reopen_case",
    "retry_step",
    "save_page",
    "search_cases",
    "service_map",
    "service_versions",
    "sheet_sections",
    "skip_step",
    "status_view",
    "strike_task",
    "submit_application",
    "surroundings_of",
    "take_answers",
    "tasks_of",
    "undo_bulk",
    "usage_of",
    "views_of",
    "withdraw_application",
    "withdraw_task",
]
