"""``modellregion journal new-key SLUG``: makes a key in place of one that is lost."""

import argparse
from importlib import import_module

from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.errors import NotFoundError


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
    region = import_module("modellregion.region.api")
    wanted = options.municipality
    body = next((body for body in region.list_bodies() if wanted in {body.slug, str(body.id)}), None)
    if body is None:
        raise NotFoundError(f"There is no municipality {wanted} here.")
    print(journal.replace_key(body.id, SYSTEM_CLOCK.now()).text)
    print("Publish it. Checkpoints and receipts signed before keep their old key, which stays known.")
    return 0
