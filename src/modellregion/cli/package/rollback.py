"""``modellregion package rollback``: back to the version that was live before."""

import argparse

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import roll_back


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")


def run(options: argparse.Namespace) -> int:
    """Roll back."""
    try:
        version = roll_back(context_of(options.slug), package=options.package)
    except ProductError as error:
        print(error.user_message)
        return 1
    print(f"{options.package} {version} is live in {options.slug} again.")
    return 0
