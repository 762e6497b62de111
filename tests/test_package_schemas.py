"""The JSON Schemas in docs/schemas are those of the code, and editors are told which file follows which."""

import argparse
import tomllib
from pathlib import Path

import msgspec
import pytest

from modellregion.cli.package import schemas
from modellregion.packages.api import json_schemas, schema_names
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


def test_a_folder_of_ones_own_can_tell_editors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(folder=tmp_path / "schemas", editor=tmp_path)
    assert schemas.run(options) == 0
    rules = tomllib.loads((tmp_path / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
    found = {rule["include"][0]: tmp_path / rule["schema"]["path"] for rule in rules}
    assert set(found) == {f"**/{pattern}" for pattern in schema_names()}
    for path in found.values():
        assert msgspec.json.decode(path.read_bytes())["$schema"]
    assert schemas.run(options) == 1
    assert "exists already" in capsys.readouterr().out
