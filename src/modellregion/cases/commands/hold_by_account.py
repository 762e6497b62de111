"""Begin an application with an account, or let an account hold one that was begun without."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from modellregion.accounts.api import (
    LEVEL_OF_PACKAGE,
    ActingEndedError,
    Facts,
    Holder,
    MemberRole,
    Profile,
    Standing,
    acting_with,
    hide_code,
    show_code,
    standings_of,
)
from modellregion.cases.commands.save_page import LIFETIME
from modellregion.cases.drafts import encode_draft
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.models import Case, Held
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.prefilling import prefill
from modellregion.cases.representing.standing import note_of, open_note, sealed_note
from modellregion.forms.api import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotAllowedError, NotFoundError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.sealed_fields import sealed_for
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that was begun, found by its code."""

    code: str
    page: str


def begin_by_account(ctx: Context, *, holder: Holder, service: str, key: str = "") -> Begun:
    """Begin a draft in which everything stands ready that the account knows, and let the account hold it.

    :param key: for whom, as ``standings_of`` names it; empty for oneself. Then the account acted with holds the draft, and
        what stands ready is what the represented account knows, as far as its mandate lets it be shared.
    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    :raises NotAllowedError: when the service asks for a surer login than this one.
    :raises ActingEndedError: when the holder may not act for them (any more).
    """
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    package = offered.package
    if holder.level < LEVEL_OF_PACKAGE[package.trust_level]:
        raise NotAllowedError(f"{service} asks for {package.trust_level}")
    code, row = new_access_code(), new_id()
    with tenant(ctx):
        standing = find_standing(ctx, holder, service, key)
        facts, profile = known_for(holder, standing)
        draft = prefill(package.form, facts, profile)
        DraftRow.objects.create(
            municipality_id=ctx.municipality,
            id=row,
            code_digest=access_code_digest(code),
            package=package.id,
            package_hash=package.hash,
            content=encode_draft(ctx, row, draft),
            language=ctx.language,
            created_at=ctx.now(),
            updated_at=ctx.now(),
            expires_at=ctx.now() + LIFETIME,
            is_represented=standing is not None,
        )
        _hold(ctx, holder, code, draft, is_beginning=True, standing=standing)
    return Begun(code, package.form.pages[0].id)


def find_standing(ctx: Context, holder: Holder, service: str, key: str) -> Standing | None:
    """Return for whom a key stands; None for oneself. Must run inside a ``tenant`` block.

    :raises ActingEndedError: when the holder may not act for them (any more).
    """
    if not key:
        return None
    found = standings_of(ctx, holder.account, service) if holder.account else []
    for standing in found:
        if standing.key == key:
            return standing
    raise ActingEndedError(key)


def known_for(holder: Holder, standing: Standing | None) -> tuple[Facts, Profile]:
    """Return what stands ready in a form: what the holder's account knows, or the one that is represented."""
    if standing is None:
        return holder.facts, holder.profile
    return standing.facts or {}, standing.profile or holder.profile


def continue_by_account(ctx: Context, *, holder: Holder, held: UUID) -> str:
    """Go on with a draft that was begun for somebody else, and answer for it from now on; return its code.

    Whoever goes on with it is the one who must be allowed to file it. A mandate that ended is replaced by one that the same
    account gave since.

    :raises NotFoundError: when no account holds it that the holder may file with.
    """
    with tenant(ctx):
        row = Held.objects.filter(municipality_id=ctx.municipality, id=held, is_beginning=True).first()
        if row is None or row.account_id is None or holder.account is None:
            raise NotFoundError(f"nothing held {held}")
        acting_with(ctx, holder.account, row.account_id, role=MemberRole.FILE)
        draft = DraftRow.objects.filter(
            municipality_id=ctx.municipality, code_digest=bytes(row.code_digest), case_id=None
        ).first()
        note = open_note(row)
        if draft is None or note is None:
            raise NotFoundError(f"no draft of {held}")
        mandate = row.mandate_id
        for standing in standings_of(ctx, holder.account, draft.package):
            is_same = standing.principal == row.principal_id and standing.agent == row.account_id
            if is_same and standing.mandate and row.principal_id is not None:
                mandate = standing.mandate
        note = msgspec.structs.replace(note, person=holder.name)
        Held.objects.filter(municipality_id=ctx.municipality, id=held).update(
            acting_id=holder.account,
            mandate_id=mandate,
            profile=holder.profile.id,
            level=int(holder.level),
            standing=sealed_note(row, note),
        )
        return show_code(ctx, row.account_id, row.code)


def hold_by_account(ctx: Context, *, holder: Holder, code: str) -> None:
    """Let the account hold a draft or a case whose code its owner knows; holding it twice changes nothing.

    :raises DraftNotFoundError: when there is neither draft nor case with this code here.
    :raises NotAllowedError: when the login is a temporary one, so that there is no account.
    """
    if holder.account is None:
        raise NotAllowedError("a temporary login holds nothing")
    digest = access_code_digest(code)
    with tenant(ctx):
        mine = {"municipality_id": ctx.municipality, "code_digest": digest}
        if not (DraftRow.objects.filter(**mine).exists() or Case.objects.filter(**mine).exists()):
            raise DraftNotFoundError("unknown code")
        if not Held.objects.filter(**mine, account_id=holder.account).exists():
            _hold(ctx, holder, code, Draft(), is_beginning=False)


def _hold(
    ctx: Context,
    holder: Holder,
    code: str,
    draft: Draft,
    *,
    is_beginning: bool,
    standing: Standing | None = None,
) -> None:
    account = standing.agent if standing else holder.account
    row = Held(
        municipality_id=ctx.municipality,
        id=new_id(),
        account_id=account,
        code_digest=access_code_digest(code),
        code=hide_code(ctx, account, code) if account else b"",
        profile=holder.profile.id,
        level=int(holder.level),
        since=ctx.now(),
        is_beginning=is_beginning,
        acting_id=holder.account,
        principal_id=standing.principal if standing else None,
        mandate_id=standing.mandate if standing else None,
    )
    row.origins = sealed_for(row, "origins", msgspec.json.encode(draft.origins))
    row.standing = sealed_note(row, note_of(standing, holder.name)) if standing else None
    Held.objects.bulk_create([row])
