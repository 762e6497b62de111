"""The ID token (OpenID Connect Core 1.0 § 3.1.3.7): who logged in, or why it is not believed."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from modellregion.region.sso.errors import SsoError

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures only, never a shared secret: with HS256 the client's own secret could make a token."""
SKEW = timedelta(seconds=60)
AGE_MAX = timedelta(minutes=10)
_SUBJECT_MAX = 255


def check_token(
    response: Mapping[str, Any], keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of the ID token of a token response.

    :raises SsoError: when any rule is broken.
    """
    text = response.get("id_token")
    if not isinstance(text, str) or not text:
        raise SsoError("there is no ID token")
    try:
        token = jwt.decode(text, keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SsoError(f"the signature is refused: {type(error).__name__} {error}") from error
    claims = dict(token.claims)
    if claims.get("iss") != issuer:
        raise SsoError("another issuer")
    _check_audience(claims, client_id)
    _check_times(claims, now)
    told = claims.get("nonce")
    if not isinstance(told, str) or not secrets.compare_digest(told.encode(), nonce.encode()):
        raise SsoError("another nonce")
    _check_access_token(response, claims, str(token.header.get("alg")))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_MAX:
        raise SsoError("no subject")
    return claims


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client_id not in named:
        raise SsoError("another audience")
    if (len(named) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise SsoError("issued to somebody else")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    ends, made = _number(claims, "exp"), _number(claims, "iat")
    at = now.timestamp()
    if at >= ends + SKEW.total_seconds():
        raise SsoError("expired")
    if not at - AGE_MAX.total_seconds() <= made <= at + SKEW.total_seconds():
        raise SsoError("made too long ago, or in the future")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise SsoError(f"{name} is no time")
    return value


def _check_access_token(response: Mapping[str, Any], claims: Mapping[str, Any], algorithm: str) -> None:
    if "at_hash" not in claims or algorithm == "EdDSA":
        return
    expected = create_half_hash(str(response.get("access_token", "")), algorithm)
    told = str(claims["at_hash"]).encode()
    if expected is None or not secrets.compare_digest(told, expected):
        raise SsoError("the access token is another one's")
