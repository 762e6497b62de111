"""``modellregion catalogue key``: the fingerprint of this installation's catalogue, for those who call and ask."""

import argparse

from modellregion.transfer.api import installation_key


def configure(parser: argparse.ArgumentParser) -> None:
    """Add no options."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - it has none
    """Print it."""
    print(f"Fingerprint: {installation_key().public.fingerprint}")
    return 0
