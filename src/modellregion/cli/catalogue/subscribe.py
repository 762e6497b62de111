"""``modellregion catalogue subscribe``: follow the catalogue of another installation."""

import argparse

from modellregion.transfer.api import SubscriptionError, subscribe


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("address", help="the installation, such as https://paderborn.example")
    parser.add_argument(
        "--trust", default="", help="the fingerprint of its catalogue, as its operator told you"
    )


def run(options: argparse.Namespace) -> int:
    """Subscribe."""
    try:
        entries = subscribe(address=options.address, trust=options.trust)
    except SubscriptionError as error:
        print(error)
        return 1
    print(f"{options.address}: {entries} services. They are in the catalogue here from now on.")
    return 0
