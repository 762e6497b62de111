"""``modellregion journal new-key SLUG``: makes a key in place of one that is lost."""

import argparse
from importlib import import_module

from modellregion.cli.journal.places import body_of
from modellregion.kernel.clock import SYSTEM_CLOCK


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("municipality", metavar="SLUG", help="or its id")


def needs_database(options: argparse.Namespace) -> bool:
    """Tell that the public half is written there."""
    del options
    return True


def run(options: argparse.Namespace) -> int:
    """Make it, and say what it is."""
    journal = import_module("modellregion.journal.api")
    body = body_of(options.municipality)
    print(journal.replace_key(body.id, SYSTEM_CLOCK.now()).text)
    print("Publish it. Checkpoints and receipts signed before keep their old key, which stays known.")
    return 0
