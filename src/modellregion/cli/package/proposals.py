"""``modellregion package proposals``: what other municipalities propose for a package, and the author's decision."""

import argparse
from pathlib import Path
from uuid import UUID

from modellregion.cli.package.municipality import context_of
from modellregion.kernel.context import Context
from modellregion.kernel.errors import ProductError
from modellregion.packages.api import PackageError
from modellregion.transfer.api import (
    UpgradeOpenError,
    accept_proposal,
    ask_about_proposal,
    decline_proposal,
    list_proposals,
    list_sent,
    proposal_view,
    receive_proposal,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("action", choices=["list", "receive", "show", "accept", "decline", "sent", "ask"])
    parser.add_argument(
        "--for",
        dest="slug",
        required=True,
        help="the municipality that publishes the package; for sent and ask the one that proposed",
    )
    parser.add_argument("--file", type=Path, help="the proposal to receive")
    parser.add_argument("--id", type=UUID, help="the proposal to show, accept or decline")
    parser.add_argument("--into", type=Path, help="the package's working folder, when accepting")
    parser.add_argument("--reason", default="", help="why it is declined")


def run(options: argparse.Namespace) -> int:
    """List, receive, show, accept or decline; list those sent, ask what became of one."""
    needed = {"receive": "file", "show": "id", "accept": "id", "decline": "id", "ask": "id"}.get(
        options.action
    )
    if (needed and getattr(options, needed) is None) or (options.action == "accept" and not options.into):
        print("Say --file FILE to receive, --id ID to show, accept or decline, and --into FOLDER to accept.")
        return 2
    try:
        _act(context_of(options.slug), options)
    except UpgradeOpenError as error:
        print("\n".join(error.sentences))
        return 1
    except (ProductError, PackageError, OSError) as error:
        print(error)
        return 1
    return 0


def _act(ctx: Context, options: argparse.Namespace) -> None:
    match options.action:
        case "list":
            for entry in list_proposals(ctx):
                print(
                    f"{entry.id}  {entry.state}  {entry.package}  {entry.proposer} ({entry.fingerprint}): {entry.reason}"
                )
        case "receive":
            print(receive_proposal(ctx, content=options.file.read_bytes()))
        case "show":
            _show(ctx, options.id)
        case "accept":
            print("\n".join(accept_proposal(ctx, proposal=options.id, folder=options.into)))
        case "sent":
            for sent in list_sent(ctx):
                print(
                    f"{sent.id}  {sent.state}  {sent.package}  {sent.publisher}: {sent.reason}  {sent.answer}"
                )
        case "ask":
            print(ask_about_proposal(ctx, proposal=options.id, is_checked=False))
        case "decline":
            decline_proposal(ctx, proposal=options.id, reason=options.reason)


def _show(ctx: Context, proposal: UUID) -> None:
    view = proposal_view(ctx, proposal=proposal)
    print(f"{view.entry.proposer} ({view.entry.fingerprint}): {view.entry.reason}")
    for sentence, reason in view.differences:
        print(f"  {sentence}{f' ({reason})' if reason else ''}")
    if view.prepared is None:
        return
    for sentence in [*view.prepared.obstacles, *view.prepared.consequences]:
        print(f"  ! {sentence}")
    print("It passes its scenarios." if view.prepared.is_ready else "It cannot be taken over as it is.")
