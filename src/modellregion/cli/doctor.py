"""``modellregion doctor``: what is wrong with this installation, in sentences; exit code 1 when something is."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import django

from modellregion.site.attaching import NotReachableError, attach
from modellregion.site.configuration import configuration
from modellregion.site.database import DatabaseError
from modellregion.site.embedded_postgres import EmbeddedServerError

FREE_BYTES_MIN = 1024**3
LETTERS_DAYS_MIN = 60


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    home = Path(os.environ.get("MODELLREGION_HOME", ".modellregion"))
    parser.add_argument("--data", type=Path, default=home / "data", help="data folder of the installation")


def run(options: argparse.Namespace) -> int:
    """Ask every part, and say how it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellregion.site.settings")
    os.environ["MODELLREGION_DATA"] = str(options.data.absolute())
    configuration.cache_clear()
    try:
        attach()
    except (NotReachableError, DatabaseError, EmbeddedServerError) as error:
        print(f"database: {error}", file=sys.stderr)
        return 1
    django.setup()
    print("database: answers, its tables are up to date")
    code = 0
    for part, trouble in (
        *_data(),
        *_scanner(),
        *_mailboxes(),
        *_payments(),
        *_journals(),
        *_seals(),
        *_letters(),
        *_accounts(),
        *_staff_logins(),
        *_data_keys(),
    ):
        code = 1 if trouble else code
        print(f"{part}: {trouble or 'in order'}")
    return code


def _data() -> Iterator[tuple[str, str]]:
    data = configuration().data
    free = shutil.disk_usage(data).free
    trouble = "" if os.access(data, os.W_OK) else f"The folder {data} cannot be written to."
    if not trouble and free < FREE_BYTES_MIN:
        trouble = f"Only {free // 1024**2} MiB are free in {data}. Make room before uploads are refused."
    yield "data folder", trouble


def _scanner() -> Iterator[tuple[str, str]]:
    scanning = import_module("modellregion.kernel.scanning")
    if not scanning.is_scanning():
        print("virus scanner: none is configured (MODELLREGION_CLAMD), so uploads are not scanned")
        return
    yield (
        "virus scanner",
        ""
        if scanning.scan(b"") is not scanning.Verdict.WAITING
        else "It does not answer. What is uploaded waits until it does; look at MODELLREGION_CLAMD and at clamd itself.",
    )


def _mailboxes() -> Iterator[tuple[str, str]]:
    fetching, region = import_module("modellregion.records.doctor"), import_module("modellregion.region.api")
    for body in region.list_bodies():
        trouble = fetching.mailbox_trouble(body.id, body.slug)
        if trouble is not None:
            yield f"mailbox of {body.slug}", trouble


def _payments() -> Iterator[tuple[str, str]]:
    payments, region = import_module("modellregion.payments.doctor"), import_module("modellregion.region.api")
    for body in region.list_bodies():
        trouble = payments.payment_trouble(body.id)
        if trouble is not None:
            yield f"payments of {body.slug}", trouble


def _journals() -> Iterator[tuple[str, str]]:
    journal, region = import_module("modellregion.journal.doctor"), import_module("modellregion.region.api")
    for body in region.list_bodies():
        yield f"journal of {body.slug}", " ".join(journal.journal_troubles(body.id))


def _seals() -> Iterator[tuple[str, str]]:
    seals, region = import_module("modellregion.seals.api"), import_module("modellregion.region.api")
    now = import_module("modellregion.kernel.clock").SYSTEM_CLOCK.now()
    for body in region.list_bodies():
        yield f"seal of {body.slug}", seals.seal_trouble(body.id, now)


def _letters() -> Iterator[tuple[str, str]]:
    """Letters for the long term whose last time-stamp ends within two months although each night another one is asked for."""
    records, region = import_module("modellregion.records.api"), import_module("modellregion.region.api")
    system_context = import_module("modellregion.kernel.context").system_context
    for body in region.list_bodies():
        ctx = system_context(body.id)
        ends = ctx.now() + timedelta(days=LETTERS_DAYS_MIN)
        ending = [one for one in records.ending_forms(ctx, before=ends) if one.lasts_until]
        if ending:
            sentence = (
                f"The last time-stamp of {len(ending)} letters ends within {LETTERS_DAYS_MIN} days, and none that lasts longer "
                "could be had. Is MODELLREGION_TIMESTAMP_URL there, and does its service have a newer certificate?"
            )
            yield f"long-term evidence of {body.slug}", sentence


def _staff_logins() -> Iterator[tuple[str, str]]:
    region = import_module("modellregion.region.api")
    for body in region.list_bodies():
        trouble = region.staff_login_trouble(body.id)
        if trouble is not None:
            yield f"staff login of {body.slug}", trouble


def _data_keys() -> Iterator[tuple[str, str]]:
    rewrapping, rows = (
        import_module(f"modellregion.kernel.{name}") for name in ("rewrapping", "sealing_rows")
    )
    region = import_module("modellregion.region.api")
    now = import_module("modellregion.kernel.clock").SYSTEM_CLOCK.now()
    for body in region.list_bodies():
        trouble, still_open = rewrapping.key_trouble(body.id, now), rows.open_columns(body.id)
        if still_open and not trouble:
            trouble = f"What earlier versions stored is not encrypted yet ({', '.join(still_open)}): modellregion keys encrypt"
        yield f"data keys of {body.slug}", trouble


def _accounts() -> Iterator[tuple[str, str]]:
    accounts, region = import_module("modellregion.accounts.doctor"), import_module("modellregion.region.api")
    now = import_module("modellregion.kernel.clock").SYSTEM_CLOCK.now()
    for body in region.list_bodies():
        for profile, trouble in accounts.account_troubles(body.id, body.name, now):
            yield f"account {profile} of {body.slug}", trouble
