"""``modellregion security``: the map of ASVS as a page, the bill of materials, and attacks on an installation of its own."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from modellregion.cli.asvs import MAP, PAGE, as_page, read_map
from modellregion.cli.materials import bill_of_materials
from modellregion.site.configuration import ROOT

SUBCOMMANDS = {
    "asvs": "make docs/security/asvs.md anew from asvs.toml beside it",
    "sbom": "write the bill of materials (CycloneDX 1.6, JSON): every library with version and hash",
    "attack": "attack an installation of its own on loopback with sqlmap, slowhttptest and testssl.sh; docs/security/attack.md",
}
ATTACKS = ("sql", "slow", "tls")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, words in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        if name == "sbom":
            subparser.add_argument("--into", type=Path, help="file; without it standard output")
        if name == "attack":
            _configure_attack(subparser)


def _configure_attack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(ATTACKS)}; default: all")
    parser.add_argument("--into", type=Path, metavar="FILE", help="write the report there as well")
    parser.add_argument("--pages", type=int, default=300, help="pages followed for each person (default 300)")
    parser.add_argument("--seconds", type=int, default=60, help="length of each slow attack (default 60)")


def _attack(options: argparse.Namespace) -> int:
    if unknown := sorted(set(options.parts) - set(ATTACKS)):
        print(
            f"modellregion: there is no part {', '.join(unknown)}; the parts are {', '.join(ATTACKS)}.",
            file=sys.stderr,
        )
        return 2
    if not (ROOT / "fuzz").is_dir():
        print("modellregion: the attacks come with the repository, not with the package.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    code: int = import_module("fuzz.attack").main(options)
    return code


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    if options.subcommand == "asvs":
        PAGE.write_text(as_page(read_map(MAP)), encoding="utf-8")
        print(PAGE.relative_to(ROOT))
        return 0
    if options.subcommand == "attack":
        return _attack(options)
    text = json.dumps(bill_of_materials(ROOT), ensure_ascii=False, indent=2) + "\n"
    if options.into is None:
        sys.stdout.write(text)
    else:
        options.into.write_text(text, encoding="utf-8")
    return 0
