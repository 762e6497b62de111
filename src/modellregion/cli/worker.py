"""``modellregion worker``: does the jobs that commands have written down."""

import argparse
import asyncio
import os
import sys
import threading

import django
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, ProcrastinateException

from modellregion.kernel.logs import log

HEARTBEAT_SECONDS = 2
STALLED_SECONDS = 8
RECOVERY_SECONDS = 3
KEEPER_SECONDS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--concurrency", type=int, default=2, help="jobs done at the same time (default 2)")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop; what a killed worker left is taken up again first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    django.setup()
    from modellregion.region.journals import Keeper

    _say_which_keys_are_missing()
    stopping = threading.Event()
    keeper = threading.Thread(target=Keeper().run, args=(stopping,), name="journals")
    keeper.start()
    try:
        asyncio.run(_work(options.concurrency))
    finally:
        stopping.set()
        keeper.join(KEEPER_SECONDS)
    return 0


def _say_which_keys_are_missing() -> None:
    """Say once what nobody will be able to read; everything else goes on."""
    from modellregion.kernel.clock import SYSTEM_CLOCK
    from modellregion.kernel.rewrapping import key_trouble
    from modellregion.region.api import list_bodies

    for body in list_bodies():
        trouble = key_trouble(body.id, SYSTEM_CLOCK.now())
        if trouble:
            print(f"modellregion: data keys of {body.slug}: {trouble}", file=sys.stderr, flush=True)


async def _work(concurrency: int) -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        async with worker_app.open_async():
            recovery = asyncio.create_task(_take_up_stalled(worker_app))
            await worker_app.run_worker_async(
                concurrency=concurrency,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                delete_jobs="successful",
                shutdown_graceful_timeout=8,
            )
            recovery.cancel()


async def _take_up_stalled(worker_app: App) -> None:
    """Again and again, put jobs back whose worker has gone without a word (kill -9, a machine that died)."""
    while True:
        try:
            for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                await worker_app.job_manager.retry_job(job)
        except (ConnectorException, ProcrastinateException) as error:
            log.warning("stalled jobs not taken up", error=str(error))
        await asyncio.sleep(RECOVERY_SECONDS)
