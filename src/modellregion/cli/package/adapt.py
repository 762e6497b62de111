"""``modellregion package adapt``: takes a changed copy of the package's folder as the municipality's overlay."""

import argparse
from pathlib import Path

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError, differences, read_folder, tree_of
from modellregion.transfer.api import ChangeRefusedError, adapt_package, running_package


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument(
        "--with", dest="folder", type=Path, required=True, help="a copy of the package, changed"
    )
    parser.add_argument("--reason", required=True, help="why, for those who come after you")


def run(options: argparse.Namespace) -> int:
    """Adapt: only what differs is kept."""
    try:
        ctx = context_of(options.slug)
        upstream = running_package(ctx, options.package).upstream()
        changes = differences(tree_of(upstream), tree_of(read_folder(options.folder)))
        prepared = adapt_package(ctx, package=options.package, changes=changes, reason=options.reason)
    except ChangeRefusedError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, PackageError) as error:
        print(error)
        return 1
    print("\n".join([*prepared.news, *prepared.consequences]))
    return 0
