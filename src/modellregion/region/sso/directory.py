"""The directory as the protocol shows it (OpenID Connect Discovery 1.0): its addresses, its keys, and a token for a code."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.region.sso.errors import SsoAwayError, SsoError, WrongSsoError
from modellregion.region.sso.models import SsoConnection

SECONDS_MAX = 10
BYTES_MAX = 1_000_000
_KNOWN_FOR = 600
_LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory is asked. ``names_itself``: it says its own name in every answer (RFC 9207)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    names_itself: bool


def directory_of(issuer: str) -> Directory:
    """Return the directory's description, at most ten minutes old.

    :raises SsoAwayError: when it does not answer. :raises WrongSsoError: when it is another one's, or not safe to use.
    """
    return _described(issuer, int(SYSTEM_CLOCK.now().timestamp()) // _KNOWN_FOR)


@lru_cache(maxsize=256)
def _described(issuer: str, age: int) -> Directory:
    del age
    told = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise WrongSsoError(f"{issuer} calls itself {told.get('issuer')!r}")
    ask, redeem_at, keys = (
        str(told.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    for address in (ask, redeem_at, keys):
        check_address(address)
    names_itself = told.get("authorization_response_iss_parameter_supported") is True
    return Directory(issuer, ask, redeem_at, keys, names_itself)


def keys_of(directory: Directory) -> KeySet:
    """Return the directory's signing keys as they are now, so that a change of keys needs nobody here."""
    try:
        return KeySet.import_key_set(fetch_json(directory.keys))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError) as error:
        raise SsoError(f"the keys of {directory.issuer} cannot be read: {error}") from error


def client_of(row: SsoConnection, redirect_uri: str) -> OAuth2Client:
    """Return the client that asks for a login and redeems its code, with PKCE."""
    try:
        secret = Path(row.secret_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSsoError(f"{row.secret_file} cannot be read: {error.strerror}") from error
    return OAuth2Client(
        client_id=row.client_id,
        client_secret=secret,
        scope="openid profile email",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=SECONDS_MAX,
        follow_redirects=False,
        trust_env=not _is_local(row.issuer),
    )


def redeem(client: OAuth2Client, directory: Directory, *, code: str, verifier: str) -> dict[str, Any]:
    """Return the token response for a code.

    :raises SsoError: when the directory refuses it. :raises SsoAwayError: when it does not answer.
    """
    try:
        return dict(client.fetch_token(directory.token, code=code, code_verifier=verifier))
    except httpx2.HTTPStatusError as error:
        raise SsoAwayError(str(error)) from error
    except httpx2.HTTPError as error:
        raise SsoAwayError(f"{type(error).__name__}: {error}") from error
    except (OAuthError, ValueError) as error:
        raise SsoError(f"the code was refused: {error}") from error


def fetch_json(address: str) -> dict[str, Any]:
    """Return a small JSON object at an address."""
    check_address(address)
    try:
        with httpx2.Client(timeout=SECONDS_MAX, trust_env=not _is_local(address)) as client:
            answer = client.get(address)
            answer.raise_for_status()
        found = answer.json() if len(answer.content) <= BYTES_MAX else None
    except (httpx2.HTTPError, ValueError) as error:
        raise SsoAwayError(f"{address}: {type(error).__name__} {error}") from error
    if not isinstance(found, dict):
        raise SsoAwayError(f"{address} sent no JSON object")
    return found


def check_address(address: str) -> None:
    """Refuse an address that is not https; http is for a directory on this very machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_local(address)):
        raise WrongSsoError(f"{address!r} is not an https address")


def _is_local(address: str) -> bool:
    return urlsplit(address).hostname in _LOCAL
