"""``modellregion restore``: a backup brought back into an empty data folder."""

import argparse
import os
import sys
from pathlib import Path

from modellregion.site.backup import BackupError, restore_backup
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("folder", type=Path, help="the backup: a folder that »backup« has named")
    parser.add_argument("--identity", type=Path, required=True, help="file with the secret key of age")
    parser.add_argument(
        "--data-keys",
        type=Path,
        metavar="FOLDER",
        help="take the data keys of this later backup, where those of the backup are not kept any more",
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder to make; empty or not there")


def run(options: argparse.Namespace) -> int:
    """Bring everything back; »up« with this folder goes on from there."""
    data = options.data.absolute()
    os.environ["MODELLREGION_DATA"] = str(data)
    configuration.cache_clear()
    try:
        restore_backup(options.folder, options.identity, data, data_keys=options.data_keys)
    except (BackupError, DatabaseError, EmbeddedServerError, OSError) as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    print(f"Brought back. Start it: ./modellregion up --data {options.data}")
    return 0
