"""Publish the version a municipality runs: signed with its key, offered in the catalogue."""

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import open_plain, plain
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    PackageError,
    SigningKey,
    check_package,
    files_by_hash,
    new_signing_key,
    seal_bundle,
    verify_bundle,
)
from modellregion.region.api import get_body
from modellregion.transfer.adoptions import running_package
from modellregion.transfer.catalogue import forget_catalogue
from modellregion.transfer.models import Bundle as BundleRow
from modellregion.transfer.models import SigningKey as SigningKeyRow
from modellregion.transfer.outcomes import outcome_of
from modellregion.transfer.policy import Transfer


def publish_package(ctx: Context, *, package: str) -> str:
    """Sign the effective version of a package and offer it; return the fingerprint of the key.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises PackageError: when it has errors.
    :raises NotConfirmedError: when the person has not just proved who they are.
    """
    ctx.authorise_confirmed(Transfer.PUBLISH)
    running = running_package(ctx, package)
    files = files_by_hash(running.version_hash)
    errors = [finding for finding in check_package(files) if not finding.is_warning]
    if errors:
        raise PackageError(errors)
    outcome_of(files)
    key = signing_key(ctx)
    body = get_body(ctx.municipality)
    with tenant(ctx):
        store_bundle(seal_bundle(files, publisher=body.name if body else "", key=key))
        published = {"package": package, "hash": running.version_hash, "key": key.public.fingerprint}
        append(ctx, NewEntry(Subject("body", ctx.municipality), "package_published", data=published))
    forget_catalogue()
    return key.public.fingerprint


def store_bundle(content: bytes) -> None:
    """Keep a bundle as it was sealed, so that it can be passed on; keeping it twice is keeping it once.

    :raises BundleError: when it is not as it should be.
    """
    bundle = verify_bundle(content)
    BundleRow.objects.update_or_create(
        hash=bundle.files.hash,
        defaults={},
        create_defaults={
            "package": bundle.package,
            "version": bundle.version,
            "publisher": bundle.publisher,
            "key": bundle.key.text,
            "content": content,
            "stored_at": SYSTEM_CLOCK.now(),
        },
    )


def signing_fingerprint(ctx: Context) -> str:
    """Return the fingerprint of the municipality's key, for those who call and ask; empty when it has none yet."""
    with tenant(ctx):
        row = SigningKeyRow.objects.filter(municipality_id=ctx.municipality, retired_at=None).first()
    if row is None:
        return ""
    return SigningKey(open_plain(row.private)).public.fingerprint


def signing_key(ctx: Context) -> SigningKey:
    """Return the municipality's key, made when it is first needed. The caller authorises."""
    with tenant(ctx):
        row = SigningKeyRow.objects.filter(municipality_id=ctx.municipality, retired_at=None).first()
        if row is not None:
            return SigningKey(open_plain(row.private))
        key = new_signing_key()
        SigningKeyRow.objects.create(
            municipality_id=ctx.municipality,
            id=new_id(),
            public=key.public.text,
            private=plain(key.content),
            made_at=ctx.now(),
        )
        append(
            ctx, NewEntry(Subject("body", ctx.municipality), "signing_key_made", note=key.public.fingerprint)
        )
        return key
