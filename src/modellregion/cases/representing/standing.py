"""For whom an application was begun, and how it is known that one may: what an account holds of it, and who is told."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.utils.translation import gettext

from modellregion.accounts.api import ActingEndedError, MandateDocument, Standing, check_acting
from modellregion.cases.models import Draft, Held
from modellregion.kernel.context import Context
from modellregion.kernel.sealed_fields import opened, sealed_for
from modellregion.kernel.tenancy import tenant


class StandingNote(msgspec.Struct, frozen=True):
    """What is sealed of a representation: names as they were when the application was begun."""

    principal: str
    agent: str
    agent_address: str
    person: str
    is_by_mandate: bool
    is_declared: bool = False
    document: MandateDocument | None = None

    @property
    def who(self) -> str:
        """Return who acts: the organisation and its person, or one of both when they are the same."""
        return self.agent if self.person in {"", self.agent} else f"{self.agent} ({self.person})"


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """For whom a draft is being filled in, and what stands in the way of filing it now, if anything does."""

    note: StandingNote
    problem: object = ""


def note_of(standing: Standing, person: str) -> StandingNote:
    """Return the note of a standing."""
    by_mandate = standing.mandate is not None
    return StandingNote(
        principal=standing.principal_name,
        agent=standing.agent_name,
        agent_address=standing.agent_address,
        person=person,
        is_by_mandate=by_mandate,
        is_declared=standing.is_declared,
        document=standing.document,
    )


def sealed_note(row: Held, note: StandingNote) -> bytes:
    """Return a note as its row keeps it."""
    return sealed_for(row, "standing", msgspec.json.encode(note))


def open_note(row: Held) -> StandingNote | None:
    """Return for whom something was begun; None when for its holder."""
    if row.standing is None:
        return None
    return msgspec.json.decode(opened(row, "standing"), type=StandingNote)


def told(row: Held, account: UUID) -> str:
    """Return what a list of an account says of something that was begun for somebody else."""
    note = open_note(row)
    if note is None:
        return ""
    if not note.is_by_mandate:
        return gettext("Gestellt von %(name)s.") % {"name": note.person}
    if row.principal_id == account:
        return gettext("Mit Ihrer Vollmacht gestellt von %(name)s.") % {"name": note.who}
    return gettext("Für %(name)s, mit Vollmacht.") % {"name": note.principal}


def find_beginning(ctx: Context, draft: Draft) -> Held | None:
    """Return what holds a draft since it was begun by an account. Must run inside a ``tenant`` block."""
    mine = Held.objects.filter(municipality_id=ctx.municipality, code_digest=bytes(draft.code_digest))
    return mine.filter(is_beginning=True).order_by("-id").first()


def check_standing(ctx: Context, draft: Draft) -> Held | None:
    """Return for whom a draft is filed, when whoever began it may do that now. Must run inside a ``tenant`` block.

    :raises ActingEndedError: when they may not (any more).
    """
    if not draft.is_represented:
        return None
    row = find_beginning(ctx, draft)
    if row is None:
        raise ActingEndedError("nothing holds the draft")
    check_acting(
        ctx, person=row.acting_id, agent=row.account_id, mandate=row.mandate_id, service=draft.package
    )
    return row


def standing_of_draft(ctx: Context, draft: Draft) -> DraftStanding | None:
    """Return for whom a draft is being filled in, and whether it could be filed now."""
    if not draft.is_represented:
        return None
    with tenant(ctx):
        row = find_beginning(ctx, draft)
        note = open_note(row) if row is not None else None
        if row is None or note is None:
            return None
        try:
            check_standing(ctx, draft)
        except ActingEndedError as ended:
            return DraftStanding(note, ended.user_message)
        return DraftStanding(note)
