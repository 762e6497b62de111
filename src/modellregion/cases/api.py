"""The cases' face to other rooms."""

from modellregion.cases.access import authorise_case, may_see
from modellregion.cases.commands.ask_applicant import answer_question, ask_applicant
from modellregion.cases.commands.assign_case import claim_case, hand_over_case, release_case
from modellregion.cases.commands.close_case import close_case, mark_case, withdraw_application
from modellregion.cases.commands.correct_answers import Corrected, correct_answers
from modellregion.cases.commands.decide_case import certify_receipt, refuse_notice
from modellregion.cases.commands.delete_draft import delete_draft
from modellregion.cases.commands.save_page import PageToSave, SavedPage, save_page
from modellregion.cases.commands.submit_application import Filed, submit_application
from modellregion.cases.commands.take_answers import take_answers
from modellregion.cases.errors import (
    AnswersUnreadableError,
    ApplicationIncompleteError,
    DraftNotFoundError,
    NotYourTurnError,
    ReasonMissingError,
    ServiceNotOfferedError,
)
from modellregion.cases.history import record as note_event
from modellregion.cases.inbox import Due, InboxPage, InboxQuery, InboxRow, Order, Shown, list_inbox
from modellregion.cases.letters import sheet_sections
from modellregion.cases.operations import Operation, Work
from modellregion.cases.parties import person_name
from modellregion.cases.queries import CaseView, OpenDraft, check_case, desk_view, find_draft, status_view
from modellregion.cases.states import ACTION_NAMES, STATE_NAMES, Action, CaseState
from modellregion.cases.surroundings import surroundings_of

__all__ = [
    "ACTION_NAMES",
    "STATE_NAMES",
    "Action",
    "AnswersUnreadableError",
    "ApplicationIncompleteError",
    "CaseState",
    "CaseView",
    "Corrected",
    "DraftNotFoundError",
    "Due",
    "Filed",
    "InboxPage",
    "InboxQuery",
    "InboxRow",
    "NotYourTurnError",
    "OpenDraft",
    "Operation",
    "Order",
    "PageToSave",
    "ReasonMissingError",
    "SavedPage",
    "ServiceNotOfferedError",
    "Shown",
    "Work",
    "answer_question",
    "ask_applicant",
    "authorise_case",
    "certify_receipt",
    "check_case",
    "claim_case",
    "close_case",
    "correct_answers",
    "delete_draft",
    "desk_view",
    "find_draft",
    "hand_over_case",
    "list_inbox",
    "mark_case",
    "may_see",
    "note_event",
    "person_name",
    "refuse_notice",
    "release_case",
    "save_page",
    "sheet_sections",
    "status_view",
    "submit_application",
    "surroundings_of",
    "take_answers",
    "withdraw_application",
]
