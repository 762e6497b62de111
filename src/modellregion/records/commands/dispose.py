"""Disposal (Aussonderung): offer, appraise, hand over, confirm, delete. Nothing goes before its date or unconfirmed.

Four steps: 0501, 0502, 0503, 0506. Two steps, where the file plan has decided already: 0503, 0506. What is destroyed
without an archive needs a second person. The database itself refuses to delete anything else (records_may_go).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from modellregion.kernel.context import Context
from modellregion.kernel.errors import NotFoundError
from modellregion.kernel.files import get_file
from modellregion.kernel.ids import new_id
from modellregion.kernel.tenancy import tenant
from modellregion.records.disposal_contents import delete_rows, files_for_transfer
from modellregion.records.errors import (
    DisposalStateError,
    EntryIncompleteError,
    NotDisposableError,
    PackageRefusedError,
    SecondPersonError,
)
from modellregion.records.history import Action, record
from modellregion.records.models import Disposal, DisposalItem
from modellregion.records.policy import Records
from modellregion.records.xdomea.parts import Head, XdomeaError, XdomeaVersion
from modellregion.records.xdomea.reading import Message, read_message
from modellregion.records.xdomea.writing import Writer, write_package
from modellregion.region.api import get_body

FILES_MAX = 10_000
_DUE = """
SELECT f.id, f.reference, f.subject, coalesce(n.code, ''), f.retain_until, f.disposal FROM records_file f
LEFT JOIN records_plan_node n ON (n.municipality_id, n.id) = (f.municipality_id, f.node_id)
WHERE f.municipality_id = %(municipality)s AND f.closed_at IS NOT NULL AND f.retain_until < %(today)s
  AND NOT EXISTS (SELECT 1 FROM records_hold h WHERE (h.municipality_id, h.file_id) = (f.municipality_id, f.id)
                  AND h.lifted_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM records_follow_up u WHERE (u.municipality_id, u.file_id) = (f.municipality_id, f.id)
                  AND u.done_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM records_disposal_item i
                  JOIN records_disposal r ON (r.municipality_id, r.id) = (i.municipality_id, i.disposal_id)
                  WHERE (i.municipality_id, i.file_id) = (f.municipality_id, f.id) AND r.ended_at IS NULL)
