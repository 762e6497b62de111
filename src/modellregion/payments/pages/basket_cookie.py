"""Where a browser keeps its basket: a signed cookie for this host alone, set when somebody puts something in, and not before.

It holds codes that this browser has in its addresses already; the signature keeps others from planting claims in it
(decision 198). It is over with the browser's session, and after two hours without use.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from modellregion.kernel.ids import normalise_access_code
from modellregion.payments.baskets import Entry

SALT = "modellregion basket"
SECONDS = 2 * 60 * 60


def basket_cookie() -> str:
    """Return the name of the cookie."""
    return "__Host-warenkorb" if settings.CSRF_COOKIE_SECURE else "warenkorb"


def has_basket(request: HttpRequest) -> bool:
    """Tell whether the browser keeps a basket, for the link in the menu: unread, because every page asks."""
    return basket_cookie() in request.COOKIES


def entries_in(request: HttpRequest) -> list[Entry]:
    """Return what the browser has put in; nothing of a basket that is over, or was not signed here."""
    try:
        kept = signing.loads(request.COOKIES.get(basket_cookie(), ""), salt=SALT, max_age=SECONDS)
        return [Entry(str(slug), str(normalise_access_code(code)), UUID(claim)) for slug, code, claim in kept]
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return []


def keep_entries(response: HttpResponse, entries: Sequence[Entry]) -> HttpResponse:
    """Have the browser keep these entries; with none it keeps nothing."""
    if not entries:
        response.delete_cookie(basket_cookie(), samesite="Lax")
        return response
    kept = [[one.slug, one.code, one.claim.hex] for one in entries]
    response.set_cookie(
        basket_cookie(),
        signing.dumps(kept, salt=SALT, compress=True),
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        # Lax: whoever comes back from the provider's page by a link still has it.
        samesite="Lax",
    )
    return response


def with_entries(known: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    """Return a basket with more in it, each claim once, the newest code of it."""
    return list({(one.slug, one.claim): one for one in [*known, *new]}.values())
