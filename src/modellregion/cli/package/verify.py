"""``modellregion package verify``: says who signed a bundle; exit code 1 when it was changed or is none."""

import argparse
from pathlib import Path

from modellregion.packages.api import BundleError, verify_bundle


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("file", type=Path, help="the bundle")


def run(options: argparse.Namespace) -> int:
    """Verify it."""
    try:
        bundle = verify_bundle(options.file.read_bytes())
    except (BundleError, OSError) as error:
        print(f"{options.file}: {error}")
        return 1
    print(
        f"{bundle.package} {bundle.version} ({bundle.licence}), {len(bundle.files.contents)} files, unchanged"
    )
    print(f"signed by {bundle.publisher}, fingerprint {bundle.key.fingerprint}")
    return 0
