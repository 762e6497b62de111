"""Begin a login at an identity provider, and take its answer."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from modellregion.accounts.connections import Connected, connected
from modellregion.accounts.errors import (
    LevelTooLowError,
    LoginCancelledError,
    LoginFailedError,
    TestAccountError,
)
from modellregion.accounts.models import Account, AccountSession, Login, UsedAssertion
from modellregion.accounts.profiles import Facts, Level, subject_of
from modellregion.accounts.saml.parties import Expected, Identity, SamlError
from modellregion.accounts.saml.request import Wish, write_request
from modellregion.accounts.saml.response import check_response
from modellregion.accounts.sessions import ABSOLUTE_LIMIT, digest_of, end_sessions, sealed_facts
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import NOTHING
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.security_log import Event, told
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.api import get_body

LOGIN_LIFETIME = timedelta(minutes=15)
"""How long somebody may take at the identity provider."""
_PROTECTED = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Handover:
    """What the browser carries to the identity provider, and the secret it keeps to prove that it is the same one."""

    sso_url: str
    request: str
    relay_state: str
    browser_secret: str
    provider_name: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A session: its token for the cookie, and where the person wanted to go."""

    token: str
    target: str


def begin_login(ctx: Context, *, profile: str, least: Level, target: str, back_url: str = "") -> Handover:
    """Write down that a login begins, and return what is to be carried to the provider.

    :param target: a path of our own; anything else is replaced by the account's own page.
    :raises NotConnectedError: when the municipality is not connected to that account.
    """
    found = connected(ctx, profile)
    body = get_body(ctx.municipality)
    slug, name = (body.slug, body.name) if body else ("", "")
    request_id = f"_{secrets.token_hex(20)}"
    relay_state, browser_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    wish = Wish(
        request_id,
        found.profile.level_name(least),
        found.profile.wanted(),
        ctx.now(),
        organisation=name if found.profile.has_extension else "",
        online_service=found.row.online_service,
        language=ctx.language,
        back_url=back_url,
        is_pss=found.row.is_pss,
    )
    with tenant(ctx):
        old = Login.objects.filter(
            municipality_id=ctx.municipality, created_at__lt=ctx.now() - LOGIN_LIFETIME
        )
        old.delete()
        Login.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            profile=profile,
            request_id=request_id,
            relay_digest=digest_of(relay_state),
            browser_digest=digest_of(browser_secret),
            level=int(least),
            target=own_target(target, slug),
            created_at=ctx.now(),
        )
    request = write_request(found.service, found.provider, wish)
    return Handover(
        found.provider.sso_url,
        request,
        relay_state,
        browser_secret,
        found.profile.name,
        found.row.is_simulated,
    )


def own_target(target: str, slug: str) -> str:
    """Return a path of this municipality's portal; the account's own page in place of anything else."""
    parts = urlsplit(target)
    home = url("account", slug=slug)
    portal = url("municipality", slug=slug)
    path = parts.path.removeprefix("/en")
    is_own = not parts.scheme and not parts.netloc and path.startswith(portal.removeprefix("/en"))
    is_plain = "\\" not in target and "//" not in target and ".." not in target and target.isprintable()
    return target if is_own and is_plain and len(target) < 500 else home


def finish_login(
    ctx: Context, *, profile: str, response: str, relay_state: str, browser_secret: str
) -> Opened:
    """Judge the provider's answer and open a session.

    :raises LoginFailedError: or one of its kinds when the answer is refused; the login can then still be answered.
    :raises NotConnectedError: when the municipality is not connected to that account.
    """
    found = connected(ctx, profile)
    login = _login(ctx, profile, relay_state, browser_secret)
    least = Level(login.level)
    expected = Expected(login.request_id, found.profile.levels_from(least), ctx.now())
    try:
        identity = check_response(response, found.service, found.provider, expected)
    except SamlError as error:
        log.warning("login refused", profile=profile, rule=error.code)
        told(Event.LOGIN_FAILED, profile=profile, reason=error.code)
        if error.code == "level":
            raise LevelTooLowError(error.code) from error
        kind = LoginCancelledError if error.code == "status" else LoginFailedError
        raise kind(error.code) from error
    facts = found.profile.facts(identity)
    test = facts.pop("is_test", None)
    if test is not None and test.text.strip().lower() != "false" and found.row.is_production:
        raise TestAccountError(profile)
    with tenant(ctx):
        taken, _ = Login.objects.filter(municipality_id=ctx.municipality, id=login.id).delete()
        if not taken:
            raise LoginFailedError("answered already")
        _use_once(ctx, found, identity)
        level = found.profile.level_of(identity.level)
        account = _account(ctx, found, identity, facts, level)
        token = _open(ctx, found, account, facts, level)
    told(Event.LOGIN_OK, profile=profile, account=account, trust_level=int(level))
    return Opened(token, login.target)


