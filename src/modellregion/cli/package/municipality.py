"""Which municipality a subcommand is for, and in whose name it acts."""

from modellregion.kernel.context import Context, system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.region.api import BodyKind, NewBody, Role, add_body, add_staff_member, add_unit, find_body
from modellregion.region.directory import UnknownPlaceError, directory

_NO_PASSWORD = "!"  # noqa: S105 - a hash that no password has: the account waits for its person


def context_of(slug: str, *, create_unit: str | None = None) -> Context:
    """Return the operator's context in a municipality; with ``create_unit`` it is set up when it is not there.

    :raises NotFoundError: when there is no such municipality.
    """
    body = find_body(slug)
    if body is not None:
        return system_context(body.id)
    if create_unit is None:
        raise NotFoundError(f"There is no municipality {slug} here. Set it up with --create UNIT.")
    try:
        place = directory().by_slug(slug)
    except UnknownPlaceError as error:
        raise NotFoundError(str(error)) from error
    identifier = add_body(
        NewBody(
            slug=slug,
            kind=BodyKind.CITY,
            name=place.display_name,
            short_name=place.short_name,
            regional_key=place.ars,
            postcode=place.seat_postcode,
            town=place.short_name,
        )
    )
    ctx = system_context(identifier)
    unit = add_unit(ctx, name=create_unit, short_name=create_unit[:10])
    add_staff_member(
        ctx,
        login="sachbearbeitung",
        name="Sachbearbeitung",
        roles=[(Role.CLERK, unit)],
        password_hash=_NO_PASSWORD,
    )
    return ctx
