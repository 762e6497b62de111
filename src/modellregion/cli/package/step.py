"""``modellregion package step``: steps of a municipality's own, at the places of the process that the package marks."""

import argparse
from pathlib import Path

import msgspec

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.transfer.api import (
    ChangeRefusedError,
    NewStep,
    adapt_package,
    dropped_step_changes,
    new_step_changes,
    running_package,
    step_places,
)


class StepFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of a step (TOML): the flow it is put into, its name, role, days, and what is to be done."""

    at: str
    name: str
    role: str
    days: int
    text: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("action", choices=["places", "add", "remove"])
    parser.add_argument("package", help="the package's id")
    parser.add_argument("--for", dest="slug", required=True, help="the municipality")
    parser.add_argument("--file", type=Path, help="the step to add (TOML): at, name, role, days, text")
    parser.add_argument("--at", default="", help="the place of the step to remove")
    parser.add_argument("--reason", default="", help="why, for those who come after you")


def run(options: argparse.Namespace) -> int:
    """List the places, add a step, or remove one."""
    if (options.action == "add" and not options.file) or (options.action == "remove" and not options.at):
        print("Say --file FILE to add a step, and --at PLACE to remove one.")
        return 2
    try:
        _act(context_of(options.slug), options)
    except ChangeRefusedError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, OSError, msgspec.DecodeError) as error:
        print(error)
        return 1
    return 0


def _act(ctx: Context, options: argparse.Namespace) -> None:
    running = running_package(ctx, options.package)
    if options.action == "places":
        for place in step_places(running):
            told = f": {place.step['name']} ({place.step['role']}, {place.days})" if place.found else ""
            print(f"{place.flow}  {place.words}{told}")
        return
    if options.action == "add":
        step = msgspec.toml.decode(options.file.read_bytes(), type=StepFile)
        new = NewStep(flow=step.at, name=step.name, role=step.role, days=str(step.days), text=step.text)
        changes = new_step_changes(running, new)
    else:
        changes = dropped_step_changes(running, options.at)
    prepared = adapt_package(ctx, package=options.package, changes=changes, reason=options.reason)
    print("\n".join([*prepared.news, *prepared.consequences]))
