"""End a mandate: revoked by who gave it, laid down by who took it, or over by its date."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from modellregion.accounts.acting import MemberRole, acting_with
from modellregion.accounts.mandates import MANDATE, content_of, row_of
from modellregion.accounts.models import Mandate, Member
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant

KEPT = timedelta(days=366)
"""How long an ended mandate is kept for both sides to look at; what was filed by it lies with the cases."""


@dataclass(frozen=True, slots=True)
class EndedMandate:
    """A mandate that has just ended: by whom, as the history says it."""

    id: UUID
    who: str


def end_mandate(ctx: Context, *, person: UUID, account: UUID, mandate: UUID) -> EndedMandate | None:
    """End a mandate today; ending it twice is ending it once (None). It cannot be taken up again, only given anew.

    :param account: the side that ends it; the person has to manage this account.
    :raises NotFoundError: when the account is neither side of it, or the person does not manage it.
    """
    with tenant(ctx):
        acting = acting_with(ctx, person, account, role=MemberRole.OWNER)
        row = row_of(ctx, account, mandate, is_locked=True)
        return _end(ctx, row, acting.name)


def end_mandates_of(ctx: Context, account: UUID) -> list[EndedMandate]:
    """End all mandates and memberships of an account that is being deleted. Must run inside a ``tenant`` block."""
    mine = Mandate.objects.select_for_update().filter(municipality_id=ctx.municipality, ended_at=None)
    given, taken = mine.filter(principal_id=account), mine.filter(agent_id=account)
    ended = [_end(ctx, row, content_of(row).principal) for row in given]
    ended += [_end(ctx, row, content_of(row).agent) for row in taken]
    members = Member.objects.filter(municipality_id=ctx.municipality, ended_at=None)
    members.filter(account_id=account).update(ended_at=ctx.now())
    members.filter(organisation_id=account).update(ended_at=ctx.now(), code_digest=None)
    return [one for one in ended if one is not None]


def end_expired_mandates(ctx: Context) -> list[EndedMandate]:
    """End what is over by its date, and forget what ended long ago. Must run inside a ``tenant`` block."""
    rows = Mandate.objects.filter(municipality_id=ctx.municipality)
    rows.filter(ended_at__lt=ctx.now() - KEPT).delete()
    rows.filter(agent_id=None, code_expires_at__lt=ctx.now() - KEPT).delete()
    members = Member.objects.filter(municipality_id=ctx.municipality)
    members.filter(ended_at__lt=ctx.now() - KEPT).delete()
    members.filter(account_id=None, code_expires_at__lt=ctx.now()).delete()
    over = rows.select_for_update().filter(ended_at=None, ends_on__lt=ctx.today())
    ended = [_end(ctx, row, "Ablauf der Vollmacht") for row in over]
    return [one for one in ended if one is not None]


def _end(ctx: Context, row: Mandate, who: str) -> EndedMandate | None:
    if row.ended_at is not None:
        return None
    Mandate.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
        ended_at=ctx.now(), code_digest=None, code_expires_at=None
    )
    append(ctx, NewEntry(Subject(MANDATE, row.id), "mandate_ended", note=who, is_public=True))
    return EndedMandate(row.id, who)
