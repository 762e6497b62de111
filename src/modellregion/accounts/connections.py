"""Which identity providers a municipality is connected to, and both sides of each connection as the protocol needs them."""

from dataclasses import dataclass
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.utils.translation import override

from modellregion.accounts.errors import NotConnectedError
from modellregion.accounts.keys import keys_of
from modellregion.accounts.models import Connection
from modellregion.accounts.profiles import PROFILES, Profile
from modellregion.accounts.saml.parties import IdentityProvider, ServiceProvider
from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.kernel.ui.environment import url
from modellregion.region.api import get_body

_RSA_BITS_MIN = 2048


class WrongConnectionError(Exception):
    """A connection cannot be used as it is wished; the sentence says why."""


@dataclass(frozen=True, slots=True)
class NewConnection:
    """A connection as an operator wishes it; ``certificates`` are those of the provider, PEM, two while its key changes."""

    profile: str
    provider_entity_id: str
    sso_url: str
    certificates: str
    entity_id: str = ""
    online_service: str = ""
    is_production: bool = True
    is_simulated: bool = False
    signs_response: bool = True
    signs_assertion: bool = True
    is_pss: bool = True


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection with both its sides."""

    profile: Profile
    row: Connection
    service: ServiceProvider
    provider: IdentityProvider


def acs_url(slug: str, profile: str) -> str:
    """Return where answers of a provider arrive."""
    with override("de"):  # one address, in whatever language somebody logs in
        return str(settings.PUBLIC_URL) + url("account_answer", slug=slug, profile=profile)


def metadata_url(slug: str, profile: str) -> str:
    """Return where our metadata lie; a municipality that has no name of its own there is known by this."""
    with override("de"):
        return str(settings.PUBLIC_URL) + url("account_metadata", slug=slug, profile=profile)


def set_connection(ctx: Context, wish: NewConnection) -> bool:
    """Connect the municipality; return whether anything changed.

    :raises WrongConnectionError: when the wish cannot be used, or would change the municipality's own name.
    """
    read_certificates(wish.certificates)
    if wish.profile not in PROFILES:
        raise WrongConnectionError(f"There is no profile »{wish.profile}«. Known: {', '.join(PROFILES)}.")
    if not (wish.signs_response or wish.signs_assertion):
        raise WrongConnectionError("Either the response or the assertion must be signed.")
    body = get_body(ctx.municipality)
    slug = body.slug if body else ""
    values = {name: getattr(wish, name) for name in NewConnection.__dataclass_fields__}
    values["entity_id"] = wish.entity_id or metadata_url(slug, wish.profile)
    with tenant(ctx):
        rows = Connection.objects.filter(municipality_id=ctx.municipality, profile=wish.profile)
        row = rows.first()
        if row is not None and row.entity_id != values["entity_id"]:
            raise WrongConnectionError(
                f"{slug} is known to {PROFILES[wish.profile].name} as {row.entity_id}. People's pseudonyms hang on that "
                "name; another one would lose all their accounts."
            )
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            return False
        if row is None:
            row = Connection(municipality_id=ctx.municipality, id=new_id())
        for name, value in values.items():
            setattr(row, name, value)
        row.set_at = ctx.now()
        row.save()
        told = {"profile": wish.profile, "provider": wish.provider_entity_id, "entity_id": row.entity_id}
        append(ctx, NewEntry(Subject("account_connection", row.id), "account_connected", data=told))
    return True


def read_certificates(text: str) -> tuple[x509.Certificate, ...]:
    """Return the provider's certificates.

    :raises WrongConnectionError: when there is none, more than two, or one whose key is too short.
    """
    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise WrongConnectionError(f"The provider's certificates cannot be read (PEM): {error}") from error
    if len(found) > 2:
        raise WrongConnectionError("A provider has one certificate, or two while its key changes.")
    for one in found:
        key = one.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < _RSA_BITS_MIN:
            raise WrongConnectionError(f"A provider's key must be RSA with at least {_RSA_BITS_MIN} bits.")
    return tuple(found)


def connected(ctx: Context, profile: str) -> Connected:
    """Return a connection.

    :raises NotConnectedError: when there is none.
    :raises AccountKeyError: when the municipality's own key cannot be used.
    """
    body = get_body(ctx.municipality)
    with tenant(ctx):
        row = Connection.objects.filter(municipality_id=ctx.municipality, profile=profile).first()
    if row is None or body is None or profile not in PROFILES:
        raise NotConnectedError(f"{ctx.municipality} has no {profile}")
    keys = keys_of(ctx.municipality, body.name, ctx.now())
    provider = IdentityProvider(
        row.provider_entity_id,
        row.sso_url,
        read_certificates(row.certificates),
        row.signs_response,
        row.signs_assertion,
    )
    return Connected(
        PROFILES[profile], row, ServiceProvider(row.entity_id, acs_url(body.slug, profile), keys), provider
    )


def connections_of(municipality: UUID) -> list[Connection]:
    """Return all connections of a municipality, BundID first."""
    with tenant(municipality):
        rows = list(Connection.objects.filter(municipality_id=municipality))
    order = list(PROFILES)
    return sorted(rows, key=lambda row: order.index(row.profile) if row.profile in order else len(order))
