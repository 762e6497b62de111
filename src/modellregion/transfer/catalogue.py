"""The transfer catalogue: what this installation offers to others, and who runs it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from modellregion.forms.api import search_key
from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.packages.api import Package, compiled, installed_services, verify_bundle
from modellregion.region.api import list_bodies
from modellregion.transfer.adoptions import adopted_on, running_package
from modellregion.transfer.models import Bundle

REFRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A published version; ``facts`` are the fields of the KDN's project catalogue that the package fills."""

    package: Package
    version: str
    licence: str
    publisher: str
    fingerprint: str
    sha256: str
    published_on: date
    scenarios: int
    facts: dict[str, Any]

    def matches(self, words: str) -> bool:
        """Tell whether all words are found in title, LeiKa key, situations, keywords, publisher, description."""
        service = self.package.service
        texts = [
            self.package.title("de"), self.package.id, service.leika, *service.situations, *service.keywords,
            self.publisher, str(self.facts.get("description", "")), str(self.package.text("de", "service", "teaser")),
        ]  # fmt: skip
        found = search_key(" ".join(texts))
        return all(word in found for word in search_key(words).split())


@dataclass(frozen=True, slots=True)
class Runner:
    """A municipality that runs a package: which version since when, with how many changes of its own."""

    slug: str
    name: str
    version: str
    since: date | None
    own_changes: int


_known: dict[str, tuple[float, Any]] = {}


def catalogue(words: str = "") -> list[CatalogueEntry]:
    """Return the newest version of each package that somebody here has published, by title."""
    newest = Bundle.objects.order_by("-stored_at").values_list("hash", flat=True).first()
    entries: list[CatalogueEntry] = _remembered(f"entries {newest}", _entries)
    return [entry for entry in entries if entry.matches(words)]


def catalogue_entry(package: str) -> CatalogueEntry:
    """Return the newest published version of a package.

    :raises NotFoundError: when nobody here has published it.
    """
    found = next((entry for entry in catalogue() if entry.package.id == package), None)
    if found is None:
        raise NotFoundError(f"no {package} in the catalogue")
    return found


def bundle_content(sha256: str) -> bytes:
    """Return a published bundle as it was sealed.

    :raises NotFoundError: when there is none.
    """
    row = Bundle.objects.filter(hash=sha256).first()
    if row is None:
        raise NotFoundError(f"bundle {sha256}")
    return bytes(row.content)


def runners_of(package: str) -> Sequence[Runner]:
    """Return the municipalities here that run a package."""
    found: list[Runner] = _remembered(package, lambda: _runners(package))
    return found


def forget_catalogue() -> None:
    """Read the catalogue anew at the next question."""
    _known.clear()


def _remembered(key: str, make: Any) -> Any:
    known = _known.get(key)
    if known is None or time.monotonic() - known[0] > REFRESH_SECONDS:
        known = _known[key] = (time.monotonic(), make())
    return known[1]


def _entries() -> list[CatalogueEntry]:
    newest: dict[str, Bundle] = {}
    for row in Bundle.objects.order_by("stored_at"):
        newest[row.package] = row
    return sorted((_entry(row) for row in newest.values()), key=lambda entry: entry.package.title("de"))


def _entry(row: Bundle) -> CatalogueEntry:
    bundle = verify_bundle(bytes(row.content))
    facts = bundle.files.table("package.toml").get("catalogue", {})
    return CatalogueEntry(
        package=compiled(bundle.files),
        version=row.version,
        licence=bundle.licence,
        publisher=row.publisher,
        fingerprint=bundle.key.fingerprint,
        sha256=row.hash,
        published_on=row.stored_at.date(),
        scenarios=len(bundle.files.below("scenarios", ".toml")),
        facts=dict(facts),
    )


def _runners(package: str) -> list[Runner]:
    found = []
    for body in list(list_bodies()):
        if body.kind.has_portal and package in installed_services(body.id):
            ctx = system_context(body.id)
            running = running_package(ctx, package)
            since = adopted_on(ctx, package)
            found.append(Runner(body.slug, body.name, running.version, since, len(running.overlay)))
    return found


def index_json() -> bytes:
    """Return the catalogue for programs (``katalog/index.json``)."""
    entries = [
        {
            "package": entry.package.id,
            "title": entry.package.title("de"),
            "leika": entry.package.service.leika,
            "situations": entry.package.service.situations,
            "version": entry.version,
            "licence": entry.licence,
            "publisher": entry.publisher,
            "fingerprint": entry.fingerprint,
            "sha256": entry.sha256,
            "published_on": entry.published_on,
            "scenarios": entry.scenarios,
            "bundle": f"/katalog/{entry.package.id}/paket.zip",
            "catalogue": entry.facts,
            "run_by": [
                {"name": one.name, "version": one.version, "since": one.since, "own_changes": one.own_changes}
                for one in runners_of(entry.package.id)
            ],
        }
        for entry in catalogue()
    ]
    return msgspec.json.encode({"format": "modellregion-catalogue/1", "entries": entries})