def _login(ctx: Context, profile: str, relay_state: str, browser_secret: str) -> Login:
    """Return the login this browser began; an answer that nobody here asked for is none."""
    with tenant(ctx):
        row = Login.objects.filter(
            municipality_id=ctx.municipality, relay_digest=digest_of(relay_state), profile=profile
        ).first()
    if row is None or row.created_at < ctx.now() - LOGIN_LIFETIME:
        raise LoginFailedError("nobody asked")
    if not secrets.compare_digest(bytes(row.browser_digest), digest_of(browser_secret)):
        raise LoginFailedError("another browser")
    return row


def _use_once(ctx: Context, found: Connected, identity: Identity) -> None:
    """Keep that an assertion was used for as long as it could be sent again."""
    digest = hashlib.sha256(f"{found.provider.entity_id}\0{identity.assertion_id}".encode()).digest()
    used = UsedAssertion.objects.filter(municipality_id=ctx.municipality)
    used.filter(expires_at__lt=ctx.now()).delete()
    _, is_new = used.get_or_create(
        municipality_id=ctx.municipality,
        digest=digest,
        defaults={"id": new_id(), "expires_at": max(identity.expires_at, ctx.now() + _PROTECTED)},
    )
    if not is_new:
        raise LoginFailedError("used already")


def _account(ctx: Context, found: Connected, identity: Identity, facts: Facts, level: Level) -> UUID | None:
    """Return the account of this issuer and pseudonym, made now if it is its first login; none for a temporary login."""
    subject = subject_of(found.profile, identity)
    if not subject:
        return None
    now = ctx.now()
    account, is_new = Account.objects.get_or_create(
        municipality_id=ctx.municipality,
        issuer=found.provider.entity_id,
        subject=subject[:500],
        defaults={
            "id": new_id(),
            "profile": found.profile.id,
            "facts": NOTHING,
            "level": int(level),
            "created_at": now,
            "last_login_at": now,
        },
    )
    if is_new:
        entered = {"profile": found.profile.id}
        append(ctx, NewEntry(Subject("account", account.id), "account_opened", data=entered, is_public=True))
    rows = Account.objects.filter(municipality_id=ctx.municipality, id=account.id)
    rows.update(facts=sealed_facts(account, facts), level=int(level), last_login_at=now)
    return account.id


def _open(ctx: Context, found: Connected, account: UUID | None, facts: Facts, level: Level) -> str:
    token = secrets.token_urlsafe(32)
    now = ctx.now()
    sessions = AccountSession.objects.filter(municipality_id=ctx.municipality)
    end_sessions(ctx, sessions.filter(created_at__lt=now - ABSOLUTE_LIMIT))
    row = AccountSession(
        municipality_id=ctx.municipality,
        id=new_id(),
        token_digest=digest_of(token),
        account_id=account,
        profile=found.profile.id,
        level=int(level),
        created_at=now,
        last_seen_at=now,
    )
    row.facts = sealed_facts(row, facts)
    AccountSession.objects.bulk_create([row])
    return token


def close_session(ctx: Context, token: str) -> None:
    """Log out."""
    with tenant(ctx):
        mine = AccountSession.objects.filter(municipality_id=ctx.municipality, token_digest=digest_of(token))
        end_sessions(ctx, mine)
