"""Log in at the directory: begin, and take its answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from authlib.common.security import generate_token
from django.contrib.auth.hashers import make_password

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel import security_log
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.region.commands.add_staff_member import add_staff_member
from modellregion.region.commands.log_in import new_session
from modellregion.region.models import RoleAssignment, StaffMember
from modellregion.region.roles import Role
from modellregion.region.sessions import Means, session_digest
from modellregion.region.sso.connection import staff_login_of
from modellregion.region.sso.directory import client_of, directory_of, keys_of, redeem
from modellregion.region.sso.errors import SsoCancelledError, SsoError, SsoRightsError, SsoUnknownError
from modellregion.region.sso.models import SsoConnection, SsoLogin, StaffIdentity
from modellregion.region.sso.token import check_token

LIFETIME = timedelta(minutes=15)
_NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the secret it keeps to prove that it is the same one."""

    address: str
    browser_secret: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A session of a person of the staff, and where they wanted to go."""

    token: str
    target: str


def begin_sso(ctx: Context, *, redirect_uri: str, target: str) -> Begun:
    """Write down that a login begins.

    :raises NotFoundError: when the municipality has no directory. :raises SsoError: when it cannot be used.
    """
    row = _connected(ctx)
    directory = directory_of(row.issuer)
    state, nonce, browser = (secrets.token_urlsafe(32) for _ in range(3))
    verifier = generate_token(64)
    with client_of(row, redirect_uri) as client:
        address, _ = client.create_authorization_url(
            directory.authorization, state=state, nonce=nonce, code_verifier=verifier
        )
    with tenant(ctx):
        logins = SsoLogin.objects.filter(municipality_id=ctx.municipality)
        logins.filter(created_at__lt=ctx.now() - LIFETIME).delete()
        SsoLogin.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            state_digest=session_digest(state),
            browser_digest=session_digest(browser),
            nonce=nonce,
            verifier=verifier,
            target=target,
            created_at=ctx.now(),
        )
    return Begun(str(address), browser)


def finish_sso(ctx: Context, *, answer: Mapping[str, str], browser_secret: str, redirect_uri: str) -> Entered:
    """Judge the directory's answer and open a session; an answer counts once, whatever comes of it.

    :param answer: the parameters of the address to which the directory sent the browser back.
    :raises NotFoundError: when the municipality has no directory. :raises SsoError: or one of its kinds.
    """
    row = _connected(ctx)
    login = _taken(ctx, answer.get("state", ""), browser_secret)
    directory = directory_of(row.issuer)
    told = answer.get("iss", "")
    if (told or directory.names_itself) and told != row.issuer:
        raise _refused("the answer names another issuer")
    if "error" in answer:
        raise SsoCancelledError(answer["error"][:80])
    with client_of(row, redirect_uri) as client:
        response = redeem(client, directory, code=answer.get("code", ""), verifier=login.verifier)
    try:
        claims = check_token(
            response,
            keys_of(directory),
            issuer=row.issuer,
            client_id=row.client_id,
            nonce=login.nonce,
            now=ctx.now(),
        )
    except SsoError as error:
        raise _refused(str(error)) from error
    wanted = _roles(row, claims)
    with tenant(ctx):
        member = _member(ctx, row, claims)
        _set_roles(ctx, row, member, wanted)
        token = _enter(ctx, member) if wanted or not row.roles else ""
    if not token:  # outside the transaction: what the groups gave before is taken away all the same
        raise SsoRightsError("no group of theirs gives a role")
    security_log.told(security_log.Event.LOGIN_OK, staff=member.id, by="directory")
    return Entered(token, login.target)


def _enter(ctx: Context, member: StaffMember) -> str:
    return new_session(ctx.municipality, member.id, ctx.now(), means=Means.DIRECTORY)


def _connected(ctx: Context) -> SsoConnection:
    row = staff_login_of(ctx.municipality)
    if row is None:
        raise NotFoundError("no directory is connected")
    return row


def _refused(why: str) -> SsoError:
    log.warning("staff login refused", rule=why)
    return SsoError(why)


def _taken(ctx: Context, state: str, browser_secret: str) -> SsoLogin:
    with tenant(ctx):
        rows = SsoLogin.objects.select_for_update().filter(
            municipality_id=ctx.municipality, state_digest=session_digest(state)
        )
        login = rows.first()
        is_mine = login is not None and secrets.compare_digest(
            bytes(login.browser_digest), session_digest(browser_secret)
        )
        if login is not None and is_mine:
            rows.delete()
    if login is None or not is_mine or login.created_at < ctx.now() - LIFETIME:
        raise _refused("nobody in this browser asked")
    return login


def _member(ctx: Context, row: SsoConnection, claims: Mapping[str, Any]) -> StaffMember:
    """Return the person of the staff: by subject; at the first login by the name the file tells to look for."""
    mine = {"municipality_id": ctx.municipality}
    subject = str(claims["sub"])
    known = StaffIdentity.objects.filter(**mine, issuer=row.issuer, subject=subject).first()
    if known is not None:
        member = StaffMember.objects.filter(**mine, id=known.staff_id, is_active=True).first()
        if member is None:
            raise SsoUnknownError("inactive")
        return member
    member = _by_login(ctx, row, claims) or _new_member(ctx, row, claims)
    StaffIdentity.objects.create(
        **mine, id=new_id(), staff_id=member.id, issuer=row.issuer, subject=subject, since=ctx.now()
    )
    append(ctx, NewEntry(Subject("staff", member.id), "staff_login_linked", data={"issuer": row.issuer}))
    return member


def _by_login(ctx: Context, row: SsoConnection, claims: Mapping[str, Any]) -> StaffMember | None:
    login = claims.get(row.login_claim) if row.login_claim else None
    if not isinstance(login, str) or not login.strip():
        return None
    found = StaffMember.objects.filter(municipality_id=ctx.municipality, login=login.strip().casefold())
    member = found.first()
    if member is None:
        return None
    linked = StaffIdentity.objects.filter(
        municipality_id=ctx.municipality, issuer=row.issuer, staff_id=member.id
    )
    if not member.is_active or linked.exists():
        raise SsoUnknownError("the login is inactive, or another subject's")
    return member


def _new_member(ctx: Context, row: SsoConnection, claims: Mapping[str, Any]) -> StaffMember:
    login = claims.get(row.login_claim or "preferred_username") or claims["sub"]
    if not row.creates_staff or not isinstance(login, str):
        raise SsoUnknownError("nobody here has this login")
    if not _roles(row, claims):
        raise SsoRightsError("no group of theirs gives a role")
    name = claims.get("name")
    added = add_staff_member(
        ctx,
        login=login[:_NAME_MAX],
        name=name[:_NAME_MAX] if isinstance(name, str) and name else login[:_NAME_MAX],
        roles=[],
        password_hash=make_password(None),
    )
    return StaffMember.objects.get(municipality_id=ctx.municipality, id=added)


def _roles(row: SsoConnection, claims: Mapping[str, Any]) -> set[tuple[str, str]]:
    groups = claims.get(row.groups_claim) if row.groups_claim else None
    named = {one for one in groups if isinstance(one, str)} if isinstance(groups, list) else set()
    return {(Role(line["role"]).value, line["unit"]) for line in row.roles if line["group"] in named}


def _set_roles(ctx: Context, row: SsoConnection, member: StaffMember, wanted: set[tuple[str, str]]) -> None:
    """Make a person's roles what their groups give, where the file maps groups; else leave them alone."""
    if not row.roles:
        return
    mine = RoleAssignment.objects.filter(municipality_id=ctx.municipality, staff_id=member.id)
    held = {(one.role, str(one.unit_id)) for one in mine}
    if held == wanted:
        return
    mine.delete()
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            municipality_id=ctx.municipality, id=new_id(), staff_id=member.id, unit_id=unit, role=role
        )
        for role, unit in sorted(wanted)
    )
    data = [{"role": role, "unit": unit} for role, unit in sorted(wanted)]
    append(ctx, NewEntry(Subject("staff", member.id), "staff_roles_set", data=data))
