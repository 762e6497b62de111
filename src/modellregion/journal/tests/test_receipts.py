"""A receipt proves its entry to anybody, with the public key alone; a changed one proves nothing."""

import base64
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellregion.journal.api import (
    Fault,
    Receipt,
    ReceiptError,
    check_here,
    check_receipt,
    erase_words,
    known_keys,
    make_receipt,
    receipt_in,
)
from modellregion.journal.proofs.leaves import LeafError, read_leaf
from modellregion.journal.proofs.notes import Checkpoint, NoteError, VerifierKey, read_note
from modellregion.journal.tests.planting import enter
from tests.support.people import citizen, staff

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[4] / "docs" / "verify-receipt.mjs"


@pytest.fixture
def receipt() -> Receipt:
    entries = enter(staff(), 21)
    return make_receipt(staff().municipality, entry=entries[13])


def _key() -> VerifierKey:
    return known_keys(staff().municipality)[0]


def test_it_says_who_did_what_when_and_where(receipt: Receipt) -> None:
    proven = check_receipt(receipt_in(receipt.to_json()), _key())
    assert (proven.leaf.action, proven.leaf.position) == ("done", receipt.position)
    assert proven.payload is not None
    assert (proven.payload.actor, proven.payload.note) == ("Anna Muster", "Nummer 13")
    assert proven.checkpoint.size >= receipt.position + 8
    assert check_here(staff().municipality, receipt).standing == "stands"


def _changed(receipt: Receipt, **change: object) -> Receipt:
    return msgspec.structs.replace(receipt, **change)


def test_each_change_is_named(receipt: Receipt) -> None:
    other = base64.b64encode(b"\1" * 32).decode()
    lies = {
        Fault.LEAF: _changed(receipt, leaf=receipt.leaf.replace("done", "DONE")),
        Fault.PROOF: _changed(receipt, leaf=receipt.leaf.replace("done", "gone")),
        Fault.PAYLOAD: _changed(receipt, payload=receipt.payload.replace("13", "14")),
        Fault.SIGNATURE: _changed(
            receipt, checkpoint=receipt.checkpoint.replace(receipt.checkpoint.split("\n")[2], other)
        ),
        Fault.OTHER_JOURNAL: _changed(
            receipt, checkpoint=receipt.checkpoint.replace("modellregion/", "elsewhere/")
        ),
    }
    for fault, lie in lies.items():
        with pytest.raises(ReceiptError) as found:
            check_receipt(lie, _key())
        assert found.value.fault is fault
    for proof in ([], receipt.proof[1:], [*receipt.proof, other], ["%%%"]):
        with pytest.raises(ReceiptError) as found:
            check_receipt(_changed(receipt, proof=proof), _key())
        assert found.value.fault is Fault.PROOF


def test_a_neighbours_key_is_not_enough(receipt: Receipt) -> None:
    neighbour = citizen("bielefeld")
    enter(neighbour, 1)
    with pytest.raises(ReceiptError) as found:
        check_here(neighbour.municipality, receipt)
    assert found.value.fault is Fault.OTHER_JOURNAL


def test_after_erasing_the_old_receipt_still_holds_and_a_new_one_has_no_words() -> None:
    ctx = staff()
    (entry,) = enter(ctx, 1)
    old = make_receipt(ctx.municipality, entry=entry)
    erase_words(ctx, entries=[entry], reason="Art. 17 DSGVO")
    new = make_receipt(ctx.municipality, entry=entry)
    assert (new.salt, new.payload) == ("", "")
    assert check_receipt(new, _key()).payload is None
    assert check_receipt(old, _key()).payload is not None


def _node(tmp_path: Path, receipt: Receipt, key: str) -> "subprocess.CompletedProcess[str]":
    path = tmp_path / "beleg.json"
    path.write_bytes(receipt.to_json())
    node = shutil.which("node") or shutil.which("nodejs")
    assert node is not None, "Node.js is part of the test environment"
    return subprocess.run([node, str(SCRIPT), str(path), key], check=False, capture_output=True, text=True)


def test_node_verifies_it_without_us(receipt: Receipt, tmp_path: Path) -> None:
    done = _node(tmp_path, receipt, _key().text)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"genuine: position {receipt.position} " in done.stdout
    assert "Nummer 13" in done.stdout


def test_node_refuses_what_we_refuse(receipt: Receipt, tmp_path: Path) -> None:
    words = _changed(receipt, payload=receipt.payload.replace("13", "14"))
    leaf = _changed(receipt, leaf=receipt.leaf.replace("done", "gone"))
    unsigned = _changed(receipt, checkpoint=receipt.checkpoint.replace("\n", "\n1", 1))
    for lie, why in ((words, "commits to"), (leaf, "not in the signed tree"), (unsigned, "signature")):
        done = _node(tmp_path, lie, _key().text)
        assert done.returncode == 1
        assert why in done.stdout


@given(st.binary(max_size=300))
def test_no_file_makes_it_fall_over(content: bytes) -> None:
    for attempt in (content, b"%PDF-1.7\n" + content):
        with pytest.raises(ReceiptError):
            receipt_in(attempt)


@given(st.text(max_size=200))
def test_no_text_passes_for_a_note_or_leaf_that_is_none(text: str) -> None:
    for read in (lambda: read_note(text), lambda: Checkpoint.parse(text), lambda: VerifierKey.parse(text)):
        try:
            found = read()
        except NoteError:
            continue
        assert str(getattr(found, "text", found)) in {text, text.strip(), text.rpartition("\n\n")[0] + "\n"}
    with pytest.raises(LeafError):
        read_leaf(text.encode())
