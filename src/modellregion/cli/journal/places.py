"""Which body a subcommand is for."""

from importlib import import_module
from typing import Any

from modellregion.kernel.errors import NotFoundError


def body_of(wanted: str) -> Any:
    """Return the body with this slug or id.

    :raises NotFoundError: when there is none here.
    """
    region = import_module("modellregion.region.api")
    for body in region.list_bodies():
        if wanted in {body.slug, str(body.id)}:
            return body
    raise NotFoundError(f"There is no municipality {wanted} here.")
