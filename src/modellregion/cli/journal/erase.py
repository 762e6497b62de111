"""``modellregion journal erase SLUG TEXT``: finds and erases what entries say of somebody, outside of cases (Art. 17 DSGVO).

Cases have a page for it, for team leads. Entries of other things (a payment explained, a consultation answered, a person
added) are the operator's to erase, at the municipality's written wish.
"""

import argparse
import sys
from importlib import import_module
from uuid import UUID

from modellregion.cli.journal.places import body_of
from modellregion.kernel.context import system_context

CASE = "case"
SHOWN = 160


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("municipality", metavar="SLUG", help="or its id")
    parser.add_argument("text", metavar="TEXT", help="what the words contain, for example a name")
    parser.add_argument(
        "--entry",
        type=UUID,
        nargs="+",
        default=[],
        metavar="ID",
        help="erase the words of these, of those found",
    )
    parser.add_argument("--reason", default="", help="why; it stays in the journal, so it names nobody")  # fmt: skip


def needs_database(options: argparse.Namespace) -> bool:
    """Tell that the words are there."""
    del options
    return True


def run(options: argparse.Namespace) -> int:
    """Show what was found; with ``--entry`` and a reason, erase."""
    journal = import_module("modellregion.journal.api")
    body = body_of(options.municipality)
    ctx = system_context(body.id)
    found = {one.id: one for one in journal.entries_saying(ctx, options.text, but=CASE)}
    if not options.entry:
        for one in found.values():
            said = " ".join(f"{one.note} {'' if one.data is None else one.data}".split())
            print(f"{one.id}  {one.at:%Y-%m-%d %H:%M}  {one.action}  {one.actor}  {said[:SHOWN]}")
        print(f"{len(found)} entries say it. Erase with --entry ID … --reason …; entries of cases have their page at the desk.")  # fmt: skip
        return 0
    if unknown := [str(entry) for entry in options.entry if entry not in found]:
        print(f"modellregion: none of the entries found: {', '.join(unknown)}. Nothing was erased.", file=sys.stderr)  # fmt: skip
        return 1
    if not options.reason.strip():
        print("modellregion: give a reason with --reason. It stays in the journal. Nothing was erased.", file=sys.stderr)  # fmt: skip
        return 1
    count = journal.erase_words(ctx, entries=options.entry, reason=options.reason.strip())
    print(f"The words of {count} entries are erased. Receipts that were handed out before keep theirs.")
    return 0
