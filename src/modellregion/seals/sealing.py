"""Sealing a letter inside the step that makes it, and stamping it afterwards."""

from django.conf import settings

from modellregion.kernel.context import Context
from modellregion.seals.errors import StampError
from modellregion.seals.identities import identity_of


def seal_pdf(ctx: Context, content: bytes, *, name: str, reason: str) -> bytes:
    """Return a PDF with the municipality's seal over all of it. Inside a ``tenant`` block; asks nobody on the network.

    :param name: what the body is called. :param reason: what the letter is, as viewers of PDFs show it.
    :raises SealKeyError: when the key cannot be used: then there is no letter.
    """
    from modellregion.seals import pades

    return pades.seal(content, identity_of(ctx, name), name=name, reason=reason)


def is_stamping() -> bool:
    """Tell whether a time-stamp service is set."""
    return bool(settings.TIMESTAMP_URL)


def stamp_pdf(content: bytes) -> bytes:
    """Return a sealed PDF with a time-stamp of the service that is set. Outside any transaction.

    :raises StampError: when it cannot be had now.
    """
    from modellregion.seals import pades

    if not is_stamping():
        raise StampError("MODELLREGION_TIMESTAMP_URL names no service")
    return pades.stamp(content, settings.TIMESTAMP_URL)
