"""From where a request comes, also behind a proxy; and who is not limited by it."""

from contextvars import ContextVar
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
_current: ContextVar[str] = ContextVar("address of the request", default="")
# A household or a company has a whole network of this size; a limit for a single address would limit nobody.
_NETWORK_OF_IPV6 = 64


def current_address() -> str:
    """Return the address that the request of this thread comes from; empty outside any request."""
    return _current.get()


def enter(request: HttpRequest) -> None:
    """Remember where this request comes from."""
    _current.set(str(address_of(request) or ""))


def address_of(request: HttpRequest) -> Address | None:
    """Return the address of who asks: the last one in ``X-Forwarded-For`` that is none of our own proxies.

    What a stranger wrote into that header stands left of what our proxy added, and is never reached.
    """
    found = _read(request.META.get("REMOTE_ADDR", ""))
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while found is not None and _is_in(found, settings.PROXIES) and hops:
        nearer = _read(hops.pop())
        if nearer is None:
            break
        found = nearer
    return found


def is_unlimited(address: Address) -> bool:
    """Tell whether the operator has said that this address is nobody's to be limited by."""
    return _is_in(address, settings.UNLIMITED_NETWORKS)


def network_of(address: Address) -> IPv4Network | IPv6Network:
    """Return what counts as one caller: an address of IPv4, a network of 64 bits of IPv6."""
    if isinstance(address, IPv6Address):
        return ip_network((address, _NETWORK_OF_IPV6), strict=False)
    return ip_network(address)


def _is_in(address: Address, networks: frozenset[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _read(text: str) -> Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
