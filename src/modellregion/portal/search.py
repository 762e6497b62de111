"""Search for a service and a place, forgiving about spelling."""

from collections.abc import Sequence
from dataclasses import dataclass

from modellregion.forms.api import search_key, sort_key
from modellregion.packages.api import Package, installed_services
from modellregion.region.api import BodyEntry, list_bodies
from modellregion.region.directory import Municipality, directory


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service at a municipality that offers it."""

    body: BodyEntry
    package: Package


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found: services at places; places of the region that are not here yet."""

    hits: Sequence[ServiceHit]
    places_without: Sequence[Municipality]


def portal_bodies() -> list[BodyEntry]:
    """Return the bodies that have a portal, by name."""
    return sorted(
        (body for body in list_bodies() if body.kind.has_portal), key=lambda body: sort_key(body.short_name)
    )


def matching_bodies(place: str) -> list[BodyEntry]:
    """Return the bodies whose name begins with or holds the place's words; all when no place is given."""
    key = search_key(place)
    if not key:
        return portal_bodies()
    names = [(search_key(body.short_name), body) for body in portal_bodies()]
    postcode = [body for _, body in names if place.strip() == body.postcode]
    return postcode or [body for name, body in names if key in name]


def search(words: str, place: str, language: str) -> SearchResult:
    """Find services by words at places by name or postcode."""
    keys = search_key(words).split()
    hits = [
        ServiceHit(body, service.package)
        for body in matching_bodies(place)
        for service in installed_services(body.id).values()
        if matches(service.package, keys, language)
    ]
    here = {body.regional_key for body in portal_bodies()}
    others = [one for one in directory().search(place) if one.ars not in here] if place.strip() else []
    return SearchResult(hits, others[:5] if not hits or len(matching_bodies(place)) == 0 else [])


def matches(package: Package, keys: Sequence[str], language: str) -> bool:
    """Tell whether each word begins a word of the service's title, keywords or short text."""
    texts = [*package.titles.values(), *package.service.keywords, package.text(language, "service", "teaser")]
    known = search_key(" ".join(texts)).split()
    return all(any(word.startswith(key) or key in word for word in known) for key in keys)
