"""Add a body to this installation."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import system_context
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
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
    ctx = system_context(identifier)
    with transaction.atomic():
        Body.objects.create(id=identifier, **vars(body))
        with tenant(ctx):
            append(ctx, NewEntry(Subject("body", identifier), "body_added", note=body.name))
    forget_bodies()
    return identifier
