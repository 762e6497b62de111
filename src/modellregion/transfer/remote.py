"""Other installations as sources: what their catalogues offer, fetched on behalf of a person at the desk.

The server asks an address that somebody typed, so it must not become a door into the network it stands in: private
addresses are refused, unless the operator named the host or the installation itself is only a trial on this machine.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from django.utils.translation import gettext as _

from modellregion.forms.api import in_language, sort_key
from modellregion.transfer.asking import RemoteError, typed
from modellregion.transfer.sources import SourceError, bundle_address, download


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
    base = typed(address)
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
    found = bundle_address(typed(address), package)
    content, withdrawal = _download(found)
    return RemoteBundle(content, found, withdrawal)


def is_bundle_address(address: str) -> bool:
    """Tell whether an address is that of a bundle, not of an installation."""
    return urlsplit(address.strip()).path.endswith(".zip")


def _download(address: str) -> tuple[bytes, str]:
    try:
        return download(address, is_checked=True)
    except SourceError as error:
        raise RemoteError(
            str(error),
            user_message=_(
                "Diese Adresse antwortet nicht wie erwartet. Prüfen Sie sie, oder laden Sie die Paketdatei hoch."
            ),
        ) from error
