"""The cases' face to other rooms."""

from modellregion.cases.access import authorise_case, may_see
from modellregion.cases.account_data import known_of
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
from modellregion.cases.commands.begin_for_somebody import CHANNEL_NAMES, Channel, begin_for_somebody
from modellregion.cases.commands.close_case import close_case, mark_case, withdraw_application
from modellregion.cases.commands.correct_answers import Corrected, correct_answers
from modellregion.cases.commands.decide_case import (
    certify_receipt,
    confirm_decision,
    refuse_notice,
    return_decision,
)
from modellregion.cases.commands.delete_draft import delete_draft
from modellregion.cases.commands.finish_step import OpenStep, finish_step, open_steps
from modellregion.cases.commands.keep_clock import (
    Lengthening,
    extend_clock,
    resume_clock,
    start_clock,
    suspend_clock,
    withdraw_clock_start,
)
from modellregion.cases.commands.keep_parties import NewParty, add_party, end_party
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
from modellregion.cases.commands.second_person import ProposalLine, proposal_of
from modellregion.cases.commands.steer_process import (
    discontinue_case,
    jump_to_step,
    reassign_task,
    reopen_case,
    withdraw_task,
)
from modellregion.cases.commands.submit_application import Filed, submit_application
from modellregion.cases.commands.take_answers import take_answers
from modellregion.cases.consulting.queries import RoundLine, rounds_of
from modellregion.cases.errors import (
    AnswersUnreadableError,
    ApplicationIncompleteError,
    ClockRefusedError,
    DraftNotFoundError,
    NotYourTurnError,
    ReasonMissingError,
    ServiceNotOfferedError,
    StepOfOthersError,
    StepRefusedError,
)
from modellregion.cases.history import record as note_event
from modellregion.cases.inbox import Due, InboxPage, InboxQuery, InboxRow, Order, Shown, list_inbox
from modellregion.cases.lapsing import certify_effect
from modellregion.cases.letters import sheet_sections
from modellregion.cases.my_day import MyDay, my_day
from modellregion.cases.notices.kinds import kind_name
from modellregion.cases.notices.reading import NoticeLine, kinds_to_begin, notices_of
from modellregion.cases.operations import Operation, Work, issue_certificate
from modellregion.cases.parties import person_name
from modellregion.cases.process_view import incident_lines, process_view, service_map, service_versions
from modellregion.cases.queries import CaseView, OpenDraft, check_case, desk_view, find_draft, status_view
from modellregion.cases.representatives import (
    MANDATE_NAMES,
    ROLE_NAMES,
    Mandate,
    PartyLine,
    PartyRole,
    applicant_names,
    letters_go_to,
    parties_of,
)
from modellregion.cases.representing.asking import ask_for_mandate
from modellregion.cases.search import CaseHit, CaseSearch, search_cases
from modellregion.cases.signed_uploads import SignatureLine, signatures_of
from modellregion.cases.states import ACTION_NAMES, STATE_NAMES, Action, CaseState
from modellregion.cases.surroundings import surroundings_of
from modellregion.cases.turns import waits_for_others, waits_for_payment
from modellregion.cases.unfinished import complete_documents
from modellregion.cases.usage import (
    PastApplication,
    Usage,
    filed_answers,
    first_filed_on,
    past_applications,
    usage_of,
)

__all__ = [
    "ACTION_NAMES",
    "CHANNEL_NAMES",
    "MANDATE_NAMES",
    "ROLE_NAMES",
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
    "Channel",
    "ClockRefusedError",
    "Corrected",
    "DraftNotFoundError",
    "Due",
    "Filed",
    "InboxPage",
    "InboxQuery",
    "InboxRow",
    "Lengthening",
    "Mandate",
    "MyDay",
    "NewParty",
    "NotYourTurnError",
    "NoticeLine",
    "OpenDraft",
    "OpenStep",
    "Operation",
    "Order",
    "PageToSave",
    "PartyLine",
    "PartyRole",
    "PastApplication",
    "ProposalLine",
    "ReasonMissingError",
    "Rehearsal",
    "Renewal",
    "RoundLine",
    "SavedPage",
    "ServiceNotOfferedError",
    "Shown",
    "SignatureLine",
    "StepOfOthersError",
    "StepRefusedError",
    "TaskEntry",
    "TaskState",
    "Usage",
    "Work",
    "add_party",
    "add_task",
    "answer_question",
    "applicant_names",
    "ask_applicant",
    "ask_for_mandate",
    "assign_many",
    "authorise_case",
    "begin_for_somebody",
    "bulk_outcome",
    "certify_effect",
    "certify_receipt",
    "check_case",
    "claim_case",
    "close_case",
    "complete_documents",
    "confirm_decision",
    "correct_answers",
    "delete_draft",
    "desk_view",
    "discontinue_case",
    "end_party",
    "extend_clock",
    "filed_answers",
    "find_draft",
    "finish_step",
    "finish_task",
    "first_filed_on",
    "hand_over_case",
    "incident_lines",
    "issue_certificate",
    "jump_to_step",
    "kind_name",
    "kinds_to_begin",
    "known_of",
    "letters_go_to",
    "list_inbox",
    "mark_case",
    "may_see",
    "my_day",
    "note_event",
    "notices_of",
    "open_steps",
    "order_migration",
    "parties_of",
    "past_applications",
    "person_name",
    "process_view",
    "proposal_of",
    "reassign_task",
    "receive_message",
    "refuse_notice",
    "rehearse_migration",
    "release_case",
    "renew_draft",
    "renewal_of",
    "reopen_case",
    "resume_clock",
    "retry_step",
    "return_decision",
    "rounds_of",
    "save_page",
    "search_cases",
    "service_map",
    "service_versions",
    "sheet_sections",
    "signatures_of",
    "skip_step",
    "start_clock",
    "status_view",
    "strike_task",
    "submit_application",
    "surroundings_of",
    "suspend_clock",
    "take_answers",
    "tasks_of",
    "undo_bulk",
    "usage_of",
    "waits_for_others",
    "waits_for_payment",
    "withdraw_application",
    "withdraw_clock_start",
    "withdraw_task",
]
