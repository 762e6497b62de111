"""``modellregion package export-fim``: the form of a package as a message of XDatenfelder 3."""

import argparse
import os
import tempfile
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import PackageError, export_fim, read_folder


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="the package's folder")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")


def run(options: argparse.Namespace) -> int:
    """Write the message and say what in it is not as FIM has it."""
    out: Path = options.out
    try:
        exported = export_fim(read_folder(options.folder), created=SystemClock().now())
        _write(out, exported.content)
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


def _write(out: Path, content: bytes) -> None:
    """Write beside the file and rename, so that an old file is there until the new one is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    finally:
        Path(name).unlink(missing_ok=True)
