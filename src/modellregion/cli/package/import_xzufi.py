"""``modellregion package import-xzufi``: begins a package for each service that files of XZuFi describe."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import (
    NewPackage,
    PackageError,
    PackageFinding,
    archetypes,
    import_services,
    write_folder,
)

_ENDINGS = {".xml", ".json"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "source",
        type=Path,
        nargs="+",
        help="descriptions (XZuFi 2.2 or 2.3, the FIM portal's JSON), or folders of them",
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--into", type=Path, help="the folder for the new packages; each gets a folder of its own"
    )
    where.add_argument(
        "--list", action="store_true", help="say which services are described, and write nothing"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="LEIKA", help="only the service with this key"
    )
    parser.add_argument(
        "--archetype", choices=list(archetypes()), default="antrag", help="the kind of service"
    )
    parser.add_argument("--publisher", default="Stadt Musterhausen", help="your municipality")


def run(options: argparse.Namespace) -> int:
    """Read everything, then write package by package; say what has no place in one."""
    new = NewPackage(
        id="neu",
        title="",
        archetype=options.archetype,
        publisher=options.publisher,
        today=SystemClock().today(),
    )
    try:
        services = import_services(dict(_read(options.source)), new, only=options.only)
        if options.list:
            for service in services:
                print(f"{service.leika or '-':14}  {service.title}")
            return 0
        taken = [one.id for one in services if (options.into / one.id).exists()]
        if taken:
            print(f"{options.into} has {', '.join(taken)} already; nothing was written. Name another folder.")
            return 1
        for service in services:
            write_folder(service.files, options.into / service.id)
            print(f"{options.into / service.id}: {service.title} ({service.leika or 'no LeiKa key'})")
            print("".join(f"- {note}\n" for note in service.notes), end="")
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}.")
        return 1
    except PackageError as error:
        print("\n".join(finding.sentence for finding in error.findings))
        return 1
    print(f"{len(services)} packages. Next:\n  modellregion package check {options.into}/*")
    return 0


def _read(sources: list[Path]) -> Iterator[tuple[str, bytes]]:
    for source in sources:
        paths = (
            sorted(one for one in source.rglob("*") if one.suffix in _ENDINGS)
            if source.is_dir()
            else [source]
        )
        if not paths:
            raise PackageError([PackageFinding("", "", f"{source} has no file that ends in .xml or .json.")])
        yield from ((str(path), path.read_bytes()) for path in paths)
