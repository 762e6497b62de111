"""``modellregion account``: municipalities' connections to citizens' and business accounts, and their keys."""

import argparse
from importlib import import_module
from pathlib import Path

from modellregion.cli.installed import add_subcommands, on_installation
from modellregion.cli.journal.places import body_of
from modellregion.kernel.context import system_context

SUBCOMMANDS = {
    "list": "all connections: their profile, the municipality's name there, the address of its metadata",
    "prepare-key": "make the next key; from now on the metadata carry both",
    "import-former": "keep what accounts of the former Servicekonto.NRW held: a CSV file with the columns email;code",
    "switch-key": "sign with the next key, when the providers have loaded it",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    for name, subparser in add_subcommands(parser, SUBCOMMANDS):
        if name != "list":
            subparser.add_argument("municipality", metavar="SLUG", help="or its id")
        if name == "import-former":
            subparser.add_argument("file", type=Path, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return on_installation(options, lambda: _carry_out(options))


def _carry_out(options: argparse.Namespace) -> int:
    accounts = import_module("modellregion.accounts.api")
    if options.subcommand == "list":
        return _list()
    body = body_of(options.municipality)
    ctx = system_context(body.id)
    if options.subcommand == "import-former":
        print(f"{accounts.import_former(ctx, options.file)} applications are kept for their owners.")
        return 0
    change = accounts.switch_key(ctx) if options.subcommand == "switch-key" else None
    print(change or accounts.prepare_key(ctx, body.name))
    return 0


def _list() -> int:
    accounts, region = import_module("modellregion.accounts.api"), import_module("modellregion.region.api")
    for body in region.list_bodies():
        for row in accounts.connections_of(body.id):
            kind = "simulated" if row.is_simulated else "production" if row.is_production else "integration"
            print(f"{body.slug}: {row.profile} ({kind}) as {row.entity_id}")
            print(f"  metadata: {accounts.metadata_url(body.slug, row.profile)}")
    return 0
