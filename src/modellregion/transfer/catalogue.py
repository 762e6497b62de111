"""The transfer catalogue: what this installation and those it subscribes to offer, and who runs it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from modellregion.kernel.context import system_context
from modellregion.kernel.errors import NotFoundError
from modellregion.packages.api import (
    Package,
    PackageError,
    PackageFiles,
    compiled,
    installed_services,
    verify_bundle,
)
from modellregion.region.api import list_bodies
from modellregion.transfer.adoptions import adopted_on, running_package
from modellregion.transfer.models import Bundle
from modellregion.transfer.offers import (
    OfferedBasis,
    Offering,
    OfferOutcome,
    RunBy,
    count_parts,
    own_first,
)
from modellregion.transfer.outcomes import Outcome, known_outcomes
from modellregion.transfer.subscriptions.entries import subscribed_offerings
from modellregion.transfer.withdrawals import WithdrawalNotice, withdrawals

REFRESH_SECONDS = 60
FORMAT = "modellregion-catalogue/1"
LANGUAGES = ("de", "en")


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
    files: PackageFiles


@dataclass(frozen=True, slots=True)
class Runner:
    """A municipality that runs a package: which version since when, with how many changes of its own, in which files."""

    slug: str
    name: str
    version: str
    since: date | None
    own_changes: int
    changed: tuple[str, ...] = field(default=())


_known: dict[str, tuple[float, Any]] = {}


def catalogue() -> list[CatalogueEntry]:
    """Return the newest version of each package that somebody here has published, by title."""
    newest = Bundle.objects.order_by("-stored_at").values_list("hash", flat=True).first()
    entries: list[CatalogueEntry] = _remembered(f"entries {newest}", _entries)
    return entries


def catalogue_entry(package: str) -> CatalogueEntry:
    """Return the newest published version of a package.

    :raises NotFoundError: when nobody here has published it.
    """
    found = next((entry for entry in catalogue() if entry.package.id == package), None)
    if found is None:
        raise NotFoundError(f"no {package} in the catalogue")
    return found


def offerings() -> list[Offering]:
    """Return everything that can be taken over: published here, and in the catalogues this installation subscribes to."""
    return own_first(own_offerings(), subscribed_offerings())


def own_offerings() -> list[Offering]:
    """Return what was published here."""
    entries = catalogue()
    outcomes = known_outcomes(entry.sha256 for entry in entries)
    notices = {notice.hash: notice for notice in withdrawals()}
    return [_offering(entry, outcomes.get(entry.sha256), notices.get(entry.sha256)) for entry in entries]


def offering(package: str, *, sha256: str = "") -> Offering:
    """Return one offering; with ``sha256`` that very version, else this installation's own before those of others.

    :raises NotFoundError: when nobody offers it.
    """
    for one in offerings():
        if one.package == package and sha256 in {"", one.sha256}:
            return one
    raise NotFoundError(f"no {package} in the catalogue")


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
    found = []
    for row in newest.values():
        try:
            found.append(_entry(row))
        except PackageError:
            continue  # made for another version of the platform: it can still be had by its hash
    return sorted(found, key=lambda entry: entry.package.title("de"))


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
        files=bundle.files,
    )


def _runners(package: str) -> list[Runner]:
    found = []
    for body in list(list_bodies()):
        if body.kind.has_portal and package in installed_services(body.id):
            ctx = system_context(body.id)
            running = running_package(ctx, package)
            since = adopted_on(ctx, package)
            changed = tuple(owned.change.path[0] for owned in running.overlay)
            found.append(Runner(body.slug, body.name, running.version, since, len(changed), changed))
    return found


def _offering(
    entry: CatalogueEntry, outcome: Outcome | None, withdrawal: WithdrawalNotice | None
) -> Offering:
    package = entry.package
    runners = runners_of(package.id)
    return Offering(
        package=package.id,
        titles={language: package.title(language) for language in LANGUAGES},
        teasers={language: str(package.text(language, "service", "teaser")) for language in LANGUAGES},
        archetype=package.archetype,
        leika=package.service.leika,
        situations=list(package.service.situations),
        keywords=list(package.service.keywords),
        legal_bases=[
            OfferedBasis(norm=basis.norm, title=basis.title, as_of=basis.as_of)
            for basis in package.legal_bases
        ],
        version=entry.version,
        licence=entry.licence,
        publisher=entry.publisher,
        fingerprint=entry.fingerprint,
        sha256=entry.sha256,
        published_on=entry.published_on,
        scenarios=entry.scenarios,
        outcome=OfferOutcome(total=len(outcome.lines), passed=outcome.passed, tested_at=outcome.tested_at)
        if outcome
        else None,
        facts=entry.facts,
        run_by=[
            RunBy(
                name=one.name,
                version=one.version,
                since=one.since,
                own_changes=one.own_changes,
                slug=one.slug,
            )
            for one in runners
        ],
        adapted=count_parts(file for one in runners for file in one.changed),
        withdrawal=withdrawal,
        bundle=f"/katalog/{package.id}/paket.zip",
        dossier=f"/katalog/{package.id}/uebergabemappe.pdf",
    )


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """The catalogue for programs and other installations."""

    format: str
    entries: list[Offering]
    withdrawals: list[WithdrawalNotice] = []


def index() -> Index:
    """Return what this installation offers, and what was withdrawn here."""
    return Index(format=FORMAT, entries=own_offerings(), withdrawals=withdrawals(own_only=True))


def index_json() -> bytes:
    """Return the catalogue for programs (``katalog/index.json``)."""
    return msgspec.json.encode(index())
