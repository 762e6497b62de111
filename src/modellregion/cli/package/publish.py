"""``modellregion package publish``: a municipality signs the version it runs and offers it to others."""

import argparse

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError
from modellregion.transfer.api import publish_package


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")


def run(options: argparse.Namespace) -> int:
    """Publish."""
    try:
        fingerprint = publish_package(context_of(options.slug), package=options.package)
    except (ProductError, PackageError) as error:
        print(error)
        return 1
    print(f"{options.package} is in the catalogue. Fingerprint: {fingerprint}")
    return 0
