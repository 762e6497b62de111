"""Who stands behind the recipients of a municipality's notices, as far as the product's data know it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from modellregion.exchange.sending import set_route
from modellregion.kernel.context import Context
from modellregion.region.api import BodyKind, NewBody, add_body, find_body
from modellregion.region.bodies import Body, competent_for
from modellregion.region.bodies import BodyKind as Kind
from modellregion.region.directory import Municipality

# Which kind of competent body stands behind a recipient of § 3 GewAnzV.
RECIPIENT_KINDS: Mapping[str, Kind] = {
    "ihk": Kind.IHK,
    "hwk": Kind.HWK,
    "immissionsschutz": Kind.GOVERNMENT,
    "arbeitsschutz": Kind.GOVERNMENT,
    "eichbehoerde": Kind.METROLOGY,
    "arbeitsagentur": Kind.EMPLOYMENT_AGENCY,
    "dguv": Kind.ACCIDENT_INSURANCE,
    "registergericht": Kind.REGISTER_COURT,
    "lebensmittel": Kind.FOOD_CONTROL,
    "knappschaft": Kind.MINIJOBS,
    "auslaenderbehoerde": Kind.FOREIGNERS,
    "finanzamt": Kind.TAX_OFFICE,
    "statistik": Kind.STATISTICS,
    "zoll": Kind.CUSTOMS,
}
_OWN_KIND = {
    Kind.IHK: BodyKind.CHAMBER_OF_COMMERCE,
    Kind.HWK: BodyKind.CHAMBER_OF_CRAFTS,
}


@dataclass(frozen=True, slots=True)
class RoutedRecipients:
    """What came of it: bodies that had to be added, and recipients for whom nobody is known."""

    added: tuple[UUID, ...]
    unknown: tuple[str, ...]


def route_recipients(ctx: Context, place: Municipality, *, is_demo: bool = False) -> RoutedRecipients:
    """Name the competent body behind every recipient of ``place`` and add the bodies that are not there yet.

    Source: § 14 Abs. 8 GewO, § 3 GewAnzV; competences as in the region's ``data/bodies.toml``.
    """
    added: list[UUID] = []
    unknown: list[str] = []
    for recipient, kind in RECIPIENT_KINDS.items():
        found = competent_for(place, kind)
        if not found:
            unknown.append(recipient)
            continue
        identifier, is_new = _receiving(found[0].body, is_demo=is_demo)
        if is_new:
            added.append(identifier)
        set_route(ctx, recipient=recipient, body=identifier)
    return RoutedRecipients(tuple(added), tuple(unknown))


def _receiving(body: Body, *, is_demo: bool) -> tuple[UUID, bool]:
    slug = _receiver_slug(body)
    entry = find_body(slug)
    if entry is not None:
        return entry.id, False
    kind = _OWN_KIND.get(body.kind, BodyKind.AUTHORITY)
    new = NewBody(slug=slug, kind=kind, name=body.name, short_name=body.name, town=body.seat, is_demo=is_demo)
    return add_body(new), True


def _receiver_slug(body: Body) -> str:
    """Return the word that stands for this body in addresses."""
    if body.kind is Kind.GOVERNMENT:
        return re.sub(r"^br-", "bezirksregierung-", body.key)
    return re.sub(r"[^a-z0-9-]", "-", body.key)
