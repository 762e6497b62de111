"""``modellregion package``: everything about service packages; one file a subcommand."""

import argparse
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import django

from modellregion.site import assets
from modellregion.site.attaching import attach


@dataclass(frozen=True)
class Entry:
    """A subcommand: its help, whether it needs an installation's database, and an option with which it does not."""

    help: str
    needs_database: bool = False
    unless: str = ""


SUBCOMMANDS = {
    "new": Entry("a complete package of one of the archetypes, to begin with"),
    "import-fim": Entry("a skeleton of a package from a form of FIM (XDatenfelder 2 or 3)"),
    "export-fim": Entry("the form of a package as a message of FIM (XDatenfelder 3)"),
    "import-xzufi": Entry("begin a package for each service that files of XZuFi describe"),
    "export-xzufi": Entry(
        "the descriptions of packages' services as XZuFi 2.2.0, for portals and catalogues"
    ),
    "check": Entry(
        "everything that is wrong or doubtful in a package's folder, then its scenarios",
        needs_database=True,
        unless="--without-scenarios",
    ),
    "test": Entry("the scenarios of a package, on the real engine", needs_database=True),
    "keygen": Entry("a key with which a publisher signs"),
    "bundle": Entry("a signed bundle of a package's folder"),
    "verify": Entry("who signed a bundle, and whether anything was changed"),
    "adopt": Entry("take a service over for a municipality", needs_database=True),
    "adapt": Entry(
        "change a service for a municipality, from a changed copy of its folder", needs_database=True
    ),
    "upgrade": Entry("bring a new version, keeping every adaptation", needs_database=True),
    "impact": Entry("what an upgrade would touch, before it is made", needs_database=True),
    "propose": Entry("offer a municipality's changes to the package's author", needs_database=True),
    "proposals": Entry("what others propose for a package, and the decision", needs_database=True),
    "publish": Entry("sign a municipality's version and offer it in the catalogue", needs_database=True),
    "withdraw": Entry("withdraw a published version, because the law changed", needs_database=True),
    "dossier": Entry("the hand-over dossier of a service, as PDF", needs_database=True),
    "record": Entry(
        "the record of processing activities (Art. 30 GDPR) of a municipality", needs_database=True
    ),
    "rollback": Entry("return to the version before", needs_database=True),
    "scenario": Entry("scenarios of a municipality's own, played at every upgrade", needs_database=True),
    "step": Entry("a step of a municipality's own, where the package lets one in", needs_database=True),
    "schemas": Entry("the JSON Schemas of the package's files, for editors"),
}


_PURE_ROOMS = ("modellregion.rules.api", "modellregion.process.api", "modellregion.deadlines.api")


class Subcommand(Protocol):
    """What a subcommand's file offers."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands; only the chosen one's file is imported, after Django was set up for it."""
    subparsers = parser.add_subparsers(dest="subcommand", metavar="SUBCOMMAND", required=True)
    words = iter(sys.argv[1:])
    chosen = next((word for word in words if word in SUBCOMMANDS), None) if "package" in words else None
    for name, entry in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=entry.help, description=entry.help[0].upper() + entry.help[1:] + "."
        )
        if name == chosen:
            prepare(entry)
            _load(name).configure(subparser)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return _load(options.subcommand).run(options)


def prepare(entry: Entry) -> None:
    """Set everything up that a subcommand needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    if entry.needs_database and entry.unless not in sys.argv:
        with ThreadPoolExecutor(
            1
        ) as beside:  # the server starts meanwhile; these rooms need neither it nor Django
            attached = beside.submit(attach)
            for room in _PURE_ROOMS:
                import_module(room)
            attached.result()
    assets.build(
        Path(os.environ.get("MODELLREGION_HOME", ".modellregion")) / "static"
    )  # letters need the fonts
    django.setup()


def _load(name: str) -> Subcommand:
    return cast("Subcommand", import_module(f"modellregion.cli.package.{name.replace('-', '_')}"))
