"""``modellregion journal keys``: shows the public keys; exit code 1 when a private one is missing or wrong."""

import argparse
from importlib import import_module


def configure(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""
    del parser


def needs_database(options: argparse.Namespace) -> bool:
    """Tell that the public keys are read there."""
    del options
    return True


def run(options: argparse.Namespace) -> int:
    """Show them."""
    del options
    journal = import_module("modellregion.journal.api")
    region = import_module("modellregion.region.api")
    code = 0
    for body in region.list_bodies():
        keys, trouble = journal.known_keys(body.id), journal.key_trouble(body.id)
        shown = keys[0].text if keys else "no key yet; it is made when the first checkpoint is signed"
        print(f"{body.slug}: {shown}")
        if trouble:
            code = 1
            print(f"  {trouble}")
    return code
