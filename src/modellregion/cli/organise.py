"""``modellregion organise FILE``: set the installation up as a file says."""

import argparse
import os
import sys
from pathlib import Path

import django

from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    parser.add_argument("file", type=Path, help="the organisation, a TOML file")
    parser.add_argument("--data", type=Path, default=home / "data", help="data folder of the installation")


def run(options: argparse.Namespace) -> int:
    """Carry the file out and print what was added."""
    os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    configuration.cache_clear()
    try:
        attach()
    except (NotReachableError, DatabaseError, EmbeddedServerError) as error:
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
