"""Who in this installation published a version: the municipality whose name the bundle bears and whose key sealed it."""

from modellregion.kernel.tenancy import tenant
from modellregion.region.api import BodyEntry, list_bodies
from modellregion.transfer.models import Bundle, SigningKey


def author_of(version: str) -> BodyEntry | None:
    """Return the municipality here that published a version (hash of its files), or None.

    Must run outside of a ``tenant`` block, because it looks at the publisher's own key.
    """
    row = Bundle.objects.filter(hash=version).first()
    return publisher_here(row.publisher, row.key) if row is not None else None


def publisher_here(publisher: str, key: str) -> BodyEntry | None:
    """Return the municipality here that bears a publisher's name and keeps its key, also one it used before."""
    for body in list_bodies():
        if body.name == publisher:
            with tenant(body.id):
                if SigningKey.objects.filter(municipality_id=body.id, public=key).exists():
                    return body
    return None
