"""``modellregion journal witness``: names who signs a municipality's checkpoints too, or shows who does."""

import argparse
from importlib import import_module

from modellregion.cli.journal.places import body_of
from modellregion.journal.proofs.notes import NoteError, VerifierKey


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("municipality", metavar="SLUG", help="whose checkpoints")
    parser.add_argument("--body", metavar="SLUG", help="a body of this installation that becomes the witness")
    parser.add_argument(
        "--address", default="", help="of a witness elsewhere; add-checkpoint is called below it"
    )
    parser.add_argument("--key", default="", help="the public key of the witness elsewhere")


def needs_database(options: argparse.Namespace) -> bool:
    """Tell that the witnesses are written there."""
    del options
    return True


def run(options: argparse.Namespace) -> int:
    """Name a witness, if one is given, and show them all."""
    journal = import_module("modellregion.journal.api")
    body = body_of(options.municipality)
    if options.body:
        other = body_of(options.body)
        journal.sign_checkpoint(body.id)
        keys = journal.known_keys(body.id)
        if not keys:
            print(f"{body.slug} has nothing to sign yet: its key is made with the first entry.")
            return 1
        journal.watch_log(other.id, key=keys[0])
        journal.add_witness(body.id, key=journal.witness_key(other.id), body=other.id)
    elif options.address:
        try:
            key = VerifierKey.parse(options.key)
        except NoteError as error:
            print(f"modellregion: --key: {error}")
            return 2
        journal.add_witness(body.id, key=key, address=options.address)
    for name, place, size, trouble in journal.witnesses_of(body.id):
        print(f"{name} ({place}) has signed {size} entries{f'; last trouble: {trouble}' if trouble else ''}")
    return 0
