"""Keep scenarios of the municipality's own with its overlay: they are played whenever the version changes."""

import re
from dataclasses import dataclass

import msgspec

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import PackageFiles, ScenarioFile
from modellregion.transfer.adoptions import Running, running_package
from modellregion.transfer.errors import ChangeRefusedError
from modellregion.transfer.models import OwnScenario
from modellregion.transfer.policy import Transfer
from modellregion.transfer.scenarios.reading import NamedScenario
from modellregion.transfer.scenarios.run import ScenarioResult, run_scenarios

BYTES_MAX = 100_000
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class OwnScenarioEntry:
    """A scenario of the municipality's own: its name, its title, its file as it was written."""

    name: str
    title: str
    content: str


def add_scenario(ctx: Context, *, package: str, name: str, content: str) -> ScenarioResult:
    """Keep a scenario (TOML, as in a package's ``scenarios/``), or another text of one that is kept already.

    It must pass on the version that runs: one that fails today would stand in the way of everything. Must run outside
    of a ``tenant`` block.

    :raises NotAdoptedError: when the municipality does not run the package.
    :raises ChangeRefusedError: when it cannot be read, does not pass, or the package has one of this name.
    """
    ctx.authorise(Transfer.ADAPT)
    running = running_package(ctx, package)
    scenario = _read(running, name, content)
    result = _play(running, scenario)
    if not result.is_passed:
        raise ChangeRefusedError([f"{result.title}: {difference}" for difference in result.differences])
    with tenant(ctx):
        row, _is_new = OwnScenario.objects.update_or_create(
            municipality_id=ctx.municipality,
            package=package,
            name=name,
            defaults={"content": content},
            create_defaults={"content": content, "id": new_id()},
        )
        append(ctx, NewEntry(Subject("scenario", row.id), "scenario_kept", note=f"{package}: {name}"))
    return result


def remove_scenario(ctx: Context, *, package: str, name: str) -> None:
    """Keep a scenario no longer.

    :raises NotFoundError: when there is none of this name.
    """
    ctx.authorise(Transfer.ADAPT)
    with tenant(ctx):
        row = OwnScenario.objects.filter(municipality_id=ctx.municipality, package=package, name=name).first()
        if row is None:
            raise NotFoundError(f"There is no scenario {name} of your own for {package}.")
        append(ctx, NewEntry(Subject("scenario", row.id), "scenario_removed", note=f"{package}: {name}"))
        row.delete()


def list_scenarios(ctx: Context, *, package: str) -> list[OwnScenarioEntry]:
    """Return the municipality's own scenarios by name."""
    ctx.authorise(Transfer.SEE)
    with tenant(ctx):
        rows = list(
            OwnScenario.objects.filter(municipality_id=ctx.municipality, package=package).order_by("name")
        )
    return [OwnScenarioEntry(row.name, _decode(row.content).title, row.content) for row in rows]


def _read(running: Running, name: str, content: str) -> NamedScenario:
    if not _NAME.fullmatch(name):
        raise ChangeRefusedError(
            ["The name has small letters, digits, - and _ only, and begins with a letter."]
        )
    if f"scenarios/{name}.toml" in running.effective().contents:
        raise ChangeRefusedError([f"The package has a scenario {name} of its own; take another name."])
    if len(content.encode()) > BYTES_MAX:
        raise ChangeRefusedError(["A scenario has at most 100 kB."])
    try:
        return NamedScenario(name, _decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ChangeRefusedError([f"The scenario cannot be read: {error}"]) from error


def _decode(content: str) -> ScenarioFile:
    return msgspec.toml.decode(content, type=ScenarioFile)


def _play(running: Running, scenario: NamedScenario) -> ScenarioResult:
    """Play it alone, on the version that runs."""
    files = running.effective()
    alone = PackageFiles({k: v for k, v in files.contents.items() if not k.startswith("scenarios/")})
    return run_scenarios(alone, own=[scenario]).results[0]
