"""The history of files: every command of this room writes its line here, and nowhere else."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy

from modellregion.journal.api import NewEntry, Subject, append
from modellregion.kernel.context import Context
from modellregion.kernel.envelope import plain
from modellregion.kernel.ids import new_id
from modellregion.records.models import RecordEvent


class Action(StrEnum):
    """What the history of a file, or of the file plan, records."""

    NODE_ADDED = "node_added"
    NODE_CHANGED = "node_changed"
    NODE_CLOSED = "node_closed"
    SERVICE_ASSIGNED = "service_assigned"
    FILE_OPENED = "file_opened"
    FILE_CHANGED = "file_changed"
    FILE_MOVED = "file_moved"
    FILE_CLOSED = "file_closed"
    FILE_REOPENED = "file_reopened"
    PART_OPENED = "part_opened"
    PART_CLOSED = "part_closed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    DOCUMENT_FILED = "document_filed"
    DOCUMENT_VERSION = "document_version"
    DOCUMENT_FINAL = "document_final"
    DRAFT_DISCARDED = "draft_discarded"
    CIRCULATION_STARTED = "circulation_started"
    STEP_DONE = "step_done"
    STEP_RETURNED = "step_returned"
    CIRCULATION_WITHDRAWN = "circulation_withdrawn"
    CIRCULATION_VOID = "circulation_void"
    CIRCULATION_DONE = "circulation_done"
    FOLLOW_UP_SET = "follow_up_set"
    FOLLOW_UP_DONE = "follow_up_done"
    MAIL_FILED = "mail_filed"
    MAIL_SET_ASIDE = "mail_set_aside"
    SCAN_TAKEN = "scan_taken"
    SCAN_FILED = "scan_filed"
    SCAN_SET_ASIDE = "scan_set_aside"
    INSPECTED = "inspected"
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"
    OFFERED = "offered"
    APPRAISED = "appraised"
    TRANSFERRED = "transferred"
    CONFIRMED = "confirmed"
    NOT_TAKEN = "not_taken"
    DISPOSAL_ENDED = "disposal_ended"
    DELETED = "deleted"
    GRANTED = "granted"
    GRANT_ENDED = "grant_ended"
    CLEARED = "cleared"


ACTION_NAMES = {
    Action.NODE_ADDED: gettext_lazy("Aktenplan erweitert"),
    Action.NODE_CHANGED: gettext_lazy("Aktenplan geändert"),
    Action.NODE_CLOSED: gettext_lazy("Aktenplan: stillgelegt"),
    Action.SERVICE_ASSIGNED: gettext_lazy("Leistung zugeordnet"),
    Action.FILE_OPENED: gettext_lazy("Akte angelegt"),
    Action.FILE_CHANGED: gettext_lazy("Akte geändert"),
    Action.FILE_MOVED: gettext_lazy("Akte umgehängt"),
    Action.FILE_CLOSED: gettext_lazy("Akte geschlossen (zu den Akten)"),
    Action.FILE_REOPENED: gettext_lazy("Akte wieder geöffnet"),
    Action.PART_OPENED: gettext_lazy("Teil angelegt"),
    Action.PART_CLOSED: gettext_lazy("Teil geschlossen"),
    Action.LINKED: gettext_lazy("Verweis gesetzt"),
    Action.UNLINKED: gettext_lazy("Verweis entfernt"),
    Action.DOCUMENT_FILED: gettext_lazy("Dokument abgelegt"),
    Action.DOCUMENT_VERSION: gettext_lazy("Neue Version"),
    Action.DOCUMENT_FINAL: gettext_lazy("Dokument endgültig gemacht"),
    Action.DRAFT_DISCARDED: gettext_lazy("Entwurf verworfen"),
    Action.CIRCULATION_STARTED: gettext_lazy("Laufmappe gestartet"),
    Action.STEP_DONE: gettext_lazy("Laufmappe: gezeichnet"),
    Action.STEP_RETURNED: gettext_lazy("Laufmappe: zurückgegeben"),
    Action.CIRCULATION_WITHDRAWN: gettext_lazy("Laufmappe zurückgezogen"),
    Action.CIRCULATION_VOID: gettext_lazy("Laufmappe: Zeichnungen ungültig, der Entwurf wurde geändert"),
    Action.CIRCULATION_DONE: gettext_lazy("Laufmappe abgeschlossen"),
    Action.FOLLOW_UP_SET: gettext_lazy("Wiedervorlage eingetragen"),
    Action.FOLLOW_UP_DONE: gettext_lazy("Wiedervorlage erledigt"),
    Action.MAIL_FILED: gettext_lazy("E-Mail abgelegt"),
    Action.MAIL_SET_ASIDE: gettext_lazy("E-Mail beiseitegelegt"),
    Action.SCAN_TAKEN: gettext_lazy("Scanstapel aufgenommen"),
    Action.SCAN_FILED: gettext_lazy("Gescanntes abgelegt"),
    Action.SCAN_SET_ASIDE: gettext_lazy("Gescanntes beiseitegelegt"),
    Action.INSPECTED: gettext_lazy("Akteneinsicht zusammengestellt"),
    Action.HELD: gettext_lazy("Löschsperre gesetzt"),
    Action.HOLD_LIFTED: gettext_lazy("Löschsperre aufgehoben"),
    Action.OFFERED: gettext_lazy("Dem Archiv angeboten"),
    Action.APPRAISED: gettext_lazy("Vom Archiv bewertet"),
    Action.TRANSFERRED: gettext_lazy("Dem Archiv übergeben"),
    Action.CONFIRMED: gettext_lazy("Löschung freigegeben"),
    Action.DISPOSAL_ENDED: gettext_lazy("Aussonderung vorzeitig beendet"),
    Action.NOT_TAKEN: gettext_lazy("Vom Archiv nicht übernommen"),
    Action.DELETED: gettext_lazy("Akte gelöscht"),
    Action.GRANTED: gettext_lazy("Recht gegeben"),
    Action.GRANT_ENDED: gettext_lazy("Recht beendet"),
    Action.CLEARED: gettext_lazy("Ermächtigung geändert"),
}


def record(
    ctx: Context,
    action: Action,
    *,
    file: UUID | None = None,
    document: UUID | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    """Write one line of history, in the transaction of the command. ``data`` says what changed, in plain values."""
    RecordEvent.objects.create(
        municipality_id=ctx.municipality,
        id=new_id(),
        file_id=file,
        document_id=document,
        at=ctx.now(),
        action=action.value,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        data=plain(msgspec.json.encode(data or {})),
    )
    # The journal proves that it was done, by whom and when; what it says of people goes with the file, so it stays here.
    subject = Subject("file", file) if file else Subject("file_plan", ctx.municipality)
    append(ctx, NewEntry(subject, action.value))
