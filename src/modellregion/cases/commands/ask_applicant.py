"""Ask the applicant back (Rückfrage), and take the answer."""

from uuid import UUID

from modellregion.cases.access import lock_for_work
from modellregion.cases.account_hints import hint_accounts
from modellregion.cases.commands.decide_case import outcome_for
from modellregion.cases.errors import ReasonMissingError
from modellregion.cases.history import record
from modellregion.cases.models import Case, Message
from modellregion.cases.policy import Cases
from modellregion.cases.queries import find_case_by_code
from modellregion.cases.states import Action
from modellregion.cases.steps import complete_task, lock_case, send_to_process
from modellregion.cases.uploads import take_files
from modellregion.forms.api import Problem, Upload
from modellregion.kernel.context import CITIZEN, Context
from modellregion.kernel.envelope import seal
from modellregion.kernel.ids import new_id
from modellregion.kernel.sealed_fields import place_in
from modellregion.kernel.tenancy import tenant
from modellregion.process.api import MessageArrived
from modellregion.records.api import Direction, NewDocument, add_document

ANSWER_MESSAGE = "Antwort eingegangen"
TEXT_LENGTH_MAX = 5000
ATTACHMENTS = Upload(max_files=5)
ATTACHMENT_TITLE = "Anlage zur Antwort"


def ask_applicant(ctx: Context, *, case: UUID, text: str) -> None:
    """Ask the applicant something; the case waits until the answer comes or 30 days are over.

    :raises ReasonMissingError: without a question.
    :raises NotYourTurnError: when the case is not under review.
    """
    with tenant(ctx):
        locked = lock_for_work(ctx, case, Cases.WORK)
        if not text.strip():
            raise ReasonMissingError("question")
        if locked.row.assignee_id is None:
            Case.objects.filter(municipality_id=ctx.municipality, id=case).update(assignee_id=ctx.actor.id)
        complete_task(ctx, locked, outcome=outcome_for(locked, "ask"))
        _write(ctx, case, text, is_from_office=True)
        record(ctx, case, Action.QUESTION_ASKED, is_public=True)
        hint_accounts(ctx, bytes(locked.row.code_digest))


def answer_question(ctx: Context, *, code: str, text: str, files: list[tuple[str, bytes]]) -> list[Problem]:
    """Take the applicant's answer, with files; return what is wrong with files that were not taken.

    When a file is refused nothing is taken, so that the answer can be sent again as a whole.

    :raises NotFoundError: when there is no case with this code here.
    :raises ReasonMissingError: when there is neither text nor file.
    :raises NotYourTurnError: when no question is open (any more).
    """
    with tenant(ctx):
        found = find_case_by_code(ctx, code)
        locked = lock_case(ctx, found.id)
        arrived = take_files(ctx, ATTACHMENTS, [], files)
        if arrived.problems:
            return arrived.problems
        if not text.strip() and not arrived.files:
            raise ReasonMissingError("answer")
        message = _write(ctx, found.id, text, is_from_office=False)
        send_to_process(ctx, locked, MessageArrived(message_id=str(message), message=ANSWER_MESSAGE))
        for file in arrived.files:
            document = NewDocument(
                kind="attachment",
                title=ATTACHMENT_TITLE,
                name=file.name,
                media_type=file.media_type,
                direction=Direction.IN,
                is_public=True,
                sha256=file.sha256,
                bytes=file.bytes,
            )
            add_document(ctx, file=locked.row.file_id, document=document)
        record(ctx, found.id, Action.QUESTION_ANSWERED, is_public=True)
        return []


def _write(ctx: Context, case: UUID, text: str, *, is_from_office: bool) -> UUID:
    identifier = new_id()
    content = text.strip()[:TEXT_LENGTH_MAX].encode()
    Message.objects.create(
        municipality_id=ctx.municipality,
        id=identifier,
        case_id=case,
        at=ctx.now(),
        is_from_office=is_from_office,
        author=ctx.actor.name if ctx.actor != CITIZEN else "",
        text=seal(content, place_in(Message, "text", ctx.municipality, identifier, case)),
    )
    return identifier
