"""Witnesses (c2sp.org/tlog-witness): a municipality signs another one's checkpoint when it continues the last it signed.

Whoever restores an old database, or shows different histories to different people, does not get past a witness. Both
halves stand here; between two bodies of one installation nothing but a call lies between them, else HTTP.
"""

import base64
import urllib.error
import urllib.request
from uuid import UUID

from modellregion.journal.checkpoints import COSIGNATURE, latest_checkpoint
from modellregion.journal.errors import WitnessRefusedError
from modellregion.journal.keys import witness_of
from modellregion.journal.models import Endorsement, Seen, WatchedLog, WitnessRow
from modellregion.journal.proofs.merkle import EMPTY_ROOT, ProofError, check_consistency
from modellregion.journal.proofs.notes import (
    Checkpoint,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    read_note,
    read_signatures,
)
from modellregion.journal.tree import consistency_proof
from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.ids import new_id
from modellregion.kernel.logs import log
from modellregion.kernel.tenancy import tenant

SECONDS_MAX = 15
BODY_MAX = 64 * 1024
PROOF_MAX = 63


def add_witness(municipality: UUID, *, key: VerifierKey, body: UUID | None = None, address: str = "") -> None:
    """Have a witness asked for every checkpoint from now on: a body of this installation, or an address elsewhere."""
    with tenant(municipality):
        WitnessRow.objects.update_or_create(
            municipality_id=municipality,
            key=key.text,
            defaults={"body_id": body, "address": address},
            create_defaults={"id": new_id(), "body_id": body, "address": address},
        )


def watch_log(municipality: UUID, *, key: VerifierKey) -> None:
    """Let a municipality be a witness of the journal with this key. A new key of the same journal takes its place."""
    with tenant(municipality):
        WatchedLog.objects.update_or_create(
            municipality_id=municipality,
            origin=key.name,
            defaults={"key": key.text},
            create_defaults={"id": new_id(), "key": key.text},
        )


def witness_key(municipality: UUID, *, clock: Clock = SYSTEM_CLOCK) -> VerifierKey:
    """Return the key under which a municipality signs as a witness."""
    with tenant(municipality):
        return witness_of(municipality, clock.now()).witness_key


def cosign(municipality: UUID, request: str, *, clock: Clock = SYSTEM_CLOCK) -> Signature:
    """Sign another journal's checkpoint as a witness; ``request`` is the body of ``add-checkpoint``.

    :raises WitnessRefusedError: with the status and, for 409, the size this witness knows.
    """
    old, proof, note = read_request(request)
    checkpoint = _parsed(note)
    with tenant(municipality):
        watched = (
            WatchedLog.objects.select_for_update()
            .filter(municipality_id=municipality, origin=checkpoint.origin)
            .first()
        )
        if watched is None:
            raise WitnessRefusedError(404, f"This witness does not watch {checkpoint.origin}.")
        if not note.signed_by(VerifierKey.parse(watched.key)):
            raise WitnessRefusedError(403, "The checkpoint is not signed with the key this witness knows.")
        if old > checkpoint.size:
            raise WitnessRefusedError(400, "The old size is larger than the checkpoint's.")
        seen = (
            Seen.objects.filter(municipality_id=municipality, origin=checkpoint.origin)
            .order_by("-size")
            .first()
        )
        known_size, known_root = (seen.size, bytes(seen.root)) if seen is not None else (0, EMPTY_ROOT)
        if old != known_size:
            raise WitnessRefusedError(409, str(known_size))
        if checkpoint.size == known_size and checkpoint.root != known_root:
            raise WitnessRefusedError(409, str(known_size))
        try:
            check_consistency(
                first=known_size,
                second=checkpoint.size,
                proof=proof,
                first_root=known_root,
                second_root=checkpoint.root,
            )
        except ProofError as error:
            raise WitnessRefusedError(
                422, f"The checkpoint does not continue the last one: {error}."
            ) from error
        now = clock.now()
        signature = witness_of(municipality, now).cosign(note, int(now.timestamp()))
        if checkpoint.size > known_size:
            Seen.objects.create(
                municipality_id=municipality,
                id=new_id(),
                origin=checkpoint.origin,
                size=checkpoint.size,
                root=checkpoint.root,
                note=str(note),
                at=now,
            )
    return signature


def read_request(text: str) -> tuple[int, list[bytes], Note]:
    """Return old size, proof and checkpoint of a request.

    :raises WitnessRefusedError: when it is none.
    """
    head, gap, rest = text.partition("\n\n")
    first, *lines = head.split("\n")
    word, _, old = first.partition(" ")
    if (
        not gap
        or word != "old"
        or not (old.isascii() and old.isdigit())
        or len(old) > 18
        or len(lines) > PROOF_MAX
    ):
        raise WitnessRefusedError(
            400, "The request has the form: old SIZE, the proof, an empty line, the checkpoint."
        )
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines]
        note = read_note(rest)
    except (NoteError, ValueError) as error:
        raise WitnessRefusedError(400, f"The request cannot be read: {error}.") from error
    return int(old), proof, note


