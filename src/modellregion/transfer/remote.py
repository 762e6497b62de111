"""Other installations as sources: what their catalogues offer, fetched on behalf of a person at the desk.

The server asks an address that somebody typed, so it must not become a door into the network it stands in: private
addresses are refused, unless the operator named the host or the installation itself is only a trial on this machine.
"""

import http.client
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from modellregion.forms.api import in_language, sort_key
from modellregion.kernel.errors import ProductError
from modellregion.transfer.sources import SourceError, bundle_address, download


class RemoteError(ProductError):
    """Another installation cannot be asked; the sentence says why."""

    code = "source_unreachable"


class RemotePackage(msgspec.Struct, frozen=True):
    """A package that another installation offers, as its catalogue says; to be believed only after its seal is verified."""

    package: str
    titles: dict[str, str]
    version: str
    licence: str
    publisher: str

    def title(self, language: str) -> str:
        """Return the title."""
        return in_language(self.titles, language) or self.package


class _Index(msgspec.Struct, frozen=True):
    format: str
    entries: list[RemotePackage]


@dataclass(frozen=True, slots=True)
class RemoteBundle:
    """A bundle, not yet verified, the address it came from, and what is said there about a withdrawal."""

    content: bytes
    address: str
    withdrawal: str = ""


def remote_catalogue(address: str) -> list[RemotePackage]:
    """Return what another installation offers, by title.

    :raises RemoteError: when it cannot be asked.
    """
    base = _permitted(address)
    content, _withdrawal = _download(f"{base.rstrip('/')}/katalog/index.json")
    try:
        index = msgspec.json.decode(content, type=_Index)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RemoteError(
            f"no catalogue at {base}: {error}",
            user_message=_(
                "Unter dieser Adresse ist kein Transferkatalog. Fragen Sie dort nach der Adresse."
            ),
        ) from error
    return sorted(index.entries, key=lambda entry: sort_key(entry.title("de")))


def remote_bundle(address: str, package: str) -> RemoteBundle:
    """Fetch a bundle: from its own address, or of a package from an installation.

    :raises RemoteError: when it cannot be had.
    """
    found = bundle_address(_permitted(address), package)
    content, withdrawal = _download(found)
    return RemoteBundle(content, found, withdrawal)


def is_bundle_address(address: str) -> bool:
    """Tell whether an address is that of a bundle, not of an installation."""
    return urlsplit(address.strip()).path.endswith(".zip")


def _download(address: str) -> tuple[bytes, str]:
    try:
        return download(address)
    except SourceError as error:
        raise RemoteError(
            str(error),
            user_message=_(
                "Diese Adresse antwortet nicht wie erwartet. Prüfen Sie sie, oder laden Sie die Paketdatei hoch."
            ),
        ) from error


def _permitted(address: str) -> str:
    """Return the address when a person may let the server ask it.

    :raises RemoteError: when it is none, or leads into the operator's own network.
    """
    address = address.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in {"http", "https"} or parts.username is not None:
        raise RemoteError(
            f"no address: {address[:200]}",
            user_message=_("Das ist keine Adresse einer Installation. Sie beginnt mit https://."),
        )
    if not _is_open(host, port or http.client.HTTPS_PORT):
        raise RemoteError(
            f"private address: {host}",
            user_message=_(
                "Diese Adresse liegt in einem internen Netz. Der Betrieb kann sie freigeben, oder Sie laden die Paketdatei hoch."
            ),
        )
    return address


def _is_open(host: str, port: int) -> bool:
    if host in settings.PERMITTED_SOURCES:
        return True
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return True  # nobody there: asking says so
    return all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)
