"""``modellregion package scenario``: a municipality's own scenarios, kept with its overlay and played at every upgrade."""

import argparse
from pathlib import Path

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import ChangeRefusedError, add_scenario, list_scenarios, remove_scenario


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("action", choices=["add", "list", "remove"])
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument("--file", type=Path, help="the scenario to add, as in a package's scenarios/ folder")
    parser.add_argument("--name", default="", help="its name; when adding, that of the file without ending")


def run(options: argparse.Namespace) -> int:
    """Add, list or remove."""
    if (options.action == "add" and not options.file) or (options.action == "remove" and not options.name):
        print("Say --file FILE to add a scenario, and --name NAME to remove one.")
        return 2
    try:
        ctx = context_of(options.slug)
        if options.action == "add":
            name, text = options.name or options.file.stem, options.file.read_text(encoding="utf-8")
            result = add_scenario(ctx, package=options.package, name=name, content=text)
            print(f"Kept: {result.title}. It passes, and is played at every upgrade.")
        elif options.action == "remove":
            remove_scenario(ctx, package=options.package, name=options.name)
            print(f"Not kept any longer: {options.name}")
        else:
            for entry in list_scenarios(ctx, package=options.package):
                print(f"{entry.name}  {entry.title}")
    except ChangeRefusedError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, OSError, UnicodeDecodeError) as error:
        print(error)
        return 1
    return 0
