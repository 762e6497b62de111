"""``modellregion package schemas``: writes the JSON Schemas of the package's files."""

import argparse
import os
from pathlib import Path

import msgspec

from modellregion.packages.api import json_schemas, schema_names


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="where to write them, such as docs/schemas")
    parser.add_argument(
        "--editor",
        type=Path,
        metavar="FOLDER",
        help="also write FOLDER/.taplo.toml, by which editors find them for packages anywhere below",
    )


def run(options: argparse.Namespace) -> int:
    """Write one file a schema."""
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        text = msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()
        (options.folder / name).write_text(text + "\n", encoding="utf-8")
    if options.editor is not None:
        path = options.editor / ".taplo.toml"
        if path.exists():
            print(f"{path} exists already; delete it first, or add these rules to it:\n\n{_rules(options)}")
            return 1
        path.write_text(_rules(options), encoding="utf-8")
    return 0


def _rules(options: argparse.Namespace) -> str:
    """Return what taplo reads: which files follow which schema."""
    folder = Path(os.path.relpath(options.folder.resolve(), options.editor.resolve())).as_posix()
    return "\n".join(
        f'[[rule]]\ninclude = ["**/{pattern}"]\n[rule.schema]\npath = "./{folder}/{name}"\n'
        for pattern, name in schema_names().items()
    )
