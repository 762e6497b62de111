"""Begin an application with an account, or let an account hold one that was begun without."""

from dataclasses import dataclass

import msgspec

from modellregion.accounts.api import LEVEL_OF_PACKAGE, Holder, hide_code
from modellregion.cases.commands.save_page import LIFETIME
from modellregion.cases.drafts import encode_draft
from modellregion.cases.errors import DraftNotFoundError, ServiceNotOfferedError
from modellregion.cases.models import Case, Held
from modellregion.cases.models import Draft as DraftRow
from modellregion.cases.prefilling import prefill
from modellregion.forms.api import Draft
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import seal
from modellregion.kernel.errors import NotAllowedError
from modellregion.kernel.ids import access_code_digest, new_access_code, new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import installed_services


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that was begun, found by its code."""

    code: str
    page: str


def begin_by_account(ctx: Context, *, holder: Holder, service: str) -> Begun:
    """Begin a draft in which everything stands ready that the account knows, and let the account hold it.

    :raises ServiceNotOfferedError: when the municipality does not offer the service.
    :raises NotAllowedError: when the service asks for a surer login than this one.
    """
    offered = installed_services(ctx.municipality).get(service)
    if offered is None:
        raise ServiceNotOfferedError(service)
    package = offered.package
    if holder.level < LEVEL_OF_PACKAGE[package.trust_level]:
        raise NotAllowedError(f"{service} asks for {package.trust_level}")
    draft = prefill(package.form, holder.facts, holder.profile)
    code = new_access_code()
    with tenant(ctx):
        DraftRow.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            code_digest=access_code_digest(code),
            package=package.id,
            package_hash=package.hash,
            content=encode_draft(draft),
            language=ctx.language,
            created_at=ctx.now(),
            updated_at=ctx.now(),
            expires_at=ctx.now() + LIFETIME,
        )
        _hold(ctx, holder, code, draft, is_beginning=True)
    return Begun(code, package.form.pages[0].id)


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


def _hold(ctx: Context, holder: Holder, code: str, draft: Draft, *, is_beginning: bool) -> None:
    Held.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        account_id=holder.account,
        code_digest=access_code_digest(code),
        code=hide_code(ctx, holder.account, code) if holder.account else b"",
        profile=holder.profile.id,
        level=int(holder.level),
        origins=seal(msgspec.json.encode(draft.origins)),
        since=ctx.now(),
        is_beginning=is_beginning,
    )
