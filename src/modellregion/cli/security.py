"""``modellregion security``: the map of ASVS as a page, and the bill of materials."""

import argparse
import json
import sys
from pathlib import Path

from modellregion.cli.asvs import MAP, PAGE, as_page, read_map
from modellregion.cli.materials import bill_of_materials
from modellregion.site.configuration import ROOT

SUBCOMMANDS = {
    "asvs": "make docs/security/asvs.md anew from asvs.toml beside it",
    "sbom": "write the bill of materials (CycloneDX 1.6, JSON): every library with version and hash",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, words in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        if name == "sbom":
            subparser.add_argument("--into", type=Path, help="file; without it standard output")


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    if options.subcommand == "asvs":
        PAGE.write_text(as_page(read_map(MAP)), encoding="utf-8")
        print(PAGE.relative_to(ROOT))
        return 0
    text = json.dumps(bill_of_materials(ROOT), ensure_ascii=False, indent=2) + "\n"
    if options.into is None:
        sys.stdout.write(text)
    else:
        options.into.write_text(text, encoding="utf-8")
    return 0
