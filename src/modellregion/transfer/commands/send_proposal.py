"""Send a change proposal to the author of a package, here or in another installation, and ask what became of it."""

import hashlib
import http.client
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotFoundError, ProductError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import Path, verify_proposal
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.asking import AskingError, RemoteError, ask, typed
from modellregion.transfer.commands.decide_proposals import receive_proposal
from modellregion.transfer.commands.propose_changes import propose_changes
from modellregion.transfer.models import Proposal as ReceivedRow
from modellregion.transfer.models import SentProposal, Subscription
from modellregion.transfer.policy import Transfer
from modellregion.transfer.proposals import ProposalState
from modellregion.transfer.publishers import author_of

PATH = "/katalog/vorschlaege/"
ANSWER_FORMAT = "modellregion-proposal-answer/1"
ANSWER_MAX = 2000


class ProposalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an author's installation says about a proposal; ``status`` is the path at which it says it again."""

    format: str = ANSWER_FORMAT
    sha256: str
    state: str
    answer: str = ""
    received_at: datetime
    decided_at: datetime | None = None
    status: str


class Refusal(msgspec.Struct, frozen=True):
    """What is read of a refusal: the sentence of a problem document (RFC 9457), or as installations sent it before."""

    detail: str = ""
    sentence: str = ""


def save_proposal(ctx: Context, *, package: str, reason: str, paths: Collection[Path] | None = None) -> UUID:
    """Sign a proposal and keep it, to be handed over as a file; return its id.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ReasonMissingError: without a reason.
    :raises ChangeRefusedError: when there is nothing to propose.
    """
    row = _made(ctx, package=package, reason=reason, paths=paths)
    return _kept(ctx, row, "proposal_made")


def send_proposal(
    ctx: Context,
    *,
    package: str,
    reason: str,
    paths: Collection[Path] | None = None,
    address: str = "",
    is_checked: bool = True,
) -> UUID:
    """Sign a proposal and send it: to the author in this installation, else to the one at ``address``; return its id.

    ``is_checked``: the address was typed at a desk. What cannot be delivered is not kept. Must run outside of a
    ``tenant`` block.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ReasonMissingError: without a reason.
    :raises ChangeRefusedError: when there is nothing to propose.
    :raises RemoteError: when it cannot be delivered; the sentence says why.
    :raises BundleError: when the author here cannot take it.
    """
    row = _made(ctx, package=package, reason=reason, paths=paths)
    author = author_of(verify_proposal(bytes(row.content)).base)
    if author is not None:
        receive_proposal(system_context(author.id), content=bytes(row.content))
        row.state, row.asked_at = ProposalState.OPEN, ctx.now()
    elif not address.strip():
        raise RemoteError(
            "no address",
            user_message=_(
                "Bitte nennen Sie die Adresse der Installation des Herausgebers, oder speichern Sie den Vorschlag als Datei."
            ),
        )
    else:
        row.address = base_address(typed(address))
        answer = _asked(f"{row.address}{PATH}", is_checked=is_checked, data=bytes(row.content))
        for name, value in _values(ctx, row, answer).items():
            setattr(row, name, value)
    return _kept(ctx, row, "proposal_sent")


def _made(ctx: Context, *, package: str, reason: str, paths: Collection[Path] | None) -> SentProposal:
    content = propose_changes(ctx, package=package, reason=reason, paths=paths)
    running = running_package(ctx, package)
    return SentProposal(
        municipality_id=ctx.municipality,
        id=new_id(),
        package=package,
        version=running.version,
        publisher=running.publisher,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        reason=reason.strip(),
        state=ProposalState.SAVED,
        made_by=ctx.actor.name,
        made_at=ctx.now(),
    )


def _kept(ctx: Context, row: SentProposal, action: str) -> UUID:
    with tenant(ctx):
        row.save(force_insert=True)
        append(ctx, NewEntry(Subject("proposal", row.id), action, note=row.package))
    return row.id


def ask_about_proposal(ctx: Context, *, proposal: UUID, is_checked: bool = True) -> ProposalState:
    """Ask what became of a proposal that was sent, and keep the answer. Must run outside of a ``tenant`` block.

    :raises NotFoundError: when there is none, or it was never sent.
    :raises RemoteError: when the other installation does not answer; what was known stays.
    """
    ctx.authorise(Transfer.SEE)
    row = sent_row(ctx, proposal)
    if row.state == ProposalState.SAVED:
        raise NotFoundError(f"{proposal} was not sent")
    if not row.address:
        return _asked_here(ctx, row)
    try:
        answer = _asked(f"{row.address}{row.status_path}", is_checked=is_checked)
    except RemoteError as error:
        _note(ctx, row, {"problem": str(error)[:ANSWER_MAX], "asked_at": ctx.now()})
        raise
    _note(ctx, row, _values(ctx, row, answer))
    return ProposalState(answer.state)


