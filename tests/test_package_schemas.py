"""The JSON Schemas in docs/schemas are those of the code, and editors are told which file follows which."""

import tomllib
from pathlib import Path

import msgspec

from modellregion.packages.api import json_schemas
from modellregion.transfer.catalogue import Index

ROOT = Path(__file__).resolve().parents[1]


def test_the_schemas_are_up_to_date() -> None:
    for name, schema in json_schemas().items():
        stored = msgspec.json.decode((ROOT / "docs" / "schemas" / name).read_bytes())
        fresh = msgspec.json.decode(msgspec.json.encode(schema))
        assert stored == fresh, "run ./modellregion package schemas docs/schemas"


def test_the_schema_of_the_catalogue_is_up_to_date() -> None:
    stored = msgspec.json.decode((ROOT / "docs" / "catalogue.schema.json").read_bytes())
    fresh = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Index)))
    assert {key: stored[key] for key in fresh} == fresh


def test_editors_know_every_schema() -> None:
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
    assert {Path(rule["schema"]["path"]).name for rule in rules} == set(json_schemas())
