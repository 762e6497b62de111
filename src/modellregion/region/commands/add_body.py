"""Add a body to this installation."""

from dataclasses import dataclass
from uuid import UUID

from modellregion.kernel.ids import new_id
from modellregion.region.models import Body
from modellregion.region.roles import BodyKind
from modellregion.region.tenants import forget_bodies


@dataclass(frozen=True)
class NewBody:
    """What is known of a body when it joins the installation."""

    slug: str
    kind: BodyKind
    name: str
    short_name: str
    regional_key: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    email: str = ""
    phone: str = ""
    is_demo: bool = False


def add_body(body: NewBody) -> UUID:
    """Add a body to this installation; the operator's command line is the only caller."""
    identifier = new_id()
    Body.objects.create(id=identifier, **vars(body))
    forget_bodies()
    return identifier
