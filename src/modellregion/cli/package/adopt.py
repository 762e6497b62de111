"""``modellregion package adopt``: a municipality takes a service over, unattended."""

import argparse
import time

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError
from modellregion.transfer.api import (
    SlotsOpenError,
    SourceError,
    UpgradeOpenError,
    WithdrawnVersionError,
    adopt_package,
    offer_from,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id, such as gewerbeanmeldung")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality, such as bielefeld")
    parser.add_argument(
        "--from", dest="source", required=True, help="folder, bundle, address, or »catalogue«"
    )
    parser.add_argument("--trust", default="", help="the publisher's fingerprint, as they told you")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SLOT=VALUE", help="fill a slot of the package"
    )
    parser.add_argument(
        "--despite-withdrawal", action="store_true", help="take it although its publisher withdrew it"
    )
    parser.add_argument("--create", metavar="UNIT", help="set the municipality up first, with this unit")


def run(options: argparse.Namespace) -> int:
    """Adopt."""
    started = time.perf_counter()
    said = dict(entry.partition("=")[::2] for entry in options.set)
    try:
        ctx = context_of(options.slug, create_unit=options.create)
        offer = offer_from(ctx, source=options.source, package=options.package, trust=options.trust)
        plan = adopt_package(ctx, offer=offer, said=said, despite_withdrawal=options.despite_withdrawal)
    except SlotsOpenError as error:
        print(f"{error} Say it with --set SLOT=VALUE; the unit's slot is competent_unit.")
        return 1
    except WithdrawnVersionError as error:
        print(f"{error} To take it all the same, add --despite-withdrawal.")
        return 1
    except UpgradeOpenError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, PackageError, SourceError) as error:
        print(error)
        return 1
    for slot in plan.slots:
        print(f"  {slot.slot.label}: {slot.words or 'open'}")
    seconds = time.perf_counter() - started
    print(
        f"{options.package} is live in {options.slug}: {len(plan.scenarios.results)} scenarios passed ({seconds:.1f} s)"
    )
    return 0
