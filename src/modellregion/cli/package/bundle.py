"""``modellregion package bundle``: makes a signed bundle of a folder; the same folder and key make the same bytes."""

import argparse
import base64
import binascii
from pathlib import Path

from modellregion.packages.api import PackageError, SigningKey, check_package, read_folder, seal_bundle


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="the package's folder")
    parser.add_argument(
        "--key", type=Path, required=True, help="the publisher's private key (package keygen)"
    )
    parser.add_argument("--publisher", help="the municipality's name; package.toml's when absent")
    parser.add_argument("--output", type=Path, help="the file to write; ID-VERSION.zip when absent")


def run(options: argparse.Namespace) -> int:
    """Check the package, sign it, write the file."""
    try:
        files = read_folder(options.folder)
        key = SigningKey(base64.b64decode(options.key.read_text(encoding="ascii"), validate=False))
        fingerprint = key.public.fingerprint
    except PackageError as error:
        print(error)
        return 1
    except (OSError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        print(f"{options.key} is no key of a publisher: {error}")
        return 1
    errors = [finding for finding in check_package(files) if not finding.is_warning]
    if errors:
        print("\n".join(map(str, errors)))
        print("A package with errors is not signed.")
        return 1
    head = files.table("package.toml")["package"]
    output = options.output or Path(f"{head['id']}-{head['version']}.zip")
    publisher = options.publisher or head["publisher"]
    output.write_bytes(seal_bundle(files, publisher=publisher, key=key))
    print(f"{output}: {head['id']} {head['version']}, signed by {publisher} ({fingerprint})")
    return 0
