"""``modellregion catalogue notices``: who here runs a version that was withdrawn; exit code 1 when somebody does."""

import argparse

from modellregion.transfer.api import concerns


def configure(parser: argparse.ArgumentParser) -> None:
    """Add no options."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - it has none
    """List them."""
    found = concerns()
    for one in found:
        print(f"{one.municipality} ({one.slug}), {one.title}: {one.notice.sentence('de')}")
    if not found:
        print("Nobody here runs a withdrawn version.")
    return int(bool(found))
