"""``modellregion package export-xzufi``: the descriptions of services as XZuFi 2.2.0, for portals and catalogues."""

import argparse
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import PackageError, export_services, read_folder, write_file


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, nargs="+", help="the package's folder, or several")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="the file to write: NAME.json (the FIM portal's form) or NAME.xml",
    )


def run(options: argparse.Namespace) -> int:
    """Write them, all or nothing."""
    out: Path = options.out
    if out.suffix not in {".json", ".xml"}:
        print(f"{out}: name a file that ends in .json or .xml.")
        return 2
    try:
        exported = export_services(
            [read_folder(folder) for folder in options.folder], created=SystemClock().now()
        )
        write_file(out, exported.json if out.suffix == ".json" else exported.xml)
    except PackageError as error:
        print(error)
        return 1
    except OSError as error:
        print(f"{out} cannot be written: {error.strerror}.")
        return 1
    print(f"{out}: XZuFi 2.2.0, {len(options.folder)} services.")
    return 0
