"""Keys that never leave their hardware (PKCS#11): a token's settings, and sessions on it. The only file that knows pkcs11.

The file is TOML: ``module`` (the vendor's library), ``token`` and ``key`` (labels), ``pin_file``, and, where the token holds
no certificates, ``certificates`` (PEM, the seal's own first).
"""

import hashlib
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from modellregion.kernel.durable import write_durably
from modellregion.seals.errors import SealKeyError

# The library's login is one for the whole process, so two threads would log each other out.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """Where a key is: the library, the labels of token and key, the file with the PIN, and who asked."""

    source: Path
    module: str
    token: str
    key: str
    pin_file: str
    certificates: str = ""


def read_token(source: Path) -> Token:
    """Return a token's settings.

    :raises SealKeyError: when the file says too little, or something else.
    """
    try:
        told = tomllib.loads(source.read_text(encoding="utf-8"))
        token = Token(source, **{name: str(value) for name, value in told.items()})
        if not all(Path(one).is_absolute() for one in (token.pin_file, token.certificates or "/")):
            raise ValueError("name files with their whole path")  # noqa: TRY301 - one sentence for all
        return token  # noqa: TRY300
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyError(
            f"{source} must name module, token, key and pin_file (TOML), and may name certificates: {error}"
        ) from error


def certificates_on(token: Token) -> list[x509.Certificate]:
    """Return the certificates that belong to a token's key: of the file that is named, else those on the token."""
    if token.certificates:
        try:
            return x509.load_pem_x509_certificates(Path(token.certificates).read_bytes())
        except (OSError, ValueError) as error:
            raise SealKeyError(f"{token.certificates} holds no certificates (PEM): {error}") from error
    import pkcs11

    with session_on(token) as session:
        found = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        return [x509.load_der_x509_certificate(bytes(one[pkcs11.Attribute.VALUE])) for one in found]


@contextmanager
def session_on(token: Token) -> Iterator[Any]:
    """Open a session on the token; nobody else of this process has one meanwhile.

    A PIN that was refused is not tried again before it was changed: the third time would lock the token.

    :raises SealKeyError: with the reason, when the library, the token, the key or the PIN is not there or is refused.
    """
    import pkcs11

    pin = _pin(token)
    refused = token.source.with_suffix(".refused")
    mark = hashlib.sha256(f"{token}\0{pin}".encode()).hexdigest()
    if refused.exists() and refused.read_text(encoding="ascii") == mark:
        raise SealKeyError(
            f"The token »{token.token}« has refused the PIN in {token.pin_file}. It is not tried again, because a token locks "
            "itself after a few wrong ones. Put the right PIN into the file."
        )
    try:
        with (
            _one_at_a_time,
            pkcs11.lib(token.module).get_token(token_label=token.token).open(user_pin=pin) as session,
        ):
            yield session
    except (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinLenRange) as error:
        write_durably(refused, mark.encode())
        raise SealKeyError(
            f"The token »{token.token}« refuses the PIN in {token.pin_file} ({type(error).__name__}). Put the right one there; "
            "the wrong one is not tried again."
        ) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise SealKeyError(
            f"The token »{token.token}« cannot be used by {token.module}: {type(error).__name__} {error}. Is it plugged in, and "
            f"does it hold the key »{token.key}«?"
        ) from error


def _pin(token: Token) -> str:
    try:
        return Path(token.pin_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SealKeyError(f"The file with the PIN, {token.pin_file}, cannot be read: {error}") from error
