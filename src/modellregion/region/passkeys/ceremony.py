"""Questions to passkeys and the judgement of their answers. The only file that knows the package webauthn.

Source: Web Authentication Level 2, §§ 7.1 and 7.2 (https://www.w3.org/TR/webauthn-2/). User verification is required
everywhere; no attestation is asked for, because which make of device somebody has is nobody's business here.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant
from modellregion.region.models import StaffMember
from modellregion.region.passkeys.errors import PasskeyRefusedError, PasskeyUnusableError
from modellregion.region.passkeys.models import Passkey, PasskeyQuestion
from modellregion.region.sessions import session_digest

LIFETIME = timedelta(minutes=5)
ANSWER_LENGTH_MAX = 20_000
"""Characters of an answer; real ones have about 1 500."""


class Purpose(StrEnum):
    """For what a question was asked: an answer to one is none to another."""

    ADD = "add"
    LOG_IN = "log_in"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Party:
    """To whom passkeys belong (relying party): ``id`` is a host name, ``origin`` the address pages come from."""

    id: str
    origin: str


def party() -> Party | None:
    """Return to whom passkeys of this installation belong; None where its address allows none.

    Browsers make passkeys for names alone, over https or on this very machine; 127.0.0.1 is then called localhost.
    """
    parts = urlsplit(settings.PUBLIC_URL)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    if host == "127.0.0.1":
        host = "localhost"
    is_secure = parts.scheme == "https" or host == "localhost"
    if not host or not is_secure or _is_address(host):
        return None
    return Party(settings.PASSKEY_HOST or host, f"{parts.scheme}://{host}{port}")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def ask_for_new(ctx: Context, *, body: str) -> str:
    """Return what the browser is to make a passkey from, as JSON (PublicKeyCredentialCreationOptions).

    :param body: what the body is called, so that people tell their passkeys apart.
    :raises PasskeyUnusableError: when the installation's address allows none.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    of = _party()
    with tenant(ctx):
        member = StaffMember.objects.get(municipality_id=ctx.municipality, id=ctx.person())
        known = _ids_of(ctx, member.id)
    options = generate_registration_options(
        rp_id=of.id,
        rp_name="Modellregion",
        user_id=member.id.bytes,
        user_name=f"{member.login} ({body})",
        user_display_name=f"{member.name} ({body})",
        challenge=_write_down(ctx, Purpose.ADD, member.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def ask_for_one(ctx: Context, purpose: Purpose) -> str:
    """Return what the browser is to ask a passkey, as JSON (PublicKeyCredentialRequestOptions).

    Whoever is logged in is asked for their own; at the login, for any that belongs to this installation.

    :raises PasskeyUnusableError: when the installation's address allows none.
    """
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    of, staff = _party(), ctx.actor.id
    known: list[bytes] = []
    if staff is not None:
        with tenant(ctx):
            known = _ids_of(ctx, staff)
    options = generate_authentication_options(
        rp_id=of.id,
        challenge=_write_down(ctx, purpose, staff),
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What an authenticator made."""

    id: bytes
    public_key: bytes
    sign_count: int


def check_new(ctx: Context, answer: str) -> NewCredential:
    """Judge an authenticator's answer to ``ask_for_new``.

    :raises PasskeyRefusedError: when it is none.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    of, told = _party(), _read(answer)
    challenge = _taken(ctx, told, Purpose.ADD)
    try:
        made = verify_registration_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=of.id,
            expected_origin=of.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise refused(f"registration: {error}") from error
    return NewCredential(made.credential_id, made.credential_public_key, made.sign_count)


@dataclass(frozen=True, slots=True)
class Proof:
    """A passkey that has just proved itself, and how often it says that it was used."""

    passkey: Passkey
    sign_count: int

    @property
    def is_suspect(self) -> bool:
        """Whether the counter went back or stood still: somebody may have copied the passkey (§ 6.1.1)."""
        counts = self.sign_count > 0 or self.passkey.sign_count > 0
        return counts and self.sign_count <= self.passkey.sign_count


def check_one(ctx: Context, answer: str, purpose: Purpose) -> Proof:
    """Judge a passkey's answer to ``ask_for_one``.

    :raises PasskeyRefusedError: when it is none, or nobody's of this municipality, or not the acting person's.
    """
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    of, told = _party(), _read(answer)
    challenge = _taken(ctx, told, purpose)
    try:
        credential_id = base64url_to_bytes(str(told["rawId"]))
        with tenant(ctx):
            passkey = Passkey.objects.filter(
                municipality_id=ctx.municipality, credential_id=credential_id
            ).first()
        if passkey is None or (ctx.actor.id is not None and passkey.staff_id != ctx.actor.id):
            raise refused("unknown here, or somebody else's")
        _check_handle(told, passkey.staff_id)
        found = verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=of.id,
            expected_origin=of.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=0,  # judged by ``Proof``, which tells it apart from a wrong answer
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise refused(f"authentication: {error}") from error
    return Proof(passkey, found.new_sign_count)


def refused(why: str) -> PasskeyRefusedError:
    """Return the error for people; the reason goes to the log."""
    log.warning("passkey refused", rule=why[:200])
    return PasskeyRefusedError(why)


def _check_handle(told: dict[str, Any], staff: UUID) -> None:
    from webauthn import base64url_to_bytes

    handle = told["response"].get("userHandle")
    if handle and base64url_to_bytes(str(handle)) != staff.bytes:
        raise refused("the user handle is somebody else's")


def _party() -> Party:
    found = party()
    if found is None:
        raise PasskeyUnusableError(settings.PUBLIC_URL)
    return found


def _ids_of(ctx: Context, staff: UUID) -> list[bytes]:
    rows = Passkey.objects.filter(municipality_id=ctx.municipality, staff_id=staff)
    return [bytes(one) for one in rows.values_list("credential_id", flat=True)]


def _described(ids: Iterable[bytes]) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=one) for one in ids]


def _write_down(ctx: Context, purpose: Purpose, staff: UUID | None) -> bytes:
    challenge = secrets.token_bytes(32)
    with tenant(ctx):
        questions = PasskeyQuestion.objects.filter(municipality_id=ctx.municipality)
        questions.filter(created_at__lt=ctx.now() - LIFETIME).delete()
        PasskeyQuestion.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            challenge_digest=session_digest(challenge.hex()),
            purpose=purpose,
            staff_id=staff,
            created_at=ctx.now(),
        )
    return challenge


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer) if len(answer) <= ANSWER_LENGTH_MAX else None
    except (ValueError, RecursionError) as error:
        raise refused("no JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("response"), dict):
        raise refused("no answer of a passkey")
    return told


def _taken(ctx: Context, told: dict[str, Any], purpose: Purpose) -> bytes:
    """Take the question that was answered: it counts once, whatever comes of it."""
    from webauthn import base64url_to_bytes

    try:
        data = json.loads(base64url_to_bytes(str(told["response"]["clientDataJSON"])))
        challenge = base64url_to_bytes(str(data["challenge"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise refused("no client data") from error
    with tenant(ctx):
        question = PasskeyQuestion.objects.filter(
            municipality_id=ctx.municipality,
            challenge_digest=session_digest(challenge.hex()),
            purpose=purpose,
            staff_id=ctx.actor.id,
            created_at__gte=ctx.now() - LIFETIME,
        )
        count, _ = question.delete()
    if not count:
        raise refused("nobody asked this, or it was answered before, or too long ago")
    return challenge
