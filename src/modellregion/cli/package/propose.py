"""``modellregion package propose``: offers a municipality's changes back to the author of the package."""

import argparse
from pathlib import Path

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import ChangeRefusedError, propose_changes, running_package, send_proposal


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument("--reason", required=True, help="why others should have it too")
    parser.add_argument(
        "--only", action="append", metavar="PATH", help="one change, path with slashes; again for more"
    )
    parser.add_argument("--to", dest="file", type=Path, help="the file to write")
    parser.add_argument(
        "--send", metavar="ADDRESS", nargs="?", const="",
        help="hand it in: at the author here, or at the installation with this address",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write the signed proposal, or hand it in."""
    if (options.file is None) == (options.send is None):
        print("Say either --to FILE or --send ADDRESS.")
        return 2
    try:
        ctx = context_of(options.slug)
        paths = None
        if options.only:
            known = {
                "/".join(change.path): change.path for change in running_package(ctx, options.package).changes
            }
            if unknown := [path for path in options.only if path not in known]:
                print(
                    f"No change of your own: {', '.join(unknown)}. There is: {', '.join(sorted(known)) or 'none'}."
                )
                return 2
            paths = [known[path] for path in options.only]
        if options.send is not None:
            sent = send_proposal(
                ctx, package=options.package, reason=options.reason, paths=paths, address=options.send,
                is_checked=False,
            )  # fmt: skip
            print(f"Handed in: {sent}. What becomes of it stands on the page of proposals.")
            return 0
        options.file.write_bytes(
            propose_changes(ctx, package=options.package, reason=options.reason, paths=paths)
        )
    except ChangeRefusedError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, OSError) as error:
        print(error)
        return 1
    print(f"Signed: {options.file}. Send it to the package's author: modellregion package proposals receive.")
    return 0
