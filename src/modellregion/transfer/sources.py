"""Where a package comes from: a folder of the operator, a bundle, the catalogue of this or another installation."""

import http.client
from pathlib import Path
from urllib.parse import unquote, urlsplit

from modellregion.kernel.context import Context
from modellregion.packages.api import (
    BundleError,
    PackageError,
    PackageFiles,
    check_package,
    read_folder,
    verify_bundle,
)
from modellregion.transfer.asking import BYTES_MAX, AskingError, ask
from modellregion.transfer.commands.adopt_package import Offer
from modellregion.transfer.commands.publish_package import store_bundle
from modellregion.transfer.commands.trust_publisher import check_publisher, trust_publisher
from modellregion.transfer.models import Bundle
from modellregion.transfer.subscriptions.entries import subscribed_offerings
from modellregion.transfer.withdrawals import withdrawal_of

CATALOGUE = "catalogue"
WITHDRAWN_HEADER = "X-Bundle-Withdrawn"
"""In it an installation says, percent-encoded, that the version it hands out was withdrawn, and why."""
SENTENCE_MAX = 2000


class SourceError(Exception):
    """The package cannot be had from there; the message says why."""


def offer_from(ctx: Context, *, source: str, package: str, trust: str = "") -> Offer:
    """Return the package that a source offers, verified, from a publisher the municipality knows.

    ``source`` is a folder, a bundle's file, the address of a bundle or of an installation, or ``catalogue``. ``trust``
    is a fingerprint to which the caller agrees.

    :raises SourceError: when nothing can be had from there.
    :raises BundleError: when the bundle is not as it should be.
    :raises UnknownPublisherError: when the publisher is not known here, or by another key.
    :raises PackageError: when a folder is no package, or what a bundle holds is unfit.
    """
    path = Path(source)
    if path.is_dir():
        folder = path if (path / "package.toml").is_file() else path / package
        files = read_folder(folder)
        publisher = str(files.table("package.toml").get("package", {}).get("publisher", ""))
        return _named(Offer(files, publisher, origin=source), package)
    content, warning = _content(source, package)
    bundle = verify_bundle(content)
    if trust:
        trust_publisher(ctx, bundle=bundle, fingerprint=trust)
    check_publisher(ctx, bundle)
    offer = _named(
        Offer(bundle.files, bundle.publisher, bundle.key.text, source, _withdrawal(bundle.files) or warning),
        package,
    )
    # A known publisher may be in bad hands: what is unfit is not even passed on by the catalogue.
    errors = [finding for finding in check_package(bundle.files) if not finding.is_warning]
    if errors:
        raise PackageError(errors)
    store_bundle(content)
    return offer


def _withdrawal(files: PackageFiles) -> str:
    notice = withdrawal_of(files.hash)
    return notice.sentence("de") if notice is not None else ""


def _named(offer: Offer, package: str) -> Offer:
    found = offer.files.table("package.toml").get("package", {}).get("id")
    if found != package:
        raise SourceError(f"There is {found}, not {package}.")
    return offer


def _content(source: str, package: str) -> tuple[bytes, str]:
    """Return a bundle, and what its source says about a withdrawal."""
    if source == CATALOGUE:
        row = Bundle.objects.filter(package=package).order_by("-stored_at").first()
        if row is not None:
            return bytes(row.content), ""
        subscribed = next((one for one in subscribed_offerings() if one.package == package), None)
        if subscribed is None:
            raise SourceError(
                f"Neither the catalogue of this installation nor those it subscribes to have {package}."
            )
        return download(bundle_address(subscribed.origin, package))
    if source.startswith(("http://", "https://")):
        return download(bundle_address(source, package))
    path = Path(source)
    if not path.is_file():
        raise SourceError(f"There is neither a file nor a folder {source}.")
    if path.stat().st_size > BYTES_MAX:
        raise BundleError("A bundle has at most 8 MB.")
    return path.read_bytes(), ""


def bundle_address(source: str, package: str) -> str:
    """Return where a package's bundle is: ``source`` itself, or below an installation's address."""
    is_bundle = urlsplit(source).path.endswith(".zip")
    return source if is_bundle else f"{source.rstrip('/')}/katalog/{package}/paket.zip"


def download(address: str, *, is_checked: bool = False) -> tuple[bytes, str]:
    """Return what an address (http or https only) answers with, and what it says about a withdrawal.

    Redirects are not followed. ``is_checked`` for addresses that a person typed (see ``asking``).

    :raises RemoteError: when a checked address leads into the operator's own network.
    :raises SourceError: when it cannot be had.
    :raises BundleError: when it is larger than a bundle.
    """
    try:
        answer = ask(address, is_checked=is_checked, headers={"Accept": "application/zip, application/json"})
    except AskingError as error:
        if error.status == http.client.REQUEST_ENTITY_TOO_LARGE:
            raise BundleError("A bundle has at most 8 MB.") from error
        raise SourceError(str(error)) from error
    return answer.content, unquote(answer.headers.get(WITHDRAWN_HEADER, ""))[:SENTENCE_MAX]
