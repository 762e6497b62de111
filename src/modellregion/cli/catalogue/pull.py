"""``modellregion catalogue pull``: pull the subscribed catalogues now; exit code 1 when one cannot be had."""

import argparse

from modellregion.transfer.api import SubscriptionError, list_subscriptions, pull


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("address", nargs="?", help="only this one")


def run(options: argparse.Namespace) -> int:
    """Pull."""
    code = 0
    for address in [options.address] if options.address else [one.address for one in list_subscriptions()]:
        try:
            print(f"{address}: {pull(address)} services")
        except SubscriptionError as error:
            print(error)
            code = 1
    return code
