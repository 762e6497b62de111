"""``modellregion up``: everything that runs, in the foreground, until Ctrl-C."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from modellregion.site.assets import AssetsError
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError
from modellregion.site.supervisor import AlreadyRunningError, Options, Platform, SupervisorError

DEMO_LOGINS = (
    ("Stadt Paderborn, Gewerbeamt, Sachbearbeitung", "paderborn", "anna.muster"),
    ("Stadt Paderborn, Gewerbeamt, Teamleitung", "paderborn", "bernd.beispiel"),
    ("Stadt Bielefeld, Gewerbeamt, Sachbearbeitung", "bielefeld", "anna.muster"),
    ("Stadt Paderborn, Kasse", "paderborn", "klara.kasse"),
    ("IHK Ostwestfalen", "ihk-ostwestfalen", "empfang"),
)
DEMO_PASSWORD = "modellregion-demo"  # noqa: S105 - for invented people in the demo region, printed on purpose


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--data", type=Path, default=home / "data", help="folder for everything that must survive"
    )
    parser.add_argument("--empty", action="store_true", help="no demo region")


def run(options: argparse.Namespace) -> int:
    """Start, print the addresses, watch until told to stop."""
    started = time.monotonic()
    wanted = Options(
        data=options.data.absolute(),
        host=options.host,
        port=options.port,
        database_url=os.environ.get("DATABASE_URL", ""),
        with_demo=not options.empty,
    )
    try:
        platform = Platform(wanted)
    except AlreadyRunningError as running:
        print(f"The platform is already running on this data folder: {running.address}")
        return 0
    stopping = _stop_on_signals()
    try:
        platform.start(platform.prepare())
        _greet(platform.public_url, with_demo=wanted.with_demo, seconds=time.monotonic() - started)
        platform.watch(lambda: bool(stopping))
    except (AssetsError, DatabaseError, EmbeddedServerError, SupervisorError) as error:
        print(f"modellregion: {error}", file=sys.stderr)
        return 1
    finally:
        platform.stop()
    print("Stopped.")
    return 0


def _stop_on_signals() -> list[int]:
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, _frame: received.append(signum))
    return received


def _greet(address: str, *, with_demo: bool, seconds: float) -> None:
    print(f"\nModellregion is running (started in {seconds:.1f} s). Stop it with Ctrl-C.\n")
    print(f"  Portal of the region   {address}/")
    if with_demo:
        print(f"  Portal of Paderborn    {address}/paderborn/")
        print(f"\n  Desks (password for all: {DEMO_PASSWORD})")
        for title, slug, login in DEMO_LOGINS:
            print(f"  {title:46} {address}/{slug}/amt/   {login}")
    print(flush=True)
