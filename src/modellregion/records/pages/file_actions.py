"""What can be done on the page of a file: one command each."""

from dataclasses import replace
from uuid import UUID

from modellregion.kernel.ui.environment import url
from modellregion.records.access import Right, state_purpose
from modellregion.records.commands.close_file import (
    close_file_by_hand,
    close_part,
    link_files,
    reopen_file_by_hand,
    unlink_files,
)
from modellregion.records.commands.file_document import NewEntry, file_document
from modellregion.records.commands.follow_up import finish_follow_up, set_follow_up
from modellregion.records.commands.grant_rights import NewGrant, end_grant, grant_right
from modellregion.records.commands.hold import lift_hold, set_hold
from modellregion.records.commands.open_file import (
    FileEntry,
    Medium,
    PartKind,
    change_file,
    move_file,
    open_part,
)
from modellregion.records.errors import EntryIncompleteError
from modellregion.records.filing import Direction
from modellregion.records.pages.file import show_file
from modellregion.records.pages.sent import day, identifier, number, wanted
from modellregion.region.acting import acting
from modellregion.region.frames import Request


def _page(request: Request, file: UUID) -> str:
    return url("file", slug=request.body_entry.slug, file=file)


def _purpose(request: Request, file: UUID) -> str:
    state_purpose(request.ctx, file=file, purpose=request.POST.get("zweck", ""))
    return _page(request, file)


def _upload(request: Request, file: UUID) -> str:
    post = request.POST
    sent = request.FILES.getlist("datei")
    if not sent:
        raise EntryIncompleteError("no file")
    for one in sent:
        entry = NewEntry(
            name=one.name or "",
            content=one.read(),
            title=post.get("titel", "") if len(sent) == 1 else "",
            direction=Direction(post["richtung"])
            if post.get("richtung") in set(Direction)
            else Direction.INTERNAL,
            part=identifier(post.get("teil", "")),
            written_on=day(post.get("datum", "")),
            sender=post.get("absender", ""),
            is_draft=post.get("entwurf") == "1",
            confidentiality=number(post.get("vertraulichkeit", ""), 0),
        )
        file_document(request.ctx, file=file, entry=entry)
    return _page(request, file)


def _change(request: Request, file: UUID) -> str:
    post = request.POST
    entry = FileEntry(
        subject=post.get("betreff", "")[:500],
        medium=Medium(post["medium"]) if post.get("medium") in set(Medium) else Medium.ELECTRONIC,
        paper_location=post.get("standort", "")[:300],
        confidentiality=number(post.get("vertraulichkeit", ""), 0),
    )
    change_file(request.ctx, file=file, entry=entry)
    return _page(request, file)


def _close(request: Request, file: UUID) -> str:
    close_file_by_hand(request.ctx, file=file, result=request.POST.get("ergebnis", "")[:40])
    return _page(request, file)


def _reopen(request: Request, file: UUID) -> str:
    reopen_file_by_hand(request.ctx, file=file, reason=request.POST.get("grund", ""))
    return _page(request, file)


def _part(request: Request, file: UUID) -> str:
    post = request.POST
    kind = PartKind(post["art"]) if post.get("art") in set(PartKind) else PartKind.TRANSACTION
    open_part(
        request.ctx,
        file=file,
        kind=kind,
        subject=post.get("betreff", "")[:300],
        parent=identifier(post.get("in", "")),
    )
    return _page(request, file)


def _close_part(request: Request, file: UUID) -> str:
    close_part(request.ctx, file=file, part=wanted(request.POST.get("teil", "")))
    return _page(request, file)


def _link(request: Request, file: UUID) -> str:
    link_files(
        request.ctx,
        file=file,
        reference=request.POST.get("zeichen", ""),
        reason=request.POST.get("grund", "")[:300],
    )
    return _page(request, file)


def _unlink(request: Request, file: UUID) -> str:
    unlink_files(request.ctx, file=file, other=wanted(request.POST.get("akte", "")))
    return _page(request, file)


def _move(request: Request, file: UUID) -> str:
    move_file(request.ctx, file=file, node=wanted(request.POST.get("stelle", "")))
    return _page(request, file)


def _follow_up(request: Request, file: UUID) -> str:
    due = day(request.POST.get("am", ""))
    if due is None:
        raise EntryIncompleteError("day")
    owner = identifier(request.POST.get("wer", ""))
    set_follow_up(request.ctx, file=file, due_on=due, reason=request.POST.get("grund", "")[:300], owner=owner)
    return _page(request, file)


def _finish_follow_up(request: Request, file: UUID) -> str:
    finish_follow_up(request.ctx, file=file, follow_up=wanted(request.POST.get("wiedervorlage", "")))
    return _page(request, file)


def _grant(request: Request, file: UUID) -> str:
    grant_right(request.ctx, grant=replace(grant_from(request), file=file))
    return _page(request, file)


def grant_from(request: Request) -> NewGrant:
    """Return the right that a form gives, without its place."""
    from_form = request.POST
    kind, _, receiver = from_form.get("an", "").partition(":")
    return NewGrant(
        right=Right.WORK if from_form.get("recht") == Right.WORK else Right.SEE,
        reason=from_form.get("grund", "")[:300],
        unit=identifier(receiver) if kind == "stelle" else None,
        staff=identifier(receiver) if kind == "person" else None,
        ends_on=day(from_form.get("bis", "")),
    )


def _end_grant(request: Request, file: UUID) -> str:
    end_grant(request.ctx, grant=wanted(request.POST.get("recht", "")))
    return _page(request, file)


def _hold(request: Request, file: UUID) -> str:
    set_hold(request.ctx, file=file, reason=request.POST.get("grund", ""))
    return _page(request, file)


def _lift(request: Request, file: UUID) -> str:
    lift_hold(request.ctx, hold=wanted(request.POST.get("sperre", "")), reason=request.POST.get("grund", ""))
    return _page(request, file)


file_action = acting(
    show_file,
    {
        "zweck": _purpose,
        "hochladen": _upload,
        "aendern": _change,
        "schliessen": _close,
        "oeffnen": _reopen,
        "teil": _part,
        "teil-schliessen": _close_part,
        "verweisen": _link,
        "verweis-loesen": _unlink,
        "umhaengen": _move,
        "wiedervorlage": _follow_up,
        "wiedervorlage-erledigt": _finish_follow_up,
        "recht": _grant,
        "recht-beenden": _end_grant,
        "sperren": _hold,
        "entsperren": _lift,
    },
)
