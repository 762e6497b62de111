"""``modellregion catalogue unsubscribe``: end a subscription."""

import argparse

from modellregion.transfer.api import SubscriptionError, unsubscribe


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("address", help="the installation")


def run(options: argparse.Namespace) -> int:
    """End it."""
    try:
        unsubscribe(options.address)
    except SubscriptionError as error:
        print(error)
        return 1
    print(f"{options.address} is not followed any more. What was adopted from there lives on.")
    return 0
