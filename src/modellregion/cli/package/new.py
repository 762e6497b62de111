"""``modellregion package new``: a complete package of an archetype, which passes its check and its scenarios."""

import argparse
from pathlib import Path

from modellregion.kernel.clock import SystemClock
from modellregion.packages.api import NewPackage, PackageError, archetypes, make_package, write_folder


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    kinds = "\n".join(f"  {kind.id:<13} {kind.about}" for kind in archetypes().values())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"archetypes:\n{kinds}"
    parser.add_argument("folder", type=Path, help="the new folder; its name becomes the package's id")
    parser.add_argument("--archetype", required=True, choices=list(archetypes()), help="the kind of service")
    parser.add_argument("--title", required=True, help="what people look for, such as »Hund anmelden«")
    parser.add_argument("--title-en", default="", help="the same in English")
    parser.add_argument("--leika", default="", help="the LeiKa key, 14 digits")
    parser.add_argument(
        "--publisher", default="Stadt Musterhausen", help="your municipality, such as »Stadt Paderborn«"
    )
    parser.add_argument("--norm", default="", help="the legal basis, such as »§ 3 KAG NRW«")
    parser.add_argument("--norm-title", default="", help="what the norm is about")
    parser.add_argument("--prefix", default="", help="how numbers of cases begin, at most six letters")


def run(options: argparse.Namespace) -> int:
    """Write the folder and say what comes next."""
    folder: Path = options.folder
    new = NewPackage(
        id=folder.resolve().name,
        title=options.title,
        title_en=options.title_en,
        archetype=options.archetype,
        leika=options.leika,
        publisher=options.publisher,
        norm=options.norm,
        norm_title=options.norm_title,
        number_prefix=options.prefix,
        today=SystemClock().today(),
    )
    try:
        files = make_package(new)
        write_folder(files, folder)
    except PackageError as error:
        for finding in error.findings:
            print(finding.sentence)
        return 1
    print(f"{folder}: {len(files.contents)} files.\nNext:")
    print(f"  modellregion package check {folder}")
    print(f"  modellregion package test {folder}")
    if not options.norm:
        print("The legal basis in package.toml stands in for yours: put in the norm that you follow.")
    return 0
