"""``modellregion journal watch``: lets a municipality be a witness of a journal elsewhere, and shows its witness key."""

import argparse
from importlib import import_module

from modellregion.cli.journal.places import body_of
from modellregion.journal.proofs.notes import NoteError, VerifierKey


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("municipality", metavar="SLUG", help="the witness")
    parser.add_argument("--key", default="", help="the public key of the journal to watch")


def needs_database(options: argparse.Namespace) -> bool:
    """Tell that what is watched is written there."""
    del options
    return True


def run(options: argparse.Namespace) -> int:
    """Watch the journal, if one is given, and show the key to hand over."""
    journal = import_module("modellregion.journal.api")
    body = body_of(options.municipality)
    if options.key:
        try:
            journal.watch_log(body.id, key=VerifierKey.parse(options.key))
        except NoteError as error:
            print(f"modellregion: --key: {error}")
            return 2
    print(journal.witness_key(body.id).text)
    return 0
