"""``modellregion package``: everything about service packages; one file a subcommand."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

import django

SUBCOMMANDS = {
    "check": "everything that is wrong or doubtful in a package's folder",
    "schemas": "the JSON Schemas of the package's files, for editors",
}


class Subcommand(Protocol):
    """What a subcommand's file offers."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands, each with its options."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    django.setup()  # the subcommands' files import models
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, help_text in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        _load(name).configure(subparser)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return _load(options.subcommand).run(options)


def _load(name: str) -> Subcommand:
    return cast("Subcommand", import_module(f"modellregion.cli.package.{name.replace('-', '_')}"))
