"""Reads scenarios from a package's files."""

from dataclasses import dataclass, replace

import msgspec
from msgspec import UNSET

from modellregion.packages.api import PackageError, PackageFiles, PackageFinding, PersonaFile, ScenarioFile


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """A scenario and the name of its file without ending; ``own`` ones are the municipality's, not the package's."""

    name: str
    content: ScenarioFile


def read_scenarios(files: PackageFiles) -> list[NamedScenario]:
    """Return a package's scenarios by name.

    :raises PackageError: when a file is no TOML, or a persona is missing; the check reports what else is wrong.
    """
    return [
        with_persona(
            files, NamedScenario(name, msgspec.convert(files.table(f"scenarios/{name}.toml"), ScenarioFile))
        )
        for name in files.below("scenarios", ".toml")
    ]


def with_persona(files: PackageFiles, scenario: NamedScenario) -> NamedScenario:
    """Return a scenario with the answers of its persona, where it does not give its own.

    :raises PackageError: when the package has no such persona.
    """
    persona = scenario.content.persona
    if persona is UNSET:
        return scenario
    file = f"personas/{persona}.toml"
    if file not in files.contents:
        place = f"scenarios/{scenario.name}.toml"
        raise PackageError([PackageFinding(place, "persona", f"There is no file {file}.")])
    shared = msgspec.convert(files.table(file), PersonaFile).answers
    answers = {**shared, **scenario.content.answers}
    return replace(
        scenario, content=msgspec.structs.replace(scenario.content, answers=answers, persona=UNSET)
    )
