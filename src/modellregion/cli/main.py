"""Reads the command line and hands over to the command's own file."""

import argparse
import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

COMMANDS = {
    "up": "start everything: database, web, worker, demo region",
    "worker": "do the jobs that commands have written down",
    "migrate": "bring the tables up to date",
    "demo": "people the installation with the demo region, once",
    "package": "service packages: check, test, sign, adopt, adapt, upgrade",
    "catalogue": "the catalogues of other installations: subscribe, pull, withdrawals",
    "journal": "what was done: verify it, its keys, its witnesses",
    "account": "connections to BundID and Mein Unternehmenskonto, and their keys: list, prepare-key, switch-key",
    "keys": "the keys that encrypt answers and documents: list, rotate, encrypt",
    "seal": "the certificates with which letters are sealed: list, use, new, revoke",
    "doctor": "what is wrong with this installation, in sentences",
    "backup": "everything that must survive, encrypted for whom you name",
    "restore": "bring a backup back into an empty data folder",
    "organise": "set the installation up as a file says: municipalities, staff, services",
    "security": "the map of ASVS as a page; the bill of materials: asvs, sbom",
    "docs": "make the pictures of the clerks' handbook anew",
    "bench": "measure the platform on this machine, against the last recorded run",
    "lint": "the quick checks: style, types, import rules",
    "test": "everything that must be green before a change is handed in",
}


class Command(Protocol):
    """What a command's file offers."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _load(name: str) -> Command:
    return cast("Command", import_module(f"modellregion.cli.{name}"))


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code.

    Only the chosen command's file is imported, so that the quick ones stay quick.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    gc.disable()  # looking for garbage among what is being imported, none of which is, takes a sixth of the start
    parser = argparse.ArgumentParser(
        prog="modellregion", description="The digital administration of a municipality."
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    for name, help_text in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=help_text, description=help_text[0].upper() + help_text[1:] + "."
        )
        if name == chosen:
            _load(name).configure(subparser)
    subparsers.add_parser("help", help="this overview")
    options = parser.parse_args(arguments)
    gc.freeze()
    gc.enable()
    if options.command in {None, "help"}:
        parser.print_help()
        sys.exit(0)
    sys.exit(_load(options.command).run(options))
