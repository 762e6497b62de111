"""Adoptions and upgrades that are being prepared: what was begun, what was said, what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    ABSENT,
    Bundle,
    Change,
    ChangedPublisherError,
    Fate,
    Merge,
    Node,
    Outcome,
    Package,
    PackageFiles,
    Path,
    Side,
    UnknownPublisherError,
    compiled,
    files_of,
    installed_services,
    say_change,
    say_outcome,
    slots_of,
    tree_of,
    verify_bundle,
)
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.commands.adopt_package import Offer
from modellregion.transfer.commands.trust_publisher import check_publisher, is_neighbour
from modellregion.transfer.commands.upgrade_package import number_of
from modellregion.transfer.errors import UpgradeOpenError
from modellregion.transfer.impact_kept import KeptImpact
from modellregion.transfer.models import Preparation as PreparationRow
from modellregion.transfer.policy import Transfer
from modellregion.transfer.slots import FilledSlot, fill_slots
from modellregion.transfer.versions import Prepared, merge_version, prepare_version
from modellregion.transfer.withdrawals import withdrawal_of

_VERSION = ("package.toml", "package", "version")


@dataclass(frozen=True, slots=True)
class Decision:
    """How a person decided a conflict: ``own`` stays, ``new`` is taken, or another ``value`` of their own; and why."""

    path: Path
    choice: str
    value: str = ""
    reason: str = ""

    @property
    def side(self) -> Side | None:
        """Which side it means; none while nothing was decided."""
        return {"own": Side.OWN, "value": Side.OWN, "new": Side.NEW}.get(self.choice)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"path": list(self.path), "choice": self.choice, "value": self.value, "reason": self.reason}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Decision":
        """Return the decision of its JSON."""
        return cls(tuple(entry["path"]), entry["choice"], entry["value"], entry["reason"])


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of playing the scenarios: titles, and sentences about what stands in the way or follows."""

    passed: list[str]
    failed: list[str]
    obstacles: list[str]
    consequences: list[str]
    made_at: datetime
    made_by: str

    @property
    def is_passed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.obstacles

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "obstacles": self.obstacles,
            "consequences": self.consequences,
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
        }

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Trial":
        """Return the trial of its JSON."""
        return cls(**{**entry, "made_at": datetime.fromisoformat(entry["made_at"])})


@dataclass(frozen=True)
class Preparation:
    """A preparation with its verified bundle; ``is_upgrade`` tells whether the package runs here already."""

    id: UUID
    package: str
    version: str
    content: bytes
    origin: str
    bundle: Bundle
    is_upgrade: bool
    said: Mapping[str, str]
    decisions: tuple[Decision, ...]
    trial: Trial | None
    impact: KeptImpact | None
    withdrawal: str
    begun_by: str
    begun_at: datetime
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def offer(self) -> Offer:
        """What is to be adopted."""
        return Offer(
            self.bundle.files, self.bundle.publisher, self.bundle.key.text, self.origin, self.withdrawal
        )

    @cached_property
    def is_neighbour(self) -> bool:
        """Whether the publisher is a municipality of this installation."""
        return is_neighbour(self.bundle)

    @cached_property
    def compiled(self) -> Package:
        """The package.

        :raises PackageError: when the files make none.
        """
        return compiled(self.bundle.files)

    def title(self, language: str) -> str:
        """Return what the service is called, without compiling anything of a publisher nobody agreed to."""
        head = self.bundle.files.table("package.toml").get("package", {})
        english = self.bundle.files.table(f"texts/{language}.toml").get("package", {})
        return str(english.get("title") or head.get("title") or self.package)

    def running(self, ctx: Context) -> Running:
        """Return how the municipality runs the package now.

        :raises NotAdoptedError: when it does not.
        """
        return running_package(ctx, self.package)

    def slots(self, ctx: Context) -> list[FilledSlot]:
        """Return every slot with what it is filled with."""
        return fill_slots(ctx, slots_of(self.compiled, self.bundle.files), self.said)

    def contested(self, ctx: Context) -> tuple[Outcome, ...]:
        """Return what a person has to decide or has decided: the conflicts as they are without any decision."""
        if not self.is_upgrade:
            return ()
        if "contested" not in self._known:
            running = self.running(ctx)
            merge = merge_version(running.upstream(), running.changes, self.bundle.files)
            self._known["contested"] = merge.conflicts
        found: tuple[Outcome, ...] = self._known["contested"]
        return found


@dataclass(frozen=True, slots=True)
class Summary:
    """What a new version means here, in sentences: own changes that stay or are no longer needed, conflicts, news."""

    stays: list[str]
    settled: list[str]
    conflicts: list[str]
    news: list[str]


def summary_of(ctx: Context, found: Preparation) -> Summary:
    """Return what a new version means here, with what was decided so far."""
    merged, base = _merged(ctx, found), tree_of(found.running(ctx).upstream())
    new = tree_of(found.bundle.files)
    by_fate: dict[Fate, list[str]] = {}
    for outcome in merged.outcomes:
        sentence = say_outcome(outcome, new if outcome.new is not ABSENT else base)
        by_fate.setdefault(outcome.fate, []).append(sentence)
    own = {outcome.change.path for outcome in merged.outcomes}
    return Summary(
        stays=[*by_fate.get(Fate.APPLIED, []), *by_fate.get(Fate.KEPT, [])],
        settled=[
            sentence
            for fate in (Fate.TAKEN_OVER, Fate.DECIDED_OWN, Fate.DECIDED_NEW)
            for sentence in by_fate.get(fate, [])
        ],
        conflicts=by_fate.get(Fate.CONFLICT, []),
        news=_news(merged, new, own),
    )


