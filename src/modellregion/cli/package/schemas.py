"""``modellregion package schemas``: writes the JSON Schemas of the package's files."""

import argparse
from pathlib import Path

import msgspec

from modellregion.packages.api import json_schemas


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="where to write them, such as docs/schemas")


def run(options: argparse.Namespace) -> int:
    """Write one file a schema."""
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        text = msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()
        (options.folder / name).write_text(text + "\n", encoding="utf-8")
    return 0
