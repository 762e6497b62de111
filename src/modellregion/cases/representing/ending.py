"""What follows when a mandate ends or a member leaves: parties end, and codes that somebody knew open nothing any more."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from modellregion.accounts.api import (
    EndedMandate,
    end_expired_mandates,
    end_mandate,
    end_mandates_of,
    end_membership,
    hide_code,
)
from modellregion.cases.history import record
from modellregion.cases.models import Case, Draft, Held, Party
from modellregion.cases.representatives import open_party
from modellregion.cases.states import Action
from modellregion.kernel.context import Context
from modellregion.kernel.ids import access_code_digest, new_access_code
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.payments.api import change_code_of_claims


def revoke_mandate(ctx: Context, *, person: UUID, account: UUID, mandate: UUID) -> None:
    """End a mandate at the wish of one of its sides, with all that follows; ending it twice is ending it once.

    Told to the authority by this very act (§ 14 Abs. 1 Satz 4 VwVfG), so it counts at once.

    :raises NotFoundError: when the account is neither side of it, or the person does not manage it.
    """
    with tenant(ctx):
        ended = end_mandate(ctx, person=person, account=account, mandate=mandate)
        if ended is not None:
            _take_back(ctx, ended)


def remove_member(ctx: Context, *, person: UUID, organisation: UUID, member: UUID) -> None:
    """Remove a member of an organisation account; the codes of its applications change, because the member knew them.

    :raises NotFoundError: when the person neither manages this account nor is this member.
    """
    with tenant(ctx):
        account = end_membership(ctx, person=person, organisation=organisation, member=member)
        if account is not None:
            renew_codes(ctx, _digests(ctx, account_id=organisation))


def end_all_of(ctx: Context, account: UUID) -> None:
    """End every mandate and membership of an account that is being deleted. Must run inside a ``tenant`` block."""
    for ended in end_mandates_of(ctx, account):
        _take_back(ctx, ended)


def end_what_is_over(ctx: Context) -> None:
    """End the mandates of one municipality whose last day is over."""
    with tenant(ctx):
        for ended in end_expired_mandates(ctx):
            _take_back(ctx, ended)


def _take_back(ctx: Context, ended: EndedMandate) -> None:
    digests = _digests(ctx, mandate_id=ended.id)
    cases = Case.objects.filter(municipality_id=ctx.municipality, code_digest__in=digests)
    for row in cases.order_by("id"):
        _end_party(ctx, row, ended)
    filed = [bytes(digest) for digest in cases.values_list("code_digest", flat=True)]
    held = Held.objects.filter(municipality_id=ctx.municipality, code_digest__in=filed, mandate_id=ended.id)
    # How surely a case was filed, and for whom, is part of the case; only the account lets go of it.
    held.filter(is_beginning=True).update(account_id=None, code=b"")
    # Where nobody else holds a case there is nobody to give a new code to: then the old one stays, on paper.
    rows = Held.objects.filter(
        municipality_id=ctx.municipality, code_digest__in=filed, account_id__isnull=False
    )
    renew_codes(ctx, sorted({bytes(digest) for digest in rows.values_list("code_digest", flat=True)}))


def _end_party(ctx: Context, case: Case, ended: EndedMandate) -> None:
    parties = Party.objects.filter(municipality_id=ctx.municipality, case_id=case.id, ends_on=None)
    for row in parties:
        content = open_party(row)
        if content.given_by_account != ended.id:
            continue
        content = msgspec.structs.replace(content, end_reason="Vollmacht beendet")
        Party.objects.filter(municipality_id=ctx.municipality, id=row.id).update(
            ends_on=ctx.today(),
            ended_by=ended.who,
            content=sealed_for(row, "content", msgspec.json.encode(content)),
        )
        record(ctx, case.id, Action.MANDATE_OVER, note=f"{content.name}: {ended.who}", is_public=True)


def renew_codes(ctx: Context, digests: Iterable[bytes]) -> None:
    """Give filed cases new codes, known only to the accounts that hold them. Must run inside a ``tenant`` block.

    A draft keeps its code: somebody may be filling it in right now.
    """
    mine = {"municipality_id": ctx.municipality}
    for old in digests:
        case = Case.objects.select_for_update().filter(**mine, code_digest=old).first()
        if case is None:
            continue
        code = new_access_code()
        new = access_code_digest(code)
        Case.objects.filter(**mine, id=case.id).update(code_digest=new)
        Draft.objects.filter(**mine, code_digest=old).update(code_digest=new)
        for row in Held.objects.filter(**mine, code_digest=old):
            hidden = hide_code(ctx, row.account_id, code) if row.account_id else b""
            Held.objects.filter(**mine, id=row.id).update(code_digest=new, code=hidden)
        change_code_of_claims(ctx, case.id, new)


def _digests(ctx: Context, **of: UUID) -> list[bytes]:
    rows = Held.objects.filter(municipality_id=ctx.municipality, **of)
    return sorted({bytes(digest) for digest in rows.values_list("code_digest", flat=True)})
