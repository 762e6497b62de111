"""Keys at a trust service provider (remote sealing): the API of the Cloud Signature Consortium, version 2.

The settings are TOML: ``service`` (address that ends in ``/csc/v2``), ``credential`` (its id there), ``client_id``,
``client_secret_file``, and, where the credential wants a PIN, ``pin_file``. The provider gets the digest of what is to be
signed, never the letter. What it answers is verified with the certificate before anything is made of it.

Source: CSC API 2.0.0.2, §§ 8.4 (OAuth 2 client credentials), 11.1, 11.5 to 11.7, 11.11.
"""

import base64
import hashlib
import json
import threading
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from modellregion.seals.errors import SealKeyError

SECONDS_MAX = 5
"""For one answer: a letter waits for it inside its step."""
SECONDS_IN_ALL = 12
"""For all answers of one seal."""
BYTES_MAX = 256 * 1024
_SHA256 = "2.16.840.1.101.3.4.2.1"
_RSA_SHA256 = "1.2.840.113549.1.1.11"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_SPARE = 30
_lock = threading.Lock()
_tokens: dict[tuple[str, str], tuple[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a key is: the provider's address, the credential there, and the files with secrets."""

    source: Path
    service: str
    credential: str
    client_id: str
    client_secret_file: str
    pin_file: str = ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever redirects an interface wants our token elsewhere."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Follow nowhere."""


class _TokenRefusedError(Exception):
    """The provider does not take our token any more."""


def is_remote(source: Path) -> bool:
    """Tell whether settings name a provider and not a token."""
    try:
        return "service" in tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def read_remote(source: Path) -> Remote:
    """Return a provider's settings.

    :raises SealKeyError: when the file says too little, or something else.
    """
    try:
        told = tomllib.loads(source.read_text(encoding="utf-8"))
        remote = Remote(source, **{name: str(value) for name, value in told.items()})
        if not all(Path(one).is_absolute() for one in (remote.client_secret_file, remote.pin_file or "/")):
            raise ValueError("name files with their whole path")  # noqa: TRY301 - one sentence for all
        parts = urllib.parse.urlsplit(remote.service)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise ValueError("the service's address must begin with https://")  # noqa: TRY301 - likewise
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyError(
            f"{source} must name service, credential, client_id and client_secret_file (TOML), and may name pin_file: {error}"
        ) from error
    return remote


def certificates_at(remote: Remote) -> list[x509.Certificate]:
    """Return the certificates of the credential, its own first.

    :raises SealKeyError: when the provider does not answer, or the credential cannot seal by itself.
    """
    call = _Call(remote)
    known = call.ask("credentials/list", {}).get("credentialIDs")
    if not isinstance(known, list) or remote.credential not in known:
        raise call.trouble(f"it lists no credential »{remote.credential}« for us")
    told = call.ask("credentials/info", {"credentialID": remote.credential, "certificates": "chain"})
    key, cert, auth = (_part(told, name) for name in ("key", "cert", "auth"))
    if key.get("status") != "enabled":
        raise call.trouble(f"the key of »{remote.credential}« is not enabled")
    if auth.get("mode", "explicit") not in {"implicit", "explicit"}:
        raise call.trouble(f"»{remote.credential}« wants a person for each seal ({auth.get('mode')})")
    try:
        return [
            x509.load_der_x509_certificate(base64.b64decode(one, validate=True))
            for one in cert["certificates"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise call.trouble(f"it names no certificates of »{remote.credential}«: {error}") from error


def is_reachable(remote: Remote) -> str:
    """Return what is wrong with the way to the provider; an empty text when nothing is."""
    try:
        call = _Call(remote)
        call.ask("info", {}, with_token=False)
        certificates_at(remote)
    except SealKeyError as error:
        return str(error)
    return ""


def sign_remotely(remote: Remote, data: bytes, certificate: x509.Certificate) -> bytes:
    """Return the provider's signature over data, by the key of ``certificate``.

    :raises SealKeyError: when it cannot be had now, or does not fit: then nothing is made of it.
    """
    call, public = _Call(remote), certificate.public_key()
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    algorithm = _ECDSA_SHA256 if isinstance(public, ec.EllipticCurvePublicKey) else _RSA_SHA256
    what = {"credentialID": remote.credential, "hashes": [digest], "hashAlgorithmOID": _SHA256}
    asked: dict[str, Any] = {**what, "numSignatures": 1}
    if remote.pin_file:
        asked["authData"] = [{"id": "PIN", "value": _secret(remote.pin_file)}]
    sad = call.ask("credentials/authorize", asked).get("SAD")
    if not isinstance(sad, str) or not sad:
        raise call.trouble("it gives no leave to sign (SAD)")
    told = call.ask("signatures/signHash", {**what, "SAD": sad, "signAlgo": algorithm})
    try:
        [signature] = [base64.b64decode(one, validate=True) for one in told["signatures"]]
        _verify(public, signature, data)
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise call.trouble("its signature does not fit the certificate, so nothing was made of it") from error
    return signature


def _verify(public: object, signature: bytes, data: bytes) -> None:
    if isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, data, ec.ECDSA(SHA256()))
    elif isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), SHA256())
    else:
        raise TypeError("neither RSA nor of an elliptic curve")


def _part(told: dict[str, Any], name: str) -> dict[str, Any]:
    part = told.get(name)
    return part if isinstance(part, dict) else {}


def _secret(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SealKeyError(f"The file {path} cannot be read: {error}") from error


class _Call:
    """All questions of one act, which together have a limit."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._base = remote.service.rstrip("/")
        self._until = time.monotonic() + SECONDS_IN_ALL
        is_here = urllib.parse.urlsplit(remote.service).hostname in _LOCAL
        proxies = urllib.request.ProxyHandler({} if is_here else None)
        self._opener = urllib.request.build_opener(_NoRedirects(), proxies)

    def trouble(self, what: str) -> SealKeyError:
        """Return the error that says what is wrong with the provider."""
        return SealKeyError(f"The provider of the seal's key, {self._base}: {what}. It is tried again.")

    def ask(self, method: str, body: dict[str, Any], *, with_token: bool = True) -> dict[str, Any]:
        """Return a method's answer; a token that is over is renewed once."""
        if not with_token:
            return self._send(method, body, {})
        try:
            return self._send(method, body, {"Authorization": f"Bearer {self._token()}"})
        except _TokenRefusedError:
            with _lock:
                _tokens.pop(self._key(), None)
        try:
            return self._send(method, body, {"Authorization": f"Bearer {self._token()}"})
        except _TokenRefusedError as error:
            raise self.trouble("it does not take our token") from error

    def _key(self) -> tuple[str, str]:
        return self._base, self._remote.client_id

    def _token(self) -> str:
        with _lock:
            token, until = _tokens.get(self._key(), ("", 0.0))
        if until > time.monotonic():
            return token
        asked = {
            "grant_type": "client_credentials",
            "scope": "service",
            "client_id": self._remote.client_id,
            "client_secret": _secret(self._remote.client_secret_file),
        }
        try:
            told = self._send("oauth2/token", asked, {}, is_form=True)
        except _TokenRefusedError as error:
            raise self.trouble("it does not know client_id and secret") from error
        given, lasts = told.get("access_token"), told.get("expires_in", 60)
        if not isinstance(given, str) or not isinstance(lasts, int | float):
            raise self.trouble("it gives no token")
        with _lock:
            _tokens[self._key()] = (given, time.monotonic() + max(lasts - _SPARE, 0))
        return given

    def _send(
        self, method: str, body: dict[str, Any], headers: dict[str, str], *, is_form: bool = False
    ) -> dict[str, Any]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise self.trouble("it takes too long")
        kind = "application/x-www-form-urlencoded" if is_form else "application/json"
        data = urllib.parse.urlencode(body).encode() if is_form else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the operator names the address
            f"{self._base}/{method}", data=data, headers={"Content-Type": kind, **headers}
        )
        try:
            with self._opener.open(request, timeout=min(SECONDS_MAX, left)) as answer:
                told = json.loads(answer.read(BYTES_MAX))
        except urllib.error.HTTPError as error:
            with error:
                said = _reason(error)
            if error.code == HTTPStatus.UNAUTHORIZED:
                raise _TokenRefusedError from error
            raise self.trouble(f"{method} is answered with {error.code} {said}".rstrip()) from error
        except (urllib.error.URLError, OSError, HTTPException) as error:
            raise self.trouble(f"{method} is not answered: {error}") from error
        except (ValueError, RecursionError) as error:
            raise self.trouble(f"{method} is answered with something that is no JSON") from error
        if not isinstance(told, dict):
            raise self.trouble(f"{method} is answered with something else")
        return told


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        told = json.loads(error.read(BYTES_MAX))
    except (ValueError, OSError, HTTPException, RecursionError):
        return ""
    return (
        str(told.get("error_description") or told.get("error") or "")[:200] if isinstance(told, dict) else ""
    )