"""


def start_disposal(
    ctx: Context, *, files: Sequence[UUID], kind: str, version: XdomeaVersion, archive: str
) -> UUID:
    """Start a run with files whose time is over; ``kind`` is ``four`` or ``two``.

    :raises EntryIncompleteError: without files or archive.
    :raises NotDisposableError: when one of the files is not due, is held, is in another run, or (two steps) not decided.
    """
    ctx.authorise(Records.DISPOSE)
    if not files or len(files) > FILES_MAX or not archive.strip() or kind not in {"two", "four"}:
        raise EntryIncompleteError("files, archive or kind")
    with tenant(ctx):
        due = {row[0]: row for row in _due(ctx, list(files))}
        if len(due) < len(set(files)) or (kind == "two" and any(row[5] == "B" for row in due.values())):
            raise NotDisposableError("files")
        identifier = new_id()
        Disposal.objects.create(
            municipality_id=ctx.municipality,
            id=identifier,
            kind=kind,
            xdomea=version.value,
            archive=archive.strip()[:200],
            state="open",
            started_at=ctx.now(),
            started_by=ctx.actor.name,
            started_by_id=ctx.actor.id,
        )
        DisposalItem.objects.bulk_create(
            DisposalItem(
                municipality_id=ctx.municipality,
                id=new_id(),
                disposal_id=identifier,
                file_id=row[0],
                reference=row[1],
                subject=row[2],
                plan_code=row[3],
                retain_until=row[4],
                proposal=row[5],
                decision=row[5] if kind == "two" else "",
                decided_at=ctx.now() if kind == "two" else None,
                decided_by="Aktenplan" if kind == "two" else "",
            )
            for row in due.values()
        )
        for file in due:
            record(ctx, Action.OFFERED, file=file, data={"disposal": str(identifier)})
    return identifier


def due_files(ctx: Context, *, limit: int = 500) -> list[tuple[UUID, str, str, str, date, str]]:
    """Return files whose time is over and that nothing holds: id, reference, subject, plan code, until when, proposal."""
    ctx.authorise(Records.DISPOSE)
    with tenant(ctx):
        return _due(ctx, None)[:limit]


def offer_message(ctx: Context, *, disposal: UUID) -> bytes:
    """Return the offer list (Anbieteverzeichnis, 0501) of a run in four steps."""
    ctx.authorise(Records.DISPOSE)
    with tenant(ctx):
        run = _run(ctx, disposal)
        if run.kind != "four":
            raise DisposalStateError("two steps have no offer")
        files, _ = files_for_transfer(
            ctx, [item.file_id for item in _items(ctx, disposal)], with_contents=False
        )
        return Writer(XdomeaVersion(run.xdomea)).offer(_head(ctx, run), files)


def take_appraisal(ctx: Context, *, disposal: UUID, message: bytes) -> int:
    """Take the archive's appraisal (Bewertungsverzeichnis, 0502); return how many files it decided.

    :raises PackageRefusedError: when it is none, belongs to another run, or decides nothing of it.
    """
    ctx.authorise(Records.DISPOSE)
    read = _read(message, "0502", disposal)
    with tenant(ctx):
        run = _run(ctx, disposal)
        items = {item.file_id: item for item in _items(ctx, disposal) if item.transferred_at is None}
        known = {file: code for file, code in read.decisions.items() if file in items and code in {"A", "V"}}
        if not known:
            raise PackageRefusedError("nothing of this run")
        for file, code in known.items():
            _decide(ctx, items[file], code, run.archive)
    return len(known)


def decide_item(ctx: Context, *, disposal: UUID, file: UUID, decision: str) -> None:
    """Decide as the municipality's own archive: A keeps for ever, V destroys.

    :raises DisposalStateError: when it was handed over already.
    """
    ctx.authorise(Records.APPRAISE)
    if decision not in {"A", "V"}:
        raise EntryIncompleteError("decision")
    with tenant(ctx):
        _run(ctx, disposal)
        item = next((one for one in _items(ctx, disposal) if one.file_id == file), None)
        if item is None:
            raise NotFoundError(f"file {file} in run {disposal}")
        if item.transferred_at is not None or item.confirmed_at is not None:
            raise DisposalStateError(f"file {file}")
        _decide(ctx, item, decision, ctx.actor.name)


def transfer_package(ctx: Context, *, disposal: UUID) -> bytes:
    """Return the transfer (Aussonderung, 0503) as a package with all that the archive keeps; making it again is fine.

    :raises DisposalStateError: when nothing is decided for the archive.
    """
    ctx.authorise(Records.DISPOSE)
    with tenant(ctx):
        run = _run(ctx, disposal)
        items = [item for item in _items(ctx, disposal) if item.decision == "A" and item.deleted_at is None]
        if not items:
            raise DisposalStateError("nothing for the archive")
        files, names = files_for_transfer(ctx, [item.file_id for item in items], with_contents=True)
        message = Writer(XdomeaVersion(run.xdomea)).transfer(_head(ctx, run), files)
        for item in items:
            if item.transferred_at is None:
                _update(ctx, item, transferred_at=ctx.now())
                record(ctx, Action.TRANSFERRED, file=item.file_id, data={"archive": run.archive})
    return write_package(disposal, message, names, lambda sha256: get_file(ctx.municipality, sha256))


def take_confirmation(ctx: Context, *, disposal: UUID, message: bytes) -> int:
    """Take the archive's confirmation (0506); return how many files it took. A refused file stays, with the reason.

    :raises PackageRefusedError: when it is none, belongs to another run, or speaks of nothing that was handed over.
    """
    ctx.authorise(Records.DISPOSE)
    read = _read(message, "0506", disposal)
    with tenant(ctx):
        run = _run(ctx, disposal)
        handed = {item.file_id: item for item in _items(ctx, disposal) if item.transferred_at is not None}
        known = [one for one in read.confirmations if one.id in handed]
        if not known:
            raise PackageRefusedError("nothing of this run")
        for one in known:
            item = handed[one.id]
            if one.was_taken and item.confirmed_at is None:
                _update(ctx, item, confirmed_at=ctx.now(), confirmed_by=run.archive, archive_reference=one.archive_reference[:200], refusal="")  # fmt: skip
                record(ctx, Action.CONFIRMED, file=one.id, data={"archive": run.archive, "reference": one.archive_reference})  # fmt: skip
            elif not one.was_taken and item.confirmed_at is None:
                _update(ctx, item, refusal=one.message[:500] or "–")
                record(
                    ctx,
                    Action.NOT_TAKEN,
                    file=one.id,
                    data={"archive": run.archive, "reason": one.message[:500]},
                )
    return sum(one.was_taken for one in known)


def approve_destruction(ctx: Context, *, disposal: UUID) -> int:
    """Agree, as a second person, that what is decided V is destroyed; return how many files that are.

    :raises SecondPersonError: when the actor started the run.
    :raises DisposalStateError: when nothing waits for it.
    """
    ctx.authorise(Records.APPROVE_DELETION)
    with tenant(ctx):
        run = _run(ctx, disposal)
        if run.started_by_id is not None and run.started_by_id == ctx.actor.id:
            raise SecondPersonError(f"run {disposal}")
        waiting = [
            item for item in _items(ctx, disposal) if item.decision == "V" and item.confirmed_at is None
        ]
        if not waiting:
            raise DisposalStateError("nothing to approve")
        for item in waiting:
            _update(ctx, item, confirmed_at=ctx.now(), confirmed_by=ctx.actor.name)
            record(ctx, Action.CONFIRMED, file=item.file_id, data={"disposal": str(disposal)})
    return len(waiting)


def delete_confirmed(ctx: Context, *, disposal: UUID) -> int:
    """Delete the files of a run that are confirmed; what was deleted stays on record, by hash. Return how many.

    A file that is held, or looked into again, since it was offered stays; the run ends when none is left.

    :raises DisposalStateError: when nothing is confirmed, or all that is confirmed is held.
    """
    ctx.authorise(Records.DISPOSE)
    with tenant(ctx):
        run = _run(ctx, disposal)
        items = [
            item
            for item in _items(ctx, disposal)
            if item.confirmed_at is not None and item.deleted_at is None
        ]
        going = [item for item in items if _may_go(ctx, item.file_id)]
        if not going:
            raise DisposalStateError("nothing confirmed, or all of it held")
        for item in going:
            documents, hashes = delete_rows(ctx, disposal=disposal, file=item.file_id)
            _update(
                ctx,
                item,
                deleted_at=ctx.now(),
                deleted_by=ctx.actor.name,
                documents=documents,
                proof="\n".join(hashes),
            )
            record(
                ctx,
                Action.DELETED,
                file=item.file_id,
                data={"disposal": str(disposal), "documents": documents},
            )
        if all(item.deleted_at is not None for item in _items(ctx, disposal)):
            Disposal.objects.filter(municipality_id=ctx.municipality, id=run.id).update(
                state="done", ended_at=ctx.now()
            )
    return len(going)


def end_disposal(ctx: Context, *, disposal: UUID) -> None:
    """End a run early; files that are not deleted can be offered again."""
    ctx.authorise(Records.DISPOSE)
    with tenant(ctx):
        run = _run(ctx, disposal)
        DisposalItem.objects.filter(
            municipality_id=ctx.municipality, disposal_id=disposal, deleted_at=None
        ).update(confirmed_at=None, confirmed_by="", transferred_at=None)
        Disposal.objects.filter(municipality_id=ctx.municipality, id=run.id).update(
            state="ended", ended_at=ctx.now()
        )
        record(ctx, Action.DISPOSAL_ENDED, data={"disposal": str(disposal)})


def _due(ctx: Context, files: list[UUID] | None) -> list[tuple[UUID, str, str, str, date, str]]:
    values: dict[str, Any] = {"municipality": ctx.municipality, "today": ctx.today(), "files": files}
    chosen = "AND f.id = ANY(%(files)s) FOR UPDATE OF f" if files is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({_DUE} {chosen}) due ORDER BY retain_until, reference", values)  # noqa: S608 - constants
        return [tuple(row) for row in cursor.fetchall()]


def _may_go(ctx: Context, file: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT records_may_go(%s, %s)", [ctx.municipality, file])
        (may,) = cursor.fetchone()
    return bool(may)


def _run(ctx: Context, disposal: UUID) -> Disposal:
    rows = Disposal.objects.select_for_update().filter(municipality_id=ctx.municipality, id=disposal)
    row = rows.first()
    if row is None:
        raise NotFoundError(f"run {disposal}")
    if row.ended_at is not None:
        raise DisposalStateError(f"run {disposal} is over")
    return row


def _items(ctx: Context, disposal: UUID) -> list[DisposalItem]:
    rows = DisposalItem.objects.filter(municipality_id=ctx.municipality, disposal_id=disposal)
    return list(rows.order_by("reference"))


def _update(ctx: Context, item: DisposalItem, **values: object) -> None:
    DisposalItem.objects.filter(municipality_id=ctx.municipality, id=item.id).update(**values)


def _decide(ctx: Context, item: DisposalItem, decision: str, by: str) -> None:
    _update(
        ctx, item, decision=decision, decided_at=ctx.now(), decided_by=by, confirmed_at=None, confirmed_by=""
    )
    record(ctx, Action.APPRAISED, file=item.file_id, data={"decision": decision})


def _head(ctx: Context, run: Disposal) -> Head:
    body = get_body(ctx.municipality)
    return Head(run.id, ctx.now(), body.name if body else "", run.archive)


def _read(message: bytes, number: str, disposal: UUID) -> Message:
    try:
        read = read_message(message)
    except XdomeaError as error:
        raise PackageRefusedError(str(error), user_message=str(error)) from error
    if read.number != number or read.process != disposal:
        raise PackageRefusedError(f"{read.number} of run {read.process}")
    return read
