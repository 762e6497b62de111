"""Where a request comes from, as a digest: enough to count what one place asks for, not enough to say who it is."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from modellregion.kernel.callers import address_of, network_of


def origin_of(request: HttpRequest, municipality: UUID) -> bytes:
    """Return 16 bytes that are the same for requests from one network address at one municipality."""
    address = address_of(request)
    text = f"{municipality}\0{network_of(address) if address is not None else ''}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)[:16]
