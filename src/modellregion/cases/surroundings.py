"""What a form's check knows besides the answers, for a request of a municipality."""

from modellregion.forms.api import Surroundings
from modellregion.kernel.context import Context
from modellregion.region.api import get_body


def surroundings_of(ctx: Context, *, channel: str = "portal") -> Surroundings:
    """Return today's date in Germany, the municipality's short name and the channel."""
    body = get_body(ctx.municipality)
    return Surroundings(today=ctx.today(), municipality=body.short_name if body else "", channel=channel)
