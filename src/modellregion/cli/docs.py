"""``modellregion docs``: makes the pictures of the clerks' handbook anew, from a demo region that runs for it alone."""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from modellregion.cli.programs import CHROMIUM, ensure
from modellregion.site.assets import AssetsError
from modellregion.site.configuration import ROOT
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError
from modellregion.site.supervisor import Options, Platform, SupervisorError

PORT = 8791


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--port", type=int, default=PORT, help=f"port of the demo region (default {PORT})")
    parser.add_argument(
        "--into", type=Path, default=ROOT / "docs" / "pictures", help="folder (default docs/pictures)"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these pictures")


def run(options: argparse.Namespace) -> int:
    """Start a demo region in a folder of its own, take the pictures, stop it."""
    missing = ensure((CHROMIUM,))
    try:
        handbook = import_module("modellregion.cli.handbook")
    except ModuleNotFoundError:
        missing.append("Playwright is missing; it comes with ./modellregion test.")
    if missing:
        print("\n".join(f"modellregion: {sentence}" for sentence in missing), file=sys.stderr)
        return 1
    for name in ("DATABASE_URL", "MODELLREGION_PUBLIC_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="modellregion-docs-") as folder:
        Path(folder).chmod(0o755)  # the embedded server may run as another user
        platform = Platform(Options(Path(folder) / "data", "127.0.0.1", options.port, "", with_demo=True))
        try:
            platform.start(platform.prepare())
            made = handbook.take_pictures(platform.public_url, options.into, options.only)
        except (AssetsError, DatabaseError, EmbeddedServerError, SupervisorError) as error:
            print(f"modellregion: {error}", file=sys.stderr)
            return 1
        finally:
            platform.stop()
    for path in made:
        print(f"{path.name}: {path.stat().st_size // 1024} KB")
    return 0
