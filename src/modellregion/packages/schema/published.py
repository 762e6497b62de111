"""Which definition a file follows, and the JSON Schemas made of the definitions."""

from fnmatch import fnmatchcase
from typing import Any

import msgspec

from modellregion.packages.schema.codelist import CodeListFile
from modellregion.packages.schema.consultation import Consultation
from modellregion.packages.schema.exchange import Exchange
from modellregion.packages.schema.fields import Fields
from modellregion.packages.schema.fim import Fim
from modellregion.packages.schema.manifest import Manifest
from modellregion.packages.schema.migration import Migration
from modellregion.packages.schema.needs import Needs
from modellregion.packages.schema.notices import Notices
from modellregion.packages.schema.organisation import Organisation
from modellregion.packages.schema.pages import Pages
from modellregion.packages.schema.persona import Persona
from modellregion.packages.schema.scenario import Scenario
from modellregion.packages.schema.statistics import Statistics
from modellregion.packages.schema.texts import Texts

DEFINITIONS: dict[str, type[msgspec.Struct]] = {
    "package.toml": Manifest,
    "fields.toml": Fields,
    "pages.toml": Pages,
    "exchange.toml": Exchange,
    "consultation.toml": Consultation,
    "fim.toml": Fim,
    "needs.toml": Needs,
    "notices.toml": Notices,
    "organisation.toml": Organisation,
    "statistics.toml": Statistics,
    "texts/*.toml": Texts,
    "scenarios/*.toml": Scenario,
    "personas/*.toml": Persona,
    "codelists/*.toml": CodeListFile,
    "migrations/*.toml": Migration,
}
OTHER_FILES = ("process.bpmn", "rules/*.dmn", "notices/*.typ", "notices/*.svg", "README.md")
"""Files with formats of their own."""


def definition_of(file: str) -> type[msgspec.Struct] | None:
    """Return what a TOML file of a package must look like, or None for a file that has no place in a package."""
    return next((found for pattern, found in DEFINITIONS.items() if fnmatchcase(file, pattern)), None)


def is_known(file: str) -> bool:
    """Tell whether a file has a place in a package."""
    return definition_of(file) is not None or any(fnmatchcase(file, pattern) for pattern in OTHER_FILES)


def schema_name(pattern: str) -> str:
    """Return the name of the schema's file: ``package.toml`` has ``package.schema.json``."""
    return pattern.removesuffix("/*.toml").removesuffix(".toml") + ".schema.json"


def schema_names() -> dict[str, str]:
    """Return the name of the schema's file for each kind of TOML file."""
    return {pattern: schema_name(pattern) for pattern in DEFINITIONS}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each kind of TOML file, by its file name."""
    schemas = {}
    for pattern, definition in DEFINITIONS.items():
        schema = msgspec.json.schema(definition)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": pattern}
        schemas[schema_name(pattern)] = {**head, **schema}
    return schemas
