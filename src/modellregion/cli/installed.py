"""What the commands share that work on an installation: its data folder as an option, its database, sentences for errors."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import django

from modellregion.kernel.errors import ProductError
from modellregion.kernel.key_files import SealedDataError
from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError

_TOLD = (NotReachableError, DatabaseError, EmbeddedServerError, ProductError, SealedDataError, OSError)


def add_subcommands(
    parser: argparse.ArgumentParser, subcommands: Mapping[str, str]
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Add subcommands, each with its description and ``--data``; yield them for what else each takes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    for name, words in subcommands.items():
        subparser = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        subparser.add_argument(
            "--data", type=Path, default=home / "data", help="data folder of the installation"
        )
        yield name, subparser


def on_installation(options: argparse.Namespace, act: Callable[[], int]) -> int:
    """Do something with the installation of ``--data``; return its exit code, or 1 after a sentence on what went wrong."""
    os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
    configuration.cache_clear()
    try:
        attach()
        django.setup()
        return act()
    except _TOLD as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
