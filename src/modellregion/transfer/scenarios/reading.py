"""Reads scenarios from a package's files."""

from dataclasses import dataclass

import msgspec

from modellregion.packages.api import PackageFiles, ScenarioFile


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """A scenario and the name of its file without ending; ``own`` ones are the municipality's, not the package's."""

    name: str
    content: ScenarioFile


def read_scenarios(files: PackageFiles) -> list[NamedScenario]:
    """Return a package's scenarios by name.

    :raises PackageError: when a file is no TOML; the package's check reports what else is wrong with it.
    """
    return [
        NamedScenario(name, msgspec.convert(files.table(f"scenarios/{name}.toml"), ScenarioFile))
        for name in files.below("scenarios", ".toml")
    ]
