"""Others confirm a journal: witnesses here and over HTTP, and a time-stamp service in a process of its own."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from modellregion.journal.api import (
    Kind,
    TimestampError,
    WitnessRefusedError,
    add_witness,
    ask_witnesses,
    check_receipt,
    check_timestamp,
    cosign,
    find_checkpoint,
    known_keys,
    make_receipt,
    sequence,
    sign_checkpoint,
    stamp_checkpoint,
    stamped_at,
    verify,
    watch_log,
    witness_key,
    witnesses_of,
)
from modellregion.journal.keys import last_file
from modellregion.journal.proofs.notes import Note, read_note
from modellregion.journal.tests.planting import enter, owner
from modellregion.journal.timestamps import trusted_roots
from modellregion.journal.tree import consistency_proof
from modellregion.journal.witnessing import request_of
from modellregion.kernel.context import Context
from modellregion.kernel.tenancy import tenant
from tests.support.people import citizen
from tests.support.tsa import free_port, make_certificates, running_tsa


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own signature
        pass


@contextmanager
def served() -> Iterator[str]:
    """Serve the platform over HTTP, in a thread with connections of its own."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)

    def run() -> None:
        server.serve_forever(poll_interval=0.05)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _watched(ours: Context, witness: Context, address: str = "") -> None:
    sign_checkpoint(ours.municipality)
    watch_log(witness.municipality, key=known_keys(ours.municipality)[0])
    key = witness_key(witness.municipality)
    if address:
        add_witness(ours.municipality, key=key, address=f"{address}/bielefeld/journal")
    else:
        add_witness(ours.municipality, key=key, body=witness.municipality)


def _newest(municipality: UUID, size: int) -> Note:
    with tenant(municipality):
        signed = find_checkpoint(municipality, size)
    assert signed is not None
    return signed.note


@pytest.mark.parametrize("way", ["here", "http"])
def test_a_witness_signs_what_continues_and_a_receipt_carries_it(own_database: str, way: str) -> None:
    del own_database
    ours, witness = citizen(), citizen("bielefeld")
    first = enter(ours, 5)
    with served() as address:
        _watched(ours, witness, address if way == "http" else "")
        for _ in range(3):
            assert ask_witnesses(ours.municipality) == 1
            assert ask_witnesses(ours.municipality) == 0
            enter(ours, 4)
        ask_witnesses(ours.municipality)
    receipt = make_receipt(ours.municipality, entry=first[0])
    proven = check_receipt(receipt, known_keys(ours.municipality)[0])
    assert proven.note.cosigned_at(witness_key(witness.municipality)) is not None
    assert proven.note.cosigned_at(witness_key(ours.municipality)) is None
    assert verify(ours.municipality).findings == []


@pytest.mark.parametrize("way", ["here", "http"])
def test_a_restored_backup_does_not_get_past_the_witness(own_database: str, way: str) -> None:
    ours, witness = citizen(), citizen("bielefeld")
    begin = sequence(ours.municipality)  # what making the demo region left
    enter(ours, 5)
    with served() as address:
        _watched(ours, witness, address if way == "http" else "")
        ask_witnesses(ours.municipality)
        with owner(own_database, ours.municipality) as culprit:
            backup = culprit.copy()
        enter(ours, 4)
        ask_witnesses(ours.municipality)
        with owner(own_database, ours.municipality) as culprit:
            culprit.restore(backup)
            culprit.do("UPDATE journal_witness SET size = %s", begin + 5)
        last_file(ours.municipality).unlink()
        enter(ours, 2)
        assert ask_witnesses(ours.municipality) == 0
        ((_, _, _, trouble),) = witnesses_of(ours.municipality)
        sizes = f"The witness has signed a journal of {begin + 9} entries, ours has {begin + 7}"
        assert sizes in trouble
        enter(ours, 6)
        assert ask_witnesses(ours.municipality) == 0
        ((_, _, _, trouble),) = witnesses_of(ours.municipality)
        assert "does not continue the last one" in trouble
    if way == "here":
        (finding,) = verify(ours.municipality).findings
        assert (finding.kind, finding.position) == (Kind.FORKED, begin + 5)
        assert finding.sentence.startswith(f"Position {begin + 5}: there are two histories.")


def test_a_witness_refuses_in_the_words_of_the_protocol(own_database: str) -> None:
    del own_database
    ours, witness, stranger = citizen(), citizen("bielefeld"), citizen("aachen")
    begin = sequence(ours.municipality)
    enter(ours, 5)
    _watched(ours, witness)
    note = _newest(ours.municipality, begin + 5)
    requests = {
        404: request_of(0, [], _signed_by(stranger)),
        403: request_of(0, [], Note(note.text, read_note(str(_signed_by(stranger))).signatures)),
        409: request_of(3, [], note),
        400: "old x\n\n",
    }
    for status, request in requests.items():
        with pytest.raises(WitnessRefusedError) as refused:
            cosign(witness.municipality, request)
        assert refused.value.status == status
    assert ask_witnesses(ours.municipality) == 1
    enter(ours, 3)
    with tenant(ours):
        proof = consistency_proof(ours.municipality, begin + 5, begin + 8)
    later = _newest(ours.municipality, begin + 8)
    with pytest.raises(WitnessRefusedError) as refused:
        cosign(witness.municipality, request_of(begin + 5, proof[:-1], later))
    assert refused.value.status == 422
    with pytest.raises(WitnessRefusedError) as refused:
        cosign(witness.municipality, request_of(begin + 9, [], later))
    assert refused.value.status == 400
    assert cosign(witness.municipality, request_of(begin + 5, proof, later)).name.endswith("/witness")


def _signed_by(ctx: Context) -> Note:
    enter(ctx, 1)
    signed = sign_checkpoint(ctx.municipality)
    assert signed is not None
    return signed.note


@pytest.mark.django_db
def test_a_checkpoint_is_time_stamped_and_later_when_the_service_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = citizen().municipality
    root, port = make_certificates(tmp_path), free_port()
    monkeypatch.setattr("django.conf.settings.TIMESTAMP_URL", f"http://127.0.0.1:{port}/")
    monkeypatch.setattr("django.conf.settings.TIMESTAMP_ROOTS", str(root))
    enter(citizen(), 3)
    assert not stamp_checkpoint(ours)
    with running_tsa(tmp_path, port):
        assert stamp_checkpoint(ours)
        assert not stamp_checkpoint(ours), "once is enough"
    signed = sign_checkpoint(ours)
    assert signed is not None
    assert stamped_at(signed) is not None
    (tmp_path / "answer.tsr").write_bytes(signed.timestamp)
    (tmp_path / "checkpoint.txt").write_text(signed.note.text, encoding="utf-8")
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-in", "answer.tsr", "-data", "checkpoint.txt", "-CAfile", "root.pem"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "Verification: OK" in done.stdout + done.stderr
    with pytest.raises(TimestampError, match="not a time-stamp of what was asked"):
        check_timestamp(signed.timestamp, b"something else", roots=trusted_roots())


@pytest.mark.django_db
def test_a_time_stamp_of_a_stranger_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = citizen().municipality
    make_certificates(tmp_path / "stranger")
    port = free_port()
    monkeypatch.setattr("django.conf.settings.TIMESTAMP_URL", f"http://127.0.0.1:{port}/")
    monkeypatch.setattr("django.conf.settings.TIMESTAMP_ROOTS", str(make_certificates(tmp_path / "trusted")))
    enter(citizen(), 1)
    with running_tsa(tmp_path / "stranger", port):
        assert not stamp_checkpoint(ours)
