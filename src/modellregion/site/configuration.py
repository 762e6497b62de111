"""What an operator may set: nineteen values, read once from the environment, each with a default that works."""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

SOURCE = Path(__file__).resolve().parents[1]
ROOT = SOURCE.parents[1]
LOOPBACK = "127.0.0.0/8 ::1"
Networks = frozenset[IPv4Network | IPv6Network]


class ConfigurationError(Exception):
    """A setting cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Configuration:
    """The settings of this process."""

    data: Path
    """Folder for everything that must survive: embedded database, documents, secrets (``MODELLREGION_DATA``)."""
    database: str
    """Connection of the application's role (``MODELLREGION_DATABASE``); the supervisor sets it."""
    database_owner: str
    """Connection of the role that owns the tables (``DATABASE_URL`` or the embedded server's)."""
    public_url: str
    """Address under which people reach the platform (``MODELLREGION_PUBLIC_URL``)."""
    secret_key: str
    """Signs cookies (``MODELLREGION_SECRET_KEY`` or the file ``secret-key`` in the data folder)."""
    file_store: str
    """Where documents lie: a folder, or the address of an object store (``MODELLREGION_FILES``)."""
    static: Path
    """Built styles, scripts and fonts (``MODELLREGION_STATIC``)."""
    clamd: str
    """Where a virus scanner listens, ``host:port`` or a socket's path; empty for none (``MODELLREGION_CLAMD``)."""
    timestamp_url: str
    """Address of a time-stamp service, RFC 3161 over HTTP (``MODELLREGION_TIMESTAMP_URL``); empty: none is asked."""
    timestamp_roots: str
    """File with the certificates its time-stamps must lead to, PEM (``MODELLREGION_TIMESTAMP_ROOTS``)."""
    smtp_url: str = ""
    """The mail server, ``smtp://user:password@host:port`` or ``smtps://…`` (``MODELLREGION_SMTP``); empty: no e-mails."""
    mail_from: str = ""
    """Who e-mails come from (``MODELLREGION_MAIL_FROM``), such as ``Stadt Paderborn <nicht-antworten@…>``."""
    passkey_host: str = ""
    """The name that passkeys belong to (``MODELLREGION_PASSKEY_HOST``): the address's own host, or the end of it."""
    identity_provider: str = ""
    """Address of the demo's simulated identity provider (``MODELLREGION_IDENTITY_PROVIDER``); ``up`` sets it."""
    sources: frozenset[str] = frozenset()
    """Hosts in private networks that service managers may take packages from (``MODELLREGION_SOURCES``, with spaces)."""
    proxies: Networks = frozenset()
    """Whose word for where a request comes from is taken (``MODELLREGION_PROXIES``); without it this machine's own."""
    unlimited: Networks = frozenset()
    """Addresses that no rate limit counts (``MODELLREGION_UNLIMITED``); on a trial without TLS, this machine's own."""

    @property
    def is_https(self) -> bool:
        """Whether people come over TLS; cookies are then marked Secure."""
        return self.public_url.startswith("https://")


@cache
def configuration() -> Configuration:
    """Read the settings.

    :raises ConfigurationError: when one of them cannot be used.
    """
    environment = os.environ
    home = Path(environment.get("MODELLREGION_HOME", ROOT / ".modellregion"))
    data = Path(environment.get("MODELLREGION_DATA", home / "data")).absolute()
    public_url = environment.get("MODELLREGION_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    trusting = "" if public_url.startswith("https://") else LOOPBACK
    return Configuration(
        data=data,
        database=environment.get("MODELLREGION_DATABASE", ""),
        database_owner=environment.get("MODELLREGION_DATABASE_OWNER", environment.get("DATABASE_URL", "")),
        public_url=public_url,
        secret_key=environment.get("MODELLREGION_SECRET_KEY", "") or _secret_key(data),
        file_store=environment.get("MODELLREGION_FILES", str(data / "files")),
        static=Path(environment.get("MODELLREGION_STATIC", home / "static")),
        sources=frozenset(environment.get("MODELLREGION_SOURCES", "").split()),
        timestamp_url=environment.get("MODELLREGION_TIMESTAMP_URL", ""),
        timestamp_roots=environment.get("MODELLREGION_TIMESTAMP_ROOTS", ""),
        clamd=environment.get("MODELLREGION_CLAMD", ""),
        smtp_url=environment.get("MODELLREGION_SMTP", ""),
        mail_from=environment.get("MODELLREGION_MAIL_FROM", ""),
        passkey_host=_passkey_host(public_url),
        identity_provider=environment.get("MODELLREGION_IDENTITY_PROVIDER", ""),
        proxies=_networks("MODELLREGION_PROXIES", LOOPBACK),
        unlimited=_networks("MODELLREGION_UNLIMITED", trusting),
    )


def _passkey_host(public_url: str) -> str:
    host, wish = urlsplit(public_url).hostname or "", os.environ.get("MODELLREGION_PASSKEY_HOST", "")
    if wish and host != wish and not host.endswith(f".{wish}"):
        raise ConfigurationError(
            f"MODELLREGION_PASSKEY_HOST must be the host of MODELLREGION_PUBLIC_URL ({host}) or the end of it, such as "
            f"stadt.example for dienste.stadt.example, not {wish}."
        )
    return wish


def _networks(name: str, otherwise: str) -> Networks:
    try:
        return frozenset(ip_network(part) for part in os.environ.get(name, otherwise).split())
    except ValueError as error:
        raise ConfigurationError(
            f"{name} must name addresses or networks, separated by spaces, such as 10.0.0.0/8: {error}"
        ) from error


def _secret_key(data: Path) -> str:
    path = data / "secret-key"
    if not path.exists():
        if not data.exists():
            return "only-for-commands-that-need-no-data-folder"
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ConfigurationError(
            f"The secret key in {path} is too short. Delete the file; a new one is made."
        )
    return key
