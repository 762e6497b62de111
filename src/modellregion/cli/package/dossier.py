"""``modellregion package dossier``: the hand-over dossier of a service as PDF."""

import argparse
from pathlib import Path

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.clock import SYSTEM_CLOCK
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError, read_folder
from modellregion.transfer.api import folder_dossier, offered_dossier, running_dossier


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id in the catalogue, or its folder")
    parser.add_argument(
        "--for", dest="slug", help="the municipality that runs it: with its answers and changes"
    )
    parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    parser.add_argument("--language", choices=("de", "en"), default="de", help="German unless said otherwise")


def run(options: argparse.Namespace) -> int:
    """Write it."""
    try:
        content = _content(options)
        options.out.write_bytes(content)
    except (ProductError, PackageError, OSError) as error:
        print(error)
        return 1
    print(f"{options.out}: {len(content) / 1024:.0f} KB")
    return 0


def _content(options: argparse.Namespace) -> bytes:
    if options.slug:
        return running_dossier(context_of(options.slug), package=options.package, language=options.language)
    folder = Path(options.package)
    if folder.is_dir():
        return folder_dossier(
            files=read_folder(folder), language=options.language, created=SYSTEM_CLOCK.now()
        )
    return offered_dossier(package=options.package, language=options.language)
