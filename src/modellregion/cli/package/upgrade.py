"""``modellregion package upgrade``: one municipality, or all of them with one report."""

import argparse
import time
from datetime import date
from pathlib import Path

from modellregion.cases.api import Rehearsal
from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError, PackageFiles, Side, read_folder, verify_bundle
from modellregion.transfer.api import (
    SourceError,
    UpgradeOpenError,
    move_cases,
    offer_from,
    plan_upgrade,
    rehearse_moving,
    upgrade_everywhere,
    upgrade_package,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", help="the municipality")
    parser.add_argument(
        "--all-municipalities", action="store_true", help="every municipality of the installation"
    )
    parser.add_argument(
        "--from", dest="source", required=True, help="folder, bundle, address, or »catalogue«"
    )
    parser.add_argument("--trust", default="", help="the publisher's fingerprint, when it is new")
    parser.add_argument("--on", type=date.fromisoformat, help="the day on which it goes live (2026-01-31)")
    parser.add_argument(
        "--decide",
        action="append",
        default=[],
        metavar="PATH=own|new",
        help="decide a conflict, path with slashes",
    )
    parser.add_argument(
        "--migrate-cases",
        action="store_true",
        help="move running cases that can move; else they finish on their version",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would come of it, and change nothing"
    )
    parser.add_argument("--reason", default="", help="why cases move, for their history")


def run(options: argparse.Namespace) -> int:
    """Upgrade."""
    if bool(options.slug) == options.all_municipalities:
        print("Say either --for MUNICIPALITY or --all-municipalities.")
        return 2
    if options.all_municipalities and (options.migrate_cases or options.dry_run):
        print("Cases are moved, and an upgrade is rehearsed, for one municipality at a time: say --for.")
        return 2
    if options.migrate_cases and (options.on or not (options.reason or options.dry_run)):
        print("Moving cases needs a --reason, and happens when the version is live: leave out --on.")
        return 2
    try:
        return _all(options) if options.all_municipalities else _one(options)
    except UpgradeOpenError as error:
        print("\n".join(error.sentences))
    except (ProductError, PackageError, SourceError, OSError) as error:
        print(error)
    return 1


def _one(options: argparse.Namespace) -> int:
    ctx = context_of(options.slug)
    offer = offer_from(ctx, source=options.source, package=options.package, trust=options.trust)
    decisions = {
        _path(place, offer.files): Side(side)
        for place, _, side in (one.rpartition("=") for one in options.decide)
    }
    if options.dry_run:
        prepared = plan_upgrade(ctx, package=options.package, files=offer.files, decisions=decisions)
        print("\n".join([*prepared.news, *prepared.consequences, *prepared.obstacles]))
        if options.migrate_cases and prepared.package is not None:
            _show(rehearse_moving(ctx, package=options.package, target=prepared.package))
        return 0 if prepared.is_ready else 1
    prepared = upgrade_package(
        ctx, package=options.package, files=offer.files, decisions=decisions, starts_on=options.on
    )
    print("\n".join([*prepared.news, *prepared.consequences]))
    if options.migrate_cases:
        _show(rehearse_moving(ctx, package=options.package))
        move_cases(ctx, package=options.package, reason=options.reason)
    return 0


def _show(rehearsals: list[Rehearsal]) -> None:
    """Show which cases move, what their clerks will read, and why others stay."""
    for rehearsal in rehearsals:
        count = len(rehearsal.verdicts)
        print(f"Cases on {rehearsal.source.version}: {rehearsal.movable} of {count} can move")
        for verdict in rehearsal.verdicts:
            words = [problem.message for problem in verdict.problems] or list(verdict.words)
            if words:
                print(f"  {verdict.number}: {'stays: ' if verdict.problems else ''}{' '.join(words)}")


def _path(place: str, files: PackageFiles) -> tuple[str, ...]:
    """Split a path with slashes; a file's name may hold one itself."""
    name = next((name for name in files.contents if place.startswith(name + "/")), place.partition("/")[0])
    return (name, *filter(None, place[len(name) :].split("/")))


def _all(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    source = Path(options.source)
    files = read_folder(source) if source.is_dir() else verify_bundle(source.read_bytes()).files
    lines = []
    for line in upgrade_everywhere(files, starts_on=options.on):
        lines.append(line)
        if line.sentences:
            print(f"{line.municipality}: {'upgraded' if line.is_upgraded else 'NOT upgraded'}")
            print("".join(f"  {sentence}\n" for sentence in line.sentences), end="")
    done = sum(line.is_upgraded for line in lines)
    seconds = time.perf_counter() - started
    print(
        f"{done} of {len(lines)} municipalities upgraded, {sum(line.conflicts for line in lines)} conflicts ({seconds:.1f} s)"
    )
    return 0 if done == len(lines) else 1
