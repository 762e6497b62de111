"""``modellregion keys``: the keys with which answers and documents are encrypted; change them, and encrypt what is not yet."""

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from modellregion.cli.installed import add_subcommands, on_installation
from modellregion.cli.journal.places import body_of
from modellregion.kernel.context import system_context

SUBCOMMANDS = {
    "list": "the keys of all municipalities: their names, where they lie, whether something needs them",
    "rotate": "make a new key and wrap the data keys anew; interrupted, it goes on where it was",
    "encrypt": "encrypt what earlier versions have stored in the open; interrupted, it goes on where it was",
}
BUSY_ROUNDS = 30
"""How often what somebody else holds at the moment is tried again, a second apart."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    for name, subparser in add_subcommands(parser, SUBCOMMANDS):
        if name != "list":
            subparser.add_argument(
                "municipality", nargs="*", metavar="SLUG", help="or its id; all when none is named"
            )


def run(options: argparse.Namespace) -> int:
    """Run the subcommand."""
    return on_installation(options, lambda: _carry_out(options))


def _carry_out(options: argparse.Namespace) -> int:
    if options.subcommand == "list":
        return _list()
    named = [body_of(wanted) for wanted in options.municipality]
    bodies = named or import_module("modellregion.region.api").list_bodies()
    act: Callable[[Any], bool] = {"rotate": rotate, "encrypt": encrypt}[options.subcommand]
    done = [act(body) for body in bodies]
    return 0 if all(done) else 1


def _list() -> int:
    region, keys = import_module("modellregion.region.api"), import_module("modellregion.kernel.key_files")
    rewrapping = import_module("modellregion.kernel.rewrapping")
    now = import_module("modellregion.kernel.clock").SYSTEM_CLOCK.now()
    code = 0
    for body in region.list_bodies():
        used, files = rewrapping.used_keys(body.id), keys.key_files_of(body.id)
        for name, path in files.items():
            role = (
                "wraps"
                if name == list(files)[-1]
                else "still needed"
                if name in used
                else "needed by backups only"
            )
            print(f"{body.slug}: {name} ({role}) {path}")
        trouble = rewrapping.key_trouble(body.id, now)
        if trouble:
            code = 1
            print(f"{body.slug}: {trouble}")
    return code


def rotate(body: Any) -> bool:
    """Change a municipality's key; tell whether nothing is left that an earlier one wraps."""
    rewrapping = import_module("modellregion.kernel.rewrapping")
    made = rewrapping.begin_rotation(body.id)
    if made is not None:
        journal, tenancy = (
            import_module("modellregion.journal.api"),
            import_module("modellregion.kernel.tenancy"),
        )
        ctx = system_context(body.id)
        with tenancy.tenant(ctx):
            entry = journal.NewEntry(
                journal.Subject("data_key", body.id), "data_key_changed", data={"key": made}
            )
            journal.append(ctx, entry)
    count, rounds = 0, 0
    while rewrapping.has_others(body.id) and rounds < BUSY_ROUNDS:
        some = rewrapping.rewrap_some(body.id)
        count += some
        if not some:
            rounds += 1
            time.sleep(1)  # others hold what is left
    left = rewrapping.has_others(body.id)
    words = f"{body.slug}: {'a new key, and ' if made else ''}{count} data keys wrapped anew"
    print(f"{words}; some are in use, run it again" if left else words)
    return not left


def encrypt(body: Any) -> bool:
    """Encrypt what stands open of a municipality; tell whether nothing is left."""
    rows, files = (
        import_module("modellregion.kernel.sealing_rows"),
        import_module("modellregion.kernel.files"),
    )
    for _ in range(BUSY_ROUNDS):
        for column, count in rows.seal_open_rows(body.id):
            print(f"{body.slug}: {column} {count}", flush=True)
        left = rows.open_columns(body.id)
        if not left:
            break
        time.sleep(1)  # others hold what is left
    count = 0
    for sha256 in list(files.open_files(body.id)):
        files.seal_open_file(body.id, sha256)
        count += 1
    print(f"{body.slug}: {count} files encrypted; rows left in the open: {', '.join(left) or 'none'}")
    return not left
