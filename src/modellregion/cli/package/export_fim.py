"""``modellregion package export-fim``: the form of a package as a message of XDatenfelder 3."""

import argparse
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import PackageError, export_fim, read_folder, write_file


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="the package's folder")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")


def run(options: argparse.Namespace) -> int:
    """Write the message and say what in it is not as FIM has it."""
    out: Path = options.out
    try:
        exported = export_fim(read_folder(options.folder), created=SystemClock().now())
        write_file(out, exported.content)
    except PackageError as error:
        print(error)
        return 1
    except OSError as error:
        print(f"{out} cannot be written: {error.strerror}.")
        return 1
    for note in exported.notes:
        print(f"- {note}")
    print(f"{out}: XDatenfelder 3.0.0, {len(exported.content)} bytes.")
    return 0
