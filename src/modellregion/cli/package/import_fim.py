"""``modellregion package import-fim``: a package's skeleton of a form of FIM, with what else is at hand about the service."""

import argparse
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import NewPackage, PackageError, archetypes, import_fim, write_folder


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "file",
        type=Path,
        nargs="+",
        help="a form (XDatenfelder 2 or 3); beside it code lists (Genericode), a description (XZuFi), BPMN, DMN",
    )
    parser.add_argument(
        "--into", type=Path, required=True, help="the new folder; its name becomes the package's id"
    )
    parser.add_argument(
        "--archetype", choices=list(archetypes()), default="antrag", help="the kind of service"
    )
    parser.add_argument("--title", default="", help="the form's own when absent")
    parser.add_argument("--leika", default="", help="the LeiKa key, 14 digits")
    parser.add_argument("--publisher", default="Stadt Musterhausen", help="your municipality")


def run(options: argparse.Namespace) -> int:
    """Read everything, then write everything; say what was changed, left out, or is still to be done."""
    folder: Path = options.into
    new = NewPackage(
        id=folder.resolve().name,
        title=options.title,
        archetype=options.archetype,
        leika=options.leika,
        publisher=options.publisher,
        today=SystemClock().today(),
    )
    try:
        sources = {path.name: path.read_bytes() for path in options.file}
        imported = import_fim(sources, new)
        write_folder(imported.files, folder)
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}.")
        return 1
    except PackageError as error:
        print("\n".join(finding.sentence for finding in error.findings))
        return 1
    for note in imported.notes:
        print(f"- {note}")
    fields = len(imported.files.table("fields.toml")["fields"])
    print(f"{folder}: {fields} fields. Next:\n  modellregion package check {folder}")
    return 0
