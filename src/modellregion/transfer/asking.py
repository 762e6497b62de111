"""Asks other installations over HTTP: with limits, without following anybody elsewhere.

An address that a person typed is *checked*: its name is resolved once, every address found must be a public one, and the
connection goes to one of exactly these; the certificate and the Host header are still those of the name. Asking for the
name a second time would let whoever runs its name server answer with an internal address in between (DNS rebinding).
"""

import functools
import http.client
import ipaddress
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from modellregion.kernel.errors import ProductError

BYTES_MAX = 8 * 1024 * 1024
SECONDS_MAX = 20
SCHEMES = {"http": http.client.HTTP_PORT, "https": http.client.HTTPS_PORT}


class RemoteError(ProductError):
    """Another installation cannot be asked; the sentence says why."""

    code = "source_unreachable"


class AskingError(Exception):
    """An address gave no answer that can be used; ``status`` is what it answered with, 0 for none at all."""

    def __init__(self, sentence: str, *, status: int = 0, content: bytes = b"") -> None:
        """Remember what came."""
        super().__init__(sentence)
        self.status = status
        self.content = content


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered with."""

    content: bytes
    headers: Mapping[str, str]


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing: who is asked answers."""


class _Plain(http.client.HTTPConnection):
    """A connection to one of the given addresses, whatever its host is called."""

    def __init__(self, *given: Any, addresses: Sequence[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.addresses = addresses

    def connect(self) -> None:
        """Connect without asking for the name again."""
        self.sock = _connected(self.addresses, self.port, self.timeout)


class _Secure(http.client.HTTPSConnection):
    """Likewise, encrypted; the certificate must be that of the name."""

    def __init__(self, *given: Any, addresses: Sequence[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.addresses = addresses

    def connect(self) -> None:
        """Connect without asking for the name again."""
        plain = _connected(self.addresses, self.port, self.timeout)
        context = vars(self)["_context"]  # as HTTPSConnection made it: verifying name and chain
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


class _PinnedHTTP(urllib.request.HTTPHandler):
    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__()
        self.addresses = addresses

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a request at the addresses."""
        return self.do_open(functools.partial(_Plain, addresses=self.addresses), req)


class _PinnedHTTPS(urllib.request.HTTPSHandler):
    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__()
        self.addresses = addresses

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a request at the addresses."""
        return self.do_open(functools.partial(_Secure, addresses=self.addresses), req)


def _connected(addresses: Sequence[str], port: int, timeout: Any) -> socket.socket:
    problem: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            problem = error
    raise problem or OSError("no address")


def ask(
    address: str, *, is_checked: bool, data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """Return what an address (http or https) answers with; ``data`` is posted. Redirects are not followed.

    ``is_checked`` for addresses that a person typed: only public ones, and those the operator permitted, are asked.

    :raises RemoteError: when a checked address is none, or leads into the operator's own network.
    :raises AskingError: when there is no answer, it is no success, or it is larger than 8 MB.
    """
    opener = _opener(address) if is_checked else _OPENER
    request = urllib.request.Request(address, data=data, headers=dict(headers or {}))  # noqa: S310 - http(s) only
    try:
        with opener.open(request, timeout=SECONDS_MAX) as answer:
            content: bytes = answer.read(BYTES_MAX + 1)
            found = dict(answer.headers.items())
    except urllib.error.HTTPError as error:
        with error:
            content = error.read(BYTES_MAX)
        raise AskingError(
            f"{address} answered with {error.code}.", status=error.code, content=content
        ) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise AskingError(f"{address} cannot be reached: {error}") from error
    if len(content) > BYTES_MAX:
        raise AskingError(
            f"{address} sent too much: at most 8 MB are read.", status=http.client.REQUEST_ENTITY_TOO_LARGE
        )
    return Reply(content, found)


_OPENER = urllib.request.build_opener(_StayHere)


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Return an opener that goes where the address was checked; a permitted host is asked like by a command."""
    host, port = host_of(address)
    if host in settings.PERMITTED_SOURCES:
        return _OPENER
    addresses = _public_addresses(host, port)
    # Without proxies: one would ask for the name itself.
    nobody = urllib.request.ProxyHandler({})
    return urllib.request.build_opener(_StayHere, nobody, _PinnedHTTP(addresses), _PinnedHTTPS(addresses))


def typed(address: str) -> str:
    """Return an address as somebody typed it, with its scheme.

    :raises RemoteError: when it is none.
    """
    address = address.strip()
    if "://" not in address:
        address = f"https://{address}"
    host_of(address)
    return address


def host_of(address: str) -> tuple[str, int]:
    """Return host and port of an address.

    :raises RemoteError: when it is none of an installation.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not host or parts.scheme not in SCHEMES or parts.username is not None:
        raise RemoteError(
            f"no address: {address[:200]}",
            user_message=_("Das ist keine Adresse einer Installation. Sie beginnt mit https://."),
        )
    return host, port or SCHEMES[parts.scheme]


def _public_addresses(host: str, port: int) -> list[str]:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AskingError(f"{host} cannot be reached: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if not all(map(_is_public, addresses)):
        raise RemoteError(
            f"private address: {host}",
            user_message=_(
                "Diese Adresse liegt in einem internen Netz. Der Betrieb kann sie freigeben, oder Sie laden die Paketdatei hoch."
            ),
        )
    return addresses


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _is_public(text: str) -> bool:
    """Tell whether an address is a public one, and so is one of the old kind that it stands for."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global
    return address.is_global