def _parsed(note: Note) -> Checkpoint:
    try:
        return Checkpoint.parse(note.text)
    except NoteError as error:
        raise WitnessRefusedError(400, f"The checkpoint cannot be read: {error}.") from error


def request_of(old: int, proof: list[bytes], note: Note) -> str:
    """Return the body of ``add-checkpoint``."""
    lines = "".join(f"{base64.b64encode(hashed).decode()}\n" for hashed in proof)
    return f"old {old}\n{lines}\n{note}"


def ask_witnesses(municipality: UUID, *, clock: Clock = SYSTEM_CLOCK) -> int:
    """Have the newest checkpoint signed by the witnesses that have not done so; return how many did.

    A witness that is down or refuses is asked again next time; why it refused is kept with it.
    """
    with tenant(municipality):
        signed = latest_checkpoint(municipality)
        witnesses = list(WitnessRow.objects.filter(municipality_id=municipality).order_by("id"))
    if signed is None:
        return 0
    count = 0
    for witness in witnesses:
        if witness.size >= signed.checkpoint.size:
            continue
        try:
            signature = _signature(municipality, witness, signed.note, signed.checkpoint, clock)
        except (WitnessRefusedError, OSError) as error:
            log.error("witness did not sign", municipality=str(municipality), detail=str(error))
            _note(municipality, witness, {"trouble": str(error)[:500]})
        else:
            _keep(municipality, witness, signed.checkpoint.size, signature, clock)
            count += 1
    return count


def _signature(
    municipality: UUID, witness: WitnessRow, note: Note, checkpoint: Checkpoint, clock: Clock
) -> Signature:
    try:
        return _ask(municipality, witness, witness.size, note, checkpoint, clock)
    except WitnessRefusedError as refused:
        known = str(refused)
        if refused.status != 409 or not known.isdigit() or int(known) == witness.size:
            raise
        if int(known) > checkpoint.size:
            raise WitnessRefusedError(
                409,
                f"The witness has signed a journal of {known} entries, ours has {checkpoint.size}: an older state of the "
                "database was restored. See: modellregion journal verify",
            ) from refused
        return _ask(municipality, witness, int(known), note, checkpoint, clock)


def _ask(
    municipality: UUID, witness: WitnessRow, old: int, note: Note, checkpoint: Checkpoint, clock: Clock
) -> Signature:
    with tenant(municipality):
        proof = consistency_proof(municipality, old, checkpoint.size)
    request = request_of(old, proof, note)
    if witness.body_id is not None:
        signature = cosign(witness.body_id, request, clock=clock)
    else:
        signature = _over_http(witness.address, request)
    key = VerifierKey.parse(witness.key)
    if note.also_signed([signature]).cosigned_at(key) is None:
        raise WitnessRefusedError(
            502, "The witness's signature does not belong to the key that was agreed on."
        )
    return signature


def _over_http(address: str, body: str) -> Signature:
    request = urllib.request.Request(f"{address.rstrip('/')}/add-checkpoint", data=body.encode())  # noqa: S310 - the operator names the address
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 - likewise
            text = answer.read(BODY_MAX).decode()
    except urllib.error.HTTPError as error:
        raise WitnessRefusedError(error.code, error.read(1000).decode(errors="replace").strip()) from error
    try:
        return read_signatures(text)[0]
    except NoteError as error:
        raise WitnessRefusedError(502, f"The witness's answer is no signature: {error}.") from error


def _keep(municipality: UUID, witness: WitnessRow, size: int, signature: Signature, clock: Clock) -> None:
    with tenant(municipality):
        Endorsement.objects.bulk_create(
            [
                Endorsement(
                    municipality_id=municipality,
                    id=new_id(),
                    size=size,
                    kind=COSIGNATURE,
                    name=signature.name,
                    content=signature.line.encode(),
                    at=clock.now(),
                )
            ],
            ignore_conflicts=True,
        )
    _note(municipality, witness, {"size": size, "trouble": ""})


def _note(municipality: UUID, witness: WitnessRow, values: dict[str, object]) -> None:
    with tenant(municipality):
        WitnessRow.objects.filter(municipality_id=municipality, id=witness.id).update(**values)


def witnesses_of(municipality: UUID) -> list[tuple[str, str, int, str]]:
    """Return each witness's name, where it is, up to which size it signed, and its last trouble."""
    with tenant(municipality):
        rows = WitnessRow.objects.filter(municipality_id=municipality).order_by("id")
        return [(VerifierKey.parse(r.key).name, r.address or str(r.body_id), r.size, r.trouble) for r in rows]