def _news(merged: Merge, new: Node, own: set[Path]) -> list[str]:
    """Return what is new in words; scenarios only by their number: what they expect follows from the rest."""
    changes = [change for change in merged.news if change.path not in own and change.path != _VERSION]
    scenarios = {change.path for change in changes if change.path[0].startswith("scenarios/")}
    said = [say_change(change, new) for change in changes if change.path not in scenarios]
    if scenarios:
        count = len(scenarios)
        words = ngettext(
            "1 Prüffall ist neu oder geändert.", "%(num)s Prüffälle sind neu oder geändert.", count
        )
        said.append(words % {"num": count})
    return said


def effective_package(ctx: Context, found: Preparation) -> Package:
    """Return the package as it would go live; while conflicts are open, with the new version's values in their places.

    :raises PackageError: when the files make none.
    :raises ChangeError: when an own change has no place.
    """
    if not found.is_upgrade:
        return found.compiled
    return compiled(files_of(_merged(ctx, found).tree, like=found.bundle.files))


def _merged(ctx: Context, found: Preparation) -> Merge:
    running = found.running(ctx)
    changes, sides = decided_changes(running, found.decisions)
    return merge_version(running.upstream(), changes, found.bundle.files, decisions=sides)


def decided(ctx: Context, found: Preparation, *, thorough: bool = True) -> Prepared:
    """Return the upgrade with everything that was decided so far, tried on the scenarios."""
    running = found.running(ctx)
    changes, sides = decided_changes(running, found.decisions)
    return prepare_version(
        running.upstream(),
        changes,
        found.bundle.files,
        decisions=sides,
        own=running.scenarios,
        thorough=thorough,
    )


def decided_changes(
    running: Running, decisions: tuple[Decision, ...]
) -> tuple[list[Change], dict[Path, Side]]:
    """Return the overlay with other values where a person decided for one, and the side of each decision."""
    by_path = {decision.path: decision for decision in decisions}
    sides = {path: side for path, decision in by_path.items() if (side := decision.side) is not None}
    changes = []
    for change in running.changes:
        decision = by_path.get(change.path)
        if decision is not None and decision.choice == "value":
            changes.append(replace(change, after=decision.value))
        else:
            changes.append(change)
    return changes, sides


def find_preparation(ctx: Context, identifier: UUID) -> Preparation:
    """Return a preparation.

    :raises NotFoundError: when there is none here.
    """
    ctx.authorise(Transfer.ADOPT)
    with tenant(ctx):
        row = PreparationRow.objects.filter(municipality_id=ctx.municipality, id=identifier).first()
    if row is None:
        raise NotFoundError(f"preparation {identifier}")
    return _preparation(ctx, row)


def list_preparations(ctx: Context) -> list[Preparation]:
    """Return everything that is being prepared here, the oldest first."""
    ctx.authorise(Transfer.ADOPT)
    with tenant(ctx):
        rows = list(PreparationRow.objects.filter(municipality_id=ctx.municipality).order_by("id"))
    return [_preparation(ctx, row) for row in rows]


def publisher_question(ctx: Context, found: Preparation) -> UnknownPublisherError | None:
    """Return what has to be agreed to before anything of the bundle is used, or nothing."""
    try:
        check_publisher(ctx, found.bundle)
    except UnknownPublisherError as error:
        return error
    return None


def is_changed_key(question: UnknownPublisherError) -> bool:
    """Tell whether the publisher is known here by another key."""
    return isinstance(question, ChangedPublisherError)


def must_be_newer(ctx: Context, files: PackageFiles) -> None:
    """Let pass what is not here yet, and what is newer than what is.

    :raises UpgradeOpenError: when it is this very version, or an older one.
    """
    head = files.table("package.toml").get("package", {})
    package, version = str(head.get("id", "")), str(head.get("version", ""))
    if package not in installed_services(ctx.municipality):
        return
    running = running_package(ctx, package)
    if files.hash == running.upstream_hash:
        raise UpgradeOpenError([_("Version {version} läuft hier schon.").format(version=version)])
    if number_of(version) < number_of(running.version):
        raise UpgradeOpenError(
            [
                _(
                    "Version {offered} ist älter als Ihre Version {here}. Zurück geht es auf der Seite der Leistung."
                ).format(offered=version, here=running.version)
            ]
        )


def _preparation(ctx: Context, row: PreparationRow) -> Preparation:
    content = bytes(row.content)
    bundle = verify_bundle(content)
    notice = withdrawal_of(bundle.files.hash)
    return Preparation(
        id=row.id,
        package=row.package,
        version=row.version,
        content=content,
        origin=row.origin,
        bundle=bundle,
        is_upgrade=row.package in installed_services(ctx.municipality),
        said=row.said,
        decisions=tuple(Decision.from_json(entry) for entry in row.decisions),
        trial=Trial.from_json(row.trial) if row.trial else None,
        impact=KeptImpact.from_json(row.impact) if row.impact else None,
        withdrawal=notice.sentence(ctx.language) if notice else row.withdrawal,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
    )
