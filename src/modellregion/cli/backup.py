"""``modellregion backup``: everything that must survive, encrypted for whom is named."""

import argparse
import os
import sys
from pathlib import Path

from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.backup import BackupError, make_backup, read_recipients
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    parser.add_argument("into", type=Path, help="folder; each backup gets a new one in it, named by the time")
    parser.add_argument(
        "--recipient",
        action="append",
        required=True,
        metavar="AGE1…",
        help="public key of age; may be repeated",
    )
    parser.add_argument("--data", type=Path, default=home / "data", help="data folder of the installation")


def run(options: argparse.Namespace) -> int:
    """Make a backup while the platform runs, or while it does not."""
    os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
    configuration.cache_clear()
    if os.environ.get("DATABASE_URL"):
        print(
            "modellregion: back up a server of your own by its own means (docs/operators.md).",
            file=sys.stderr,
        )
        return 1
    store = configuration().file_store
    try:
        recipients = read_recipients(options.recipient)
        attach()
        files = None if "://" in store else Path(store)
        if files is None:
            print(f"Documents lie in {store}, which is not part of this backup.")
        folder = make_backup(configuration().data, options.into, recipients, files=files)
    except (BackupError, NotReachableError, DatabaseError, EmbeddedServerError, OSError) as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    print(folder)
    for path in sorted(folder.iterdir()):
        print(f"  {path.name}: {path.stat().st_size // 1024} KB")
    return 0