def ask_about_all(ctx: Context) -> None:
    """Ask about every proposal that waits for a decision elsewhere; who does not answer is asked again later."""
    with tenant(ctx):
        rows = SentProposal.objects.filter(municipality_id=ctx.municipality, state=ProposalState.OPEN)
        waiting = list(rows.values_list("id", flat=True))
    for identifier in waiting:
        try:
            ask_about_proposal(ctx, proposal=identifier)
        except ProductError:
            continue  # what went wrong stands at the proposal


def suggested_address(running: Running) -> str:
    """Return where the author of what runs here probably is: where the package came from."""
    if running.origin.startswith(("http://", "https://")):
        return base_address(running.origin)
    for row in Subscription.objects.exclude(pulled_at=None).order_by("address"):
        for entry in row.index.get("entries", []):
            if entry.get("package") == running.package and entry.get("publisher") == running.publisher:
                return str(row.address)
    return ""


def base_address(address: str) -> str:
    """Return the address of an installation, however somebody wrote that of its catalogue or of a bundle in it."""
    return address.partition("/katalog/")[0].removesuffix("/katalog").rstrip("/")


def sent_row(ctx: Context, proposal: UUID) -> SentProposal:
    """Return the row of a proposal that was made here.

    :raises NotFoundError: when there is none.
    """
    with tenant(ctx):
        row = SentProposal.objects.filter(municipality_id=ctx.municipality, id=proposal).first()
    if row is None:
        raise NotFoundError(f"There is no proposal {proposal}.")
    return row


def _asked(address: str, *, is_checked: bool, data: bytes | None = None) -> ProposalAnswer:
    headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if data else {})
    try:
        reply = ask(address, is_checked=is_checked, data=data, headers=headers)
        answer = msgspec.json.decode(reply.content, type=ProposalAnswer)
        ProposalState(answer.state)
    except AskingError as error:
        raise RemoteError(str(error), user_message=_why(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise RemoteError(
            f"{address} gives no answer about proposals: {error}",
            user_message=_("Unter dieser Adresse nimmt niemand Vorschläge an. Speichern Sie ihn als Datei."),
        ) from error
    return answer


def _why(error: AskingError) -> str:
    """Return what the other installation says against it, in its words, else what may be done."""
    try:
        refusal = msgspec.json.decode(error.content, type=Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        refusal = None
    said = refusal and (refusal.detail or refusal.sentence)
    if said and error.status < http.client.INTERNAL_SERVER_ERROR:
        return _("Die andere Installation nimmt den Vorschlag nicht an: {sentence}").format(
            sentence=said[:ANSWER_MAX]
        )
    return _(
        "Diese Adresse antwortet nicht wie erwartet. Prüfen Sie sie, oder speichern Sie den Vorschlag als Datei."
    )


def _values(ctx: Context, row: SentProposal, answer: ProposalAnswer) -> dict[str, object]:
    """Return what is kept of an answer; an address elsewhere than at the host that was asked is none."""
    if answer.sha256 != row.sha256 or not answer.status.startswith("/") or answer.status.startswith("//"):
        raise RemoteError(
            "the answer is about something else",
            user_message=_("Unter dieser Adresse nimmt niemand Vorschläge an. Speichern Sie ihn als Datei."),
        )
    return {
        "state": ProposalState(answer.state),
        "answer": answer.answer[:ANSWER_MAX],
        "status_path": answer.status[:500],
        "problem": "",
        "asked_at": ctx.now(),
    }


def _asked_here(ctx: Context, row: SentProposal) -> ProposalState:
    author = author_of(verify_proposal(bytes(row.content)).base)
    if author is None:
        raise NotFoundError(f"the author of {row.package} is not here any more")
    with tenant(author.id):
        found = ReceivedRow.objects.filter(municipality_id=author.id, sha256=row.sha256).first()
    if found is None:
        raise NotFoundError(f"{row.sha256} is not known to {author.name}")
    _note(ctx, row, {"state": found.state, "answer": found.answer, "asked_at": ctx.now()})
    return ProposalState(found.state)


def _note(ctx: Context, row: SentProposal, values: dict[str, object]) -> None:
    """Keep what is known now; a new state is an entry in the journal."""
    action = f"proposal_answered_{values['state']}" if values.get("state", row.state) != row.state else ""
    with tenant(ctx):
        SentProposal.objects.filter(municipality_id=ctx.municipality, id=row.id).update(**values)
        if action:
            append(ctx, NewEntry(Subject("proposal", row.id), action, note=str(values.get("answer", ""))))
