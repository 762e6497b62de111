"""How long it takes until every municipality of North Rhine-Westphalia has adopted and upgraded the trade packages.

Run with ``./modellregion bench transfer`` or, on a database of your own, ``python benchmarks/transfer.py``. 396
municipalities with generated overlays; the new version has twelve kinds of changes; conflicts are planted and counted.
"""

import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from modellregion.kernel.context import system_context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import (
    ABSENT,
    Change,
    PackageFiles,
    Rows,
    apply,
    at,
    files_of,
    install_package,
    read_folder,
    store_package,
    tree_of,
)
from modellregion.region.api import BodyKind, NewBody, add_body, add_unit, find_body
from modellregion.region.directory import directory
from modellregion.transfer.activations import NewActivation, activate, plan_activation
from modellregion.transfer.adoptions import Running, keep_adoption
from modellregion.transfer.api import UpgradeLine, upgrade_everywhere
from modellregion.transfer.models import Activation
from modellregion.transfer.versions import prepare_version

SERVICES = Path(__file__).resolve().parents[1] / "services"
REASON = "Erzeugt für die Messung"


@dataclass
class Figures:
    """What was measured: seconds of each part, lines of the report, planted and found conflicts, memory in MB."""

    municipalities: int = 0
    adopting: float = 0.0
    upgrading: float = 0.0
    lines: list[UpgradeLine] = field(default_factory=list)
    planted: int = 0
    memory: float = 0.0

    @property
    def found(self) -> int:
        """Conflicts that were reported."""
        return sum(line.conflicts for line in self.lines)


def measure(count: int | None = None) -> Figures:
    """Let ``count`` municipalities (all of them when None) adopt, adapt and upgrade every trade package."""
    figures = Figures()
    packages = [read_folder(path.parent) for path in sorted(SERVICES.glob("gewerbe*/package.toml"))]
    started = time.perf_counter()
    for number, ctx in enumerate(_municipalities(count)):
        figures.municipalities += 1
        for files in packages:
            overlay = generated_overlay(files, random.Random(number))
            _adopt(ctx, files, overlay)
    figures.adopting = time.perf_counter() - started
    started = time.perf_counter()
    for files in packages:
        new, contested = next_version(files)
        figures.planted += sum(
            any(change.path == contested for change in generated_overlay(files, random.Random(number)))
            for number in range(figures.municipalities)
        )
        figures.lines += upgrade_everywhere(new)
    figures.upgrading = time.perf_counter() - started
    usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures.memory = max(usage) / 1024
    return figures


def _municipalities(count: int | None) -> Iterator["Running | object"]:
    for place in directory().municipalities[:count]:
        known = find_body(f"m-{place.slug}")
        if known is None:
            body = NewBody(
                slug=f"m-{place.slug}",
                kind=BodyKind.CITY,
                name=place.display_name,
                short_name=place.short_name,
                regional_key=place.ars,
                town=place.short_name,
            )
            yield system_context(add_body(body))
        else:
            yield system_context(known.id)
