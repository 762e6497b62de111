"""``modellregion journal verify``: says whether anything was changed, what, and where; exit code 1 when it was."""

import argparse
from importlib import import_module
from pathlib import Path

from modellregion.journal.proofs.notes import Checkpoint, NoteError, VerifierKey, read_checkpoint
from modellregion.journal.proofs.reading import receipt_in
from modellregion.journal.proofs.receipts import Proven, Receipt, ReceiptError, check_receipt


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--municipality", metavar="SLUG", help="only this one (default: all)")
    parser.add_argument(
        "--receipt", type=Path, metavar="FILE", help="check a receipt, JSON or PDF, without a database"
    )
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="a checkpoint somebody kept, to compare with"
    )
    parser.add_argument(
        "--receipts",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="receipts that people kept (files, or folders of them): they say more exactly where a history was rewritten",
    )
    parser.add_argument("--key", default="", help="the public key to trust, or a file that holds it")


def needs_database(options: argparse.Namespace) -> bool:
    """Whether the journal itself is read."""
    return options.receipt is None


def run(options: argparse.Namespace) -> int:
    """Verify a receipt here, or the journals in the database."""
    key = _key(options.key) if options.key else None
    text = options.checkpoint.read_text(encoding="utf-8") if options.checkpoint else ""
    if options.receipt is None:
        online = import_module("modellregion.cli.journal.online")
        code: int = online.verify_all(
            options.municipality, key=key, checkpoint=text, receipts=_kept(options.receipts)
        )
        return code
    return _receipt(options.receipt.read_bytes(), key, text)


def _kept(paths: list[Path]) -> list[Receipt]:
    receipts = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix.lower() in {".json", ".pdf"}:
                try:
                    receipts.append(receipt_in(file.read_bytes()))
                except ReceiptError as error:
                    print(f"{file}: passed over, {error}")
    return receipts


def _key(given: str) -> VerifierKey | None:
    path = Path(given)
    text = path.read_text(encoding="utf-8") if "+" not in given and path.is_file() else given
    try:
        return VerifierKey.parse(text)
    except NoteError as error:
        raise OSError(f"--key: {error}") from error


def _receipt(content: bytes, key: VerifierKey | None, checkpoint: str) -> int:
    try:
        receipt = receipt_in(content)
        trusted = key or VerifierKey.parse(receipt.key)
        proven = check_receipt(receipt, trusted)
        if checkpoint:
            _same_history(proven.checkpoint, read_checkpoint(checkpoint, trusted)[0])
    except (ReceiptError, NoteError) as error:
        print(f"The receipt proves nothing: {error}")
        return 1
    _show(proven)
    if key is None:
        print(f"Compare the key with the one that the municipality publishes: {trusted.text}")
    return 0


def _same_history(one: Checkpoint, other: Checkpoint) -> None:
    if one.size == other.size and one.root != other.root:
        raise NoteError(
            f"two histories: receipt and checkpoint speak of different trees of {one.size} entries, both signed"
        )
    print(
        "Receipt and checkpoint speak of the same tree."
        if one.size == other.size
        else f"The receipt is of {one.size} entries, the checkpoint of {other.size}: the journal itself must show that one "
        "continues the other."
    )


def _show(proven: Proven) -> None:
    leaf = proven.leaf
    print(f"The receipt is genuine: position {leaf.position} of the journal {proven.checkpoint.origin}.")
    print(f"  what:  {leaf.action} ({leaf.subject_kind} {leaf.subject})")
    print(f"  when:  {leaf.at.isoformat()}")
    who = proven.payload.actor if proven.payload is not None and proven.payload.actor else leaf.actor_kind
    print(f"  who:   {who}")
    if proven.payload is None:
        print("  words: erased")
    elif proven.payload.note:
        print(f"  words: {proven.payload.note}")
    print(f"  signed in a checkpoint of {proven.checkpoint.size} entries")
