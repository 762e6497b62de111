"""``modellregion package keygen``: makes the key of a publisher, readable by its owner only."""

import argparse
import base64
from pathlib import Path

from modellregion.packages.api import new_signing_key


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("file", type=Path, help="where to write the private key; must not exist")


def run(options: argparse.Namespace) -> int:
    """Write the key and print its fingerprint."""
    key = new_signing_key()
    try:
        options.file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        print(f"{options.file} exists; a key is never overwritten.")
        return 1
    options.file.write_text(base64.b64encode(key.content).decode() + "\n", encoding="ascii")
    print(f"Fingerprint: {key.public.fingerprint}")
    return 0
