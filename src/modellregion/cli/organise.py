"""``modellregion organise FILE``: set the installation up as a file says."""

import argparse
import os
import sys
from pathlib import Path

import django

from modellregion.site.running import NotRunningError, environment_of


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    parser.add_argument("file", type=Path, help="the organisation, a TOML file")
    parser.add_argument("--data", type=Path, default=home / "data", help="data folder of the installation")


def run(options: argparse.Namespace) -> int:
    """Carry the file out and print what was added."""
    try:
        os.environ.update(environment_of(options.data.absolute(), os.environ.get("DATABASE_URL", "")))
    except NotRunningError as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    django.setup()
    from modellregion.site.organising import OrganisationError, organise, read_organisation

    try:
        lines = list(organise(read_organisation(options.file), options.file.parent))
    except OrganisationError as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines) or "Everything is there already.")
    return 0
