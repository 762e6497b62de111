"""``modellregion catalogue``: subscriptions to the catalogues of other installations; one file a subcommand."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from modellregion.cli.package import Entry, prepare

SUBCOMMANDS = {
    "subscribe": "follow the catalogue of another installation, or agree to its new key",
    "list": "the subscribed catalogues, when they were last pulled, and what is wrong with them",
    "pull": "pull the subscribed catalogues now",
    "unsubscribe": "end a subscription; what was adopted lives on",
    "notices": "which municipalities run a version that its publisher withdrew",
    "key": "the fingerprint with which this installation signs its catalogue",
}


class Subcommand(Protocol):
    """What a subcommand's file offers."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands; only the chosen one's file is imported, after Django was set up for it."""
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    words = sys.argv[sys.argv.index("catalogue") + 1 :] if "catalogue" in sys.argv else []
    chosen = next((word for word in words if word in SUBCOMMANDS), None)
    for name, words_of_help in SUBCOMMANDS.items():
        text = words_of_help[0].upper() + words_of_help[1:] + "."
        subparser = subparsers.add_parser(name, help=words_of_help, description=text)
        if name == chosen:
            prepare(Entry(words_of_help, needs_database=True))
            _load(name).configure(subparser)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return _load(options.subcommand).run(options)


def _load(name: str) -> Subcommand:
    return cast("Subcommand", import_module(f"modellregion.cli.catalogue.{name}"))
