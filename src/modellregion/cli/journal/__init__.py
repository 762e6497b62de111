"""``modellregion journal``: verify it, its keys, its witnesses; one file a subcommand."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import django

from modellregion.kernel.errors import ProductError
from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError

SUBCOMMANDS = {
    "verify": "every entry, hash and checkpoint; or, without a database, a receipt",
    "keys": "the public keys, and whether each private one is where it should be",
    "new-key": "a new key in place of one that is lost",
    "erase": "what entries say of somebody, found by words and erased; not those of cases",
    "witness": "who signs a municipality's checkpoints too",
    "watch": "whose checkpoints a municipality signs as a witness",
}


class Subcommand(Protocol):
    """What a subcommand's file offers; ``needs_database`` tells for these options."""

    configure: Callable[[argparse.ArgumentParser], None]
    needs_database: Callable[[argparse.Namespace], bool]
    run: Callable[[argparse.Namespace], int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands; only the chosen one's file is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    chosen = next((word for word in sys.argv[1:] if word in SUBCOMMANDS), None)
    for name, words in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        subparser.add_argument(
            "--data", type=Path, default=home / "data", help="data folder of the installation"
        )
        if name == chosen:
            _load(name).configure(subparser)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    subcommand = _load(options.subcommand)
    try:
        if subcommand.needs_database(options):
            os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
            configuration.cache_clear()
            attach()
            django.setup()
        return subcommand.run(options)
    except (NotReachableError, DatabaseError, EmbeddedServerError, ProductError, OSError) as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1


def _load(name: str) -> Subcommand:
    return cast("Subcommand", import_module(f"modellregion.cli.journal.{name.replace('-', '_')}"))
